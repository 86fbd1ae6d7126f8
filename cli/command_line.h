// The whole command line: which command, with which options, or what to print in its place. A pure function.
#ifndef CERTSWEEP_CLI_COMMAND_LINE_H_
#define CERTSWEEP_CLI_COMMAND_LINE_H_

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/config_options.h"
#include "cli/csr_options.h"
#include "cli/diff_options.h"
#include "cli/key_options.h"
#include "cli/lab_options.h"
#include "cli/pem_options.h"
#include "cli/replace_options.h"
#include "cli/report_options.h"
#include "cli/runs_options.h"
#include "cli/scan_options.h"
#include "cli/show_options.h"
#include "cli/verify_options.h"

namespace certsweep::cli {

// Text that was asked for: --help, --version, a completion script, a manual page.
struct PrintText {
  std::string text;
};

// Files that were asked for: manual pages.
struct WriteTexts {
  struct File {
    std::string name;
    std::string text;
  };
  std::string folder;
  std::vector<File> files;
};

// What is wrong with the command line, in one line.
struct UsageError {
  std::string message;
};

using Invocation = std::variant<PrintText, WriteTexts, UsageError, ScanArguments, VerifyArguments, ReplaceArguments,
                                ReportArguments, DiffArguments, RunsArguments, ShowArguments, ConfigArguments,
                                LabArguments, KeyArguments, CsrArguments, PemArguments>;

// "0.1.0".
std::string_view ProgramVersion();

// `arguments`: without the program's name.
Invocation ParseCommandLine(const std::vector<std::string>& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_COMMAND_LINE_H_
