// What appliances are logged in to with: read and asked for before a rollout begins, never in the middle of it.
#ifndef CERTSWEEP_CLI_LOGIN_SECRETS_H_
#define CERTSWEEP_CLI_LOGIN_SECRETS_H_

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "cli/terminal_prompt.h"
#include "engine/config/ssh_section.h"
#include "replacer/deploy/ssh_options.h"

namespace certsweep::cli {

// What `ssh` names is read: the password file, and the identity, which has to open: without a passphrase, with what is
// in the password file (which then is no password, and sent to nobody), or with what is asked for. The password of each
// of `users` is asked for, once for all appliances, where `password_prompt` says so, or says nothing and there is no
// other way to log in. Without users nothing is done: there is nobody to log in.
//
// The source gives what was learnt, never asks, and wipes it when its last copy goes. FailedPrecondition: something is
// needed and there is no terminal (it says what to configure), or nothing was typed. Unauthenticated: the passphrase
// does not open the identity. Cancelled: a signal. Other errors: of the files.
absl::StatusOr<replacer::SecretSource> GatherLoginSecrets(const config::SshSection& ssh,
                                                          const std::set<std::string>& users, TerminalPrompt& prompt);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_LOGIN_SECRETS_H_
