#include "scanner/sinks/table_sink.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/report/result_line.h"

namespace certsweep::scanner {

absl::Status TableSink::Write(std::span<const FinishedResult> batch) {
  for (const FinishedResult& finished : batch) {
    if (!report::ProblemTable::Shows(finished.result.verdict)) continue;
    const absl::StatusOr<report::ResultLine> line = report::ParseResultLine(finished.json_line);
    if (!line.ok()) return base::Annotate(line.status(), "a result's own line");
    table_.Add(*line);
  }
  return absl::OkStatus();
}

absl::Status TableSink::Finish(ScanSummary& summary) {
  std::string text = table_.Render();
  if (render_summary_) absl::StrAppend(&text, text.empty() ? "" : "\n", render_summary_(summary));
  absl::Status status = output_->Write(text);
  status.Update(output_->Finish());
  return status;
}

}  // namespace certsweep::scanner
