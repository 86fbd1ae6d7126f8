// Tls12Script: the messages of a TLS 1.2 server (ECDHE on X25519, AES-128-GCM, SHA-256), one by one, so that a test
// decides which come, in which order, and what is wrong with them. Each message is in records of its own.
#ifndef CERTSWEEP_TESTS_ENGINE_TLS_TLS12_SCRIPT_H_
#define CERTSWEEP_TESTS_ENGINE_TLS_TLS12_SCRIPT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/engine/tls/client_hello_view.h"
#include "tests/support/test_keys.h"

namespace certsweep::tls {

inline constexpr uint16_t kEcdheEcdsaAes128Gcm = 0xc02b;
inline constexpr uint16_t kEcdheRsaAes128Gcm = 0xc02f;

class Tls12Script {
 public:
  // `client_hello`: the client's first output. Ends the test program if that is none.
  explicit Tls12Script(std::string_view client_hello);

  std::string ServerHello(uint16_t cipher_suite = kEcdheEcdsaAes128Gcm);
  std::string Certificate(const std::vector<std::string>& chain);
  std::string ServerKeyExchange(const test::TestKey& key, uint16_t algorithm);
  std::string CertificateRequest();
  std::string ServerHelloDone();
  // All of these but CertificateRequest.
  std::string Flight(const std::vector<std::string>& chain, const test::TestKey& key, uint16_t algorithm);
  // Any handshake message: what was sent counts for Finished.
  std::string Send(uint8_t type, std::string_view body);

  // Takes what the client answers to the flight.
  void ReadClientFlight(std::string_view records);
  // ChangeCipherSpec and Finished, with the last bit of verify_data wrong if asked for. After ReadClientFlight.
  std::string Finish(bool wrong = false);

 private:
  const ClientHelloView client_;
  const std::string random_;
  std::string transcript_;
  std::string private_key_, public_value_;
  std::string master_secret_;
};

}  // namespace certsweep::tls

#endif  // CERTSWEEP_TESTS_ENGINE_TLS_TLS12_SCRIPT_H_
