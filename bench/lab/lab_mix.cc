#include "bench/lab/lab_mix.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace certsweep::lab {

namespace {

absl::Status Invalid(std::string_view item, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("mix: \"", std::string(item), "\": ", what));
}

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

absl::StatusOr<double> ParseShare(std::string_view item, std::string_view text) {
  double share = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(share) || share < 0) {
    return Invalid(item, "the share must be a number of 0 or more");
  }
  return share;
}

absl::StatusOr<std::pair<LabKind, double>> ParseItem(std::string_view item) {
  const size_t equals = item.find('=');
  const std::string_view name = Trimmed(item.substr(0, equals));
  const std::optional<LabKind> kind = LabKindFromName(name);
  if (!kind) return Invalid(item, absl::StrCat("no such kind; there are ", LabKindNames()));
  if (equals == std::string_view::npos) return std::pair(*kind, 1.0);
  const absl::StatusOr<double> share = ParseShare(item, Trimmed(item.substr(equals + 1)));
  if (!share.ok()) return share.status();
  return std::pair(*kind, *share);
}

double Total(const LabMix& mix) {
  return std::accumulate(mix.begin(), mix.end(), 0.0, [](double sum, const auto& part) { return sum + part.second; });
}

// How many of each part, adding up to `endpoints`.
std::vector<int> Counts(const LabMix& mix, int endpoints) {
  const double total = Total(mix);
  std::vector<int> counts(mix.size());
  std::vector<double> remainders(mix.size());
  int left = endpoints;
  for (size_t i = 0; i < mix.size(); ++i) {
    const double quota = endpoints * (mix[i].second / total);
    counts[i] = std::min(left, static_cast<int>(quota));
    remainders[i] = quota - counts[i];
    left -= counts[i];
  }
  std::vector<size_t> order(mix.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return remainders[a] > remainders[b]; });
  for (size_t i = 0; left > 0; i = (i + 1) % order.size()) {
    if (mix[order[i]].second <= 0) continue;
    ++counts[order[i]];
    --left;
  }
  return counts;
}

// SplitMix64 (Steele, Lea, Flood 2014): the standard library's shuffles differ between implementations.
uint64_t NextRandom(uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

void Shuffle(std::vector<LabKind>& kinds, uint64_t seed) {
  for (size_t left = kinds.size(); left > 1; --left) std::swap(kinds[left - 1], kinds[NextRandom(seed) % left]);
}

}  // namespace

absl::StatusOr<LabMix> ParseLabMix(std::string_view text) {
  LabMix mix;
  while (true) {
    const size_t comma = text.find(',');
    const absl::StatusOr<std::pair<LabKind, double>> item = ParseItem(Trimmed(text.substr(0, comma)));
    if (!item.ok()) return item.status();
    for (const auto& earlier : mix) {
      if (earlier.first == item->first) return Invalid(InfoOf(item->first).name, "given twice");
    }
    mix.push_back(*item);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  if (const double total = Total(mix); total <= 0 || !std::isfinite(total)) {
    return absl::InvalidArgumentError("mix: at least one share must be over 0, and their sum a number");
  }
  return mix;
}

LabMix DefaultLabMix() {
  LabMix mix;
  for (const LabKindInfo& info : LabKinds()) mix.emplace_back(info.kind, info.default_share);
  return mix;
}

std::vector<LabKind> AssignKinds(const LabMix& mix, int endpoints, uint64_t seed) {
  if (mix.empty()) return AssignKinds(DefaultLabMix(), endpoints, seed);
  const std::vector<int> counts = Counts(mix, endpoints);
  std::vector<LabKind> kinds;
  kinds.reserve(static_cast<size_t>(endpoints));
  for (size_t i = 0; i < mix.size(); ++i) kinds.insert(kinds.end(), static_cast<size_t>(counts[i]), mix[i].first);
  Shuffle(kinds, seed);
  return kinds;
}

}  // namespace certsweep::lab
