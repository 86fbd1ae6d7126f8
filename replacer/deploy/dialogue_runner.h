// Runs a Dialogue over a channel.
#ifndef CERTSWEEP_REPLACER_DEPLOY_DIALOGUE_RUNNER_H_
#define CERTSWEEP_REPLACER_DEPLOY_DIALOGUE_RUNNER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "replacer/deploy/byte_channel.h"
#include "replacer/deploy/dialogue.h"

namespace certsweep::replacer {

// Talks to what `channel` leads to, each step with its own timeout. A step that is not met is in the result; the error
// is for steps that are no lines (InvalidArgument).
absl::StatusOr<DialogueResult> RunDialogue(ByteChannel& channel, std::vector<DialogueStep> steps);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_DIALOGUE_RUNNER_H_
