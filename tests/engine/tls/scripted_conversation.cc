#include "tests/engine/tls/scripted_conversation.h"

#include "tests/engine/tls/tls12_script.h"
#include "tests/engine/tls/tls13_script.h"
#include "tests/engine/tls/tls_bytes.h"

namespace certsweep::tls {

ScriptedConversation HealthyTls13(const std::vector<std::string>& chain, const test::TestKey& key, uint16_t algorithm) {
  const auto milestones = std::make_shared<Milestones>();
  const auto answer = [=](std::string_view input) -> std::string {
    if (milestones->end != 0) return "";
    Tls13Script script(input);
    std::string flight = script.ServerHello();
    milestones->server_hello = flight.size();
    flight += script.EncryptedExtensions();
    flight += script.Certificate(chain);
    milestones->certificate = flight.size();
    flight += script.CertificateVerify(key, algorithm);
    milestones->signature = flight.size();
    flight += script.Finished();
    milestones->end = flight.size();
    return flight;
  };
  return {answer, milestones};
}

ScriptedConversation HealthyTls12(const std::vector<std::string>& chain, const test::TestKey& key, uint16_t algorithm) {
  const auto milestones = std::make_shared<Milestones>();
  const auto script = std::make_shared<std::unique_ptr<Tls12Script>>();
  const auto answer = [=](std::string_view input) -> std::string {
    if (*script == nullptr) {
      *script = std::make_unique<Tls12Script>(input);
      std::string flight = (*script)->ServerHello();
      milestones->server_hello = flight.size();
      flight += (*script)->Certificate(chain);
      milestones->certificate = flight.size();
      flight += (*script)->ServerKeyExchange(key, algorithm);
      milestones->signature = flight.size();
      flight += (*script)->ServerHelloDone();
      milestones->end = flight.size();
      return flight;
    }
    // An alert in place of the client's flight has no answer.
    if (static_cast<uint8_t>(input[0]) != kHandshakeRecord) return "";
    (*script)->ReadClientFlight(input);
    std::string finish = (*script)->Finish();
    milestones->end += finish.size();
    return finish;
  };
  return {answer, milestones};
}

}  // namespace certsweep::tls
