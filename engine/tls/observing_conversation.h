// ObservingConversation: what every Conversation does alike: telling TLS from what is none, counting bytes, holding
// output, and ending once. How the bytes are understood is the derived class's.
#ifndef CERTSWEEP_ENGINE_TLS_OBSERVING_CONVERSATION_H_
#define CERTSWEEP_ENGINE_TLS_OBSERVING_CONVERSATION_H_

#include <array>
#include <string>
#include <string_view>

#include "engine/tls/certificate_message.h"
#include "engine/tls/conversation.h"

namespace certsweep::tls {

// Bytes received after which a conversation that has not come to its end is ended.
inline constexpr uint64_t kByteBudget = uint64_t{4} << 20;

class ObservingConversation : public Conversation {
 public:
  Want Advance(base::Bytes input) final;
  void Finish(StreamEnd end) final;
  base::Bytes pending_output() const final;
  void ConsumeOutput(size_t count) final;
  const Observation& observation() const final { return observation_; }
  Observation TakeObservation() final { return std::move(observation_); }

 protected:
  // Process takes the next bytes and calls End when it has come to one. The first call has none.
  virtual void Process(base::Bytes input) = 0;
  // Release frees what only a running conversation needs. Called once, after its end.
  virtual void Release() = 0;

  bool ended() const { return observation_.outcome != Outcome::kInProgress; }
  // The first end counts; later ones are ignored.
  void End(Outcome outcome, std::string_view error = {});
  // Keeps the certificates and says whether the message was one that can be gone on with; if not, it has ended, or
  // the list was empty, which is left to the caller.
  bool KeepCertificates(CertificateMessage message);

  Observation& seen() { return observation_; }
  std::string& output() { return output_; }

 private:
  bool LooksLikeTls(base::Bytes input);
  void EndAsNotTls(base::Bytes input);

  Observation observation_;
  std::string output_;
  size_t output_taken_ = 0;
  std::array<uint8_t, 5> opening_{};  // the first bytes of the stream: a record header, if it is TLS
  size_t opening_size_ = 0;
  bool released_ = false;
};

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_OBSERVING_CONVERSATION_H_
