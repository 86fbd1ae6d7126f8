// Conversation: one TLS handshake as a client, without any I/O: the caller moves the bytes and keeps the deadline.
// Two implementations: Handshake (BoringSSL) and LegacyHello (hand-built, reads to Certificate).
// Not thread-safe; one per connection.
#ifndef CERTSWEEP_ENGINE_TLS_CONVERSATION_H_
#define CERTSWEEP_ENGINE_TLS_CONVERSATION_H_

#include <cstdint>
#include <span>

#include "engine/base/bytes.h"
#include "engine/tls/observation.h"

namespace certsweep::tls {

enum class Want : uint8_t {
  kRead,  // send pending_output(), then read more from the peer
  kDone,  // finished: send pending_output() if the connection still takes it, look at observation()
};

// What ended the byte stream, as the caller saw it.
enum class StreamEnd : uint8_t { kClosed, kReset, kTimeout, kLocalFailure };

class Conversation {
 public:
  virtual ~Conversation() = default;

  // Advance takes bytes received from the peer (empty at first) and says what is wanted next; all of `input` is
  // consumed. Bytes in pending_output() must be sent whatever is returned: on failure they hold the alert.
  // A peer's failure is not an error: it ends in kDone and is told in observation(). An end by byte budget (endless
  // empty records, warning alerts, HelloRequests: 4 MiB received) is Outcome::kTimeout with `error` saying so;
  // BoringSSL has limits of its own for some of these, and then it is kHandshakeFailed. REQUIRES: the last call did not
  // return kDone.
  virtual Want Advance(base::Bytes input) = 0;

  // Finish tells that no more bytes will come. Ends in kDone; what was learned stays in observation(). An `end` of
  // kClosed / kReset / kTimeout becomes the outcome of that name; where bytes came that are no TLS (also fewer than a
  // record header), kNotTls. REQUIRES: as Advance.
  virtual void Finish(StreamEnd end) = 0;

  // Output not yet taken. Valid until the next call of Advance, Finish or ConsumeOutput.
  virtual base::Bytes pending_output() const = 0;
  // Drops the first `count` bytes of pending_output(): they have been sent.
  virtual void ConsumeOutput(size_t count) = 0;

  virtual const Observation& observation() const = 0;
  // Moves the observation out; the conversation may then only be destroyed.
  virtual Observation TakeObservation() = 0;
};

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_CONVERSATION_H_
