// What holds of a Conversation with any server that knows no private key; for fuzz targets.
#ifndef CERTSWEEP_TESTS_ENGINE_TLS_CONVERSATION_FUZZ_H_
#define CERTSWEEP_TESTS_ENGINE_TLS_CONVERSATION_FUZZ_H_

#include <cstdlib>

#include "engine/tls/certificate_message.h"
#include "tests/engine/tls/converse.h"

namespace certsweep::tls {

inline void Require(bool condition) {
  if (!condition) std::abort();
}

// Lets `client` talk with `peer` to its end, and checks what it says it saw.
inline Observation ObserveStranger(Conversation& client, const Peer& peer, size_t chunk) {
  constexpr size_t kMuchOutput = 1 << 16;
  const Talk talk = Converse(client, peer, {.chunk = chunk});
  Require(talk.first_output.size() + talk.last_output.size() < kMuchOutput);
  if (talk.want == Want::kRead) {
    Require(client.observation().outcome == Outcome::kInProgress);
    client.Finish(StreamEnd::kClosed);
    Require(client.observation().outcome == Outcome::kClosed || client.observation().outcome == Outcome::kNotTls);
  }
  Observation observation = client.TakeObservation();
  Require(observation.outcome != Outcome::kInProgress && observation.outcome != Outcome::kLocalFailure);
  Require(observation.outcome != Outcome::kComplete && !observation.proof_of_possession);
  Require(observation.certificate_seen == !observation.chain.empty());
  Require(observation.chain.size() <= kMaxCertificates);
  size_t total = 0;
  for (const std::string& certificate : ChainOf(observation)) total += certificate.size();
  Require(total <= observation.bytes_received);
  return observation;
}

// Cut differently, the same bytes come to the same. What is no TLS is known by its first byte, so there is less of it.
inline void RequireSame(const Observation& a, const Observation& b) {
  Require(a.outcome == b.outcome);
  if (a.outcome != Outcome::kNotTls) Require(Describe(a) == Describe(b));
}

}  // namespace certsweep::tls

#endif  // CERTSWEEP_TESTS_ENGINE_TLS_CONVERSATION_FUZZ_H_
