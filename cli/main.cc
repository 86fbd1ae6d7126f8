// certsweep: the certificates of a whole estate of TLS endpoints.
#include <filesystem>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "cli/command_line.h"
#include "cli/config_command.h"
#include "cli/csr_command.h"
#include "cli/diff_command.h"
#include "cli/exit_code.h"
#include "cli/key_command.h"
#include "cli/lab_command.h"
#include "cli/output.h"
#include "cli/pem_command.h"
#include "cli/process_secrecy.h"
#include "cli/replace_command.h"
#include "cli/report_command.h"
#include "cli/runs_command.h"
#include "cli/scan_command.h"
#include "cli/show_command.h"
#include "cli/signals.h"
#include "cli/verify_command.h"
#include "engine/base/clock.h"
#include "engine/base/heap.h"
#include "engine/base/text.h"

namespace certsweep::cli {
namespace {

int WriteAll(const WriteTexts& texts) {
  std::error_code error;
  std::filesystem::create_directories(texts.folder, error);
  absl::Status status = error ? absl::InvalidArgumentError(texts.folder + ": " + error.message()) : absl::OkStatus();
  for (const WriteTexts::File& file : texts.files) {
    if (status.ok()) status = WriteFile(texts.folder + "/" + file.name, file.text);
  }
  if (status.ok()) return 0;
  Complain(base::ToStd(status.message()));
  return SetupExitCode(status);
}

bool HoldsKeys(const Invocation& invocation) {
  return std::holds_alternative<ReplaceArguments>(invocation) || std::holds_alternative<KeyArguments>(invocation) ||
         std::holds_alternative<CsrArguments>(invocation) || std::holds_alternative<PemArguments>(invocation);
}

int Run(const std::vector<std::string>& arguments) {
  const Invocation invocation = ParseCommandLine(arguments);
  if (const auto* print = std::get_if<PrintText>(&invocation)) return ToldExitCode(WriteToStandardOutput(print->text));
  if (const auto* texts = std::get_if<WriteTexts>(&invocation)) return WriteAll(*texts);
  if (const auto* error = std::get_if<UsageError>(&invocation)) {
    Complain(error->message);
    return kExitUsage;
  }
  if (HoldsKeys(invocation)) KeepProcessSecret();
  SignalWatcher signals;
  if (const auto* verify = std::get_if<VerifyArguments>(&invocation)) return RunVerifyCommand(*verify);
  if (const auto* report = std::get_if<ReportArguments>(&invocation)) return RunReportCommand(*report, signals);
  if (const auto* diff = std::get_if<DiffArguments>(&invocation)) return RunDiffCommand(*diff, signals);
  if (const auto* runs = std::get_if<RunsArguments>(&invocation)) return RunRunsCommand(*runs, signals);
  if (const auto* show = std::get_if<ShowArguments>(&invocation)) return RunShowCommand(*show);
  if (const auto* config = std::get_if<ConfigArguments>(&invocation))
    return RunConfigCommand(*config, base::SystemClock());
  if (const auto* key = std::get_if<KeyArguments>(&invocation)) return RunKeyCommand(*key);
  if (const auto* csr = std::get_if<CsrArguments>(&invocation)) return RunCsrCommand(*csr, signals);
  if (const auto* pem = std::get_if<PemArguments>(&invocation)) return RunPemCommand(*pem, signals);
  if (const auto* replace = std::get_if<ReplaceArguments>(&invocation)) return RunReplaceCommand(*replace, signals);
  if (const auto* lab = std::get_if<LabArguments>(&invocation)) return RunLabCommand(*lab, signals);
  return RunScanCommand(std::get<ScanArguments>(invocation), arguments, signals);
}

}  // namespace
}  // namespace certsweep::cli

int main(int count, char** words) {
  certsweep::base::FixHeapThresholds();
  certsweep::cli::OpenMissingStandardStreams();
  // A program may be started without even its name.
  return certsweep::cli::Run({words + (count > 0 ? 1 : 0), words + count});
}
