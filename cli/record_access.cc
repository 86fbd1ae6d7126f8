#include "cli/record_access.h"

#include "absl/strings/str_cat.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "engine/base/clock.h"
#include "engine/base/text.h"

namespace certsweep::cli {

absl::StatusOr<estate::RunInfo> FindRun(const estate::RunSelector& selector, estate::Estate& estate,
                                        const std::string& path) {
  absl::StatusOr<estate::RunInfo> run = selector.Find(estate, base::SystemClock().NowUnixSeconds());
  if (run.ok()) return run;
  return absl::Status(run.status().code(), absl::StrCat(base::DisplayText(path), ": ", run.status().message()));
}

int FailSetup(const absl::Status& status) {
  if (absl::IsCancelled(status)) return kExitInterrupted;
  Complain(base::ToStd(status.message()));
  return SetupExitCode(status);
}

}  // namespace certsweep::cli
