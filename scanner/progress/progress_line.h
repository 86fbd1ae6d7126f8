// ProgressLine: how far a scan is, in one line for people. Pure: it is told the numbers and the time, and gives text.
// Not thread-safe.
#ifndef CERTSWEEP_SCANNER_PROGRESS_PROGRESS_LINE_H_
#define CERTSWEEP_SCANNER_PROGRESS_PROGRESS_LINE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "engine/pki/verdict.h"

namespace certsweep::scanner {

struct ProgressNumbers {
  uint64_t done = 0;
  uint64_t expected = 0;  // as far as known; may grow
  std::array<uint64_t, pki::kVerdictCount> verdicts{};
  int64_t elapsed_us = 0;  // never goes backwards
};

enum class ProgressMode : uint8_t {
  kTerminal,  // one line that is written over
  kPlain,     // a line of its own now and then: after 10 s, 20 s, 40 s, then every minute
};

class ProgressLine {
 public:
  // `width`: columns of the terminal, for kTerminal (0: 80).
  explicit ProgressLine(ProgressMode mode, size_t width = 0) : mode_(mode), width_(width == 0 ? 80 : width) {}

  // What is to be written now; often nothing.
  std::string Update(const ProgressNumbers& numbers);
  // What takes the line away again, before other text is written and at the end. Update() shows it anew.
  std::string Clear();

  // "1,234/5,000 done, 812/s, ETA 0:05, compliant 1,000, noncompliant 234". The rate is that of the last seconds.
  std::string Text(const ProgressNumbers& numbers) const;

 private:
  struct Sample {
    int64_t elapsed_us;
    uint64_t done;
  };
  void Remember(const ProgressNumbers& numbers);
  double RatePerSecond(const ProgressNumbers& numbers) const;

  const ProgressMode mode_;
  const size_t width_;
  std::deque<Sample> samples_;  // of the last seconds, oldest first
  int64_t next_plain_us_ = 10'000'000;
  bool on_screen_ = false;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_PROGRESS_PROGRESS_LINE_H_
