#include "cli/resumed_run.h"

#include <filesystem>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/estate/sqlite_estate.h"

namespace certsweep::cli {

namespace {

absl::StatusOr<std::unique_ptr<estate::Estate>> OpenRecord(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return absl::NotFoundError(absl::StrCat(base::DisplayText(path),
                                            ": there is no such record, so no run to go on with (--record names it)"));
  }
  return estate::OpenSqliteEstate(path);
}

absl::StatusOr<scanner::TargetInputs> RestoreTargets(estate::Estate& estate, int64_t run) {
  absl::StatusOr<scanner::TargetInputs> inputs = scanner::TargetInputs::Restore(
      [&](const scanner::TargetInputs::Take& take) { return estate.VisitTargets(run, take); });
  if (!inputs.ok() || !inputs->inputs().empty()) return inputs;
  return absl::FailedPreconditionError("what it was asked to scan is not kept: name the targets again");
}

absl::StatusOr<ResumedRun> Open(const ScanArguments& arguments, const base::Clock& clock) {
  absl::StatusOr<std::unique_ptr<estate::Estate>> estate = OpenRecord(arguments.record);
  if (!estate.ok()) return estate.status();
  absl::StatusOr<estate::RunInfo> info = arguments.resume->Find(**estate, clock.NowUnixSeconds());
  if (!info.ok()) return base::Annotate(info.status(), base::DisplayText(arguments.record));
  absl::StatusOr<scanner::EarlierResults> earlier = scanner::ReadEarlierResults(**estate, info->id);
  if (!earlier.ok()) return earlier.status();
  ResumedRun run{*std::move(estate), *std::move(info), *std::move(earlier), std::nullopt};
  if (run.is_whole() || !NamesNoTarget(arguments)) return run;
  absl::StatusOr<scanner::TargetInputs> inputs = RestoreTargets(*run.estate, run.info.id);
  if (!inputs.ok()) {
    return base::Annotate(inputs.status(), absl::StrCat(base::DisplayText(arguments.record), ", run ", run.info.id));
  }
  run.inputs = *std::move(inputs);
  return run;
}

}  // namespace

absl::StatusOr<ResumedRun> OpenResumedRun(const ScanArguments& arguments, const base::Clock& clock) {
  absl::StatusOr<ResumedRun> run = Open(arguments, clock);
  return run.ok() ? std::move(run) : base::Annotate(run.status(), "--resume");
}

}  // namespace certsweep::cli
