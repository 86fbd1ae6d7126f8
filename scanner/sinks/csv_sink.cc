#include "scanner/sinks/csv_sink.h"

#include <boost/json.hpp>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/base/json_writer.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/report/csv_rows.h"
#include "engine/report/result_line.h"

namespace certsweep::scanner {

namespace {

// As the lines have them: JSON has no octets that are not UTF-8.
std::vector<std::string> NamesOnLines(std::vector<std::string> names) {
  for (std::string& name : names) {
    if (base::IsValidUtf8(name)) continue;
    std::string text;
    base::AppendJsonString(name, text);
    const boost::json::string on_line = boost::json::parse(text).as_string();
    name.assign(on_line.data(), on_line.size());
  }
  return names;
}

}  // namespace

CsvSink::CsvSink(std::unique_ptr<OutputFile> output, std::vector<std::string> column_names)
    : output_(std::move(output)),
      column_names_(NamesOnLines(std::move(column_names))),
      header_written_(!output_->begins_empty()) {}

absl::Status CsvSink::WriteHeader() {
  header_written_ = true;
  std::string header;
  report::AppendCsvHeader(column_names_, header);
  return output_->Write(header);
}

absl::Status CsvSink::Write(std::span<const FinishedResult> batch) {
  if (!header_written_) {
    if (absl::Status status = WriteHeader(); !status.ok()) return status;
  }
  text_.clear();
  ends_.clear();
  for (const FinishedResult& finished : batch) {
    const absl::StatusOr<report::ResultLine> line = report::ParseResultLine(finished.json_line);
    if (!line.ok()) return base::Annotate(line.status(), "a result's own line");
    report::AppendCsvRow(*line, column_names_, text_);
    ends_.push_back(text_.size());
  }
  return output_->Write(text_, ends_);
}

absl::Status CsvSink::Finish(ScanSummary& /*summary*/) {
  // A scan that brought nothing still has a header: an empty file is no CSV.
  absl::Status status = header_written_ ? absl::OkStatus() : WriteHeader();
  status.Update(output_->Finish());
  return status;
}

}  // namespace certsweep::scanner
