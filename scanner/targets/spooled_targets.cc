#include "scanner/targets/spooled_targets.h"

#include <utility>
#include <variant>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "engine/base/status_context.h"
#include "scanner/targets/line_accounting.h"
#include "scanner/targets/spool_record.h"

namespace certsweep::scanner {

namespace {

// Any number: the same input is walked in the same order.
constexpr uint64_t kOrderSeed = 0x6365727473776565;

}  // namespace

absl::StatusOr<std::unique_ptr<SpooledTargets>> SpooledTargets::Create(Spool spool, Exclusions exclusions,
                                                                       const TargetSpooler& spooler,
                                                                       const std::vector<uint16_t>& ports,
                                                                       RangeIdentity range_identity) {
  std::unique_ptr<SpooledTargets> targets(new SpooledTargets(std::move(spool), std::move(exclusions), range_identity));
  targets->accounting_ = spooler.accounting();
  targets->skipped_lines_ = spooler.skipped().first();
  targets->column_names_ = spooler.column_names();
  if (auto status = targets->spool_.Flush(); !status.ok()) return status;

  const auto addresses = targets->BuildIndex(spooler.listed());
  if (!addresses.ok()) return addresses.status();
  auto ranges = RangeSpace::Create(*addresses, ports);
  if (!ranges.ok()) return ranges.status();
  targets->ranges_ = *std::move(ranges);

  const auto counts = CountLines(targets->spool_, targets->index_, *addresses, targets->exclusions_, ports);
  if (!counts.ok()) return counts.status();
  targets->accounting_.targets = counts->targets;
  targets->accounting_.duplicates = counts->duplicates;
  targets->listed_in_ranges_ = counts->listed_in_ranges;
  targets->unlisted_ = targets->ranges_.size() - counts->listed_in_ranges;

  if (auto status = targets->SettleOrder(); !status.ok()) return status;
  targets->order_.emplace(targets->ranges_.size(), kOrderSeed);
  return targets;
}

absl::StatusOr<AddressSet> SpooledTargets::BuildIndex(uint64_t listed) {
  AddressSet addresses;
  index_.Reserve(listed);
  const auto visit = [&](uint64_t offset, std::string_view bytes) -> absl::Status {
    auto record = DecodeSpoolRecord(bytes);
    if (!record.ok()) return record.status();
    if (const auto* endpoint = std::get_if<ListedEndpoint>(&*record)) {
      index_.Add(HashEndpoint(endpoint->host, endpoint->address, endpoint->port), offset);
    } else {
      for (const base::AddressRange& part : exclusions_.Remaining(std::get<base::AddressRange>(*record)))
        addresses.Add(part);
    }
    return absl::OkStatus();
  };
  if (auto status = spool_.Scan(spool_.size(), visit); !status.ok()) return status;
  index_.Sort();
  return addresses;
}

// Unites what is listed more than once, and moves the order into a file: the index goes, where no network needs it.
absl::Status SpooledTargets::SettleOrder() {
  auto status = index_.Merge([&](auto entries) { return AppendMerged(entries); });
  if (status.ok()) status = spool_.Flush();
  if (!status.ok()) return status;
  auto file = Spool::Create();
  if (!file.ok()) return file.status();
  auto order = ListedOrder::Create(*std::move(file), index_);
  if (!order.ok()) return order.status();
  listed_ = *std::move(order);
  if (listed_in_ranges_ == 0) index_ = EndpointIndex();
  return absl::OkStatus();
}

absl::StatusOr<ListedEndpoint> SpooledTargets::ReadListed(uint64_t offset) const {
  auto bytes = spool_.Read(offset);
  if (!bytes.ok()) return bytes.status();
  auto record = DecodeSpoolRecord(*bytes);
  if (!record.ok()) return record.status();
  auto* listed = std::get_if<ListedEndpoint>(&*record);
  if (listed == nullptr) return absl::InternalError("the temporary file of targets is damaged");
  return std::move(*listed);
}

absl::StatusOr<uint64_t> SpooledTargets::AppendMerged(std::span<const EndpointIndex::Entry> entries) {
  auto merged = ReadListed(entries.front().offset);
  if (!merged.ok()) return merged.status();
  ListedMerger merger(*std::move(merged));
  for (const EndpointIndex::Entry& entry : entries.subspan(1)) {
    auto listed = ReadListed(entry.offset);
    if (!listed.ok()) return listed.status();
    merger.Add(*listed);
  }
  if (!merger.changed()) return entries.front().offset;
  ListedEndpoint endpoint = merger.merged();
  endpoint.position = entries.front().offset;
  return spool_.Append(EncodeSpoolRecord(endpoint));
}

absl::StatusOr<std::optional<probe::Endpoint>> SpooledTargets::Next() {
  const std::lock_guard lock(mutex_);
  const bool listed_left = listed_->given() < listed_->size();
  const bool unlisted_left = unlisted_given_ < unlisted_;
  if (!listed_left && !unlisted_left) return std::nullopt;
  // In proportion, so that both come to their end together and a short list does not meet one network in a row.
  const bool listed_behind =
      absl::uint128(listed_->given()) * unlisted_ <= absl::uint128(unlisted_given_) * listed_->size();
  if (listed_left && (!unlisted_left || listed_behind)) return NextListed();
  return NextOfRanges();
}

absl::StatusOr<std::optional<probe::Endpoint>> SpooledTargets::NextListed() {
  const auto offset = listed_->Next();
  if (!offset.ok()) return offset.status();
  auto listed = ReadListed(*offset);
  if (!listed.ok()) return listed.status();
  probe::Endpoint endpoint;
  endpoint.host = std::move(listed->host);
  endpoint.address = listed->address;
  endpoint.port = listed->port;
  endpoint.position = listed->position.value_or(*offset);
  endpoint.identities = std::move(listed->identities);
  endpoint.columns.reserve(listed->columns.size());
  for (auto& [column, value] : listed->columns) endpoint.columns.emplace_back(column_names_[column], std::move(value));
  return endpoint;
}

probe::Endpoint SpooledTargets::NextOfRanges() {
  while (true) {
    const auto [address, port] = ranges_.At(order_->At(step_++));
    if (listed_in_ranges_ > 0 && index_.FirstOffset(HashAddress(address, port))) continue;
    ++unlisted_given_;
    return RangeEndpoint(address, port);
  }
}

probe::Endpoint SpooledTargets::RangeEndpoint(const base::IpAddress& address, uint16_t port) const {
  probe::Endpoint endpoint;
  endpoint.host = address.ToString();
  endpoint.address = address;
  endpoint.port = port;
  endpoint.position = probe::kUnlistedPosition;
  if (range_identity_ == RangeIdentity::kAddress) endpoint.identities.push_back(endpoint.host);
  endpoint.identity_from_ptr = range_identity_ == RangeIdentity::kPtr;
  return endpoint;
}

}  // namespace certsweep::scanner
