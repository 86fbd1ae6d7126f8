#include "cli/verify_command.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/exit_code.h"
#include "cli/judge_inputs.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "cli/verify_batch.h"
#include "cli/verify_case.h"
#include "cli/verify_file.h"
#include "cli/verify_text.h"
#include "engine/base/clock.h"
#include "engine/base/read_file.h"
#include "engine/base/text.h"

namespace certsweep::cli {

namespace {

namespace fs = std::filesystem;

bool IsCertificateName(const fs::path& path) {
  const std::string extension = base::AsciiLower(path.extension().native());
  for (const char* known : {".pem", ".crt", ".cer", ".der", ".p7b", ".p7c"}) {
    if (extension == known) return true;
  }
  return false;
}

// A folder stands for the certificates in it, in the order of their names.
absl::StatusOr<std::vector<std::string>> FilesOf(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  for (fs::directory_iterator it(path, error); !error && it != fs::directory_iterator(); it.increment(error)) {
    std::error_code ignored;
    if (!it->is_directory(ignored) && IsCertificateName(it->path())) files.push_back(it->path().native());
  }
  if (error) return absl::InvalidArgumentError(absl::StrCat(base::DisplayText(path), ": ", error.message()));
  if (files.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(base::DisplayText(path), ": no file named .pem, .crt, .cer, .der or .p7b in this folder"));
  }
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<FileJudgement> JudgePath(const pki::ChainJudge& judge, const std::string& path,
                                        const VerifyQuestion& question) {
  const absl::StatusOr<std::string> content = base::ReadFile(path);
  if (!content.ok()) return content.status();
  return JudgeFile(judge, path, *content, question.names, question.unix_seconds);
}

int FailWriting(const absl::Status& status) {
  if (absl::IsCancelled(status)) return kExitInterrupted;
  Complain(base::ToStd(status.message()));
  return kExitFailure;
}

int VerifyFiles(const VerifyArguments& arguments, const pki::ChainJudge& judge, const std::vector<std::string>& files) {
  const VerifyQuestion question = {.names = arguments.names,
                                   .rules = arguments.rules,
                                   .unix_seconds = arguments.time.value_or(base::SystemClock().NowUnixSeconds())};
  const bool color = WantsColor(arguments.color, TerminalOf(STDOUT_FILENO));
  int code = kExitCompliant;
  for (const std::string& file : files) {
    const absl::StatusOr<FileJudgement> judged = JudgePath(judge, file, question);
    if (!judged.ok()) {
      Complain(base::ToStd(judged.status().message()));
      code = kExitUsage;
      continue;
    }
    const std::string text = arguments.format == VerifyFormat::kJsonl
                                 ? RenderVerifyJson(*judged, question, arguments.include_pem)
                                 : RenderVerifyText(*judged, question, color);
    if (absl::Status status = WriteToStandardOutput(text); !status.ok()) return FailWriting(status);
    if (judged->verdict != pki::Verdict::kCompliant && code == kExitCompliant) code = kExitNoncompliant;
  }
  return code;
}

int RunBatch(const VerifyArguments& arguments) {
  DescriptorLines lines(STDIN_FILENO);
  const auto answer = [&arguments](std::string_view line) {
    return AnswerVerifyCase(line, {.rules = arguments.rules,
                                   .policy = arguments.policy,
                                   .now_unix_seconds = arguments.time.value_or(base::SystemClock().NowUnixSeconds())});
  };
  const absl::Status status = RunLineBatch({.read = [&lines] { return lines.Next(); },
                                            .answer = answer,
                                            .write = WriteToStandardOutput,
                                            .threads = arguments.threads});
  return status.ok() ? kExitCompliant : FailWriting(status);
}

}  // namespace

int RunVerifyCommand(const VerifyArguments& arguments) {
  if (arguments.batch) return RunBatch(arguments);
  const absl::StatusOr<JudgeInputs> inputs = ReadJudgeInputs({.trust = arguments.trust,
                                                              .intermediates = arguments.intermediates,
                                                              .crls = arguments.crls,
                                                              .rules = arguments.rules,
                                                              .policy = arguments.policy});
  absl::Status problems = inputs.status();
  std::vector<std::string> files;
  for (const std::string& path : arguments.paths) {
    absl::StatusOr<std::vector<std::string>> some = FilesOf(path);
    problems = JoinProblems(problems, some.status());
    if (some.ok()) files.insert(files.end(), some->begin(), some->end());
  }
  if (!problems.ok()) {
    Complain(base::ToStd(problems.message()));
    return kExitUsage;
  }
  return VerifyFiles(arguments, *inputs->judge, files);
}

}  // namespace certsweep::cli
