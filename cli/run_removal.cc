#include "cli/run_removal.h"

#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/record_access.h"
#include "cli/terminal.h"
#include "engine/base/text.h"
#include "engine/estate/sqlite_estate.h"
#include "engine/report/table_text.h"

namespace certsweep::cli {

namespace {

std::string Counted(size_t runs) { return absl::StrCat(report::GroupedNumber(runs), runs == 1 ? " run" : " runs"); }

std::string SizeText(uint64_t bytes) {
  const auto number = static_cast<double>(bytes);
  if (bytes >= uint64_t{1} << 30) return absl::StrFormat("%.1f GiB", number / (1 << 30));
  if (bytes >= uint64_t{1} << 20) return absl::StrFormat("%.1f MiB", number / (1 << 20));
  return absl::StrFormat("%.0f KiB", number / (1 << 10));
}

// A line of standard input, cut to what an answer may have.
std::string ReadAnswer() {
  std::string answer;
  for (char c = 0; answer.size() < 100;) {
    const ssize_t got = read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1 || c == '\n') break;
    answer += c;
  }
  return answer;
}

std::string RoomText(const estate::RecordRoom& room, const RunsArguments& arguments) {
  const std::string record = base::DisplayText(arguments.record);
  if (room.free == 0 || arguments.vacuum) return absl::StrCat(record, ": ", SizeText(room.total), "\n");
  return absl::StrCat(record, ": ", SizeText(room.total), ", of which ", SizeText(room.free),
                      " are free and will be used again (runs prune --vacuum gives them back)\n");
}

// What was done, and how the record is now.
int Tell(size_t deleted, estate::Estate& estate, const RunsArguments& arguments, absl::Status status) {
  std::string text = deleted > 0 ? absl::StrCat("deleted ", Counted(deleted), "\n") : std::string();
  const absl::StatusOr<estate::RecordRoom> room = estate.Room();
  if (room.ok()) text += RoomText(*room, arguments);
  status.Update(room.status());
  status.Update(WriteToStandardOutput(text));
  return ToldExitCode(status);
}

}  // namespace

bool IsYes(std::string_view answer) {
  while (answer.ends_with(' ') || answer.ends_with('\r')) answer.remove_suffix(1);
  return base::EqualsIgnoreAsciiCase(answer, "y") || base::EqualsIgnoreAsciiCase(answer, "yes");
}

absl::StatusOr<bool> MayDelete(const std::vector<estate::RunInfo>& runs, const RunsArguments& arguments) {
  if (arguments.yes) return true;
  if (!TerminalOf(STDIN_FILENO).is_terminal) {
    return absl::InvalidArgumentError(
        "nothing was deleted: there is no terminal to ask on; --yes says that it is meant");
  }
  WriteToStandardError(
      absl::StrCat("Delete ", Counted(runs.size()), " of ", base::DisplayText(arguments.record), "? [y/N] "));
  return IsYes(ReadAnswer());
}

int RemoveRuns(const std::vector<estate::RunInfo>& runs, const RunsArguments& arguments, SignalWatcher& signals) {
  const absl::StatusOr<std::unique_ptr<estate::Estate>> estate = estate::OpenSqliteEstate(arguments.record);
  if (!estate.ok()) return FailSetup(estate.status());
  signals.StopGracefully();
  absl::Status status;
  size_t deleted = 0;
  for (const estate::RunInfo& run : runs) {
    if (status.ok() && signals.token().stop_requested()) status = absl::CancelledError("interrupted");
    if (!status.ok()) break;
    status = (*estate)->DeleteRun(run.id);
    // Somebody else was faster.
    if (absl::IsNotFound(status)) status = absl::OkStatus();
    if (status.ok()) ++deleted;
  }
  if (status.ok() && arguments.vacuum) status = (*estate)->ReturnRoom();
  return Tell(deleted, **estate, arguments, status);
}

}  // namespace certsweep::cli
