// Candidates: the endpoints of the record whose certificates are to be replaced, and those beside them on the same
// appliances. Thread rule: of the record's.
#ifndef CERTSWEEP_REPLACER_PLAN_CANDIDATE_H_
#define CERTSWEEP_REPLACER_PLAN_CANDIDATE_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/column_filter.h"
#include "engine/estate/estate.h"
#include "engine/pki/verdict.h"

namespace certsweep::replacer {

// What to replace. Without hosts and `expiring_within_s`: what is queued. All filters together.
struct Selection {
  std::vector<std::string> hosts = {};  // as the record has them: A-labels, addresses
  std::vector<base::ColumnFilter> where = {};
  std::optional<int64_t> expiring_within_s = std::nullopt;
};

// Of what the record has no place in the inventory for: behind all others.
inline constexpr uint64_t kNoPosition = std::numeric_limits<uint64_t>::max();

struct Candidate {
  estate::EndpointKey endpoint;
  uint64_t position = kNoPosition;      // in the inventory
  std::vector<std::string> identities;  // of the inventory
  base::ColumnFilter::Columns columns;  // the user's own
  std::string codes;                    // joined by ','
  pki::Verdict verdict = pki::Verdict::kNotJudged;
  std::vector<std::string> shown_names;         // in the certificate that it serves
  std::vector<std::string> beyond_certificate;  // fail findings, not waived, that no new certificate mends
  std::string problem;                          // why no job can be made of it; empty: nothing
  bool is_chosen = false;                       // else: beside a chosen one, by the same name or at the same address

  // The value of the user's column; empty where there is none.
  std::string_view Column(std::string_view name) const;
};

// Those that `selection` chooses, and what the same runs saw beside them by the same names or at the same addresses, in
// the order of the inventory; by name what has no place there, or was seen so many runs ago that the record has it no
// more. `now`: seconds since the epoch. NotFound: a host of the selection is in no result of the latest run.
absl::StatusOr<std::vector<Candidate>> ReadCandidates(estate::Estate& estate, const Selection& selection, int64_t now);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_PLAN_CANDIDATE_H_
