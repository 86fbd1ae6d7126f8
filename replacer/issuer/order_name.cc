#include "replacer/issuer/order_name.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "engine/base/ip_address.h"
#include "engine/base/text.h"
#include "engine/probe/target_syntax.h"

namespace certsweep::replacer {
namespace {

constexpr size_t kMaxName = 200;

bool IsAlphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool IsNameCharacter(char c) { return IsAlphanumeric(c) || c == '.' || c == '_' || c == '-'; }

}  // namespace

absl::Status CheckOrderName(const std::string& name) {
  const bool good = !name.empty() && name.size() <= kMaxName && IsAlphanumeric(name.front()) &&
                    std::all_of(name.begin(), name.end(), IsNameCharacter);
  if (good) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("\"", base::DisplayText(name), "\" is no name for a job's files"));
}

absl::Status CheckHost(std::string_view what, const std::string& host) {
  const bool is_name = !host.empty() && IsAlphanumeric(host.front()) &&
                       std::all_of(host.begin(), host.end(), IsNameCharacter) && probe::ParseHostTarget(host).ok();
  if (is_name || base::IpAddress::Parse(host)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(base::ToAbsl(what), ": \"", base::DisplayText(host), "\" is no name and no address"));
}

}  // namespace certsweep::replacer
