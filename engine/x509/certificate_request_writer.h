// Writes the DER of a certification request (RFC 2986). Internal to this room: CertificateRequest::Make is the door.
#ifndef CERTSWEEP_ENGINE_X509_CERTIFICATE_REQUEST_WRITER_H_
#define CERTSWEEP_ENGINE_X509_CERTIFICATE_REQUEST_WRITER_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/x509/certificate_request.h"

namespace certsweep::x509 {

// As CertificateRequest::Make, without looking at what came out.
absl::StatusOr<std::string> WriteCertificateRequest(const CertificateRequestSpec& spec, const PrivateKey& key);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_CERTIFICATE_REQUEST_WRITER_H_
