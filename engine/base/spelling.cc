#include "engine/base/spelling.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/text.h"

namespace certsweep::base {

size_t Slips(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      const size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

std::string_view NearestName(std::string_view name, std::span<const std::string_view> known) {
  constexpr size_t kLongest = 64;
  if (name.size() > kLongest) return {};
  const std::string lower = AsciiLower(name);
  std::string_view nearest;
  size_t least = kLongest;
  for (const std::string_view candidate : known) {
    const size_t slips = Slips(lower, AsciiLower(candidate));
    if (slips > std::max<size_t>(1, candidate.size() / 3) || slips >= least) continue;
    least = slips;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace certsweep::base
