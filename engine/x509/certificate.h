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
#include "engine/x509/distinguished_name.h"
#include "engine/x509/extensions.h"
#include "engine/x509/public_key.h"
#include "engine/x509/signature_algorithm.h"

namespace certsweep::x509 {

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

  const Extensions& extensions() const { return extensions_; }
  const std::optional<SubjectAltName>& subject_alt_name() const { return extensions_.subject_alt_name; }
  const std::optional<BasicConstraints>& basic_constraints() const { return extensions_.basic_constraints; }
  const std::optional<uint16_t>& key_usage() const { return extensions_.key_usage; }
  // Dotted OIDs of extendedKeyUsage.
  const std::optional<std::vector<std::string>>& extended_key_usage() const { return extensions_.extended_key_usage; }
  const std::optional<NameConstraints>& name_constraints() const { return extensions_.name_constraints; }
  const std::optional<std::string>& subject_key_id() const { return extensions_.subject_key_id; }      // octets
  const std::optional<std::string>& authority_key_id() const { return extensions_.authority_key_id; }  // octets
  bool has_authority_key_id_extension() const { return extensions_.has_authority_key_id; }
  const std::optional<std::vector<std::string>>& certificate_policies() const {
    return extensions_.certificate_policies;
  }
  const std::vector<PolicyMapping>& policy_mappings() const { return extensions_.policy_mappings; }
  const std::optional<PolicyConstraints>& policy_constraints() const { return extensions_.policy_constraints; }
  const std::optional<int>& inhibit_any_policy() const { return extensions_.inhibit_any_policy; }
  // Dotted OIDs of critical extensions that nothing here processes.
  const std::vector<std::string>& unknown_critical_extensions() const { return extensions_.unknown_critical; }
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
  Extensions extensions_;
  std::vector<CertificateProblem> problems_;
  struct SelfSigned;
  std::unique_ptr<SelfSigned> self_signed_;
};

using CertificatePtr = std::shared_ptr<const Certificate>;

// Verifies subject's signature with `issuer_key` (RFC 5280, 6.1.3 (a)(1)), as CheckSignatureBytes does.
SignatureCheck CheckSignature(const Certificate& subject, const PublicKey& issuer_key);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_CERTIFICATE_H_
