#include "scanner/targets/inventory.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/spelling.h"
#include "engine/base/text.h"
#include "engine/pki/reference_identity.h"
#include "scanner/targets/csv_reader.h"

namespace certsweep::scanner {

namespace {

using base::IpAddress;

struct KnownColumn {
  std::string_view name;
  size_t slips;  // how many slips away a name is taken for a mistyped one; `notes`, `os` or `zone` must stay the user's
};

// The first four are read here. The others are read when something is replaced; to a scan they are the user's own,
// whatever is in them.
constexpr std::array<KnownColumn, 10> kKnownColumns = {{{"host", 1},
                                                        {"port", 1},
                                                        {"address", 2},
                                                        {"names", 1},
                                                        {"ssh_host", 1},
                                                        {"ssh_port", 1},
                                                        {"ssh_user", 1},
                                                        {"ssh_host_key", 1},
                                                        {"pem_path", 1},
                                                        {"profile", 1}}};
constexpr size_t kMaxColumnNameForSlips = 16;
constexpr size_t kMaxColumns = 1000;

absl::Status Bad(const std::string& message) { return absl::InvalidArgumentError(message); }

std::string Shown(std::string_view text) { return base::DisplayText(text, 80); }

// "IP-Address", "names s": what a person meant, without case and separators.
std::string Folded(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80) {
      folded += absl::ascii_tolower(static_cast<unsigned char>(c));
    }
  }
  return folded;
}

bool IsKnown(std::string_view lower) {
  return std::any_of(kKnownColumns.begin(), kKnownColumns.end(),
                     [&](const auto& known) { return known.name == lower; });
}

std::string ColumnProblem(const std::string& name, const std::string& lower, size_t number) {
  if (name.empty()) return absl::StrCat("column ", number, " has no name");
  if (IsKnown(lower)) return {};
  if (const auto near = NearestColumn(name)) {
    return absl::StrCat("column '", Shown(name), "' is nearly '", base::ToAbsl(*near),
                        "': correct it, or name a column of your own differently");
  }
  return {};
}

bool HasHost(const std::vector<std::string>& fields) {
  return std::any_of(fields.begin(), fields.end(),
                     [](const auto& f) { return base::EqualsIgnoreAsciiCase(probe::Trim(f), "host"); });
}

std::string NoHostProblem(const std::vector<std::string>& fields) {
  const bool semicolons =
      std::any_of(fields.begin(), fields.end(), [](const auto& f) { return f.find(';') != f.npos; });
  return semicolons ? "the columns are separated by ';': save the inventory with commas"
                    : "the header has no column 'host'";
}

absl::StatusOr<std::vector<std::string>> ParseNames(std::string_view text) {
  std::vector<std::string> names;
  absl::flat_hash_set<std::string> seen;
  while (!text.empty()) {
    const size_t end = text.find(';');
    const std::string_view name = probe::Trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (name.empty()) continue;
    auto identity = pki::ReferenceIdentity::Parse(name);
    if (!identity.ok()) return Bad(absl::StrCat("names: ", identity.status().message()));
    const pki::ReferenceIdentity plain =
        identity->is_ip() ? pki::ReferenceIdentity(identity->ip().Unmapped()) : *identity;
    std::string normalised = plain.ToString();
    if (seen.insert(normalised).second) names.push_back(std::move(normalised));
  }
  return names;
}

}  // namespace

std::optional<std::string_view> NearestColumn(std::string_view name) {
  const std::string folded = Folded(name);
  if (folded.size() > kMaxColumnNameForSlips) return std::nullopt;
  std::optional<std::string_view> nearest;
  size_t least = kMaxColumnNameForSlips;
  for (const KnownColumn& known : kKnownColumns) {
    const size_t slips = base::Slips(folded, Folded(known.name));
    if (slips > known.slips || slips >= least) continue;
    least = slips;
    nearest = known.name;
  }
  return nearest;
}

