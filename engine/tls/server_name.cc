#include "engine/tls/server_name.h"

#include <algorithm>

namespace certsweep::tls {

namespace {

constexpr size_t kMaxName = 253;
constexpr size_t kMaxLabel = 63;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The underscore is no host name's character, but names with it are about and servers know them.
bool IsLabelCharacter(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

bool IsLabel(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabel && std::all_of(label.begin(), label.end(), IsLabelCharacter);
}

}  // namespace

std::optional<std::string> SniHostName(std::string_view name) {
  if (!name.empty() && name.back() == '.') name.remove_suffix(1);
  if (name.empty() || name.size() > kMaxName) return std::nullopt;
  std::string_view rest = name, label;
  while (true) {
    const size_t dot = rest.find('.');
    label = rest.substr(0, dot);
    if (!IsLabel(label)) return std::nullopt;
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  // A last label of digits only is an IPv4 address, good or bad.
  if (std::all_of(label.begin(), label.end(), IsDigit)) return std::nullopt;
  return std::string(name);
}

}  // namespace certsweep::tls
