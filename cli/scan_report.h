// ScanReport: what a scan tells on standard error: what is in force (-v), how far it is, and what it came to where that
// does not follow the table. Belongs to the thread that runs the scan.
#ifndef CERTSWEEP_CLI_SCAN_REPORT_H_
#define CERTSWEEP_CLI_SCAN_REPORT_H_

#include <cstdint>
#include <functional>
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
  // After the sinks have finished. Without a word where an output pipe was closed.
  void Finish(const scanner::ScanOutcome& outcome);

 private:
  const ScanArguments& arguments_;
  const std::function<void(std::string_view)> write_;
  const bool color_;
  const std::optional<scanner::ProgressMode> mode_;
  std::optional<scanner::ProgressLine> progress_;
};

// How progress is shown, if it is. JSON or CSV that runs over the same screen is progress enough, and a line that is
// written over would tear it.
std::optional<scanner::ProgressMode> ChooseProgress(const ScanArguments& arguments, const ScanStreams& streams);

// What -v tells: a line for each part of the configuration, then one for each skipped line of the input.
std::string DescribeScan(const ScanArguments& arguments, const ScanFacts& facts);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_SCAN_REPORT_H_
