// `certsweep report`: a run of the record as a table, CSV, JSON lines or metrics.
#ifndef CERTSWEEP_CLI_REPORT_COMMAND_H_
#define CERTSWEEP_CLI_REPORT_COMMAND_H_

#include "cli/report_options.h"
#include "cli/signals.h"

namespace certsweep::cli {

// The exit code. REQUIRES: the arguments are settled.
int RunReportCommand(const ReportArguments& arguments, SignalWatcher& signals);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_REPORT_COMMAND_H_
