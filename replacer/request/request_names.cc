#include "replacer/request/request_names.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "replacer/request/template_lines.h"

namespace certsweep::replacer {
namespace {

using pki::ReferenceIdentity;
using x509::RequestedName;

RequestedName NameOf(const ReferenceIdentity& identity) {
  if (identity.is_ip()) return identity.ip();
  return identity.dns_name();
}

// A wildcard is its whole left-most label, above two labels or more (RFC 9525, 6.3).
absl::StatusOr<RequestedName> ParseDnsName(std::string_view text) {
  const bool wildcard = text.starts_with("*.");
  const absl::StatusOr<ReferenceIdentity> identity = ReferenceIdentity::Parse(wildcard ? text.substr(2) : text);
  if (!identity.ok()) return identity.status();
  if (!wildcard) return NameOf(*identity);
  if (identity->is_ip() || identity->dns_name().find('.') == std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("bad name ", Quoted(text), ": a wildcard stands before two labels or more"));
  }
  return RequestedName("*." + identity->dns_name());
}

absl::StatusOr<RequestedName> ParseAddress(std::string_view text) {
  const absl::StatusOr<ReferenceIdentity> identity = ReferenceIdentity::Parse(text);
  if (identity.ok() && identity->is_ip()) return NameOf(*identity);
  return absl::InvalidArgumentError(absl::StrCat(Quoted(text), " is no IP address"));
}

absl::StatusOr<RequestedName> ReadName(const TemplateName& name, const ApplianceNames& appliance,
                                       std::vector<TemplateNotice>* notices) {
  const absl::StatusOr<std::string> filled = FillPlaceholders(name.text, appliance);
  if (!filled.ok()) return ErrorAtLine(name.line, base::ToStd(filled.status().message()));
  const std::string_view text = TrimBlanks(*filled);
  absl::StatusOr<RequestedName> read = name.is_ip ? ParseAddress(text) : ParseDnsName(text);
  if (!read.ok()) return ErrorAtLine(name.line, base::ToStd(read.status().message()));
  if (!name.is_ip && std::holds_alternative<base::IpAddress>(*read)) {
    notices->push_back(
        {name.line, absl::StrCat(Quoted(text), " is an address, and is asked for as one, not as a DNS name")});
  }
  return read;
}

}  // namespace

absl::StatusOr<std::vector<RequestedName>> RequestNames(std::span<const ReferenceIdentity> identities,
                                                        std::span<const TemplateName> names,
                                                        const ApplianceNames& appliance,
                                                        std::vector<TemplateNotice>* notices) {
  std::vector<RequestedName> all;
  std::set<RequestedName> seen;
  const auto add = [&](RequestedName name) {
    if (seen.insert(name).second) all.push_back(std::move(name));
  };
  for (const ReferenceIdentity& identity : identities) add(NameOf(identity));
  for (const TemplateName& name : names) {
    absl::StatusOr<RequestedName> read = ReadName(name, appliance, notices);
    if (!read.ok()) return read.status();
    add(*std::move(read));
  }
  return all;
}

}  // namespace certsweep::replacer
