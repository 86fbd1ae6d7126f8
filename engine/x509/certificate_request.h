// CertificateRequest: a PKCS#10 certification request (RFC 2986), made or read. Immutable, thread-safe.
#ifndef CERTSWEEP_ENGINE_X509_CERTIFICATE_REQUEST_H_
#define CERTSWEEP_ENGINE_X509_CERTIFICATE_REQUEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/base/ip_address.h"
#include "engine/x509/directory_string.h"
#include "engine/x509/distinguished_name.h"
#include "engine/x509/extensions.h"
#include "engine/x509/private_key.h"
#include "engine/x509/public_key.h"
#include "engine/x509/signature_algorithm.h"

namespace certsweep::x509 {

struct RequestedAttribute {
  std::string oid;    // dotted
  std::string value;  // UTF-8
  StringType type = StringType::kUtf8;
};

// A dNSName or an iPAddress.
using RequestedName = std::variant<std::string, base::IpAddress>;

// What is asked for. What is empty is left out.
struct CertificateRequestSpec {
  std::vector<std::vector<RequestedAttribute>> subject = {};  // relative names in order, each of one attribute or more
  std::vector<RequestedName> names = {};                      // subjectAltName, in order
  bool names_critical = false;
  uint16_t key_usage = 0;  // as in extensions.h
  bool key_usage_critical = false;
  std::vector<std::string> extended_key_usage = {};  // dotted OIDs
  bool extended_key_usage_critical = false;
  bool not_a_ca = false;  // basicConstraints without cA
  bool not_a_ca_critical = false;
  // Of an RSA signature: SHA-256, SHA-384 or SHA-512. With an EC key it is the one that matches the curve.
  HashAlgorithm hash = HashAlgorithm::kSha256;
};

class CertificateRequest {
 public:
  // Makes a request, signed with `key`, reads it again and looks whether it says what was asked for and its signature
  // verifies. InvalidArgument for a value that does not fit its string type or an OID that is none; Internal where
  // BoringSSL fails.
  static absl::StatusOr<CertificateRequest> Make(const CertificateRequestSpec& spec, const PrivateKey& key);
  // InvalidArgument if `der` is no PKCS#10, or has extensions that can't be read. The signature is not looked at.
  static absl::StatusOr<CertificateRequest> Parse(base::Bytes der);
  // The first request among the blocks of `text` ("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"). InvalidArgument
  // where there is none.
  static absl::StatusOr<CertificateRequest> FromPem(std::string_view text);

  base::Bytes der() const { return base::AsBytes(der_); }
  // One block, 64 columns, LF.
  std::string ToPem() const;
  const DistinguishedName& subject() const { return subject_; }
  base::Bytes spki_der() const { return base::AsBytes(spki_der_); }
  const PublicKey& public_key() const { return public_key_; }
  // Those of its extensionRequest (RFC 2985, 5.4.2).
  const Extensions& extensions() const { return extensions_; }
  const SignatureAlgorithm& signature_algorithm() const { return signature_algorithm_; }
  // Whether it is signed with the key that it shows: proof of possession.
  SignatureCheck CheckOwnSignature() const;

 private:
  CertificateRequest() = default;
  absl::Status Read();
  absl::Status ReadInfo(CBS info);
  absl::Status ReadAttributes(CBS attributes);
  absl::Status CheckAgainst(const CertificateRequestSpec& spec, const PrivateKey& key) const;

  std::string der_, info_der_, spki_der_, signature_;
  DistinguishedName subject_;
  PublicKey public_key_;
  Extensions extensions_;
  SignatureAlgorithm signature_algorithm_;
};

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_CERTIFICATE_REQUEST_H_
