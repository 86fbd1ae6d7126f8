// The options of `certsweep report`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_REPORT_OPTIONS_H_
#define CERTSWEEP_CLI_REPORT_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/scan_options.h"
#include "engine/base/column_filter.h"
#include "engine/estate/run_selector.h"

namespace certsweep::cli {

enum class ReportKind { kTable, kCsv, kJsonl, kPrometheus, kHtml };

struct ReportArguments {
  ReportKind kind = ReportKind::kTable;
  std::optional<estate::RunSelector> run;  // there after SettleReportArguments
  std::string record = "estate.db";        // a path
  std::string output = "-";                // a path; "-": standard output
  bool all = false;                        // every row of the table
  bool per_endpoint = false;               // series of Prometheus for each endpoint
  When color = When::kAuto;
  std::vector<base::ColumnFilter> where;  // what of the run
  std::optional<std::string> title;       // of html

  // What the checks below have to know beside the values.
  std::vector<std::string> words;
  bool color_given = false;
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddReportOptions(CLI::App& command, ReportArguments& arguments);

// What no option can see alone: which kind, of which run, and whether the options are of that kind.
absl::Status SettleReportArguments(ReportArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_REPORT_OPTIONS_H_
