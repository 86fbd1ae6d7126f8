// ScanReport: what a scan tells on standard error: what is in force and what becomes of each endpoint (-v), how far it
// is, and what it came to where that does not follow the table. Belongs to the thread that runs the scan, but for Tell.
#ifndef CERTSWEEP_CLI_SCAN_REPORT_H_
#define CERTSWEEP_CLI_SCAN_REPORT_H_

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/scan_options.h"
#include "cli/terminal.h"
#include "scanner/progress/progress_line.h"
#include "scanner/scan.h"

namespace certsweep::cli {

// What is known once everything is read and opened.
struct ScanFacts {
  uint64_t endpoints = 0;  // before names are resolved
  scanner::TargetAccounting accounting = {};
  std::vector<std::string> skipped_lines = {};
  size_t anchors = 0;
  size_t intermediates = 0;
  int concurrency = 1;                           // granted
  std::optional<int64_t> run_id = std::nullopt;  // in the record
};

// The standard streams, as far as they change what is told.
struct ScanStreams {
  Terminal standard_output;
  Terminal standard_error;
};

class ScanReport {
 public:
  // `write` takes text for standard error. `arguments` must outlive the report.
  ScanReport(const ScanArguments& arguments, const ScanStreams& streams, std::function<void(std::string_view)> write);

  // Before the first probe.
  void Begin(const ScanFacts& facts);
  void Progress(const scanner::ScanProgress& progress);
  // Lines about one endpoint, at any time between Begin and Finish; a progress line makes room for them. Thread-safe.
  void Tell(std::string_view lines);
  // After the sinks have finished. Without a word where an output pipe was closed.
  void Finish(const scanner::ScanOutcome& outcome);

 private:
  void Write(std::string_view text);

  const ScanArguments& arguments_;
  const std::function<void(std::string_view)> write_;
  const bool color_;
  const std::optional<scanner::ProgressMode> mode_;
  std::mutex mutex_;  // of what follows, and of writing
  std::optional<scanner::ProgressLine> progress_;
};

// With -v what became of each endpoint is told of scans that have at most as many, before names are resolved.
inline constexpr uint64_t kMostJourneys = 20;
bool TellsJourneys(const ScanArguments& arguments, uint64_t endpoints);

// How progress is shown, if it is. JSON or CSV that runs over the same screen is progress enough, and a line that is
// written over would tear it.
std::optional<scanner::ProgressMode> ChooseProgress(const ScanArguments& arguments, const ScanStreams& streams);

// What -v tells before the first probe: a line for each part of the configuration, then one for each skipped line of
// the input.
std::string DescribeScan(const ScanArguments& arguments, const ScanFacts& facts);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_SCAN_REPORT_H_
