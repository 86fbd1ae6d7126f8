#include "cli/scan_outputs.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "cli/finding_advice.h"
#include "cli/terminal.h"
#include "engine/base/text.h"
#include "engine/estate/sqlite_estate.h"
#include "engine/probe/target_syntax.h"
#include "scanner/sinks/csv_sink.h"
#include "scanner/sinks/jsonl_sink.h"
#include "scanner/sinks/note_sink.h"
#include "scanner/sinks/output_file.h"
#include "scanner/sinks/record_sink.h"
#include "scanner/sinks/summary_text.h"
#include "scanner/sinks/table_sink.h"
#include "scanner/sinks/written_endpoints.h"

namespace certsweep::cli {

namespace {

constexpr std::string_view kStandardOutput = "standard output";

// Which file a path leads to; nothing where it leads to none, or to something that writing to does not destroy.
struct FileIdentity {
  dev_t device;
  ino_t inode;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

std::optional<FileIdentity> IdentityOf(const std::string& path) {
  struct stat info{};
  if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return FileIdentity{info.st_dev, info.st_ino};
}

// Something is there, and it is a pipe or a device.
bool IsNoFile(const std::string& path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode);
}

absl::Status CheckIsNotRead(const ScanArguments& arguments) {
  const std::optional<FileIdentity> output = IdentityOf(arguments.output);
  if (!output) return absl::OkStatus();
  const std::pair<std::string_view, const std::vector<std::string>*> inputs[] = {
      {"--targets", &arguments.targets.files},
      {"--exclude", &arguments.targets.excludes},
      {"--trust", &arguments.trust},
      {"--intermediates", &arguments.intermediates},
  };
  for (const auto& [option, paths] : inputs) {
    for (const std::string& path : *paths) {
      if (IdentityOf(path) != output) continue;
      return absl::InvalidArgumentError(absl::StrCat("--output: ", base::DisplayText(arguments.output),
                                                     " is read by this scan (", base::ToAbsl(option),
                                                     "), and would be overwritten"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<scanner::OutputFile>> OpenStandardOutput(int descriptor) {
  const int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY) {
    return absl::InvalidArgumentError(absl::StrCat(base::ToAbsl(kStandardOutput), " is closed; --output names a file"));
  }
  return scanner::OutputFile::ForDescriptor(descriptor, std::string(kStandardOutput));
}

scanner::OutputMode ModeOf(const ScanArguments& arguments, const ScanOutputContext& context) {
  if (context.resumed == nullptr || arguments.format == OutputFormat::kTable) return scanner::OutputMode::kReplace;
  return arguments.format == OutputFormat::kCsv ? scanner::OutputMode::kAppendCsv : scanner::OutputMode::kAppendLines;
}

absl::StatusOr<std::unique_ptr<scanner::OutputFile>> OpenOutput(const ScanArguments& arguments,
                                                                const ScanOutputContext& context) {
  if (arguments.output == "-") return OpenStandardOutput(context.standard_output);
  if (absl::Status status = CheckIsNotRead(arguments); !status.ok()) return status;
  return scanner::OutputFile::Open(arguments.output, ModeOf(arguments, context));
}

// Which of the results so far the output has already. A table is made anew; of lines that went to a pipe or a terminal
// nobody knows, so those are not written again.
absl::StatusOr<scanner::DoneEndpoints> WrittenBefore(const ScanArguments& arguments, const ScanOutputContext& context) {
  const scanner::DoneEndpoints& done = context.resumed->earlier.done;
  if (arguments.format == OutputFormat::kTable) return scanner::DoneEndpoints();
  if (arguments.output == "-" || IsNoFile(arguments.output)) return done;
  return arguments.format == OutputFormat::kCsv ? scanner::ReadWrittenCsv(arguments.output, context.column_names, done)
                                                : scanner::ReadWrittenJsonl(arguments.output, done);
}

absl::StatusOr<std::unique_ptr<scanner::RecordSink>> OpenRecord(const ScanArguments& arguments,
                                                                const ScanOutputContext& context,
                                                                const base::Clock& clock) {
  const std::optional<FileIdentity> identity = IdentityOf(arguments.record);
  if (identity && arguments.output != "-" && identity == IdentityOf(arguments.output)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--output: ", base::DisplayText(arguments.output), " is the record as well"));
  }
  scanner::RecordSinkOptions options;
  options.record_path = arguments.record;
  if (context.resumed != nullptr) {
    options.resumed_run = context.resumed->info.id;
    return scanner::RecordSink::Create(std::move(context.resumed->estate), std::move(options), clock);
  }
  absl::StatusOr<std::unique_ptr<estate::Estate>> estate = estate::OpenSqliteEstate(arguments.record);
  if (!estate.ok()) return estate.status();
  options.start.command = context.command;
  options.start.endpoints = context.endpoints;
  options.start.options_json = context.options_json;
  options.targets = context.targets;
  return scanner::RecordSink::Create(*std::move(estate), std::move(options), clock);
}

// What follows the table, if anything does.
std::function<std::string(const scanner::ScanSummary&)> SummaryRenderer(const ScanArguments& arguments, bool color) {
  if (!SummaryFollowsTable(arguments) || arguments.quiet) return {};
  return [color](const scanner::ScanSummary& summary) {
    return scanner::RenderSummary(summary, {.color = color, .results_name = {}});
  };
}

// One host, by its name or address: then all of it is told in place of a table.
bool IsOfOneHost(const ScanArguments& arguments) {
  const scanner::TargetOptions& targets = arguments.targets;
  if (targets.arguments.size() != 1 || !targets.files.empty()) return false;
  return probe::ParseHostTarget(targets.arguments.front()).ok();
}

scanner::NoteSinkOptions NoteOptions(const ScanArguments& arguments, int standard_output) {
  const Terminal terminal = arguments.output == "-" ? TerminalOf(standard_output) : Terminal();
  const bool color = WantsColor(arguments.color, terminal);
  return {.note = {.color = color, .utf8 = LocaleHasUtf8(), .advice = AdviceOn},
          .render_summary = SummaryRenderer(arguments, color)};
}

scanner::TableSinkOptions TableOptions(const ScanArguments& arguments, int standard_output) {
  const Terminal terminal = arguments.output == "-" ? TerminalOf(standard_output) : Terminal();
  scanner::TableSinkOptions options;
  options.table.all = arguments.all;
  options.table.color = WantsColor(arguments.color, terminal);
  options.table.width = terminal.width;
  options.render_summary = SummaryRenderer(arguments, options.table.color);
  return options;
}

std::unique_ptr<scanner::Sink> MakeSink(const ScanArguments& arguments, const ScanOutputContext& context,
                                        std::unique_ptr<scanner::OutputFile> output) {
  switch (arguments.format) {
    case OutputFormat::kJsonl:
      return std::make_unique<scanner::JsonlSink>(std::move(output));
    case OutputFormat::kCsv:
      return std::make_unique<scanner::CsvSink>(std::move(output), context.column_names);
    case OutputFormat::kTable:
      break;
  }
  if (IsOfOneHost(arguments)) {
    return std::make_unique<scanner::NoteSink>(std::move(output), NoteOptions(arguments, context.standard_output));
  }
  return std::make_unique<scanner::TableSink>(std::move(output), TableOptions(arguments, context.standard_output));
}

}  // namespace

absl::StatusOr<ScanOutputs> OpenScanOutputs(const ScanArguments& arguments, const ScanOutputContext& context,
                                            const base::Clock& clock) {
  absl::StatusOr<scanner::DoneEndpoints> written = scanner::DoneEndpoints();
  if (context.resumed != nullptr) written = WrittenBefore(arguments, context);
  if (!written.ok()) return written.status();
  absl::StatusOr<std::unique_ptr<scanner::OutputFile>> output = OpenOutput(arguments, context);
  if (!output.ok()) return output.status();
  scanner::OutputFile* const opened = output->get();
  std::unique_ptr<scanner::Sink> sink = MakeSink(arguments, context, *std::move(output));
  if (context.resumed != nullptr) {
    const absl::Status status =
        scanner::RewriteResults(*context.resumed->estate, context.resumed->info.id, *written, *sink);
    if (!status.ok()) return status;
  }
  ScanOutputs outputs;
  // The record is opened last, for a run that has begun is not taken back.
  if (!arguments.record.empty() && !(context.resumed != nullptr && context.resumed->is_whole())) {
    absl::StatusOr<std::unique_ptr<scanner::RecordSink>> record = OpenRecord(arguments, context, clock);
    if (!record.ok()) {
      if (context.resumed == nullptr) opened->Discard();
      return record.status();
    }
    outputs.run_id = (*record)->run_id();
    outputs.sinks.push_back(*std::move(record));
  }
  outputs.sinks.push_back(std::move(sink));
  return outputs;
}

bool SummaryFollowsTable(const ScanArguments& arguments) {
  return arguments.format == OutputFormat::kTable && arguments.output == "-";
}

}  // namespace certsweep::cli
