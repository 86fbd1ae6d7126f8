// Certificates out of files as people have them: PEM (RFC 7468), DER, and PKCS#7 bundles (.p7b) in either form.
#ifndef CERTSWEEP_ENGINE_X509_CERTIFICATE_FILE_H_
#define CERTSWEEP_ENGINE_X509_CERTIFICATE_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/x509/certificate.h"

namespace certsweep::x509 {

// One certificate of a file: parsed, or why it could not be.
struct FileCertificate {
  CertificatePtr certificate;  // null where it can't be parsed
  std::string problem;         // then why, with the line in PEM
  bool ordered = true;         // false: out of PKCS#7, where the order says nothing
};

// All certificates in `content`, in order, whatever is wrong with them; empty where there is none. A file of PEM that
// is damaged is one certificate that can't be parsed. DER may be several, one behind the other; a block of PEM labelled
// CERTIFICATE may hold PKCS#7 (so do certutil and AD CS write it). Thread-safe: pure function.
std::vector<FileCertificate> ReadCertificateFile(std::string_view content);

// The same where each must be good: InvalidArgument (with the line in PEM) for the first that can't be parsed.
absl::StatusOr<std::vector<CertificatePtr>> ParseCertificateFile(std::string_view content);

// The certificates of a PKCS#7 SignedData in DER (RFC 2315, 9.1): "certs only", as CAs hand them out. InvalidArgument
// if it is none.
absl::StatusOr<std::vector<CertificatePtr>> ParsePkcs7(base::Bytes der);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_CERTIFICATE_FILE_H_
