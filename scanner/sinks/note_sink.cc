#include "scanner/sinks/note_sink.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/report/result_line.h"
#include "engine/report/table_text.h"

namespace certsweep::scanner {

absl::Status NoteSink::Write(std::span<const FinishedResult> batch) {
  for (const FinishedResult& finished : batch) {
    const absl::StatusOr<report::ResultLine> line = report::ParseResultLine(finished.json_line);
    if (!line.ok()) return base::Annotate(line.status(), "a result's own line");
    if (notes_.size() == kMostNotes) {
      ++left_out_;
      continue;
    }
    notes_[{line->port, line->address}] = report::RenderEndpointNote(*line, options_.note);
  }
  return absl::OkStatus();
}

absl::Status NoteSink::Finish(ScanSummary& summary) {
  std::string text;
  for (const auto& [key, note] : notes_) absl::StrAppend(&text, text.empty() ? "" : "\n", note);
  if (left_out_ > 0) absl::StrAppend(&text, "... and ", report::GroupedNumber(left_out_), " more endpoints\n");
  if (options_.render_summary) absl::StrAppend(&text, text.empty() ? "" : "\n", options_.render_summary(summary));
  absl::Status status = output_->Write(text);
  status.Update(output_->Finish());
  return status;
}

}  // namespace certsweep::scanner
