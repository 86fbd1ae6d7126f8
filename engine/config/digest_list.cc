#include "engine/config/digest_list.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::config {

namespace {

constexpr size_t kMaxTold = 10;

std::string_view DigestIn(std::string_view line) {
  return base::ToStd(absl::StripAsciiWhitespace(base::ToAbsl(line.substr(0, line.find('#')))));
}

}  // namespace

void ReadDigestList(std::string_view text, std::string_view name, std::vector<base::Sha256Digest>* digests,
                    std::vector<std::string>* problems) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::string shown_name = base::DisplayText(name);
  size_t bad = 0, good = 0;
  for (size_t start = 0, line = 1; start < text.size(); ++line) {
    const size_t end = std::min(text.find_first_of("\r\n", start), text.size());
    const std::string_view entry = DigestIn(text.substr(start, end - start));
    start = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
    if (entry.empty()) continue;
    if (const std::optional<base::Sha256Digest> digest = base::Sha256FromHex(entry)) {
      digests->push_back(*digest);
      ++good;
    } else if (++bad <= kMaxTold) {
      problems->push_back(
          absl::StrCat(shown_name, ":", line, ": no SHA-256 in hex: \"", base::DisplayText(entry, 80), "\""));
    }
  }
  if (good == 0 && bad == 0) problems->push_back(absl::StrCat(shown_name, ": no SHA-256 in it"));
  if (bad > kMaxTold) problems->push_back(absl::StrCat(shown_name, ": and ", bad - kMaxTold, " lines more like these"));
}

}  // namespace certsweep::config
