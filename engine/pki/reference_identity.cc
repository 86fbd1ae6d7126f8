#include "engine/pki/reference_identity.h"

#include <idn2.h>
#include <libpsl.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::pki {
namespace {

constexpr size_t kMaxName = 253;  // RFC 1035, 2.3.4, as text without the root's dot
constexpr size_t kMaxLabel = 63;
constexpr size_t kMaxUnicodeName = 4 * kMaxName;  // no character is longer in UTF-8; beyond it IDNA is not even tried

absl::Status BadName(std::string_view text, const std::string& why) {
  return absl::InvalidArgumentError(absl::StrCat("bad name \"", base::DisplayText(text), "\": ", why));
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || c == '-' || c == '_';
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

absl::Status CheckLabel(std::string_view text, std::string_view label) {
  if (label.empty()) return BadName(text, "an empty label");
  if (label.size() > kMaxLabel) return BadName(text, "a label of over 63 bytes");
  if (std::all_of(label.begin(), label.end(), IsNameCharacter)) return absl::OkStatus();
  if (label.find('*') != std::string_view::npos) return BadName(text, "a wildcard is not the name of a host");
  return BadName(text, "a character that no host name has");
}

// `name` is ASCII without the trailing dot; `text` is what the user wrote.
absl::Status CheckName(std::string_view text, std::string_view name) {
  if (name.empty()) return BadName(text, "it is empty");
  if (name.size() > kMaxName) return BadName(text, "over 253 bytes");
  std::string_view label;
  for (std::string_view rest = name;;) {
    const size_t dot = rest.find('.');
    label = rest.substr(0, dot);
    if (absl::Status status = CheckLabel(text, label); !status.ok()) return status;
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  if (std::all_of(label.begin(), label.end(), IsDigit)) return BadName(text, "neither an IP address nor a name");
  return absl::OkStatus();
}

// IDNA 2008 with the mapping of UTS 46 (case, width, NFC), so that names come out as they are typed.
absl::StatusOr<std::string> ToALabels(std::string_view text) {
  if (text.size() > kMaxUnicodeName) return BadName(text, "over 253 bytes");
  if (!base::IsValidUtf8(text)) return BadName(text, "not UTF-8");
  if (text.find('\0') != std::string_view::npos) return BadName(text, "a NUL byte");
  char* converted = nullptr;
  const int code = idn2_to_ascii_8z(std::string(text).c_str(), &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<char, void (*)(void*)> owned(converted, idn2_free);
  if (code != IDN2_OK) return BadName(text, idn2_strerror(code));
  return std::string(converted);
}

std::optional<base::IpAddress> ParseAddress(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  return base::IpAddress::Parse(text);
}

// Of a registry. What a company lets others have below a name of its own ("github.io") may have a wildcard.
bool IsPublicSuffix(std::string_view domain) {
  return psl_is_public_suffix2(psl_builtin(), base::AsciiLower(domain).c_str(), PSL_TYPE_ICANN) != 0;
}

// RFC 9525, 6.3: the wildcard stands for exactly one label, and alone before a single label it matches nothing.
bool DnsNameMatches(std::string_view presented, std::string_view reference, Rules rules) {
  if (!presented.starts_with("*.")) return base::EqualsIgnoreAsciiCase(presented, reference);
  const std::string_view suffix = presented.substr(1);  // ".example.com"
  if (suffix.find('.', 1) == std::string_view::npos) return false;
  const size_t dot = reference.find('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  if (rules == Rules::kWebPki && IsPublicSuffix(suffix.substr(1))) return false;
  return base::EqualsIgnoreAsciiCase(suffix, reference.substr(dot));
}

}  // namespace

absl::StatusOr<ReferenceIdentity> ReferenceIdentity::Parse(std::string_view text) {
  if (const std::optional<base::IpAddress> address = ParseAddress(text)) return ReferenceIdentity(address->Unmapped());
  std::string name(text);
  if (!IsAscii(text)) {
    absl::StatusOr<std::string> converted = ToALabels(text);
    if (!converted.ok()) return converted.status();
    name = *std::move(converted);
  }
  if (name.ends_with('.')) name.pop_back();
  if (absl::Status status = CheckName(text, name); !status.ok()) return status;
  return ReferenceIdentity(base::AsciiLower(name));
}

std::string ReferenceIdentity::ToString() const { return is_ip() ? ip().ToString() : dns_name(); }

bool Matches(const ReferenceIdentity& identity, const x509::SubjectAltName* san, Rules rules) {
  if (san == nullptr) return false;
  if (identity.is_ip()) {
    return std::find(san->ip_addresses.begin(), san->ip_addresses.end(), identity.ip()) != san->ip_addresses.end();
  }
  return std::any_of(san->dns_names.begin(), san->dns_names.end(), [&](const std::string& presented) {
    return DnsNameMatches(presented, identity.dns_name(), rules);
  });
}

}  // namespace certsweep::pki
