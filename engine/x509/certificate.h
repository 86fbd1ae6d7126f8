// Certificate: one X.509 certificate, parsed once by us (BoringSSL's CBS, no X509 object) and then immutable.
// Thread-safe; shared by pointer between chains, caches and workers.
//
// Parsing is lenient in order to describe: all that can be read is read, and what breaks RFC 5280 or DER is listed in
// problems(). Whoever judges decides what a problem costs.
#ifndef CERTSWEEP_ENGINE_X509_CERTIFICATE_H_
#define CERTSWEEP_ENGINE_X509_CERTIFICATE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/base/ip_address.h"
#include "engine/x509/distinguished_name.h"
#include "engine/x509/public_key.h"

namespace certsweep::x509 {

// One thing in the encoding that RFC 5280 or X.690 forbids. `fatal`: the certificate can't be relied on
// (`malformed_certificate`); else it is bad form that a lenient rule set may accept.
struct CertificateProblem {
  std::string field;   // "serialNumber", "extensions.subjectAltName", ...
  std::string detail;  // "duplicate extension 2.5.29.17"
  bool fatal = true;
};

enum class HashAlgorithm { kMd2, kMd4, kMd5, kSha1, kSha224, kSha256, kSha384, kSha512, kIntrinsic, kUnknown };

struct SignatureAlgorithm {
  std::string oid;   // dotted
  std::string name;  // "sha256WithRSAEncryption", "ecdsa-with-SHA256", "Ed25519", "rsassaPss-sha256", else the OID
  HashAlgorithm hash = HashAlgorithm::kUnknown;
  bool is_pss = false;
  int pss_salt_length = 0;
};

// GeneralNames as in subjectAltName (RFC 5280, 4.2.1.6).
struct GeneralNames {
  std::vector<std::string> dns_names;           // as encoded (IA5String), not lower-cased
  std::vector<base::IpAddress> ip_addresses;
  std::vector<std::string> email_addresses;
  std::vector<std::string> uris;
  std::vector<DistinguishedName> directory_names;
  int other_names = 0;                          // otherName, x400Address, ediPartyName, registeredID
  size_t count() const;
};

struct SubjectAltName : GeneralNames {
  bool critical = false;
};

struct IpConstraint {  // address and mask, 4 or 16 bytes each, in network order
  std::string address;
  std::string mask;
};

struct NameSubtrees {  // RFC 5280, 4.2.1.10
  std::vector<std::string> dns_names;
  std::vector<std::string> email_addresses;
  std::vector<std::string> uris;
  std::vector<IpConstraint> ip_ranges;
  std::vector<DistinguishedName> directory_names;
  bool has_unsupported = false;  // a form that is not among the above
  size_t count() const;
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
  std::string issuer_domain_policy;   // dotted OIDs
  std::string subject_domain_policy;
};

// Bits of KeyUsage (RFC 5280, 4.2.1.3): bit n of the BIT STRING is 1 << n.
inline constexpr uint16_t kDigitalSignature = 1 << 0;
inline constexpr uint16_t kKeyEncipherment = 1 << 2;
inline constexpr uint16_t kKeyCertSign = 1 << 5;
inline constexpr uint16_t kCrlSign = 1 << 6;

inline constexpr char kServerAuthOid[] = "1.3.6.1.5.5.7.3.1";
inline constexpr char kAnyExtendedKeyUsageOid[] = "2.5.29.37.0";

class Certificate {
 public:
  // Parses `der`, which is copied. Fails with InvalidArgument only if not even the outer SEQUENCE, tbsCertificate and
  // SubjectPublicKeyInfo can be told apart; then describe it as malformed by the Status's message. Trailing data after
  // the certificate is a problem, not a failure. Bounded: time and memory linear in der.size().
  static absl::StatusOr<std::shared_ptr<const Certificate>> Parse(base::Bytes der);

  base::Bytes der() const { return base::AsBytes(der_); }
  base::Bytes tbs_der() const { return tbs_der_; }
  const base::Sha256Digest& sha256() const { return sha256_; }
  const base::Sha256Digest& spki_sha256() const { return spki_sha256_; }

