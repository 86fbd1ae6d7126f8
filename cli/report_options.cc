#include "cli/report_options.h"

#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/option_adder.h"
#include "cli/option_values.h"

namespace certsweep::cli {

namespace {

constexpr const char* kUsage = "certsweep report KIND [RUN] [OPTION]...";

constexpr const char* kFooter =
    "Kinds:\n"
    "  table       what the scan has shown as it ended, for people\n"
    "  csv         a row an endpoint, for spreadsheets\n"
    "  jsonl       a JSON object an endpoint, as the scan writes them\n"
    "  prometheus  metrics for node_exporter's textfile collector (docs/reports.md lists them)\n"
    "  html        one page with charts and all endpoints, complete in itself: to mail, read and print\n"
    "\n"
    "RUN is latest (default), previous, last-week (the newest at least 7 days old), a number, or a\n"
    "date or time: the newest run that had begun by then. The record is only read. A file named with\n"
    "-o is replaced once the report is whole; until then it stays as it was.\n"
    "\n"
    "Exit codes: 0 the report is written; 2 usage, no record, or no such run; 4 the output could not\n"
    "be written; 130 interrupted, or its reader has gone.\n"
    "\n"
    "Examples:\n"
    "  certsweep report table\n"
    "  certsweep report csv latest -o estate.csv\n"
    "  certsweep report jsonl previous\n"
    "  certsweep report prometheus -o certsweep.prom\n"
    "  certsweep report html -o report.html --title 'Appliances in Leeds'";

// In the order of ReportKind.
const std::vector<std::string_view> kKinds = {"table", "csv", "jsonl", "prometheus", "html"};

absl::Status OnlyFor(std::string_view option, std::string_view kind) {
  return absl::InvalidArgumentError(absl::StrCat(std::string(option), " is for ", std::string(kind), " only"));
}

absl::Status SettleWords(ReportArguments& arguments) {
  if (arguments.words.empty()) {
    return absl::InvalidArgumentError("nothing to do: name a kind: table, csv, jsonl, prometheus or html");
  }
  const absl::StatusOr<int> kind = ParseChoice("KIND", arguments.words[0], kKinds);
  if (!kind.ok()) return kind.status();
  arguments.kind = static_cast<ReportKind>(*kind);
  if (arguments.words.size() > 2) return absl::InvalidArgumentError("a report is of one run");
  absl::StatusOr<estate::RunSelector> run =
      estate::RunSelector::Parse(arguments.words.size() == 2 ? arguments.words[1] : "latest");
  if (!run.ok()) return run.status();
  arguments.run = *std::move(run);
  return absl::OkStatus();
}

}  // namespace

void AddReportOptions(CLI::App& command, ReportArguments& arguments) {
  SetHelp(command, kUsage, kFooter);
  OptionAdder add(command);
  add.Positional(
      "KIND [RUN]", "what to make, of which run",
      [&arguments](const std::string& value) {
        if (value.empty()) return absl::InvalidArgumentError("RUN: is empty");
        arguments.words.push_back(value);
        return absl::OkStatus();
      },
      KindOf(kKinds) + "|RUN");
  add.Text("--record", "PATH", "The record (default estate.db)", arguments.record);
  add.Repeated("--where", "COLUMN=VALUE",
               "Only endpoints with this value in a column of their\n"
               "inventory; may be repeated: all must match",
               TakeWhere(arguments.where));
  add.Text("-o,--output", "FILE|-", "Where to write it (default -, standard output)", arguments.output);
  add.Value("--title", "TEXT", "Of html: what stands over it (default TLS certificate report)",
            [&arguments](const std::string& value) {
              if (value.empty()) return absl::InvalidArgumentError("--title: is empty");
              arguments.title = value;
              return absl::OkStatus();
            });
  add.Flag("--all", "Of table: every row, not only the worst 50", arguments.all);
  add.Flag("--per-endpoint", "Of prometheus: also two series for each endpoint", arguments.per_endpoint);
  add.Choice("--color", "WHEN", "Of table: auto, always or never (default auto)", {"auto", "always", "never"},
             [&arguments](int place) {
               arguments.color = static_cast<When>(place);
               arguments.color_given = true;
             });
}

absl::Status SettleReportArguments(ReportArguments& arguments) {
  if (absl::Status status = SettleWords(arguments); !status.ok()) return status;
  if (arguments.per_endpoint && arguments.kind != ReportKind::kPrometheus) {
    return OnlyFor("--per-endpoint", "prometheus");
  }
  const bool is_table = arguments.kind == ReportKind::kTable;
  if (arguments.all && !is_table) return OnlyFor("--all", "table");
  if (arguments.color_given && !is_table) return OnlyFor("--color", "table");
  if (arguments.title && arguments.kind != ReportKind::kHtml) return OnlyFor("--title", "html");
  return absl::OkStatus();
}

}  // namespace certsweep::cli
