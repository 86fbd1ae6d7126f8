// Signs a certificate for a request (PKCS#10) with a CA's key. Thread-safe: pure but for randomness.
#ifndef CERTSWEEP_ENGINE_X509_CERTIFICATE_SIGNING_H_
#define CERTSWEEP_ENGINE_X509_CERTIFICATE_SIGNING_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "engine/x509/certificate.h"
#include "engine/x509/certificate_request.h"
#include "engine/x509/private_key.h"

namespace certsweep::x509 {

struct SignedValidity {
  int64_t not_before = 0;  // seconds since 1970
  int64_t not_after = 0;
};

// A certificate of version 3 for the key and the subject in `request` (RFC 5280, 4.1), as DER: the request's
// subjectAltName, keyUsage and extendedKeyUsage as they were asked for and no other of its extensions; basicConstraints
// without cA, critical; key identifiers; a random serial number of 128 bits; signed with SHA-256.
// InvalidArgument where the request is not signed with its own key (it proves no possession), asks for keyCertSign or
// cRLSign, or the CA's key is of a kind that can't sign; FailedPrecondition where `ca_key` is not that of `ca`, or `ca`
// is no CA that may sign certificates; Internal where BoringSSL fails.
absl::StatusOr<std::string> SignCertificate(const CertificateRequest& request, const Certificate& ca,
                                            const PrivateKey& ca_key, const SignedValidity& validity);

// What makes `ca` and `ca_key` unfit to sign, or OK: the FailedPreconditions above.
absl::Status CheckSigner(const Certificate& ca, const PrivateKey& ca_key);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_CERTIFICATE_SIGNING_H_
