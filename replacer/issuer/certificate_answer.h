// Certificates out of an answer, in whatever form a CA gives them. Thread-safe: pure functions.
#ifndef CERTSWEEP_REPLACER_ISSUER_CERTIFICATE_ANSWER_H_
#define CERTSWEEP_REPLACER_ISSUER_CERTIFICATE_ANSWER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/x509/certificate.h"

namespace certsweep::replacer {

// All certificates in `content`: PEM (whatever its labels say; byte order mark and CRLF are read over, UTF-16 too),
// DER, PKCS#7, or base64 of DER or PKCS#7 without any label. Empty where it holds none of these (HTML, say).
// InvalidArgument for what is certificates and damaged.
absl::StatusOr<std::vector<x509::CertificatePtr>> ReadCertificateAnswer(std::string_view content);

// The DER of `certificates`, once each, the one whose key is `spki_sha256` first (of several the one that begins last);
// the rest in its order. Empty where none has that key.
std::vector<std::string> OrderedByKey(const std::vector<x509::CertificatePtr>& certificates,
                                      const base::Sha256Digest& spki_sha256);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_CERTIFICATE_ANSWER_H_
