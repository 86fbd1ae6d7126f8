// TargetSource: what to scan. Takes arguments, lists, inventories and standard input twice: once to check every line
// and spool normalised endpoints to an unlinked temporary file, once to hand them out in an order spread over networks.
// Memory: 24 bytes a listed endpoint while the list is read, then nothing (where a network overlaps the list: 24 bytes
// throughout); CIDRs and ranges cost nothing (they are walked by a permutation).
// Next() and IsExcluded() are thread-safe; the rest is not.
#ifndef CERTSWEEP_SCANNER_TARGETS_TARGET_SOURCE_H_
#define CERTSWEEP_SCANNER_TARGETS_TARGET_SOURCE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/column_filter.h"
#include "engine/base/ip_address.h"
#include "engine/probe/endpoint.h"

namespace certsweep::scanner {

// `--identity`: what endpoints out of a CIDR or range must be valid for.
enum class RangeIdentity { kNone, kAddress, kPtr };

struct TargetOptions {
  std::vector<std::string> arguments = {};  // TARGET...
  std::vector<std::string> files = {};      // -t: paths; "-" is standard input
  // --exclude: a CIDR, an address, a range, or the path of a file of such (or host names).
  std::vector<std::string> excludes = {};
  std::vector<uint16_t> ports = {443};  // for what has no port of its own
  bool skip_invalid = false;
  // --where: only rows of inventories that match all of them; what has no such column counts as excluded.
  std::vector<base::ColumnFilter> where = {};
  RangeIdentity range_identity = RangeIdentity::kNone;
  bool ipv4 = true;  // -6 alone: false; literal addresses of the other family count as excluded
  bool ipv6 = true;
  int standard_input = 0;  // file descriptor read for "-"
};

// lines = targets + duplicates + excluded + skipped. A line is an argument or a line of a file that is neither blank
// nor a comment (nor the header of an inventory).
struct TargetAccounting {
  uint64_t lines = 0;
  uint64_t targets = 0;     // brought at least one endpoint that no line before it had
  uint64_t duplicates = 0;  // brought nothing new (their identities were merged)
  uint64_t excluded = 0;    // all that they name is excluded, or they do not match `where`
  uint64_t skipped = 0;     // invalid, with skip_invalid
};

class TargetInputs;

class TargetSource {
 public:
  // TargetInputs::Read, and then as below.
  static absl::StatusOr<std::unique_ptr<TargetSource>> Open(const TargetOptions& options);
  // Reads and checks everything in `inputs`, whatever arguments, files and excludes `options` has; `inputs` is not
  // needed afterwards. InvalidArgument: one text line a problem ("estate.csv:17: port 70000 is not in 1 to 65535"), all
  // of them at once (the first 100, then how many more); nothing at all to scan is InvalidArgument too.
  // ResourceExhausted: no room for the temporary file.
  static absl::StatusOr<std::unique_ptr<TargetSource>> Open(const TargetInputs& inputs, const TargetOptions& options);
  virtual ~TargetSource() = default;

  // The next endpoint, in no particular order; nothing at the end. A name without an address still has to be resolved.
  // Identities of all lines that name the same (host, address, port) are united. Internal: the temporary file failed.
  virtual absl::StatusOr<std::optional<probe::Endpoint>> Next() = 0;

  // How many times Next() gives an endpoint, over all.
  virtual uint64_t size() const = 0;

  // For addresses that names resolve to: an excluded one is not to be touched.
  virtual bool IsExcluded(const base::IpAddress& address) const = 0;

  virtual const TargetAccounting& accounting() const = 0;
  // One text line for each skipped line (the first 100), for the user to see.
  virtual const std::vector<std::string>& skipped_lines() const = 0;
  // The user's own columns, by the order of the (first) inventory's header.
  virtual const std::vector<std::string>& column_names() const = 0;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_TARGET_SOURCE_H_
