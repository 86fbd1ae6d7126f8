// SpooledTargets: the TargetSource over a spool that was written: order, duplicates, the walk over networks.
#ifndef CERTSWEEP_SCANNER_TARGETS_SPOOLED_TARGETS_H_
#define CERTSWEEP_SCANNER_TARGETS_SPOOLED_TARGETS_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "scanner/targets/endpoint_index.h"
#include "scanner/targets/exclusions.h"
#include "scanner/targets/listed_order.h"
#include "scanner/targets/permutation.h"
#include "scanner/targets/range_space.h"
#include "scanner/targets/spool.h"
#include "scanner/targets/target_source.h"
#include "scanner/targets/target_spooler.h"

namespace certsweep::scanner {

class SpooledTargets final : public TargetSource {
 public:
  // `spooler` has taken every line and found no problem; what it knows is copied. `ports` has no duplicates.
  // InvalidArgument: more endpoints than can be counted. ResourceExhausted, Internal: the temporary file.
  static absl::StatusOr<std::unique_ptr<SpooledTargets>> Create(Spool spool, Exclusions exclusions,
                                                                const TargetSpooler& spooler,
                                                                const std::vector<uint16_t>& ports,
                                                                RangeIdentity range_identity);

  absl::StatusOr<std::optional<probe::Endpoint>> Next() override;
  uint64_t size() const override { return listed_->size() + unlisted_; }
  bool IsExcluded(const base::IpAddress& address) const override { return exclusions_.Excludes(address); }
  const TargetAccounting& accounting() const override { return accounting_; }
  const std::vector<std::string>& skipped_lines() const override { return skipped_lines_; }
  const std::vector<std::string>& column_names() const override { return column_names_; }

 private:
  SpooledTargets(Spool spool, Exclusions exclusions, RangeIdentity range_identity)
      : spool_(std::move(spool)), exclusions_(std::move(exclusions)), range_identity_(range_identity) {}

  absl::StatusOr<AddressSet> BuildIndex(uint64_t listed);
  absl::Status SettleOrder();
  absl::StatusOr<uint64_t> AppendMerged(std::span<const EndpointIndex::Entry> entries);
  absl::StatusOr<ListedEndpoint> ReadListed(uint64_t offset) const;
  absl::StatusOr<std::optional<probe::Endpoint>> NextListed();
  probe::Endpoint NextOfRanges();
  probe::Endpoint RangeEndpoint(const base::IpAddress& address, uint16_t port) const;

  Spool spool_;
  Exclusions exclusions_;
  RangeIdentity range_identity_;
  EndpointIndex index_;  // kept where networks have to leave listed endpoints out
  RangeSpace ranges_;
  uint64_t listed_in_ranges_ = 0;
  uint64_t unlisted_ = 0;  // endpoints of ranges that are not listed
  TargetAccounting accounting_;
  std::vector<std::string> skipped_lines_;
  std::vector<std::string> column_names_;

  std::mutex mutex_;  // guards what follows
  std::optional<ListedOrder> listed_;
  std::optional<Permutation> order_;
  uint64_t step_ = 0;  // in the walk over ranges
  uint64_t unlisted_given_ = 0;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_SPOOLED_TARGETS_H_
