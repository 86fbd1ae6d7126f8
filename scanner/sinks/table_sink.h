// TableSink: the endpoints to look at first, for people: what is noncompliant or not judged, worst first.
#ifndef CERTSWEEP_SCANNER_SINKS_TABLE_SINK_H_
#define CERTSWEEP_SCANNER_SINKS_TABLE_SINK_H_

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "engine/report/problem_table.h"
#include "scanner/sinks/output_file.h"
#include "scanner/sinks/sink.h"

namespace certsweep::scanner {

struct TableSinkOptions {
  report::ProblemTableOptions table = {};
  // What follows the table, for the same place; empty: nothing.
  std::function<std::string(const ScanSummary&)> render_summary = {};
};

class TableSink final : public Sink {
 public:
  TableSink(std::unique_ptr<OutputFile> output, TableSinkOptions options)
      : output_(std::move(output)), render_summary_(std::move(options.render_summary)), table_(options.table) {}

  bool needs_json() const override { return true; }
  absl::Status Write(std::span<const FinishedResult> batch) override;
  absl::Status Finish(ScanSummary& summary) override;

 private:
  std::unique_ptr<OutputFile> output_;
  const std::function<std::string(const ScanSummary&)> render_summary_;
  report::ProblemTable table_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_TABLE_SINK_H_
