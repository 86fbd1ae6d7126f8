// RecordSink: results go into the estate record, as the run that it begins (or goes on with).
#ifndef CERTSWEEP_SCANNER_SINKS_RECORD_SINK_H_
#define CERTSWEEP_SCANNER_SINKS_RECORD_SINK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/estate/estate.h"
#include "scanner/sinks/sink.h"

namespace certsweep::scanner {

struct RecordSinkOptions {
  std::string record_path;             // for the summary
  estate::RunStart start;              // of a new run; the clock says when, where started_unix_seconds is 0
  estate::PieceSource targets;         // of a new run: what it was asked to scan; none: nothing is kept of that
  std::optional<int64_t> resumed_run;  // goes on with this run instead
};

class RecordSink final : public Sink {
 public:
  // Begins the run, so that a record that can't be written to is known before the first probe. NotFound: there is no
  // run `resumed_run`. `clock` must outlive the sink.
  static absl::StatusOr<std::unique_ptr<RecordSink>> Create(std::unique_ptr<estate::Estate> estate,
                                                            RecordSinkOptions options, const base::Clock& clock);

  int64_t run_id() const { return run_id_; }
  bool needs_json() const override { return true; }
  absl::Status Write(std::span<const FinishedResult> batch) override;
  // Adds the run, the record and the keys that several endpoints share to `summary`, ends the run with it, and adds
  // what is new since the last one.
  absl::Status Finish(ScanSummary& summary) override;

 private:
  RecordSink(std::unique_ptr<estate::Estate> estate, std::string path, int64_t run_id, const base::Clock& clock)
      : estate_(std::move(estate)), path_(std::move(path)), run_id_(run_id), clock_(clock) {}

  std::unique_ptr<estate::Estate> estate_;
  const std::string path_;
  const int64_t run_id_;
  const base::Clock& clock_;
  estate::ResultRow row_;  // of the result that is being written: its memory is used again
};

// Adds the keys that several endpoints of the run share. Errors of the record.
absl::Status AddSharedKeys(estate::Estate& estate, int64_t run, ScanSummary& summary);

// What the record keeps of a result.
void SetResultRow(const FinishedResult& finished, estate::ResultRow& row);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_RECORD_SINK_H_
