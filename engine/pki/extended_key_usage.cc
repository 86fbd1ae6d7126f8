#include "engine/pki/extended_key_usage.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace certsweep::pki {
namespace {

constexpr std::array<std::string_view, 7> kNames = {
    "serverAuth", "clientAuth", "codeSigning", "emailProtection", "timeStamping", "OCSPSigning", "anyExtendedKeyUsage"};
constexpr std::array<std::string_view, kNames.size()> kOids = {
    "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.4",
    "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9", "2.5.29.37.0"};

bool IsArc(std::string_view arc) {
  const bool digits = !arc.empty() && std::all_of(arc.begin(), arc.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits && arc.size() <= 19 && (arc.size() == 1 || arc.front() != '0');
}

// As OidText writes it, which it is compared with.
bool IsDottedOid(std::string_view text) {
  std::vector<std::string_view> arcs;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('.', at), text.size());
    arcs.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (arcs.size() < 2 || !std::all_of(arcs.begin(), arcs.end(), IsArc)) return false;
  if (arcs[0] == "2") return true;
  return (arcs[0] == "0" || arcs[0] == "1") && (arcs[1].size() == 1 || (arcs[1].size() == 2 && arcs[1] < "40"));
}

}  // namespace

std::optional<ExtendedKeyUsage> ParseExtendedKeyUsage(std::string_view text) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (text == kNames[i] || text == kOids[i]) return ExtendedKeyUsage{std::string(kNames[i]), std::string(kOids[i])};
  }
  if (!IsDottedOid(text)) return std::nullopt;
  return ExtendedKeyUsage{std::string(text), std::string(text)};
}

std::span<const std::string_view> ExtendedKeyUsageNames() { return kNames; }

std::string UsagesText(const std::vector<std::string>& oids) {
  constexpr size_t kMaxShown = 10;
  if (oids.empty()) return "none";
  const size_t shown = std::min(oids.size(), kMaxShown);
  std::string text = absl::StrJoin(oids.begin(), oids.begin() + shown, ", ");
  if (shown < oids.size()) absl::StrAppend(&text, " and ", oids.size() - shown, " more");
  return text;
}

}  // namespace certsweep::pki
