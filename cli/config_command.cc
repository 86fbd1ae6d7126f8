#include "cli/config_command.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/config_text.h"
#include "cli/exit_code.h"
#include "cli/judge_inputs.h"
#include "cli/output.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/config/config.h"
#include "engine/config/default_config.h"

namespace certsweep::cli {

namespace {

absl::StatusOr<config::Config> Load(const std::string& file) {
  if (file.empty()) return config::Config();
  absl::StatusOr<config::Config> config = config::LoadConfig(file);
  if (!config.ok()) return config;
  const absl::Status judge = CheckJudgeSources(
      {.trust = config->trust.files, .intermediates = config->trust.intermediates, .crls = config->trust.crls});
  const absl::Status status = base::JoinProblems(judge, config::CheckReplacementFiles(*config));
  if (!status.ok()) return status;
  return config;
}

}  // namespace

int RunConfigCommand(const ConfigArguments& arguments, const base::Clock& clock) {
  if (arguments.action == ConfigAction::kDefault)
    return ToldExitCode(WriteToStandardOutput(config::DefaultConfigText()));
  const absl::StatusOr<config::Config> config = Load(arguments.file);
  if (!config.ok()) {
    Complain(base::ToStd(config.status().message()));
    return kExitUsage;
  }
  const bool is_table = arguments.format == ConfigFormat::kTable;
  const int64_t now = clock.NowUnixSeconds();
  return ToldExitCode(
      WriteToStandardOutput(is_table ? RenderConfigTable(*config, now) : RenderConfigJson(*config, now)));
}

}  // namespace certsweep::cli
