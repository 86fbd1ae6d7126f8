// What the scripted servers need of cryptography. Pure functions; a failure ends the test program.
#ifndef CERTSWEEP_TESTS_ENGINE_TLS_SCRIPT_CRYPTO_H_
#define CERTSWEEP_TESTS_ENGINE_TLS_SCRIPT_CRYPTO_H_

#include <string>
#include <string_view>

namespace certsweep::tls {

std::string Sha256Of(std::string_view bytes);
// `nonce`: 12 bytes. The result is 16 bytes longer than `plaintext`.
std::string SealAes128Gcm(std::string_view key, std::string_view nonce, std::string_view plaintext,
                          std::string_view additional_data);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_TESTS_ENGINE_TLS_SCRIPT_CRYPTO_H_
