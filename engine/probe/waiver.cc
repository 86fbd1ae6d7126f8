#include "engine/probe/waiver.h"

#include <variant>

#include "engine/base/rfc3339.h"

namespace certsweep::probe {

namespace {

using pki::FindingCode;

constexpr int64_t kDay = 86400;
constexpr size_t kDateLength = std::string_view("2026-12-31").size();

bool IsIn(const base::AddressRange& range, const Endpoint& endpoint) {
  if (!endpoint.address) return false;
  const base::IpAddress address = endpoint.address->Unmapped();
  return address.is_v6() == range.is_v6() && !(address < range.first) && !(range.last < address);
}

bool IsHost(const HostTarget& host, const Endpoint& endpoint) {
  if (host.port && *host.port != endpoint.port) return false;
  if (host.host == endpoint.host) return true;
  return host.address && endpoint.address && *host.address == endpoint.address->Unmapped();
}

}  // namespace

absl::StatusOr<WaiverEnd> WaiverEnd::Parse(std::string_view text) {
  const absl::StatusOr<int64_t> seconds = base::ParseRfc3339(text);
  if (!seconds.ok()) return seconds.status();
  if (text.size() == kDateLength) return WaiverEnd{*seconds + kDay - 1, std::string(text)};
  return WaiverEnd{*seconds, base::FormatRfc3339(*seconds)};
}

bool Waiver::Covers(const Endpoint& endpoint) const {
  if (where && !where->Matches(endpoint.columns)) return false;
  if (!host) return where.has_value();
  const auto* range = std::get_if<base::AddressRange>(&*host);
  return range != nullptr ? IsIn(*range, endpoint) : IsHost(std::get<HostTarget>(*host), endpoint);
}

std::string_view WhyNotWaivable(FindingCode code) {
  // The table of codes has these last.
  if (code >= FindingCode::kDnsFailure) return "can't be waived: it says that no certificate was seen or judged";
  if (code == FindingCode::kSharedKey) return "can't be waived: it is found over the whole record, at no endpoint";
  if (code == FindingCode::kKeyMismatch) return "can't be waived: it is about files, which no waiver covers";
  if (code == FindingCode::kWaiverExpired) return "can't be waived: renew the waiver that it is about, or take it out";
  if (pki::DefaultSeverity(code) == pki::Severity::kInfo) return "needs no waiver: it is for information";
  return {};
}

}  // namespace certsweep::probe
