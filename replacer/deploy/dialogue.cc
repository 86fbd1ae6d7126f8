#include "replacer/deploy/dialogue.h"

#include <algorithm>

#include "engine/base/text.h"
#include "engine/base/wiper.h"

namespace certsweep::replacer {
namespace {

// Longer than any prompt by far.
constexpr size_t kMaxUnread = size_t{64} << 10;

void KeepEnd(std::string& text, size_t size) {
  if (text.size() > size) text.erase(0, text.size() - size);
}

bool IsOneLine(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string Masked(std::string text, const std::vector<DialogueStep>& steps) {
  for (const DialogueStep& step : steps) {
    if (!step.secret || !step.send || step.send->empty()) continue;
    for (size_t at = text.find(*step.send); at != std::string::npos; at = text.find(*step.send, at + 3)) {
      text.replace(at, step.send->size(), "***");
    }
  }
  return text;
}

}  // namespace

absl::StatusOr<Dialogue> Dialogue::Create(std::vector<DialogueStep> steps, int64_t now_us) {
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].send && !IsOneLine(*steps[i].send)) {
      return absl::InvalidArgumentError("step " + std::to_string(i + 1) +
                                        " of the dialogue sends a control character; each step is one line");
    }
  }
  return Dialogue(std::move(steps), now_us);
}

Dialogue::Dialogue(std::vector<DialogueStep> steps, int64_t now_us) : steps_(std::move(steps)) {
  open_ = !steps_.empty();
  StartStep(now_us);
}

Dialogue::~Dialogue() {
  for (DialogueStep& step : steps_) {
    if (step.secret && step.send) base::Wipe(*step.send);
  }
}

void Dialogue::StartStep(int64_t now_us) {
  if (open_) deadline_us_ = now_us + steps_[step_].timeout_us;
}

bool Dialogue::IsMet() const { return unread_.find(steps_[step_].expect) != std::string::npos; }

std::string Dialogue::Take(std::string_view received, int64_t now_us) {
  std::string to_send;
  if (!open_) return to_send;
  unread_.append(received);
  transcript_.append(received);
  while (open_ && IsMet()) {
    const DialogueStep& step = steps_[step_];
    unread_.erase(0, unread_.find(step.expect) + step.expect.size());
    if (step.send) to_send += *step.send + "\n";
    open_ = ++step_ < steps_.size();
    StartStep(now_us);
  }
  KeepEnd(unread_, kMaxUnread);
  // Twice as much, so that a secret at the edge is still whole when it is masked.
  KeepEnd(transcript_, 2 * kMaxTranscript);
  if (open_ && now_us >= deadline_us_) Fail("did not come in time");
  return to_send;
}

void Dialogue::Close() {
  if (open_) Fail("did not come before the other side ended the session");
}

void Dialogue::Fail(std::string_view why) {
  open_ = false;
  detail_ = "step " + std::to_string(step_ + 1) + " of " + std::to_string(steps_.size()) + ": \"" +
            base::DisplayText(steps_[step_].expect, 80) + "\" " + std::string(why);
}

DialogueResult Dialogue::result() const {
  std::string transcript = Masked(transcript_, steps_);
  KeepEnd(transcript, kMaxTranscript);
  return {.completed = !open_ && detail_.empty(), .detail = detail_, .transcript = std::move(transcript)};
}

}  // namespace certsweep::replacer
