// HMAC-SHA-1 (RFC 2104), for what others hashed with it: the host names of OpenSSH's known_hosts. Thread-safe: pure.
#ifndef CERTSWEEP_ENGINE_BASE_HMAC_SHA1_H_
#define CERTSWEEP_ENGINE_BASE_HMAC_SHA1_H_

#include <array>
#include <cstdint>

#include "engine/base/bytes.h"

namespace certsweep::base {

std::array<uint8_t, 20> HmacSha1(Bytes key, Bytes message);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_HMAC_SHA1_H_
