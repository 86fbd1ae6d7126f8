// Words for a POSIX shell on the other side. Thread-safe: pure functions.
#ifndef CERTSWEEP_REPLACER_DEPLOY_REMOTE_QUOTING_H_
#define CERTSWEEP_REPLACER_DEPLOY_REMOTE_QUOTING_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace certsweep::replacer {

// `word` as one word for sh, byte for byte whatever is in it (POSIX.1-2017, XCU 2.2.2): in single quotes, its own
// single quotes outside of them. InvalidArgument for a NUL: no argument can hold one.
absl::StatusOr<std::string> QuoteForShell(std::string_view word);

// The same for a path that is to be a program's operand: one that starts with '-' gets "./" before it, so that it is no
// option, with or without "--". InvalidArgument also where it is empty.
absl::StatusOr<std::string> QuotePathForShell(std::string_view path);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_REMOTE_QUOTING_H_
