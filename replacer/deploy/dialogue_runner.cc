#include "replacer/deploy/dialogue_runner.h"

#include <string>
#include <utility>

#include "engine/base/clock.h"
#include "engine/base/wiper.h"

namespace certsweep::replacer {
namespace {

int64_t Now() { return base::SystemClock().MonotonicMicros(); }

Deadline DeadlineOf(const Dialogue& dialogue) { return Deadline::After(dialogue.deadline_us() - Now()); }

}  // namespace

absl::StatusOr<DialogueResult> RunDialogue(ByteChannel& channel, std::vector<DialogueStep> steps) {
  absl::StatusOr<Dialogue> dialogue = Dialogue::Create(std::move(steps), Now());
  if (!dialogue.ok()) return dialogue.status();
  std::string received;
  while (dialogue->IsOpen()) {
    std::string to_send = dialogue->Take(received, Now());
    const base::Wiper wiper(to_send);
    if (!to_send.empty() && !channel.Write(to_send, DeadlineOf(*dialogue)).ok()) dialogue->Close();
    if (!dialogue->IsOpen()) break;
    absl::StatusOr<std::string> bytes = channel.Read(DeadlineOf(*dialogue));
    const bool expired = absl::IsDeadlineExceeded(bytes.status());
    received = bytes.ok() ? *std::move(bytes) : "";
    if (received.empty() && !expired) dialogue->Close();
  }
  return dialogue->result();
}

}  // namespace certsweep::replacer
