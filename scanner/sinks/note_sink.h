// NoteSink: all there is to say of the endpoints of one host, in place of a table.
#ifndef CERTSWEEP_SCANNER_SINKS_NOTE_SINK_H_
#define CERTSWEEP_SCANNER_SINKS_NOTE_SINK_H_

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "engine/report/endpoint_note.h"
#include "scanner/sinks/output_file.h"
#include "scanner/sinks/sink.h"

namespace certsweep::scanner {

struct NoteSinkOptions {
  report::EndpointNoteOptions note = {};
  // What follows the notes, for the same place; empty: nothing.
  std::function<std::string(const ScanSummary&)> render_summary = {};
};

class NoteSink final : public Sink {
 public:
  NoteSink(std::unique_ptr<OutputFile> output, NoteSinkOptions options)
      : output_(std::move(output)), options_(std::move(options)) {}

  bool needs_json() const override { return true; }
  absl::Status Write(std::span<const FinishedResult> batch) override;
  absl::Status Finish(ScanSummary& summary) override;

 private:
  // A name with more addresses than this gets no more notes.
  static constexpr size_t kMostNotes = 64;

  std::unique_ptr<OutputFile> output_;
  const NoteSinkOptions options_;
  // By port and address: their order does not depend on that of the scan.
  std::map<std::pair<uint16_t, std::string>, std::string> notes_;
  uint64_t left_out_ = 0;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_NOTE_SINK_H_
