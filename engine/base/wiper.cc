#include "engine/base/wiper.h"

#include <openssl/mem.h>

namespace certsweep::base {

void Wipe(std::string& secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

}  // namespace certsweep::base
