// Signatures of handshakes, by the numbers that TLS gives them.
#ifndef CERTSWEEP_TESTS_ENGINE_TLS_HANDSHAKE_SIGNATURE_H_
#define CERTSWEEP_TESTS_ENGINE_TLS_HANDSHAKE_SIGNATURE_H_

#include <openssl/base.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace certsweep::tls {

// `algorithm`: SSL_SIGN_*, one that suits the key; a failure ends the test program.
std::string SignHandshake(EVP_PKEY* key, uint16_t algorithm, std::string_view message);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_TESTS_ENGINE_TLS_HANDSHAKE_SIGNATURE_H_
