// CsvSink: one row an endpoint, as it is done, for spreadsheets and scripts (RFC 4180; lines end with LF).
#ifndef CERTSWEEP_SCANNER_SINKS_CSV_SINK_H_
#define CERTSWEEP_SCANNER_SINKS_CSV_SINK_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "scanner/sinks/output_file.h"
#include "scanner/sinks/sink.h"

namespace certsweep::scanner {

class CsvSink final : public Sink {
 public:
  // `column_names`: the user's own columns; they come after ours. One that is named like one of ours gets "inventory_"
  // before its name. The header is written before the first row, unless `output` goes on after earlier rows.
  CsvSink(std::unique_ptr<OutputFile> output, std::vector<std::string> column_names);

  bool needs_json() const override { return true; }
  absl::Status Write(std::span<const FinishedResult> batch) override;
  absl::Status Finish(ScanSummary& summary) override;

 private:
  absl::Status WriteHeader();

  std::unique_ptr<OutputFile> output_;
  const std::vector<std::string> column_names_;
  bool header_written_ = false;
  std::string text_;  // kept for its capacity
  std::vector<size_t> ends_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_CSV_SINK_H_
