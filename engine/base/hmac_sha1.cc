#include "engine/base/hmac_sha1.h"

#include <openssl/digest.h>
#include <openssl/hmac.h>

namespace certsweep::base {

std::array<uint8_t, 20> HmacSha1(Bytes key, Bytes message) {
  std::array<uint8_t, 20> code{};
  unsigned size = 0;
  HMAC(EVP_sha1(), key.data(), key.size(), message.data(), message.size(), code.data(), &size);
  return code;
}

}  // namespace certsweep::base
