// The states of a replacement job and the steps between them: what comes next, and what a step's outcome makes of a
// state (DESIGN, "Replacement"). Decides alone: nothing here touches a file, an appliance or the record. Thread-safe.
#ifndef CERTSWEEP_REPLACER_EXECUTE_JOB_STATE_H_
#define CERTSWEEP_REPLACER_EXECUTE_JOB_STATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace certsweep::replacer {

enum class JobState : uint8_t {
  kQueued,
  kKey,          // the private key is on our disk
  kCsr,          // and the request made of it
  kSubmitting,   // it is on its way to the CA, or was: a certificate may have been issued
  kPending,      // the CA has it, and somebody there has to approve it
  kIssued,       // the certificate is on our disk
  kBundled,      // server.pem is made, and passed every check
  kPreflighted,  // the appliance can be reached, and it is known what it serves
  kBackedUp,
  kUploaded,  // the new file lies beside the old one
  kInstalled,
  kTested,
  kRestarted,
  kVerified,
  kRollingBack,  // the old file is to be put back
  kRolledBack,
  kFailed,  // the appliance is as it was
  kNeedsAttention,
};
inline constexpr int kJobStateCount = 18;

std::string_view JobStateName(JobState state);  // "backed_up"
std::optional<JobState> JobStateFromName(std::string_view name);

// kVerified, kRolledBack, kFailed, kNeedsAttention.
bool IsEnd(JobState state);
// Whether the appliance may differ from what it was before: then a job is ended, one way or the other, and not left.
bool IsUnderWay(JobState state);
// Whether the CA has still to give its answer.
bool NeedsIssuer(JobState state);
// Whether all is done on our side, and the appliance is as it was: what comes next is the appliance.
bool IsReady(JobState state);

enum class JobStep : uint8_t {
  kMakeKey,
  kMakeRequest,
  kAnnounce,  // nothing but that what follows is written down before
  kSubmit,
  kPoll,
  kBundle,
  kPreflight,
  kBackUp,
  kUpload,
  kInstall,
  kTest,
  kRestart,
  kVerify,
  kRestore,
};

// What is to be done in `state`. REQUIRES: !IsEnd(state).
JobStep NextStep(JobState state);

enum class StepResult : uint8_t {
  kDone,
  kPending,   // the CA has to approve
  kTryLater,  // nothing is known to be wrong, and nothing could be done: the job keeps its state
  kFailed,
  kUntouched,  // failed, and it was seen that the appliance is as it was
};

// The state after `state`'s step ended with `result`. A failure before the new file is installed leaves the appliance
// as it was; from then on the old file is put back.
JobState StateAfter(JobState state, StepResult result);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_JOB_STATE_H_
