// ProblemTable: the endpoints to look at first, for people: what is noncompliant or not judged, worst first. A scan
// prints it as it ends, and a report out of the record. Not thread-safe.
#ifndef CERTSWEEP_ENGINE_REPORT_PROBLEM_TABLE_H_
#define CERTSWEEP_ENGINE_REPORT_PROBLEM_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "engine/pki/verdict.h"
#include "engine/report/result_line.h"

namespace certsweep::report {

struct ProblemTableOptions {
  bool all = false;  // every row; else the worst `limit`, and memory for no more
  size_t limit = 50;
  bool color = false;
  size_t width = 0;  // of the terminal; 0: nothing is cut
};

class ProblemTable {
 public:
  explicit ProblemTable(ProblemTableOptions options) : options_(options) {}

  // Whether a result of that verdict has a row: else it need not be read for the table's sake.
  static bool Shows(pki::Verdict verdict);
  // Takes what Shows says no to as well: it has no row.
  void Add(const ResultLine& line);
  // With a line of titles; empty where nothing has a row.
  std::string Render() const;

 private:
  // How bad, worst first; the endpoint itself decides between equals, so that the table does not depend on the order of
  // the scan.
  using Rank = std::tuple<int, int64_t, int64_t, std::string, std::string, uint16_t>;
  struct Row {
    Rank rank;
    std::string target, address, verdict, reason;
    friend bool operator<(const Row& a, const Row& b) { return a.rank < b.rank; }
  };

  static Row MakeRow(const ResultLine& line);
  bool ShowsAddresses() const;

  const ProblemTableOptions options_;
  std::vector<Row> rows_;  // without `all` a heap: the least bad one on top
  uint64_t seen_ = 0;      // rows there would be with `all`
};

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_PROBLEM_TABLE_H_
