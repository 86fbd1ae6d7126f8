// Signs what is SIGNED{...} (RFC 5280, 4.1.1; RFC 2986, 4.2): certificates and requests. Thread-safe: pure but for
// randomness.
#ifndef CERTSWEEP_ENGINE_X509_SIGNATURE_WRITER_H_
#define CERTSWEEP_ENGINE_X509_SIGNATURE_WRITER_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/x509/private_key.h"
#include "engine/x509/signature_algorithm.h"

namespace certsweep::x509 {

// The AlgorithmIdentifier (DER) of signatures by `key` with `hash` (SHA-256, SHA-384 or SHA-512; Ed25519 has its own):
// RFC 4055, 5; RFC 5758, 3.2; RFC 8410, 3. InvalidArgument for a kind of key that can't sign here.
absl::StatusOr<std::string> SignatureAlgorithmDer(const PrivateKey& key, HashAlgorithm hash);

// SEQUENCE { `to_be_signed`, AlgorithmIdentifier, signature over it } as DER. Fails as SignatureAlgorithmDer; Internal
// where BoringSSL fails.
absl::StatusOr<std::string> SignedDer(std::string_view to_be_signed, const PrivateKey& key, HashAlgorithm hash);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_SIGNATURE_WRITER_H_
