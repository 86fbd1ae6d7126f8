#include "replacer/request/appliance_names.h"

#include <algorithm>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::replacer {
namespace {

using pki::ReferenceIdentity;

bool HasDot(const ReferenceIdentity& identity) {
  return !identity.is_ip() && identity.dns_name().find('.') != std::string::npos;
}

template <class Test>
std::string FirstOf(const ReferenceIdentity& host, std::span<const ReferenceIdentity> identities, Test test) {
  if (test(host)) return host.ToString();
  const auto found = std::find_if(identities.begin(), identities.end(), test);
  return found == identities.end() ? std::string() : found->ToString();
}

// How long the word in braces at the front of `text` is, braces included; 0: there is none.
size_t PlaceholderSize(std::string_view text) {
  size_t size = 1;
  while (size < text.size() && (absl::ascii_isalnum(static_cast<unsigned char>(text[size])) || text[size] == '_')) {
    ++size;
  }
  return size > 1 && size < text.size() && text[size] == '}' ? size + 1 : 0;
}

// nullptr: there is no such placeholder.
const std::string* ValueOf(std::string_view placeholder, const ApplianceNames& names) {
  if (placeholder == "{host}") return &names.host;
  if (placeholder == "{fqdn}") return &names.fqdn;
  if (placeholder == "{ip}") return &names.ip;
  if (placeholder == "{short}") return &names.short_name;
  return nullptr;
}

absl::Status NoValue(std::string_view placeholder, const ApplianceNames& names) {
  const std::string of = names.host.empty() ? "" : absl::StrCat(" of ", names.host);
  const char* what = placeholder == "{ip}" ? "address" : "name";
  return absl::InvalidArgumentError(
      absl::StrCat(base::ToAbsl(placeholder), ": no ", what, of, " is known to fill it in with"));
}

}  // namespace

ApplianceNames NamesOfAppliance(const ReferenceIdentity& host, const std::optional<base::IpAddress>& address,
                                std::span<const ReferenceIdentity> identities) {
  ApplianceNames names;
  names.host = host.ToString();
  names.fqdn = FirstOf(host, identities, HasDot);
  if (names.fqdn.empty())
    names.fqdn = FirstOf(host, identities, [](const auto& identity) { return !identity.is_ip(); });
  names.ip =
      address ? address->ToString() : FirstOf(host, identities, [](const auto& identity) { return identity.is_ip(); });
  names.short_name = names.fqdn.substr(0, names.fqdn.find('.'));
  return names;
}

absl::StatusOr<std::string> FillPlaceholders(std::string_view text, const ApplianceNames& names) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t size = text[at] == '{' ? PlaceholderSize(text.substr(at)) : 0;
    if (size == 0) {
      out.push_back(text[at++]);
      continue;
    }
    const std::string_view placeholder = text.substr(at, size);
    const std::string* value = ValueOf(placeholder, names);
    if (value == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("unknown placeholder ", base::DisplayText(placeholder, 80),
                                                     "; there are {host}, {fqdn}, {ip} and {short}"));
    }
    if (value->empty()) return NoValue(placeholder, names);
    out += *value;
    at += size;
  }
  return out;
}

}  // namespace certsweep::replacer
