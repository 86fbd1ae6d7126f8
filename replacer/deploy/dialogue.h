// Dialogue: send and expect with a restricted shell, where no command can be run by itself. Sans-IO: bytes and the time
// come in, bytes to send come out. Not thread-safe; one per conversation.
#ifndef CERTSWEEP_REPLACER_DEPLOY_DIALOGUE_H_
#define CERTSWEEP_REPLACER_DEPLOY_DIALOGUE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace certsweep::replacer {

inline constexpr size_t kMaxTranscript = size_t{64} << 10;

struct DialogueStep {
  std::string expect;               // text to wait for, in what came since the last step; empty: do not wait
  std::optional<std::string> send;  // a line to send then, without its line end
  bool secret = false;              // `send` is shown as *** wherever it appears
  int64_t timeout_us = 30'000'000;
};

struct DialogueResult {
  bool completed = false;
  std::string detail;      // not completed: which step, what it waited for
  std::string transcript;  // the end of what came, at most kMaxTranscript bytes, secrets as ***
};

class Dialogue {
 public:
  // InvalidArgument for a line with a control character: it would be more than a line.
  static absl::StatusOr<Dialogue> Create(std::vector<DialogueStep> steps, int64_t now_us);
  ~Dialogue();
  Dialogue(Dialogue&&) = default;
  Dialogue& operator=(Dialogue&&) = default;

  // Takes what came (may be nothing) and returns what to send now.
  std::string Take(std::string_view received, int64_t now_us);
  // The other side ended it.
  void Close();
  // False: it has ended, and result() says how.
  bool IsOpen() const { return open_; }
  // When Take is to be called at the latest, by the clock of `now_us`.
  int64_t deadline_us() const { return deadline_us_; }
  DialogueResult result() const;

 private:
  Dialogue(std::vector<DialogueStep> steps, int64_t now_us);
  void StartStep(int64_t now_us);
  void Fail(std::string_view why);
  bool IsMet() const;  // what the step waits for has come

  std::vector<DialogueStep> steps_;
  size_t step_ = 0;
  bool open_ = true;
  int64_t deadline_us_ = 0;
  std::string unread_;      // since the last step; bounded
  std::string transcript_;  // bounded
  std::string detail_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_DIALOGUE_H_
