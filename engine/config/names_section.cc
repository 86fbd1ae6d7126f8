// [names]: addresses of hosts that DNS need not be asked for.
#include <array>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/config/section.h"
#include "engine/probe/target_syntax.h"

namespace certsweep::config {

namespace {

// The A-label name that is written in `entry`; nothing where it is none, which is told.
std::optional<std::string> HostOf(const ValueReader& reader, const TomlEntry& entry) {
  const auto host = probe::ParseHostTarget(entry.key);
  if (!host.ok()) {
    reader.ComplainAbout({entry.key, entry.line}, absl::StrCat("is no host: ", host.status().message()));
  } else if (host->address || host->port) {
    reader.ComplainAbout({entry.key, entry.line}, "should be the name of a host, without a port");
  } else {
    return host->host;
  }
  return std::nullopt;
}

std::optional<base::IpAddress> AddressOf(const ValueReader& reader, const TomlEntry& entry) {
  const TomlValue& value = entry.value;
  if (value.kind == TomlValue::Kind::kTable) {
    reader.ComplainAbout({entry.key, entry.line}, "is a table: a name with dots stands in quotes, as \"sps01.corp\"");
    return std::nullopt;
  }
  if (value.kind == TomlValue::Kind::kString) {
    if (const auto address = base::IpAddress::Parse(value.text)) return address->Unmapped();
  }
  reader.ComplainAbout({entry.key, entry.line}, absl::StrCat("has ", base::DisplayText(value.ToToml(), 64),
                                                             " and should have an address, as \"10.0.0.7\""));
  return std::nullopt;
}

void ReadResolve(const ValueReader& reader) {
  const TomlValue& value = reader.value();
  if (value.kind != TomlValue::Kind::kTable) {
    return reader.ComplainOfKind("a table of names and addresses: { \"sps01.corp\" = \"10.0.0.7\" }");
  }
  if (value.entries.empty()) reader.Complain(value.line, "is empty: leave it out");
  for (const TomlEntry& entry : value.entries) {
    const auto address = AddressOf(reader, entry);
    const auto host = address ? HostOf(reader, entry) : std::nullopt;
    if (!host) continue;
    if (!reader.draft().config.names.resolve.emplace(*host, *address).second) {
      reader.ComplainAbout({entry.key, entry.line}, "stands in it twice");
    }
  }
}

constexpr std::array kSettings = {
    Setting{.key = "resolve",
            .comment = "Names and their addresses.",
            .value = R"({ "sps01.corp.example" = "10.0.0.7" })",
            .is_on = false,
            .read = ReadResolve},
};

}  // namespace

const Section& NamesSectionTable() {
  static constexpr Section kSection = {
      .name = "names",
      .comment = "Hosts that DNS is not asked for. Holds for whatever certsweep connects to: endpoints, SSH, the CA.",
      .settings = kSettings};
  return kSection;
}

}  // namespace certsweep::config