bool InventoryHeader::LooksLike(std::string_view line) {
  const bool one_column = line.find_first_of(",;\t") == std::string_view::npos;
  if (one_column) return base::EqualsIgnoreAsciiCase(probe::Trim(line), "host") || probe::Trim(line) == "\"host\"";
  while (true) {
    const size_t end = line.find_first_of(",;\t");
    std::string_view field = probe::Trim(line.substr(0, end));
    if (field.size() > 1 && field.front() == '"' && field.back() == '"')
      field = probe::Trim(field.substr(1, field.size() - 2));
    if (NearestColumn(field)) return true;
    if (end == std::string_view::npos) return false;
    line.remove_prefix(end + 1);
  }
}

absl::StatusOr<InventoryHeader> InventoryHeader::Parse(const std::vector<std::string>& fields) {
  InventoryHeader header;
  header.columns_ = fields.size();
  if (fields.size() > kMaxColumns) return Bad(absl::StrCat(fields.size(), " columns: more than ", kMaxColumns));
  std::vector<std::string> problems;
  absl::flat_hash_set<std::string> seen;
  for (size_t i = 0; i < fields.size(); ++i) {
    const std::string name(probe::Trim(fields[i]));
    const std::string lower = base::AsciiLower(name);
    if (std::string problem = ColumnProblem(name, lower, i + 1); !problem.empty()) {
      problems.push_back(std::move(problem));
    } else if (!seen.insert(lower).second) {
      problems.push_back(absl::StrCat("column '", Shown(name), "' comes twice"));
    }
    if (lower == "host") {
      header.host_ = i;
    } else if (lower == "port") {
      header.port_ = i;
    } else if (lower == "address") {
      header.address_ = i;
    } else if (lower == "names") {
      header.names_ = i;
    } else {
      header.own_.push_back(i);
      header.own_columns_.push_back(name);
    }
  }
  if (problems.empty() && !HasHost(fields)) problems.push_back(NoHostProblem(fields));
  if (!problems.empty()) return Bad(absl::StrJoin(problems, "\n"));
  return header;
}

absl::StatusOr<probe::HostTarget> InventoryHeader::ParseTargetFields(const std::vector<std::string>& fields) const {
  if (probe::Trim(fields[host_]).empty()) return Bad("the host is empty");
  auto target = probe::ParseHostTarget(fields[host_]);
  if (!target.ok()) return target;
  if (port_ && !probe::Trim(fields[*port_]).empty()) {
    auto port = probe::ParsePort(probe::Trim(fields[*port_]));
    if (!port.ok()) return port.status();
    if (target->port && *target->port != *port) return Bad("the host has another port than the column 'port'");
    target->port = *port;
  }
  if (address_ && !probe::Trim(fields[*address_]).empty()) {
    const auto address = IpAddress::Parse(probe::Trim(fields[*address_]));
    if (!address) return Bad(absl::StrCat("'", Shown(probe::Trim(fields[*address_])), "' is no IPv4 or IPv6 address"));
    target->address = address->Unmapped();
  }
  return target;
}

absl::StatusOr<InventoryRow> InventoryHeader::ParseRow(const std::vector<std::string>& fields) const {
  if (fields.size() != columns_) {
    return Bad(
        absl::StrCat(fields.size(), fields.size() == 1 ? " field" : " fields", ", but the header has ", columns_));
  }
  auto target = ParseTargetFields(fields);
  if (!target.ok()) return target.status();
  InventoryRow row{*std::move(target), {}, {}};
  if (names_) {
    auto names = ParseNames(fields[*names_]);
    if (!names.ok()) return names.status();
    row.identities = *std::move(names);
  }
  if (row.identities.empty()) row.identities.push_back(row.target.host);
  row.values.reserve(own_.size());
  for (const size_t i : own_) row.values.push_back(fields[i]);
  return row;
}

}  // namespace certsweep::scanner
