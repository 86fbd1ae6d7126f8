// Waiver: what an organisation has decided to live with, and until when: `[[waiver]]` of certsweep.toml. A value;
// thread-safe.
#ifndef CERTSWEEP_ENGINE_PROBE_WAIVER_H_
#define CERTSWEEP_ENGINE_PROBE_WAIVER_H_

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/column_filter.h"
#include "engine/pki/finding.h"
#include "engine/probe/endpoint.h"
#include "engine/probe/target_syntax.h"

namespace certsweep::probe {

// The last second at which a waiver is in force.
struct WaiverEnd {
  int64_t unix_seconds = 0;
  std::string text;  // for people: "2026-12-31" or "2026-12-31T12:00:00Z"

  // A date, which counts to its end in UTC, or an RFC 3339 time. InvalidArgument names the text.
  static absl::StatusOr<WaiverEnd> Parse(std::string_view text);

  friend bool operator==(const WaiverEnd&, const WaiverEnd&) = default;
};

struct Waiver {
  // Which endpoints; what is not given is not asked for. A host's name or address with or without its port, a network
  // or a range.
  std::optional<Target> host = std::nullopt;
  std::optional<base::ColumnFilter> where = std::nullopt;
  std::bitset<pki::kFindingCodeCount> codes = {};  // which findings
  std::string reason = {};                         // never empty
  WaiverEnd until = {};

  // A name covers the endpoints of that host; an address those that were reached there or are called so.
  bool Covers(const Endpoint& endpoint) const;
  bool Covers(pki::FindingCode code) const { return codes.test(static_cast<size_t>(code)); }
  bool InForce(int64_t unix_seconds) const { return unix_seconds <= until.unix_seconds; }
};

// Why findings with `code` can't be waived, as the end of "dns_failure ..."; empty: they can.
std::string_view WhyNotWaivable(pki::FindingCode code);

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_WAIVER_H_
