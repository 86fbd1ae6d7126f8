#include "replacer/issuer/https_url.h"

#include <algorithm>
#include <cctype>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/text.h"
#include "engine/probe/target_syntax.h"

namespace certsweep::replacer {
namespace {

constexpr std::string_view kScheme = "https://";

bool IsUnreserved(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("-._~").find(c) != std::string_view::npos;
}

bool IsPathCharacter(char c) { return IsUnreserved(c) || c == '/' || c == '%'; }

absl::Status NoUrl(std::string_view text, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("\"", base::DisplayText(text), "\": ", base::ToAbsl(why)));
}

// "https" in either case.
bool HasScheme(std::string_view text) {
  return base::EqualsIgnoreAsciiCase(text.substr(0, std::min(text.size(), kScheme.size())), kScheme);
}

}  // namespace

absl::StatusOr<std::string> ParseHttpsUrl(std::string_view text) {
  if (!HasScheme(text)) return NoUrl(text, "must begin with https://");
  const std::string_view rest = text.substr(kScheme.size());
  const size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view authority = rest.substr(0, slash);
  std::string_view path = rest.substr(slash);
  // Not shown: it may hold a password.
  if (authority.find('@') != std::string_view::npos) {
    return absl::InvalidArgumentError("a user name or password has no place in the URL");
  }
  const auto host = probe::ParseHostTarget(authority);
  if (!host.ok()) return NoUrl(text, base::ToStd(host.status().message()));
  if (!std::all_of(path.begin(), path.end(), IsPathCharacter)) {
    return NoUrl(text, "must end with its path, of letters, digits and -._~/");
  }
  while (path.ends_with('/')) path.remove_suffix(1);
  const bool bracketed = host->address && host->address->is_v6();
  const std::string shown = bracketed ? absl::StrCat("[", host->host, "]") : host->host;
  const std::string port = host->port ? absl::StrCat(":", *host->port) : std::string();
  return absl::StrCat(base::ToAbsl(kScheme), shown, port, base::ToAbsl(path));
}

std::string PercentEncode(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (IsUnreserved(c)) {
      encoded.push_back(c);
    } else {
      absl::StrAppendFormat(&encoded, "%%%02X", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

}  // namespace certsweep::replacer
