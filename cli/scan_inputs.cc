#include "cli/scan_inputs.h"

#include <utility>

#include "absl/status/status.h"
#include "cli/judge_inputs.h"
#include "engine/base/status_context.h"

namespace certsweep::cli {

namespace {

absl::Status ReadTargets(const ScanArguments& arguments, ScanInputs& inputs) {
  if (inputs.given == nullptr) {
    absl::StatusOr<scanner::TargetInputs> given = scanner::TargetInputs::Read(arguments.targets);
    if (!given.ok()) return given.status();
    inputs.given = std::make_unique<scanner::TargetInputs>(*std::move(given));
  }
  auto targets = scanner::TargetSource::Open(*inputs.given, arguments.targets);
  if (!targets.ok()) return targets.status();
  inputs.targets = *std::move(targets);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ScanInputs> ReadScanInputs(const ScanArguments& arguments,
                                          std::unique_ptr<scanner::TargetInputs> given) {
  absl::StatusOr<JudgeInputs> judge = ReadJudgeInputs({.trust = arguments.trust,
                                                       .intermediates = arguments.intermediates,
                                                       .crls = arguments.crls,
                                                       .rules = arguments.rules,
                                                       .policy = arguments.policy});
  ScanInputs inputs;
  inputs.given = std::move(given);
  const absl::Status problems = base::JoinProblems(judge.status(), ReadTargets(arguments, inputs));
  if (!problems.ok()) return problems;
  inputs.anchors = judge->anchors;
  inputs.intermediates = judge->intermediates;
  inputs.judge = std::move(judge->judge);
  return inputs;
}

}  // namespace certsweep::cli
