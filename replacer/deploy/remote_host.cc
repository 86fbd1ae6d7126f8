#include "replacer/deploy/remote_host.h"

namespace certsweep::replacer {

std::string SshTarget::ToString() const { return port == 22 ? host : host + ":" + std::to_string(port); }

}  // namespace certsweep::replacer
