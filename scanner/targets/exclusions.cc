#include "scanner/targets/exclusions.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"

namespace certsweep::scanner {

namespace {

// An address, a network or a range; nothing where `text` is something else (a name, a path).
absl::StatusOr<std::optional<base::AddressRange>> ParseAddresses(std::string_view text) {
  auto range = base::ParseAddressRange(text);
  if (!range.ok() || range->has_value()) return range;
  const auto address = base::IpAddress::Parse(text);
  if (!address) return std::nullopt;
  return base::AddressRange{address->Unmapped(), address->Unmapped()};
}

}  // namespace

bool Exclusions::NamesFile(std::string_view text) {
  const auto addresses = ParseAddresses(probe::Trim(text));
  return addresses.ok() && !addresses->has_value();
}

void Exclusions::AddText(std::string_view text, ProblemList& problems) {
  const auto addresses = ParseAddresses(probe::Trim(text));
  if (addresses.ok() && addresses->has_value()) return Add(**addresses);
  const std::string place = absl::StrCat("--exclude '", base::DisplayText(text, 80), "'");
  problems.Add(place,
               addresses.ok() ? "is no address, no network and no range" : base::ToStd(addresses.status().message()));
}

absl::Status Exclusions::AddFile(std::string_view name, LineReader& lines, ProblemList& problems) {
  while (true) {
    auto line = lines.Read();
    if (!line.ok()) return base::Annotate(line.status(), name);
    if (!line->has_value()) return absl::OkStatus();
    absl::Status status = CheckLine(**line);
    const std::string_view text = WithoutComment((*line)->text);
    if (status.ok() && !text.empty()) status = AddLine(text);
    if (!status.ok())
      problems.Add(absl::StrCat(base::ToAbsl(name), ":", (*line)->number), base::ToStd(status.message()));
  }
}

absl::Status Exclusions::AddLine(std::string_view text) {
  const auto addresses = ParseAddresses(text);
  if (!addresses.ok()) return addresses.status();
  if (addresses->has_value()) {
    Add(**addresses);
    return absl::OkStatus();
  }
  auto host = probe::ParseHostTarget(text);
  if (!host.ok()) return host.status();
  if (host->port) return absl::InvalidArgumentError("a host is excluded with all its ports: write it without one");
  if (host->address) {
    Add({*host->address, *host->address});
  } else {
    hosts_.insert(host->host);
  }
  return absl::OkStatus();
}

bool Exclusions::Excludes(const probe::HostTarget& target) const {
  if (target.address && Excludes(*target.address)) return true;
  if (const auto host = base::IpAddress::Parse(target.host)) return Excludes(*host);
  return hosts_.contains(target.host);
}

}  // namespace certsweep::scanner
