// How a step of a job ended. A value.
#ifndef CERTSWEEP_REPLACER_EXECUTE_STEP_OUTCOME_H_
#define CERTSWEEP_REPLACER_EXECUTE_STEP_OUTCOME_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "engine/base/text.h"
#include "replacer/execute/job_state.h"

namespace certsweep::replacer {

struct StepOutcome {
  StepResult result = StepResult::kDone;
  std::string detail;  // for people, one line; never a secret

  static StepOutcome Done(std::string detail = {}) { return {StepResult::kDone, std::move(detail)}; }
  static StepOutcome Failed(std::string detail) { return {StepResult::kFailed, std::move(detail)}; }
  // Aborted (RemoteConnector): it is not the appliance's fault, and the job keeps its state.
  static StepOutcome Failed(const absl::Status& status) {
    return {absl::IsAborted(status) ? StepResult::kTryLater : StepResult::kFailed,
            base::DisplayText(base::ToStd(status.message()), 2000)};
  }
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_STEP_OUTCOME_H_
