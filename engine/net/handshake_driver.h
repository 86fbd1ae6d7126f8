// DriveHandshake: moves bytes between a socket and a tls::Conversation until it is done or time is up.
#ifndef CERTSWEEP_ENGINE_NET_HANDSHAKE_DRIVER_H_
#define CERTSWEEP_ENGINE_NET_HANDSHAKE_DRIVER_H_

#include <cstdint>

#include "engine/net/connector.h"
#include "engine/net/loop.h"
#include "engine/tls/conversation.h"

namespace certsweep::net {

// `socket`: connected and non-blocking. The conversation ends in done, whatever happens; how is in its observation.
// What the peer sent before it closed or reset is read first.
Awaitable<void> DriveHandshake(Loop& loop, Socket& socket, tls::Conversation& conversation, int64_t timeout_us);

}  // namespace certsweep::net

#endif  // CERTSWEEP_ENGINE_NET_HANDSHAKE_DRIVER_H_
