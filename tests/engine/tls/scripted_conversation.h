// Whole conversations by the scripted servers, with the places in the stream where something becomes known.
#ifndef CERTSWEEP_TESTS_ENGINE_TLS_SCRIPTED_CONVERSATION_H_
#define CERTSWEEP_TESTS_ENGINE_TLS_SCRIPTED_CONVERSATION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/engine/tls/converse.h"
#include "tests/support/test_keys.h"

namespace certsweep::tls {

// Bytes of the server up to and including the record that ends each.
struct Milestones {
  size_t server_hello = 0;
  size_t certificate = 0;
  size_t signature = 0;  // CertificateVerify or ServerKeyExchange
  size_t end = 0;        // of all
};

struct ScriptedConversation {
  Peer peer;
  std::shared_ptr<Milestones> milestones;  // known once the peer has answered
};

// A healthy server of TLS 1.3 or 1.2, each message in a record of its own; always of the same size with an Ed25519 or
// RSA key.
ScriptedConversation HealthyTls13(const std::vector<std::string>& chain, const test::TestKey& key, uint16_t algorithm);
ScriptedConversation HealthyTls12(const std::vector<std::string>& chain, const test::TestKey& key, uint16_t algorithm);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_TESTS_ENGINE_TLS_SCRIPTED_CONVERSATION_H_
