// Certificates out of files as people have them: PEM (RFC 7468), DER, and PKCS#7 bundles (.p7b) in either form.
#ifndef CERTSWEEP_ENGINE_X509_CERTIFICATE_FILE_H_
#define CERTSWEEP_ENGINE_X509_CERTIFICATE_FILE_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/x509/certificate.h"

namespace certsweep::x509 {

// All certificates in `content`, in order; empty where there is none. InvalidArgument (with the line in PEM) if one
// can't be parsed. Thread-safe: pure function.
absl::StatusOr<std::vector<CertificatePtr>> ParseCertificateFile(std::string_view content);

// The certificates of a PKCS#7 SignedData in DER (RFC 2315, 9.1): "certs only", as CAs hand them out. InvalidArgument
// if it is none.
absl::StatusOr<std::vector<CertificatePtr>> ParsePkcs7(base::Bytes der);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_CERTIFICATE_FILE_H_
