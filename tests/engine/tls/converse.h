// Lets a Conversation talk with a peer in memory.
#ifndef CERTSWEEP_TESTS_ENGINE_TLS_CONVERSE_H_
#define CERTSWEEP_TESTS_ENGINE_TLS_CONVERSE_H_

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/tls/client_profile.h"
#include "engine/tls/conversation.h"

namespace certsweep::tls {

// Takes what the client sent (a ClientHello at first) and gives the answer, which may be empty.
using Peer = std::function<std::string(std::string_view)>;

// A peer that sends `bytes` at the ClientHello, and nothing after that.
Peer Says(std::string bytes);

// A peer that has an answer to a ClientHello, and to nothing else.
Peer AtClientHello(Peer answer);

inline constexpr size_t kAll = std::numeric_limits<size_t>::max();

// How the peer's bytes reach the client.
struct Delivery {
  size_t chunk = kAll;  // bytes of each call of Advance
  size_t limit = kAll;  // bytes that arrive at all
  // Changes an answer on its way; `offset` bytes went before it.
  std::function<void(std::string& answer, size_t offset)> tamper = {};
};

struct Talk {
  Want want = Want::kRead;   // the last one
  std::string from_peer;     // what arrived
  std::string first_output;  // the ClientHello
  std::string last_output;   // what the client sent last: after a failure its alert
};

// Runs until the client is done or the peer has nothing more to say. Does not call Finish.
Talk Converse(Conversation& client, const Peer& peer, const Delivery& delivery = {});

// The same, and then Finish(kClosed) if the client is not done: what a Conversation by BoringSSL came to.
Observation Observe(const Peer& peer, const Delivery& delivery = {}, const ClientProfileOptions& options = {});

// One profile of each kind for the whole program.
const ClientProfile& ProfileOf(const ClientProfileOptions& options = {});
// REQUIRES: `server_name` is empty or a DNS name.
std::unique_ptr<Conversation> NewHandshake(const ClientProfileOptions& options = {}, std::string_view server_name = {});

std::vector<std::string> ChainOf(const Observation& observation);

// Every field but bytes_received in words, so that a test can compare two and a failure shows where they differ.
std::string Describe(const Observation& observation);
std::string_view OutcomeName(Outcome outcome);
// For GoogleTest.
void PrintTo(Outcome outcome, std::ostream* out);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_TESTS_ENGINE_TLS_CONVERSE_H_
