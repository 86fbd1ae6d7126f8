#include "cli/verify_command.h"

#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/certificate_paths.h"
#include "cli/config_file.h"
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
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"

namespace certsweep::cli {

namespace {

absl::StatusOr<FileJudgement> JudgePath(const pki::ChainJudge& judge, const std::string& path,
                                        const VerifyQuestion& question) {
  absl::StatusOr<std::string> content =
      path == kStandardInput ? base::ReadDescriptor(STDIN_FILENO, "standard input") : base::ReadFile(path);
  if (!content.ok()) return content.status();
  const base::Wiper wiper(*content);  // it may hold a key
  return JudgeFile(judge, path, *content, question.names, question.unix_seconds);
}

int FailWriting(const absl::Status& status) {
  if (absl::IsCancelled(status)) return kExitInterrupted;
  Complain(base::ToStd(status.message()));
  return kExitFailure;
}

struct FileCounts {
  size_t compliant = 0;
  size_t noncompliant = 0;
  size_t unread = 0;
};

int ExitCodeOf(const FileCounts& counts) {
  if (counts.unread > 0) return kExitUsage;
  return counts.noncompliant > 0 ? kExitNoncompliant : kExitCompliant;
}

std::string SummaryText(const FileCounts& counts) {
  std::string text = absl::StrCat(counts.compliant + counts.noncompliant + counts.unread, " files: ", counts.compliant,
                                  " compliant, ", counts.noncompliant, " noncompliant");
  if (counts.unread > 0) absl::StrAppend(&text, ", ", counts.unread, " not read");
  return text + "\n";
}

int VerifyFiles(const VerifyArguments& arguments, const pki::ChainJudge& judge, const std::vector<std::string>& files) {
  const VerifyQuestion question = {.names = arguments.names,
                                   .rules = arguments.rules,
                                   .unix_seconds = arguments.time.value_or(base::SystemClock().NowUnixSeconds())};
  const bool is_table = arguments.format == VerifyFormat::kTable;
  const bool color = WantsColor(arguments.color, TerminalOf(STDOUT_FILENO));
  FileCounts counts;
  const char* gap = "";  // between the texts of files
  for (const std::string& file : files) {
    const absl::StatusOr<FileJudgement> judged = JudgePath(judge, file, question);
    if (!judged.ok()) {
      Complain(base::ToStd(judged.status().message()));
      ++counts.unread;
      continue;
    }
    ++(judged->verdict == pki::Verdict::kCompliant ? counts.compliant : counts.noncompliant);
    const std::string text = is_table ? gap + RenderVerifyText(*judged, question, color)
                                      : RenderVerifyJson(*judged, question, arguments.include_pem);
    gap = "\n";
    if (absl::Status status = WriteToStandardOutput(text); !status.ok()) return FailWriting(status);
  }
  if (is_table && files.size() > 1) {
    if (absl::Status status = WriteToStandardOutput(gap + SummaryText(counts)); !status.ok())
      return FailWriting(status);
  }
  return ExitCodeOf(counts);
}

int RunBatch(const VerifyArguments& arguments) {
  DescriptorLines lines(STDIN_FILENO, kMaxCaseBytes);
  const auto answer = [&arguments](std::string_view line) {
    return AnswerVerifyCase(line, {.rules = arguments.rules,
                                   .policy = arguments.policy,
                                   .now_unix_seconds = arguments.time.value_or(base::SystemClock().NowUnixSeconds())});
  };
  const absl::Status status = RunLineBatch({.read = [&lines] { return lines.Next(); },
                                            .stop_reading = [&lines] { lines.Stop(); },
                                            .answer = answer,
                                            .write = WriteToStandardOutput,
                                            .threads = arguments.threads});
  return status.ok() ? kExitCompliant : FailWriting(status);
}

}  // namespace

int RunVerifyCommand(VerifyArguments arguments) {
  const absl::Status config = ApplyConfigFile(
      arguments.config,
      {arguments.policy, arguments.min_days_left_given, arguments.trust, arguments.intermediates, arguments.crls});
  if (arguments.batch && config.ok()) return RunBatch(arguments);
  if (arguments.batch) {
    Complain(base::ToStd(config.message()));
    return kExitUsage;
  }
  const absl::StatusOr<JudgeInputs> inputs = ReadJudgeInputs({.trust = arguments.trust,
                                                              .intermediates = arguments.intermediates,
                                                              .crls = arguments.crls,
                                                              .rules = arguments.rules,
                                                              .policy = arguments.policy});
  absl::Status problems = base::JoinProblems(config, inputs.status());
  std::vector<std::string> files;
  for (const std::string& path : arguments.paths) {
    absl::StatusOr<std::vector<std::string>> some = CertificatePaths(path);
    problems = base::JoinProblems(problems, some.status());
    if (some.ok()) files.insert(files.end(), some->begin(), some->end());
  }
  if (!problems.ok()) {
    Complain(base::ToStd(problems.message()));
    return kExitUsage;
  }
  return VerifyFiles(arguments, *inputs->judge, files);
}

}  // namespace certsweep::cli
