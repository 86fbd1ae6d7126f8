// SpoolRecord: what the temporary file holds of one endpoint that was listed, or of one network or range.
// Thread-safe: values and pure functions.
#ifndef CERTSWEEP_SCANNER_TARGETS_SPOOL_RECORD_H_
#define CERTSWEEP_SCANNER_TARGETS_SPOOL_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "engine/base/address_range.h"
#include "engine/base/ip_address.h"

namespace certsweep::scanner {

struct ListedEndpoint {
  bool continues_line = false;  // another port of the line that the record before is of
  std::string host;
  std::optional<base::IpAddress> address;
  uint16_t port = 0;
  std::vector<std::string> identities;
  std::vector<std::pair<uint32_t, std::string>> columns;  // number of the column's name, value
  std::optional<uint64_t> position;  // in the order of the lists; none: where the record stands in the file

  friend bool operator==(const ListedEndpoint&, const ListedEndpoint&) = default;
};

using SpoolRecord = std::variant<ListedEndpoint, base::AddressRange>;

std::string EncodeSpoolRecord(const SpoolRecord& record);

// Internal where the bytes are not what EncodeSpoolRecord made: the file was damaged.
absl::StatusOr<SpoolRecord> DecodeSpoolRecord(std::string_view bytes);

// ListedMerger unites the lines about one endpoint: identities and columns in the order in which they were seen first;
// of a column that several have, the first value that is not empty. Not thread-safe.
class ListedMerger {
 public:
  explicit ListedMerger(ListedEndpoint first);

  void Add(const ListedEndpoint& next);

  const ListedEndpoint& merged() const { return merged_; }
  bool changed() const { return changed_; }  // whether anything was added to the first

 private:
  ListedEndpoint merged_;
  absl::flat_hash_set<std::string> identities_;
  bool changed_ = false;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_SPOOL_RECORD_H_
