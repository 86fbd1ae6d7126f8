// EndpointResult: everything that is known of one endpoint once it was probed and judged: what a JSON line says.
#ifndef CERTSWEEP_ENGINE_PROBE_RESULT_H_
#define CERTSWEEP_ENGINE_PROBE_RESULT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/pki/chain_judge.h"
#include "engine/pki/finding.h"
#include "engine/pki/verdict.h"
#include "engine/probe/endpoint.h"
#include "engine/tls/observation.h"

namespace certsweep::probe {

struct Timing {
  std::optional<int64_t> connect_us;
  std::optional<int64_t> handshake_us;
};

struct EndpointResult {
  Endpoint endpoint;
  std::string server_name;        // SNI that was sent; empty: none
  int64_t time_unix_seconds = 0;  // when it was probed and judged (whatever time it was judged as of)
  int attempts = 0;
  pki::Verdict verdict = pki::Verdict::kNotJudged;
  bool mendable = false;
  std::optional<bool> queued;  // none with --no-record
  // Not judged for want of a route of our own to this address family, where the same host answered by the other one.
  bool reached_by_other_family = false;
  pki::Findings findings;
  // The TLS part: present where a ServerHello was seen.
  bool tls_seen = false;
  uint16_t version = 0;
  uint16_t cipher_suite = 0;
  uint16_t group = 0;
  bool certificate_seen = false;
  bool proof_of_possession = false;
  std::vector<pki::SentCertificate> chain;  // as sent, leaf first
  std::vector<std::string> unparsed_der;    // DER of elements of `chain` that could not be parsed, in order
  std::vector<pki::PathElement> path;
  Timing timing;
};

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_RESULT_H_
