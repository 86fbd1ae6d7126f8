#include "scanner/targets/line_accounting.h"

#include <algorithm>
#include <variant>

#include "scanner/targets/spool_record.h"

namespace certsweep::scanner {

namespace {

class LineCounter {
 public:
  LineCounter(const EndpointIndex& index, const AddressSet& ranges, const Exclusions& exclusions,
              const std::vector<uint16_t>& ports)
      : index_(index), ranges_(ranges), exclusions_(exclusions), ports_(ports) {}

  absl::Status Visit(uint64_t offset, std::string_view bytes) {
    auto record = DecodeSpoolRecord(bytes);
    if (!record.ok()) return record.status();
    if (const auto* listed = std::get_if<ListedEndpoint>(&*record)) {
      if (!listed->continues_line) EndLine();
      in_line_ = true;
      line_is_new_ = TakeListed(*listed, offset) || line_is_new_;
    } else {
      EndLine();
      in_line_ = true;
      line_is_new_ = TakeRange(std::get<base::AddressRange>(*record), offset);
    }
    return absl::OkStatus();
  }

  LineCounts Finish() {
    EndLine();
    return counts_;
  }

 private:
  void EndLine() {
    if (in_line_) ++(line_is_new_ ? counts_.targets : counts_.duplicates);
    in_line_ = false;
    line_is_new_ = false;
  }

  bool IsDefaultPort(uint16_t port) const { return std::find(ports_.begin(), ports_.end(), port) != ports_.end(); }

  bool TakeListed(const ListedEndpoint& listed, uint64_t offset) {
    if (index_.FirstOffset(HashEndpoint(listed.host, listed.address, listed.port)) != offset) return false;
    const bool like_range = listed.address && listed.host == listed.address->ToString() && IsDefaultPort(listed.port);
    if (!like_range) return true;
    if (ranges_.Contains(*listed.address)) ++counts_.listed_in_ranges;
    return !seen_.Contains(*listed.address);
  }

  bool TakeRange(const base::AddressRange& range, uint64_t offset) {
    bool is_new = false;
    for (const base::AddressRange& part : exclusions_.Remaining(range)) {
      for (const base::AddressRange& unseen : seen_.Missing(part)) is_new = is_new || BringsUnlisted(unseen, offset);
      seen_.Add(part);
    }
    return is_new;
  }

  // Whether some address of `range`, at some port, was not listed before `offset`.
  bool BringsUnlisted(const base::AddressRange& range, uint64_t offset) const {
    for (base::IpAddress address = range.first;; address = address.Plus(1)) {
      for (const uint16_t port : ports_) {
        const auto listed = index_.FirstOffset(HashAddress(address, port));
        if (!listed || *listed > offset) return true;
      }
      if (address == range.last) return false;
    }
  }

  const EndpointIndex& index_;
  const AddressSet& ranges_;
  const Exclusions& exclusions_;
  const std::vector<uint16_t>& ports_;
  AddressSet seen_;  // of the networks and ranges so far
  bool in_line_ = false;
  bool line_is_new_ = false;
  LineCounts counts_;
};

}  // namespace

absl::StatusOr<LineCounts> CountLines(const Spool& spool, const EndpointIndex& index, const AddressSet& ranges,
                                      const Exclusions& exclusions, const std::vector<uint16_t>& ports) {
  LineCounter counter(index, ranges, exclusions, ports);
  const auto visit = [&](uint64_t offset, std::string_view record) { return counter.Visit(offset, record); };
  if (auto status = spool.Scan(spool.size(), visit); !status.ok()) return status;
  return counter.Finish();
}

}  // namespace certsweep::scanner
