// RolloutProgress: how far replacing is, for people. Pure: it is told of jobs and the time, and gives text. Not
// thread-safe.
#ifndef CERTSWEEP_CLI_ROLLOUT_PROGRESS_H_
#define CERTSWEEP_CLI_ROLLOUT_PROGRESS_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include "engine/estate/job_journal.h"
#include "replacer/execute/job_state.h"
#include "replacer/execute/replacement_summary.h"

namespace certsweep::cli {

enum class RolloutProgressMode : uint8_t {
  kTerminal,  // what has ended, or has something to say, and below it one line that is written over
  kLog,       // a line for each state of each job
};

class RolloutProgress {
 public:
  // `jobs`: how many may be run. `width`: columns of the terminal (0: 80). `now_us`: of a clock that never goes back.
  RolloutProgress(RolloutProgressMode mode, uint64_t jobs, size_t width, int64_t now_us)
      : mode_(mode), jobs_(jobs), width_(width == 0 ? 80 : width), begun_us_(now_us) {}

  // What is to be written now that `job` has come into `state`.
  std::string Update(const estate::JobRow& job, replacer::JobState state, const std::string& detail, int64_t now_us);
  // What takes the line away again, before other text and at the end.
  std::string Clear();

 private:
  void Count(int64_t job, replacer::JobState state);
  // "12/40 jobs, 5 at work, ETA 2:10, 11 verified, 1 failed".
  std::string Line(int64_t now_us) const;

  const RolloutProgressMode mode_;
  const uint64_t jobs_;
  const size_t width_;
  const int64_t begun_us_;
  std::set<int64_t> at_work_;
  replacer::ReplacementSummary ended_;
  bool on_screen_ = false;
};

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_ROLLOUT_PROGRESS_H_
