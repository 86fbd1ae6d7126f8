#include "scanner/targets/target_spooler.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/spelling.h"
#include "engine/base/text.h"

namespace certsweep::scanner {

namespace {

constexpr size_t kMostNamesShown = 20;

std::string Shown(std::string_view name) { return base::DisplayText(name, 80); }

// "no inventory has a column 'sit' of its own; did you mean 'site'?"
std::string UnknownColumn(const std::string& name, const std::vector<std::string>& known) {
  std::string text = absl::StrCat("no inventory has a column '", Shown(name), "' of its own");
  if (known.empty()) return text;
  const std::vector<std::string_view> names(known.begin(), known.end());
  const std::string_view nearest = base::NearestName(name, names);
  if (!nearest.empty()) return absl::StrCat(text, "; did you mean '", Shown(nearest), "'?");
  const size_t shown = std::min(names.size(), kMostNamesShown);
  for (size_t i = 0; i < shown; ++i) absl::StrAppend(&text, i == 0 ? " (there are: " : ", ", Shown(names[i]));
  return absl::StrCat(text, shown < names.size() ? ", ...)" : ")");
}

}  // namespace

std::string Place::ToString() const {
  return line == 0 ? std::string(name) : absl::StrCat(base::ToAbsl(name), ":", line);
}

void TargetSpooler::TakeInvalid(const Place& place, const absl::Status& status) {
  if (skip_invalid_) ++accounting_.skipped;
  (skip_invalid_ ? skipped_ : problems_).Add(place.ToString(), base::ToStd(status.message()));
}

absl::Status TargetSpooler::Take(const Place& place, const absl::StatusOr<probe::Target>& target) {
  ++accounting_.lines;
  if (!target.ok()) {
    TakeInvalid(place, target.status());
    return absl::OkStatus();
  }
  if (!where_.empty()) {  // without columns nothing matches
    ++accounting_.excluded;
    return absl::OkStatus();
  }
  if (const auto* range = std::get_if<base::AddressRange>(&*target)) return TakeRange(*range);
  const auto& host = std::get<probe::HostTarget>(*target);
  ListedEndpoint endpoint;
  endpoint.identities.push_back(host.host);
  return TakeHost(host, std::move(endpoint));
}

absl::Status TargetSpooler::TakeRow(const Place& place, const absl::StatusOr<InventoryRow>& row,
                                    const std::vector<uint32_t>& columns) {
  ++accounting_.lines;
  if (!row.ok()) {
    TakeInvalid(place, row.status());
    return absl::OkStatus();
  }
  ListedEndpoint endpoint;
  endpoint.identities = row->identities;
  for (size_t i = 0; i < columns.size(); ++i) endpoint.columns.emplace_back(columns[i], row->values[i]);
  if (!Matches(endpoint)) {
    ++accounting_.excluded;
    return absl::OkStatus();
  }
  return TakeHost(row->target, std::move(endpoint));
}

bool TargetSpooler::Matches(const ListedEndpoint& endpoint) const {
  return std::all_of(where_.begin(), where_.end(), [&](const base::ColumnFilter& filter) {
    return std::any_of(endpoint.columns.begin(), endpoint.columns.end(), [&](const auto& column) {
      return column.second == filter.value && filter.IsAbout(column_names_[column.first]);
    });
  });
}

void TargetSpooler::CheckFilters() {
  for (const base::ColumnFilter& filter : where_) {
    const bool known = std::any_of(column_names_.begin(), column_names_.end(),
                                   [&](const std::string& name) { return filter.IsAbout(name); });
    if (!known) problems_.Add("--where", UnknownColumn(filter.column, column_names_));
  }
}

absl::Status TargetSpooler::TakeRange(const base::AddressRange& range) {
  if (exclusions_.Remaining(range).empty()) {
    ++accounting_.excluded;
    return absl::OkStatus();
  }
  return Append(range);
}

absl::Status TargetSpooler::TakeHost(const probe::HostTarget& target, ListedEndpoint endpoint) {
  if (exclusions_.Excludes(target)) {
    ++accounting_.excluded;
    return absl::OkStatus();
  }
  endpoint.host = target.host;
  endpoint.address = target.address;
  const std::vector<uint16_t> own_port(target.port ? 1 : 0, target.port.value_or(0));
  for (const uint16_t port : target.port ? own_port : ports_) {
    endpoint.port = port;
    ++listed_;
    if (auto status = Append(endpoint); !status.ok()) return status;
    endpoint.continues_line = true;
  }
  return absl::OkStatus();
}

absl::Status TargetSpooler::Append(const SpoolRecord& record) {
  if (!problems_.empty()) return absl::OkStatus();  // nothing will be scanned; only further problems matter
  return spool_.Append(EncodeSpoolRecord(record)).status();
}

std::vector<uint32_t> TargetSpooler::NumberColumns(const std::vector<std::string>& names) {
  std::vector<uint32_t> numbers;
  for (const std::string& name : names) {
    const auto at = std::find_if(column_names_.begin(), column_names_.end(),
                                 [&](const auto& known) { return base::EqualsIgnoreAsciiCase(known, name); });
    numbers.push_back(static_cast<uint32_t>(at - column_names_.begin()));
    if (at == column_names_.end()) column_names_.push_back(name);
  }
  return numbers;
}

}  // namespace certsweep::scanner
