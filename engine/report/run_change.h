// RunChange: what became of an endpoint between two runs, in words. docs/history.md defines the words; here they are
// decided. Values and pure functions; thread-safe.
#ifndef CERTSWEEP_ENGINE_REPORT_RUN_CHANGE_H_
#define CERTSWEEP_ENGINE_REPORT_RUN_CHANGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "engine/estate/estate.h"
#include "engine/report/result_line.h"

namespace certsweep::report {

// The worst first. A finding that is waived counts for none of them.
enum class ChangeKind : uint8_t {
  kNewlyFailing,        // noncompliant, and was not
  kWorse,               // noncompliant before and after, with a `fail` that it did not have
  kUnreachable,         // unreachable or no_tls, and was neither
  kAppeared,            // only the later run has it
  kNewlySharedKey,      // its key is shared in the later run; in the earlier one it was not, or it was another key
  kNewlyExpiring,       // both have it; expiring_soon, and was not
  kCertificateChanged,  // both showed a leaf, not the same
  kNotJudged,           // not_judged, and was not
  kDisappeared,         // only the earlier run has it
  kReachableAgain,      // its certificate was judged, and was not
  kBetter,              // noncompliant before and after; a `fail` is gone and none came
  kWaived,              // noncompliant before, compliant after by a waiver
  kMended,              // noncompliant before, compliant after
  kOther,               // anything else: the chain, the protocol, a warning, the user's columns
};
inline constexpr int kChangeKindCount = static_cast<int>(ChangeKind::kOther) + 1;

std::string_view ChangeKindName(ChangeKind kind);  // "newly_failing"

struct RunChange {
  estate::EndpointKey endpoint;
  std::vector<ChangeKind> kinds;  // the worst first; never empty
  // Newly failing, worse or unreachable; or it appeared and is noncompliant, unreachable or no_tls.
  bool worse = false;
  std::optional<ResultLine> before, after;  // as the record has them; one of them at least
  std::vector<std::string> added, removed;  // codes of findings that came and went, by name
  std::optional<bool> same_key;             // where the certificate changed and both keys are known

  bool Is(ChangeKind kind) const;
  // What is there, the later one first.
  const ResultLine& newest() const { return after ? *after : *before; }
};

// SHA-256 of the leaf as sent, also where it could not be parsed, in hex; empty: none came.
std::string_view LeafSha256(const ResultLine& line);
// Codes of its findings, each once, by name.
std::vector<std::string> CodesOf(const ResultLine& line);

// SubjectPublicKeyInfos (hex SHA-256) that endpoints of a run share (Estate::SharedKeys).
using KeySet = absl::flat_hash_set<std::string>;
struct SharedKeySets {
  KeySet before, after;
};

// DataLoss: a line of the record can't be read; says of which endpoint.
absl::StatusOr<RunChange> ClassifyChange(const estate::ResultChange& change, const SharedKeySets& shared);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_RUN_CHANGE_H_
