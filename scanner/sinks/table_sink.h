// TableSink: the endpoints to look at first, for people: what is noncompliant or not judged, worst first.
#ifndef CERTSWEEP_SCANNER_SINKS_TABLE_SINK_H_
#define CERTSWEEP_SCANNER_SINKS_TABLE_SINK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "scanner/sinks/output_file.h"
#include "scanner/sinks/sink.h"

namespace certsweep::scanner {

struct TableSinkOptions {
  bool all = false;  // --all: every row; else the worst `limit`, and memory for no more
  size_t limit = 50;
  bool color = false;
  size_t width = 0;  // of the terminal; 0: nothing is cut
  // What follows the table, for the same place; empty: nothing.
  std::function<std::string(const ScanSummary&)> render_summary = {};
};

class TableSink final : public Sink {
 public:
  TableSink(std::unique_ptr<OutputFile> output, TableSinkOptions options)
      : output_(std::move(output)), options_(std::move(options)) {}

  bool needs_json() const override { return false; }
  absl::Status Write(std::span<const FinishedResult> batch) override;
  absl::Status Finish(ScanSummary& summary) override;

 private:
  // How bad, worst first; the endpoint itself decides between equals, so that the table does not depend on the order of
  // the scan.
  using Rank = std::tuple<int, int64_t, int64_t, std::string, std::string, uint16_t>;
  struct Row {
    Rank rank;
    std::string target, address, verdict, reason;
    friend bool operator<(const Row& a, const Row& b) { return a.rank < b.rank; }
  };

  static Row MakeRow(const probe::EndpointResult& result);
  void Add(const probe::EndpointResult& result);
  bool ShowsAddresses() const;
  std::string Render() const;

  std::unique_ptr<OutputFile> output_;
  const TableSinkOptions options_;
  std::vector<Row> rows_;  // without `all` a heap: the least bad one on top
  uint64_t seen_ = 0;      // rows there would be with `all`
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_TABLE_SINK_H_
