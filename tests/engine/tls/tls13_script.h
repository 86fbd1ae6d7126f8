// Tls13Script: the messages of a TLS 1.3 server (X25519, TLS_AES_128_GCM_SHA256), one by one, so that a test decides
// which come, in which order, and what is wrong with them. Each message is in records of its own.
#ifndef CERTSWEEP_TESTS_ENGINE_TLS_TLS13_SCRIPT_H_
#define CERTSWEEP_TESTS_ENGINE_TLS_TLS13_SCRIPT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/engine/tls/client_hello_view.h"
#include "tests/support/test_keys.h"

namespace certsweep::tls {

class Tls13Script {
 public:
  // `client_hello`: the client's first output. Ends the test program if that is none of TLS 1.3.
  explicit Tls13Script(std::string_view client_hello);

  // The only one in plaintext; the rest is encrypted with what it agrees on.
  std::string ServerHello();
  std::string EncryptedExtensions();
  std::string CertificateRequest();
  std::string Certificate(const std::vector<std::string>& chain);
  // Signs what was sent so far; with the last bit wrong if asked for.
  std::string CertificateVerify(const test::TestKey& key, uint16_t algorithm, bool wrong = false);
  std::string Finished(bool wrong = false);
  // ServerHello, EncryptedExtensions, Certificate, CertificateVerify, Finished.
  std::string Flight(const std::vector<std::string>& chain, const test::TestKey& key, uint16_t algorithm);
  // Any handshake message: what was sent counts for CertificateVerify and Finished.
  std::string Send(uint8_t type, std::string_view body);
  // Any one record, encrypted; not counted.
  std::string Seal(uint8_t type, std::string_view content);

 private:
  std::string HandshakeSecret() const;

  const ClientHelloView client_;
  std::string transcript_;
  std::string private_key_, public_value_;
  std::string traffic_secret_, key_, iv_;
  uint64_t sequence_ = 0;
};

}  // namespace certsweep::tls

#endif  // CERTSWEEP_TESTS_ENGINE_TLS_TLS13_SCRIPT_H_
