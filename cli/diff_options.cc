#include "cli/diff_options.h"

#include "absl/status/statusor.h"
#include "cli/option_adder.h"
#include "cli/option_values.h"

namespace certsweep::cli {

namespace {

constexpr const char* kUsage = "certsweep diff BEFORE AFTER [OPTION]...";

constexpr const char* kFooter =
    "BEFORE and AFTER are runs of the record: latest, previous, last-week (the newest at least 7 days\n"
    "old), a number, or a date or time: the newest run that had begun by then. The table shows the\n"
    "worst first; JSON lines and CSV have every change. docs/history.md defines the kinds of change.\n"
    "Worse is what is noncompliant and was not or has a failure that it did not have, what has become\n"
    "unreachable, and what appeared and is not compliant.\n"
    "\n"
    "Exit codes: 0 nothing got worse; 1 something did; 2 usage, no record, or no such run; 4 our own\n"
    "failure, such as a full disk; 130 interrupted, or its reader has gone.\n"
    "\n"
    "Examples:\n"
    "  certsweep diff previous latest\n"
    "  certsweep diff last-week latest -f jsonl -o week.jsonl\n"
    "  certsweep diff 1 latest --all";

absl::Status Wrong(const char* message) { return absl::InvalidArgumentError(message); }

}  // namespace

void AddDiffOptions(CLI::App& command, DiffArguments& arguments) {
  SetHelp(command, kUsage, kFooter);
  OptionAdder add(command);
  add.Positional(
      "BEFORE AFTER", "the runs to compare",
      [&arguments](const std::string& value) {
        if (value.empty()) return Wrong("RUN: is empty");
        arguments.words.push_back(value);
        return absl::OkStatus();
      },
      "RUN");
  add.Choice("-f,--format", "FORMAT", "table, jsonl or csv (default table)", {"table", "jsonl", "csv"},
             arguments.format);
  add.Text("-o,--output", "FILE|-", "Where to write it (default -, standard output)", arguments.output);
  add.Text("--record", "PATH", "The record (default estate.db)", arguments.record);
  add.Flag("--all", "Of table: every change, not only the worst 50", arguments.all);
  add.Choice("--color", "WHEN", "Of table: auto, always or never (default auto)", {"auto", "always", "never"},
             [&arguments](int place) {
               arguments.color = static_cast<When>(place);
               arguments.color_given = true;
             });
  add.Flag("-q,--quiet", "Only the changes: no counts, and no word of runs that did not end whole", arguments.quiet);
}

absl::Status SettleDiffArguments(DiffArguments& arguments) {
  if (arguments.words.size() != 2) return Wrong("name two runs, the earlier one first");
  absl::StatusOr<estate::RunSelector> before = estate::RunSelector::Parse(arguments.words[0]);
  if (!before.ok()) return before.status();
  absl::StatusOr<estate::RunSelector> after = estate::RunSelector::Parse(arguments.words[1]);
  if (!after.ok()) return after.status();
  arguments.before = *std::move(before);
  arguments.after = *std::move(after);
  if (arguments.format == OutputFormat::kTable) return absl::OkStatus();
  if (arguments.all) return Wrong("--all is for table only");
  return arguments.color_given ? Wrong("--color is for table only") : absl::OkStatus();
}

}  // namespace certsweep::cli
