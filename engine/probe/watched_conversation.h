// WatchedConversation: a Conversation that tells a journey what comes of another one, each as it is seen. Does no I/O.
// Not thread-safe; one per connection.
#ifndef CERTSWEEP_ENGINE_PROBE_WATCHED_CONVERSATION_H_
#define CERTSWEEP_ENGINE_PROBE_WATCHED_CONVERSATION_H_

#include <memory>
#include <string>

#include "engine/probe/journey.h"
#include "engine/probe/probe_sequence.h"
#include "engine/tls/conversation.h"

namespace certsweep::probe {

class WatchedConversation final : public tls::Conversation {
 public:
  // Tells that `choice` is sent, with `server_name` as SNI (empty: none). `journey` must outlive it.
  WatchedConversation(std::unique_ptr<tls::Conversation> conversation, const HelloChoice& choice,
                      std::string server_name, Journey& journey);

  tls::Want Advance(base::Bytes input) override;
  void Finish(tls::StreamEnd end) override;
  base::Bytes pending_output() const override { return conversation_->pending_output(); }
  void ConsumeOutput(size_t count) override { conversation_->ConsumeOutput(count); }
  const tls::Observation& observation() const override { return conversation_->observation(); }
  tls::Observation TakeObservation() override { return conversation_->TakeObservation(); }

 private:
  // Tells what is there that was not told yet.
  void Look();
  void TellServerHello();
  void TellClientCertificate();
  void TellCertificate();
  void TellProof();
  void TellEnd();

  const std::unique_ptr<tls::Conversation> conversation_;
  Journey& journey_;
  const int64_t began_us_;
  bool server_hello_told_ = false;
  bool group_told_ = false;
  bool client_certificate_told_ = false;
  bool certificate_told_ = false;
  bool proof_told_ = false;
  bool end_told_ = false;
};

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_WATCHED_CONVERSATION_H_
