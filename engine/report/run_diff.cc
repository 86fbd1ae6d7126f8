#include "engine/report/run_diff.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/report/table_text.h"

namespace certsweep::report {
namespace {

// Those of most endpoints come first: what lies beyond is told by no one.
constexpr int kMostSharedKeys = 100'000;

absl::StatusOr<KeySet> ReadSharedKeys(estate::Estate& estate, int64_t run) {
  uint64_t total = 0;
  absl::StatusOr<std::vector<estate::SharedKeyRow>> rows = estate.SharedKeys(run, kMostSharedKeys, &total);
  if (!rows.ok()) return rows.status();
  KeySet keys;
  keys.reserve(rows->size());
  for (estate::SharedKeyRow& row : *rows) keys.insert(std::move(row.spki_sha256));
  return keys;
}

// The keys that either run shares. To find them the record goes through all results of a run: not asked where the
// answer makes no difference, as on most nights, when nothing changed.
class SharedKeysOfBoth {
 public:
  SharedKeysOfBoth(estate::Estate& estate, int64_t before, int64_t after, SharedKeyCount known)
      : estate_(estate), before_(before), after_(after), is_known_(known == 0u) {}

  absl::Status Find() {
    if (is_known_) return absl::OkStatus();
    absl::StatusOr<KeySet> new_keys = ReadSharedKeys(estate_, after_);
    if (!new_keys.ok()) return new_keys.status();
    if (!new_keys->empty()) {
      absl::StatusOr<KeySet> old_keys = ReadSharedKeys(estate_, before_);
      if (!old_keys.ok()) return old_keys.status();
      sets_ = {.before = *std::move(old_keys), .after = *std::move(new_keys)};
    }
    is_known_ = true;
    return absl::OkStatus();
  }
  // Empty until they are found.
  const SharedKeySets& sets() const { return sets_; }

 private:
  estate::Estate& estate_;
  const int64_t before_, after_;
  bool is_known_;
  SharedKeySets sets_;
};

uint64_t CountNew(const SharedKeySets& shared) {
  return static_cast<uint64_t>(std::count_if(shared.after.begin(), shared.after.end(),
                                             [&](const std::string& key) { return !shared.before.contains(key); }));
}

void Count(const RunChange& change, DiffCounts& counts) {
  ++counts.changes;
  if (change.worse) ++counts.worse;
  for (const ChangeKind kind : change.kinds) ++counts.kinds[static_cast<size_t>(kind)];
}

// For the numbers' line: "12 newly failing".
std::string_view Words(ChangeKind kind) {
  static constexpr std::string_view kWords[] = {
      "newly failing",
      "worse",
      "newly unreachable",
      "appeared",
      "newly sharing a key",
      "newly expiring",
      "changed certificate",
      "no longer judged",
      "disappeared",
      "reachable again",
      "better",
      "waived",
      "mended",
      "changed otherwise",
  };
  static_assert(std::size(kWords) == kChangeKindCount);
  return kWords[static_cast<size_t>(kind)];
}

}  // namespace

bool EndedWhole(const estate::RunInfo& run) { return run.end && !run.end->interrupted; }

absl::StatusOr<DiffCounts> CompareRuns(estate::Estate& estate, const estate::RunInfo& before,
                                       const estate::RunInfo& after, const std::function<bool(const RunChange&)>& take,
                                       SharedKeyCount shared_keys) {
  SharedKeysOfBoth shared(estate, before.id, after.id, shared_keys);
  DiffCounts counts;
  absl::Status status;
  status.Update(estate.VisitChanges(before.id, after.id, [&](const estate::ResultChange& row) {
    // Only a result that is there and not as before may share a key newly.
    if (row.after) status.Update(shared.Find());
    if (!status.ok()) return false;
    if ((!row.before && !EndedWhole(before)) || (!row.after && !EndedWhole(after))) {
      ++counts.not_compared;
      return true;
    }
    const absl::StatusOr<RunChange> change = ClassifyChange(row, shared.sets());
    status.Update(change.status());
    if (!change.ok()) return false;
    Count(*change, counts);
    return take(*change);
  }));
  if (!status.ok()) return status;
  counts.newly_shared_keys = CountNew(shared.sets());
  return counts;
}

std::string DescribeCounts(const DiffCounts& counts) {
  std::string text;
  for (int i = 0; i < kChangeKindCount; ++i) {
    const auto kind = static_cast<ChangeKind>(i);
    if (counts.Of(kind) == 0) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", GroupedNumber(counts.Of(kind)), " ", base::ToAbsl(Words(kind)));
  }
  return text;
}

}  // namespace certsweep::report
