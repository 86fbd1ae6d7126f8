// Where reports go: standard output, or a file that is replaced once its new content is whole.
#ifndef CERTSWEEP_CLI_REPORT_OUTPUT_H_
#define CERTSWEEP_CLI_REPORT_OUTPUT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "scanner/sinks/output_file.h"

namespace certsweep::cli {

// "-" is standard output. Errors as of OutputFile::Open; InvalidArgument also where `output` is the file of `record`,
// or standard output is closed.
absl::StatusOr<std::unique_ptr<scanner::OutputFile>> OpenReportOutput(const std::string& output,
                                                                      const std::string& record);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_REPORT_OUTPUT_H_
