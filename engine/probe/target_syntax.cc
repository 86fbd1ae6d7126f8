#include "engine/probe/target_syntax.h"

#include <algorithm>
#include <cctype>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/host_and_port.h"
#include "engine/base/text.h"
#include "engine/pki/reference_identity.h"

namespace certsweep::probe {

namespace {

using base::IpAddress;

constexpr uint64_t kMaxRangeAddresses = uint64_t{1} << 32;

absl::Status Bad(const std::string& message) { return absl::InvalidArgumentError(message); }

std::string Shown(std::string_view text) { return base::DisplayText(text, 80); }

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

// "user@host:8443/console?x" -> "host:8443".
std::string_view Authority(std::string_view text) {
  text = text.substr(0, text.find_first_of("/?#"));
  const size_t at = text.rfind('@');
  return at == std::string_view::npos ? text : text.substr(at + 1);
}

absl::Status UrlError(std::string_view text, std::string_view rest) {
  const std::string_view authority = Authority(rest);
  if (authority.empty()) return Bad(absl::StrCat("'", Shown(text), "' is a URL, a target is a host"));
  return Bad(absl::StrCat("'", Shown(text), "' is a URL: write '", Shown(authority), "'"));
}

// A host with a slash after it: a network out of place, a network cut short ("10.0.0/24"), or a URL without its scheme.
absl::Status SlashError(std::string_view text) {
  const std::string_view left = text.substr(0, text.find('/'));
  if (IpAddress::Parse(left)) return Bad("a network or a range where a host is expected");
  const bool digits = !left.empty() && left.find_first_not_of("0123456789.") == std::string_view::npos;
  if (digits || std::count(left.begin(), left.end(), ':') > 1) {
    return Bad(
        absl::StrCat("'", Shown(left), "' is no address: a network is written as 10.0.0.0/24 or 2001:db8::/112"));
  }
  return UrlError(text, text);
}

HostTarget AddressTarget(const IpAddress& address) {
  const IpAddress unmapped = address.Unmapped();
  return {unmapped.ToString(), unmapped, std::nullopt};
}

absl::StatusOr<HostTarget> ParseNameOrAddress(std::string_view text) {
  if (const auto address = IpAddress::Parse(text)) return AddressTarget(*address);
  if (const auto range = base::ParseAddressRange(text); !range.ok() || range->has_value()) {
    return Bad("a network or a range where a host is expected");
  }
  if (text.find_first_of("[]") != std::string_view::npos) return Bad(absl::StrCat("'", Shown(text), "' is no host"));
  auto identity = pki::ReferenceIdentity::Parse(text);
  if (!identity.ok()) return identity.status();
  if (identity->is_ip()) return AddressTarget(identity->ip());
  // An IDN's mapping drops and folds characters: what comes out may read as a range ("10.0.0.8-9" of full-width
  // digits).
  if (const auto range = base::ParseAddressRange(identity->dns_name()); !range.ok() || range->has_value()) {
    return Bad(absl::StrCat("'", Shown(text), "' is no host: as a host name is read it is the range ",
                            base::ToAbsl(identity->dns_name())));
  }
  return HostTarget{identity->dns_name(), std::nullopt, std::nullopt};
}

absl::StatusOr<HostTarget> WithPort(absl::StatusOr<HostTarget> target, std::string_view port_text) {
  if (!target.ok()) return target;
  auto port = ParsePort(port_text);
  if (!port.ok()) return port.status();
  target->port = *port;
  return target;
}

// "[v6]" and "[v6]:port".
absl::StatusOr<HostTarget> ParseBracketed(std::string_view text) {
  const size_t end = text.find(']');
  if (end == std::string_view::npos) return Bad(absl::StrCat("'", Shown(text), "' lacks its closing ]"));
  const std::string_view inner = text.substr(1, end - 1);
  const std::string_view rest = text.substr(end + 1);
  if (inner.find('%') != std::string_view::npos) return Bad("an address with a zone (%) can't be a target");
  const auto address = IpAddress::Parse(inner);
  if (!address || !address->is_v6()) return Bad(absl::StrCat("'", Shown(inner), "' is no IPv6 address"));
  if (rest.empty()) return AddressTarget(*address);
  if (rest.front() == '/') return Bad("a network is written without [ ]");
  if (rest.front() != ':') return Bad(absl::StrCat("after ] comes :PORT, not '", Shown(rest), "'"));
  return WithPort(AddressTarget(*address), rest.substr(1));
}

absl::Status TooManyColons(std::string_view text) {
  if (text.find('%') != std::string_view::npos) return Bad("an address with a zone (%) can't be a target");
  return Bad(absl::StrCat("'", Shown(text), "' is no IPv6 address; with a port one is written as [ADDRESS]:PORT"));
}

absl::Status CheckCharacters(std::string_view text) {
  if (text.empty()) return Bad("the target is empty");
  if (!base::IsValidUtf8(text)) return Bad("the target is not valid UTF-8");
  if (std::any_of(text.begin(), text.end(), IsBlank)) return Bad("blanks inside a target: one target a line");
  if (text.find(',') != std::string_view::npos) {
    return Bad("a comma inside a target; in an inventory (CSV) the first line names the columns, one of them 'host'");
  }
  return absl::OkStatus();
}

// A port after a network is a likely slip, and would else be called a bad prefix length.
absl::Status CheckNoPortOnRange(std::string_view text) {
  const size_t mark = text.find_first_of("/-");
  if (mark == std::string_view::npos || !IpAddress::Parse(text.substr(0, mark))) return absl::OkStatus();
  const std::string_view rest = text.substr(mark + 1);
  const size_t colon = rest.find(':');
  if (colon == std::string_view::npos || IpAddress::Parse(rest)) return absl::OkStatus();
  const bool v4_or_number = rest.substr(0, colon).find_first_not_of("0123456789.") == std::string_view::npos;
  if (!v4_or_number || rest.find(':', colon + 1) != std::string_view::npos) return absl::OkStatus();
  return Bad("a network or a range has no port of its own: use --port");
}

absl::Status CheckSize(const base::AddressRange& range) {
  if (base::RangeSpan(range) < kMaxRangeAddresses) return absl::OkStatus();
  return Bad("more than 2^32 addresses: the smallest prefix length that can be scanned is 96; list the hosts instead");
}

}  // namespace

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

absl::StatusOr<uint16_t> ParsePort(std::string_view text) {
  if (text.empty()) return Bad("the port after : is missing");
  if (text.find_first_not_of("0123456789") != std::string_view::npos) {
    return Bad(absl::StrCat("port '", Shown(text), "' is not a number"));
  }
  uint32_t value = 0;
  if (!absl::SimpleAtoi(base::ToAbsl(text), &value) || value < 1 || value > 65535) {
    return Bad(absl::StrCat("port ", base::DisplayText(text, 20), " is not in 1 to 65535"));
  }
  return static_cast<uint16_t>(value);
}

absl::StatusOr<HostTarget> ParseHostTarget(std::string_view text) {
  text = Trim(text);
  if (auto status = CheckCharacters(text); !status.ok()) return status;
  if (const size_t scheme = text.find("://"); scheme != std::string_view::npos) {
    return UrlError(text, text.substr(scheme + 3));
  }
  if (text.front() == '[') return ParseBracketed(text);
  if (text.find('/') != std::string_view::npos) {
    return SlashError(text);
  }
  const auto colons = std::count(text.begin(), text.end(), ':');
  if (colons == 0) return ParseNameOrAddress(text);
  if (colons == 1) {
    const size_t colon = text.find(':');
    if (colon == 0) return Bad("the host before : is missing");
    return WithPort(ParseNameOrAddress(text.substr(0, colon)), text.substr(colon + 1));
  }
  const auto address = IpAddress::Parse(text);
  if (!address) return TooManyColons(text);
  return AddressTarget(*address);
}

absl::StatusOr<Target> ParseTarget(std::string_view text) {
  text = Trim(text);
  if (auto status = CheckCharacters(text); !status.ok()) return status;
  if (auto status = CheckNoPortOnRange(text); !status.ok()) return status;
  auto range = base::ParseAddressRange(text);
  if (!range.ok()) return range.status();
  if (range->has_value()) {
    if (auto status = CheckSize(**range); !status.ok()) return status;
    return Target(**range);
  }
  auto host = ParseHostTarget(text);
  if (!host.ok()) return host.status();
  return Target(*std::move(host));
}

std::string TargetText(const Target& target) {
  if (const auto* range = std::get_if<base::AddressRange>(&target)) {
    return absl::StrCat(range->first.ToString(), "-", range->last.ToString());
  }
  const auto& host = std::get<HostTarget>(target);
  if (!host.port) return host.host;
  return base::HostAndPort(host.host, *host.port);
}

}  // namespace certsweep::probe
