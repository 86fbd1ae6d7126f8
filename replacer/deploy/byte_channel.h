// ByteChannel: bytes to and from one program on the other side. Not thread-safe.
#ifndef CERTSWEEP_REPLACER_DEPLOY_BYTE_CHANNEL_H_
#define CERTSWEEP_REPLACER_DEPLOY_BYTE_CHANNEL_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replacer/deploy/deadline.h"

namespace certsweep::replacer {

class ByteChannel {
 public:
  virtual ~ByteChannel() = default;

  // Sends all of `bytes`. Unavailable, DeadlineExceeded.
  virtual absl::Status Write(std::string_view bytes, const Deadline& deadline) = 0;

  // Waits for what the program says next; empty at its end. Unavailable, DeadlineExceeded.
  virtual absl::StatusOr<std::string> Read(const Deadline& deadline) = 0;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_BYTE_CHANNEL_H_
