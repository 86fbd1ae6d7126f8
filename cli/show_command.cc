#include "cli/show_command.h"

#include <unistd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/record_access.h"
#include "cli/terminal.h"
#include "engine/base/text.h"
#include "engine/estate/sqlite_estate.h"
#include "engine/estate/sqlite_job_journal.h"
#include "engine/report/history_json.h"
#include "engine/report/history_text.h"
#include "replacer/execute/replacement_history.h"

namespace certsweep::cli {

namespace {

std::string Rendered(const report::EndpointHistory& history, int64_t latest_run, const ShowArguments& arguments) {
  if (arguments.format == ShowFormat::kJsonl) {
    std::string text;
    report::AppendHistoryJson(history, latest_run, arguments.pem, text);
    return text;
  }
  if (arguments.pem) return report::RenderHistoryPem(history);
  const Terminal terminal = TerminalOf(STDOUT_FILENO);
  return report::RenderHistory(history, latest_run,
                               {.color = WantsColor(arguments.color, terminal), .width = terminal.width});
}

// Why there is nothing to show.
std::string UnknownText(const ShowArguments& arguments, const std::vector<std::string>& like) {
  const report::HistoryQuestion& question = arguments.question;
  const std::string& name = question.address.empty() ? question.host : question.address;
  std::string text = absl::StrCat(base::DisplayText(arguments.record), ": has no result of ", base::DisplayText(name));
  if (question.port) absl::StrAppend(&text, ", port ", *question.port);
  if (!like.empty()) absl::StrAppend(&text, "; did you mean ", base::DisplayText(absl::StrJoin(like, ", "), 800), "?");
  return text;
}

int Unknown(const ShowArguments& arguments, estate::Estate& estate) {
  std::vector<std::string> like;
  if (arguments.question.address.empty() && !arguments.question.port) {
    absl::StatusOr<std::vector<std::string>> hosts = report::HostsLike(estate, arguments.question.host);
    if (!hosts.ok()) return FailSetup(hosts.status());
    like = *std::move(hosts);
  }
  return FailSetup(absl::NotFoundError(UnknownText(arguments, like)));
}

}  // namespace

int RunShowCommand(const ShowArguments& arguments) {
  const absl::StatusOr<std::unique_ptr<estate::Estate>> estate =
      estate::OpenSqliteEstate(arguments.record, {.read_only = true});
  if (!estate.ok()) return FailSetup(estate.status());
  const absl::StatusOr<std::optional<estate::RunInfo>> latest = (*estate)->LatestRun();
  if (!latest.ok()) return FailSetup(latest.status());
  const int64_t latest_run = *latest ? (*latest)->id : 0;
  const absl::StatusOr<std::unique_ptr<estate::JobJournal>> journal =
      estate::OpenSqliteJobJournal(arguments.record, {.read_only = true});
  if (!journal.ok()) return FailSetup(journal.status());
  const bool spaced = arguments.format == ShowFormat::kTable && !arguments.pem;
  const char* gap = "";  // between the texts of endpoints
  uint64_t found = 0;
  const absl::Status status =
      report::VisitEndpointHistories(**estate, arguments.question, &found, [&](report::EndpointHistory& history) {
        absl::StatusOr<std::vector<report::Replacement>> replacements =
            replacer::ReplacementsOf(history.endpoint, **journal);
        if (!replacements.ok()) return replacements.status();
        history.replacements = *std::move(replacements);
        const std::string text = gap + Rendered(history, latest_run, arguments);
        if (spaced) gap = "\n";
        return WriteToStandardOutput(text);
      });
  if (!status.ok()) return ToldExitCode(status);
  return found > 0 ? kExitCompliant : Unknown(arguments, **estate);
}

}  // namespace certsweep::cli
