// The options a run was started with, as the record keeps them for going on with it (`scan --resume`). Pure.
#ifndef CERTSWEEP_CLI_RUN_OPTIONS_H_
#define CERTSWEEP_CLI_RUN_OPTIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/option_adder.h"

namespace certsweep::cli {

// What decides over which endpoints there are, how they are judged and how fast: not what says where results go, and
// not the targets and excludes themselves, which are kept apart. JSON; paths are made absolute by `folder`, the current
// one.
std::string RunOptionsJson(const std::vector<GivenOption>& given, const std::string& folder);

// The words of a command line that goes on with such a run: what was `given` now counts more, a list as a whole.
// Without the command's name. DataLoss: `json` is not what RunOptionsJson gave. Empty text has no options.
absl::StatusOr<std::vector<std::string>> WordsOfRun(std::string_view json, const std::vector<GivenOption>& given);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_RUN_OPTIONS_H_
