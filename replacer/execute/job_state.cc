#include "replacer/execute/job_state.h"

#include <algorithm>
#include <array>

namespace certsweep::replacer {
namespace {

constexpr std::array<std::string_view, kJobStateCount> kNames = {
    "queued",    "key",         "csr",          "submitting",  "pending",   "issued",
    "bundled",   "preflighted", "backed_up",    "uploaded",    "installed", "tested",
    "restarted", "verified",    "rolling_back", "rolled_back", "failed",    "needs_attention"};

JobState StateAfterSuccess(JobState state) {
  switch (state) {
    case JobState::kQueued:
      return JobState::kKey;
    case JobState::kKey:
      return JobState::kCsr;
    case JobState::kCsr:
      return JobState::kSubmitting;
    case JobState::kSubmitting:
    case JobState::kPending:
      return JobState::kIssued;
    case JobState::kIssued:
      return JobState::kBundled;
    case JobState::kBundled:
      return JobState::kPreflighted;
    case JobState::kPreflighted:
      return JobState::kBackedUp;
    case JobState::kBackedUp:
      return JobState::kUploaded;
    case JobState::kUploaded:
      return JobState::kInstalled;
    case JobState::kInstalled:
      return JobState::kTested;
    case JobState::kTested:
      return JobState::kRestarted;
    case JobState::kRestarted:
      return JobState::kVerified;
    case JobState::kRollingBack:
      return JobState::kRolledBack;
    case JobState::kVerified:
    case JobState::kRolledBack:
    case JobState::kFailed:
    case JobState::kNeedsAttention:
      break;
  }
  return state;
}

}  // namespace

std::string_view JobStateName(JobState state) { return kNames[static_cast<size_t>(state)]; }

std::optional<JobState> JobStateFromName(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<JobState>(found - kNames.begin());
}

bool IsEnd(JobState state) {
  return state == JobState::kVerified || state == JobState::kRolledBack || state == JobState::kFailed ||
         state == JobState::kNeedsAttention;
}

bool IsUnderWay(JobState state) {
  return state == JobState::kUploaded || state == JobState::kInstalled || state == JobState::kTested ||
         state == JobState::kRestarted || state == JobState::kRollingBack;
}

bool NeedsIssuer(JobState state) {
  return state == JobState::kQueued || state == JobState::kKey || state == JobState::kCsr ||
         state == JobState::kSubmitting || state == JobState::kPending;
}

bool IsReady(JobState state) {
  return state == JobState::kBundled || state == JobState::kPreflighted || state == JobState::kBackedUp;
}

JobStep NextStep(JobState state) {
  switch (state) {
    case JobState::kQueued:
      return JobStep::kMakeKey;
    case JobState::kKey:
      return JobStep::kMakeRequest;
    case JobState::kCsr:
      return JobStep::kAnnounce;
    case JobState::kSubmitting:
      return JobStep::kSubmit;
    case JobState::kPending:
      return JobStep::kPoll;
    case JobState::kIssued:
      return JobStep::kBundle;
    case JobState::kBundled:
      return JobStep::kPreflight;
    case JobState::kPreflighted:
      return JobStep::kBackUp;
    case JobState::kBackedUp:
      return JobStep::kUpload;
    case JobState::kUploaded:
      return JobStep::kInstall;
    case JobState::kInstalled:
      return JobStep::kTest;
    case JobState::kTested:
      return JobStep::kRestart;
    case JobState::kRestarted:
      return JobStep::kVerify;
    case JobState::kRollingBack:
    case JobState::kVerified:
    case JobState::kRolledBack:
    case JobState::kFailed:
    case JobState::kNeedsAttention:
      break;
  }
  return JobStep::kRestore;
}

JobState StateAfter(JobState state, StepResult result) {
  switch (result) {
    case StepResult::kDone:
      return StateAfterSuccess(state);
    case StepResult::kPending:
      return JobState::kPending;
    case StepResult::kTryLater:
      return state;
    case StepResult::kUntouched:
      return JobState::kFailed;
    case StepResult::kFailed:
      break;
  }
  if (state == JobState::kRollingBack) return JobState::kNeedsAttention;
  // Of an installation that failed it may not be known how far it came: putting the old file back is right either way.
  return IsUnderWay(state) ? JobState::kRollingBack : JobState::kFailed;
}

}  // namespace certsweep::replacer
