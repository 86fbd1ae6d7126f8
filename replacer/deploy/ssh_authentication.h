// Authentication of a user (RFC 4252, RFC 4256) on a connection whose host key was accepted.
#ifndef CERTSWEEP_REPLACER_DEPLOY_SSH_AUTHENTICATION_H_
#define CERTSWEEP_REPLACER_DEPLOY_SSH_AUTHENTICATION_H_

#include "absl/status/status.h"
#include "replacer/deploy/password_trials.h"
#include "replacer/deploy/ssh_options.h"
#include "replacer/deploy/ssh_session.h"

namespace certsweep::replacer {

// Tries what the host takes and we have, in this order: the identity file, the agent, a password by
// keyboard-interactive, a password by itself. Unauthenticated says what the host takes and what became of each try.
// NotFound, InvalidArgument, FailedPrecondition: the identity file. Aborted: the password was refused by this host or
// another, and by none taken. Secrets are in no message, and wiped.
absl::Status Authenticate(SshSession& session, const SshTarget& target, const SshOptions& options,
                          PasswordTrials& trials);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_SSH_AUTHENTICATION_H_
