#include "replacer/execute/rollout.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace certsweep::replacer {
namespace {

constexpr double kLargestWave = 1e9;

}  // namespace

size_t Rollout::NextWave(size_t left) {
  if (has_stopped() || left == 0) return 0;
  is_canary_ = canaries_verified_ < options_.canary;
  if (is_canary_) return std::min(left, static_cast<size_t>(options_.canary - canaries_verified_));
  next_wave_ = next_wave_ == 0 ? options_.wave : std::min(next_wave_ * options_.growth, kLargestWave);
  return std::min(left, std::max(size_t{1}, static_cast<size_t>(next_wave_)));
}

void Rollout::Report(JobState state) {
  if (state == JobState::kVerified) {
    if (is_canary_) ++canaries_verified_;
    return;
  }
  if (!IsEnd(state)) return;
  ++failures_;
  if (has_stopped()) return;
  if (is_canary_) {
    reason_ = "a canary was not verified";
  } else if (failures_ > options_.max_failures) {
    reason_ = absl::StrCat(failures_, failures_ == 1 ? " job was" : " jobs were",
                           " not verified, and [rollout] max_failures is ", options_.max_failures);
  }
}

}  // namespace certsweep::replacer