  int version() const { return version_; }  // 1, 2, 3
  // The INTEGER's content octets as encoded.
  base::Bytes serial() const { return serial_; }
  // Lower-case hex of the serial without sign octet ("0" for zero; "-" first if negative).
  std::string serial_hex() const;
  const DistinguishedName& subject() const { return subject_; }
  const DistinguishedName& issuer() const { return issuer_; }
  // Seconds since the epoch. Unreadable times are told as a fatal problem and are 0.
  int64_t not_before() const { return not_before_; }
  int64_t not_after() const { return not_after_; }
  const PublicKey& public_key() const { return public_key_; }
  base::Bytes spki_der() const { return spki_der_; }
  const SignatureAlgorithm& signature_algorithm() const { return signature_algorithm_; }
  base::Bytes signature() const { return signature_; }

  const std::optional<SubjectAltName>& subject_alt_name() const { return subject_alt_name_; }
  const std::optional<BasicConstraints>& basic_constraints() const { return basic_constraints_; }
  const std::optional<uint16_t>& key_usage() const { return key_usage_; }
  // Dotted OIDs of extendedKeyUsage.
  const std::optional<std::vector<std::string>>& extended_key_usage() const { return extended_key_usage_; }
  const std::optional<NameConstraints>& name_constraints() const { return name_constraints_; }
  const std::optional<std::string>& subject_key_id() const { return subject_key_id_; }      // octets
  const std::optional<std::string>& authority_key_id() const { return authority_key_id_; }  // octets of keyIdentifier
  bool has_authority_key_id_extension() const { return has_authority_key_id_extension_; }
  const std::optional<std::vector<std::string>>& certificate_policies() const { return certificate_policies_; }
  const std::vector<PolicyMapping>& policy_mappings() const { return policy_mappings_; }
  const std::optional<PolicyConstraints>& policy_constraints() const { return policy_constraints_; }
  const std::optional<int>& inhibit_any_policy() const { return inhibit_any_policy_; }
  // Dotted OIDs of critical extensions that nothing here processes.
  const std::vector<std::string>& unknown_critical_extensions() const { return unknown_critical_extensions_; }
  const std::vector<CertificateProblem>& problems() const { return problems_; }

  // Subject and issuer are the same name (RFC 5280, 3.2: self-issued). Says nothing about the signature.
  bool is_self_issued() const { return subject_ == issuer_; }
  // Self-issued and its signature verifies with its own key. Computed once, at first use; thread-safe.
  bool is_self_signed() const;

  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;
  ~Certificate();

 private:
  friend class CertificateParser;
  Certificate();

  std::string der_;
  base::Bytes tbs_der_, serial_, spki_der_, signature_;
  base::Sha256Digest sha256_{}, spki_sha256_{};
  int version_ = 1;
  DistinguishedName subject_, issuer_;
  int64_t not_before_ = 0, not_after_ = 0;
  PublicKey public_key_;
  SignatureAlgorithm signature_algorithm_;
  std::optional<SubjectAltName> subject_alt_name_;
  std::optional<BasicConstraints> basic_constraints_;
  std::optional<uint16_t> key_usage_;
  std::optional<std::vector<std::string>> extended_key_usage_;
  std::optional<NameConstraints> name_constraints_;
  std::optional<std::string> subject_key_id_, authority_key_id_;
  bool has_authority_key_id_extension_ = false;
  std::optional<std::vector<std::string>> certificate_policies_;
  std::vector<PolicyMapping> policy_mappings_;
  std::optional<PolicyConstraints> policy_constraints_;
  std::optional<int> inhibit_any_policy_;
  std::vector<std::string> unknown_critical_extensions_;
  std::vector<CertificateProblem> problems_;
  struct SelfSigned;
  std::unique_ptr<SelfSigned> self_signed_;
};

using CertificatePtr = std::shared_ptr<const Certificate>;

enum class SignatureCheck {
  kValid,
  kInvalid,      // the algorithm fits the key and the signature is wrong
  kMismatch,     // the signature algorithm is not one for this kind of key
  kUnsupported,  // the key or algorithm is one that nothing here can compute
};

// Verifies subject's signature with `issuer_key` (RFC 5280, 6.1.3 (a)(1)). Weak hashes are computed: whether they are
// allowed is policy. MD2 and MD4 are kUnsupported.
SignatureCheck CheckSignature(const Certificate& subject, const PublicKey& issuer_key);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_CERTIFICATE_H_
