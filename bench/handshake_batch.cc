#include "bench/handshake_batch.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/tls/handshake.h"

namespace certsweep::bench {

namespace {

struct Connection {
  size_t endpoint = 0;
  std::unique_ptr<tls::Conversation> client;
  std::unique_ptr<lab::Peer> server;
  tls::Want want = tls::Want::kRead;
  lab::PeerNext next = lab::PeerNext::kReceive;
  std::string to_client;
};

bool StartClient(const MemoryEstate& estate, const tls::ClientProfile& profile, Connection& connection) {
  absl::StatusOr<std::unique_ptr<tls::Conversation>> client =
      tls::Handshake::Create(profile, estate.endpoint(connection.endpoint).host);
  if (!client.ok()) return false;
  connection.client = *std::move(client);
  connection.want = connection.client->Advance({});
  return true;
}

// Also after the client's end: its last bytes complete the server's handshake.
void AdvanceServer(const MemoryEstate& estate, ServerVersion version, Connection& connection) {
  const base::Bytes input = connection.client->pending_output();
  if (input.empty() || connection.next != lab::PeerNext::kReceive) return;
  if (!connection.server) connection.server = estate.Serve(connection.endpoint, version);
  connection.next = connection.server->Receive(input, connection.to_client);
}

// False: the client waits for a server that has nothing to say.
bool AdvanceClient(Connection& connection) {
  tls::Conversation& client = *connection.client;
  client.ConsumeOutput(client.pending_output().size());
  if (connection.want == tls::Want::kDone) return true;
  if (connection.to_client.empty()) return false;
  connection.want = client.Advance(base::AsBytes(connection.to_client));
  connection.to_client.clear();
  return true;
}

bool WantsMore(const Connection& connection) { return connection.want == tls::Want::kRead; }

}  // namespace

bool RunHandshakes(const MemoryEstate& estate, const tls::ClientProfile& profile, const HandshakeBatch& batch,
                   absl::FunctionRef<void(Side)> turn, absl::FunctionRef<void(size_t, tls::Conversation&)> done) {
  std::vector<Connection> connections(batch.count);
  turn(Side::kClient);
  for (size_t i = 0; i < connections.size(); ++i) {
    connections[i].endpoint = (batch.first + i) % estate.size();
    if (!StartClient(estate, profile, connections[i])) return false;
  }
  while (std::any_of(connections.begin(), connections.end(), WantsMore)) {
    turn(Side::kServer);
    for (Connection& connection : connections) AdvanceServer(estate, batch.version, connection);
    turn(Side::kClient);
    for (Connection& connection : connections) {
      if (!AdvanceClient(connection)) return false;
    }
  }
  turn(Side::kServer);
  for (Connection& connection : connections) {
    AdvanceServer(estate, batch.version, connection);
    connection.server.reset();
  }
  turn(Side::kClient);
  for (Connection& connection : connections) {
    done(connection.endpoint, *connection.client);
    connection.client.reset();
  }
  return true;
}

}  // namespace certsweep::bench
