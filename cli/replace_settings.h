// From a certsweep.toml to what the replacer works with.
#ifndef CERTSWEEP_CLI_REPLACE_SETTINGS_H_
#define CERTSWEEP_CLI_REPLACE_SETTINGS_H_

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/judge_inputs.h"
#include "engine/base/clock.h"
#include "engine/config/config.h"
#include "replacer/deploy/ssh_connector.h"
#include "replacer/execute/job_tools.h"
#include "replacer/plan/job_plan.h"
#include "replacer/replace.h"

namespace certsweep::cli {

// The tools with what they lean on.
struct ReplaceTools {
  JudgeInputs judge;
  replacer::JobTools tools;
  replacer::SshConnector* connector = nullptr;  // the one in `tools`
};

// What it takes to log in: GatherLoginSecrets.
using SecretGatherer = std::function<absl::StatusOr<replacer::SecretSource>()>;

// `issuers`: the names of those that are needed. `gather_secrets` is called last: nobody is asked for a password where
// something else is wrong. `clock` must outlive the result. Everything that is wrong, a text line each: a missing file,
// an issuer that can't be set up; or the error of `gather_secrets`.
absl::StatusOr<std::unique_ptr<ReplaceTools>> MakeReplaceTools(const config::Config& config,
                                                               const std::vector<std::string>& issuers,
                                                               bool accept_new_host_keys,
                                                               const SecretGatherer& gather_secrets,
                                                               const base::Clock& clock, std::stop_token stop);

replacer::ReplaceOptions MakeReplaceOptions(const config::Config& config);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_REPLACE_SETTINGS_H_
