#include "cli/scan_inputs.h"

#include <utility>

#include "absl/status/status.h"
#include "cli/judge_inputs.h"
#include "engine/base/status_context.h"

namespace certsweep::cli {

absl::StatusOr<ScanInputs> ReadScanInputs(const ScanArguments& arguments) {
  absl::StatusOr<JudgeInputs> judge = ReadJudgeInputs({.trust = arguments.trust,
                                                       .intermediates = arguments.intermediates,
                                                       .crls = arguments.crls,
                                                       .rules = arguments.rules,
                                                       .policy = arguments.policy});
  absl::StatusOr<std::unique_ptr<scanner::TargetSource>> targets = scanner::TargetSource::Open(arguments.targets);
  const absl::Status problems = base::JoinProblems(judge.status(), targets.status());
  if (!problems.ok()) return problems;

  ScanInputs inputs;
  inputs.targets = *std::move(targets);
  inputs.anchors = judge->anchors;
  inputs.intermediates = judge->intermediates;
  inputs.judge = std::move(judge->judge);
  return inputs;
}

}  // namespace certsweep::cli
