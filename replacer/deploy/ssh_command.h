// One command over a session, from its start to its exit status.
#ifndef CERTSWEEP_REPLACER_DEPLOY_SSH_COMMAND_H_
#define CERTSWEEP_REPLACER_DEPLOY_SSH_COMMAND_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "replacer/deploy/ssh_session.h"

namespace certsweep::replacer {

// Runs `command` with `input` on its standard input; `output_limit` bytes of its output and
// kMaxCommandOutput of its errors are kept. It has ended when
// its exit status came and its output is closed or, where something left in the background holds it open, has been
// quiet for a moment. Unimplemented where the host runs no commands, Unavailable, DeadlineExceeded (it may still run).
absl::StatusOr<CommandResult> RunSshCommand(SshSession& session, const std::string& command, std::string_view input,
                                            size_t output_limit, const Deadline& deadline);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_SSH_COMMAND_H_
