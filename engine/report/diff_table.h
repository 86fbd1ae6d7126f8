// DiffTable: changes for people, grouped by kind, the worst first. Keeps no more rows than it shows. Not thread-safe.
#ifndef CERTSWEEP_ENGINE_REPORT_DIFF_TABLE_H_
#define CERTSWEEP_ENGINE_REPORT_DIFF_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/report/run_change.h"
#include "engine/report/run_diff.h"

namespace certsweep::report {

struct DiffTableOptions {
  bool all = false;  // every change, and as many rows in memory: about a kilobyte each
  bool color = false;
  size_t width = 0;   // of the terminal; 0: nothing is cut
  size_t limit = 50;  // rows, where not all
};

class DiffTable {
 public:
  explicit DiffTable(const DiffTableOptions& options) : options_(options) {}

  void Add(const RunChange& change);
  // The groups with their rows, and how many are not shown. Empty: nothing changed.
  std::string Render();

 private:
  // Of an endpoint, under its worst kind; what is worse before what is not, whatever its kind.
  struct Rank {
    bool not_worse = false;
    ChangeKind kind{};
    std::string host, address;
    uint16_t port = 0;
    friend auto operator<=>(const Rank&, const Rank&) = default;
  };
  struct Row {
    Rank rank;
    std::string target, verdict, what;
    friend bool operator<(const Row& a, const Row& b) { return a.rank < b.rank; }
  };
  using Group = std::pair<bool, ChangeKind>;

  std::string RenderGroup(const Group& group, const Row* begin, const Row* end) const;

  const DiffTableOptions options_;
  std::vector<Row> rows_;  // a heap, the least bad on top, unless all are kept
  std::map<Group, uint64_t> totals_;
  uint64_t seen_ = 0;
};

// What changed, in words: "+expired -weak_key, new certificate until 2027-01-01 with the same key".
std::string DescribeChange(const RunChange& change);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_DIFF_TABLE_H_
