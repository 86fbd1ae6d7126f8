// A blocking client for the lab's own tests: connects, speaks, says what came back. Every call has a deadline.
#ifndef CERTSWEEP_TESTS_BENCH_LAB_LAB_CLIENT_H_
#define CERTSWEEP_TESTS_BENCH_LAB_LAB_CLIENT_H_

#include <openssl/base.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bench/lab/lab.h"
#include "bench/lab/loopback_socket.h"

namespace certsweep::lab {

// A connected socket, or a closed Descriptor with errno as connect left it.
Descriptor ConnectTo(const base::IpAddress& address, uint16_t port);

// What arrived until the peer ended its side.
struct RawAnswer {
  std::string bytes;
  int error = 0;  // 0: an orderly end
  bool timed_out = false;
};
RawAnswer ReadToEnd(const Descriptor& socket, int timeout_ms = 5000);

// How a TLS handshake with TLS 1.0 to 1.3 went.
struct TlsAnswer {
  bool connected = false;
  bool complete = false;
  std::string error;  // BoringSSL's reason where not
  int system_error = 0;
  uint16_t version = 0;
  std::string cipher;
  uint16_t signature_algorithm = 0;
  bool client_certificate_requested = false;
  int reads = 0;                             // calls of recv that gave something
  long verify_result = -1;                   // X509_V_*, of the chain for the endpoint's names against `trust_pem`
  bool name_matches = false;                 // host and address both
  std::vector<bssl::UniquePtr<X509>> chain;  // as sent
};
TlsAnswer HandshakeWith(const LabEndpoint& endpoint, const std::string& trust_pem, int timeout_ms = 15000);

}  // namespace certsweep::lab

#endif  // CERTSWEEP_TESTS_BENCH_LAB_LAB_CLIENT_H_
