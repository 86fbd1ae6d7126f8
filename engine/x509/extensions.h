// The certificate extensions of RFC 5280, 4.2 as values, and their readers. Thread-safe: values and pure functions.
#ifndef CERTSWEEP_ENGINE_X509_EXTENSIONS_H_
#define CERTSWEEP_ENGINE_X509_EXTENSIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/x509/general_names.h"

namespace certsweep::x509 {

// One thing in the encoding that RFC 5280 or X.690 forbids. `fatal`: the certificate can't be relied on
// (`malformed_certificate`); else it is bad form that a lenient rule set may accept.
struct CertificateProblem {
  std::string field;   // "serialNumber", "extensions.subjectAltName", ...
  std::string detail;  // "duplicate extension 2.5.29.17"
  bool fatal = true;
};

struct SubjectAltName : GeneralNames {
  bool critical = false;
};

struct NameConstraints {
  bool critical = false;
  NameSubtrees permitted;
  NameSubtrees excluded;
};

struct BasicConstraints {
  bool critical = false;
  bool is_ca = false;
  std::optional<int> path_length;
};

struct PolicyConstraints {
  bool critical = false;
  std::optional<int> require_explicit_policy;
  std::optional<int> inhibit_policy_mapping;
};

struct PolicyMapping {
  std::string issuer_domain_policy;  // dotted OIDs
  std::string subject_domain_policy;
};

// Every extension there is, in order.
struct ExtensionEntry {
  std::string oid;  // dotted
  bool critical = false;
};

// Bits of KeyUsage (RFC 5280, 4.2.1.3): bit n of the BIT STRING is 1 << n.
inline constexpr uint16_t kDigitalSignature = 1 << 0;
inline constexpr uint16_t kKeyEncipherment = 1 << 2;
inline constexpr uint16_t kKeyCertSign = 1 << 5;
inline constexpr uint16_t kCrlSign = 1 << 6;

inline constexpr char kServerAuthOid[] = "1.3.6.1.5.5.7.3.1";
inline constexpr char kAnyExtendedKeyUsageOid[] = "2.5.29.37.0";
inline constexpr char kAnyPolicyOid[] = "2.5.29.32.0";

inline constexpr char kSubjectKeyIdOid[] = "2.5.29.14";
inline constexpr char kKeyUsageOid[] = "2.5.29.15";
inline constexpr char kSubjectAltNameOid[] = "2.5.29.17";
inline constexpr char kBasicConstraintsOid[] = "2.5.29.19";
inline constexpr char kNameConstraintsOid[] = "2.5.29.30";
inline constexpr char kCertificatePoliciesOid[] = "2.5.29.32";
inline constexpr char kPolicyMappingsOid[] = "2.5.29.33";
inline constexpr char kAuthorityKeyIdOid[] = "2.5.29.35";
inline constexpr char kPolicyConstraintsOid[] = "2.5.29.36";
inline constexpr char kExtendedKeyUsageOid[] = "2.5.29.37";
inline constexpr char kInhibitAnyPolicyOid[] = "2.5.29.54";
inline constexpr char kAuthorityInfoAccessOid[] = "1.3.6.1.5.5.7.1.1";

// What is known of a certificate's extensions.
struct Extensions {
  std::vector<ExtensionEntry> all;
  std::optional<SubjectAltName> subject_alt_name;
  std::optional<BasicConstraints> basic_constraints;
  std::optional<uint16_t> key_usage;
  std::optional<std::vector<std::string>> extended_key_usage;
  std::optional<NameConstraints> name_constraints;
  std::optional<std::string> subject_key_id;    // octets
  std::optional<std::string> authority_key_id;  // octets of keyIdentifier
  bool has_authority_key_id = false;
  bool authority_key_id_names_issuer = false;  // authorityCertIssuer or authorityCertSerialNumber is there
  std::optional<std::vector<std::string>> certificate_policies;
  std::vector<PolicyMapping> policy_mappings;
  std::optional<PolicyConstraints> policy_constraints;
  std::optional<int> inhibit_any_policy;
  std::vector<std::string> crl_distribution_uris;
  std::vector<std::string> unknown_critical;  // dotted OIDs of critical ones that nothing here processes
};

// Adds the URIs of `name`, the contents of a DistributionPointName's explicit tag (RFC 5280, 4.2.1.13), to `uris`.
void ReadDistributionPointName(CBS name, std::vector<std::string>* uris);

// Reads `der`, an Extensions SEQUENCE with its tag, into `out`; problems are added to `problems`.
void ReadExtensions(base::Bytes der, Extensions* out, std::vector<CertificateProblem>* problems);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_EXTENSIONS_H_
