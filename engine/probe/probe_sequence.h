// ProbeSequence: which ClientHello an endpoint gets next. Decides, and does no I/O: an endpoint that refuses the widest
// hello gets a plainer one, then hand-built ones of old. Not thread-safe; one per probe.
#ifndef CERTSWEEP_ENGINE_PROBE_PROBE_SEQUENCE_H_
#define CERTSWEEP_ENGINE_PROBE_PROBE_SEQUENCE_H_

#include <cstdint>
#include <optional>

#include "engine/tls/legacy_hello.h"
#include "engine/tls/observation.h"

namespace certsweep::probe {

// Why a hello is tried.
enum class HelloReason : uint8_t {
  kFirst,
  kRefused,      // the endpoint refused the one before
  kNameUnknown,  // it does not know the name that was sent along
  kOnlyTls13,    // it refused the version of a plain one
};

struct HelloChoice {
  tls::HelloKind kind = tls::HelloKind::kFull;
  bool server_name = false;
  tls::LegacyHelloOptions legacy = {};  // kind kLegacy
  HelloReason reason = HelloReason::kFirst;
};

class ProbeSequence {
 public:
  // `has_server_name`: there is a name to send as SNI.
  explicit ProbeSequence(bool has_server_name);

  // The first hello.
  HelloChoice First() const;
  // What to try after `observation` of the last hello; nothing: the sequence has ended.
  std::optional<HelloChoice> Next(const tls::Observation& observation);

 private:
  enum class Step : uint8_t { kFull, kPlain, kPlainNoSni, kFullNoSni, kLegacy };

  std::optional<HelloChoice> NextLegacy();

  const bool has_server_name_;
  Step step_ = Step::kFull;
  int legacy_tried_ = 0;
};

// No certificate came, and the way it ended says that the endpoint did not like the hello (closed, reset, an alert, an
// answer that breaks the protocol); silence and what is not TLS at all say nothing of the kind.
bool RefusedHello(const tls::Observation& observation);

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_PROBE_SEQUENCE_H_
