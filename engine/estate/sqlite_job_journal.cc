#include "engine/estate/sqlite_job_journal.h"

#include <sqlite3.h>

#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/base/text.h"
#include "engine/estate/sqlite_connection.h"
#include "engine/estate/sqlite_schema.h"
#include "engine/estate/sqlite_statement.h"

namespace certsweep::estate {
namespace {

constexpr char kJobColumns[] =
    "SELECT id, location, host, port, endpoints, pem_path, plan, change_id, created, state, detail, progress, ended,"
    " changed, owner, held_until FROM job ";

std::vector<std::string> SplitEndpoints(std::string_view text) {
  if (text.empty()) return {};
  return absl::StrSplit(base::ToAbsl(text), ',');
}

JobRow ReadJob(const SqliteStatement& row) {
  JobRow job;
  job.id = row.Integer(0);
  job.job = {.location = std::string(row.Text(1)),
             .host = std::string(row.Text(2)),
             .port = static_cast<uint16_t>(row.Integer(3)),
             .endpoints = SplitEndpoints(row.Text(4)),
             .pem_path = std::string(row.Text(5)),
             .plan_json = std::string(row.Text(6)),
             .change_id = std::string(row.Text(7)),
             .time = row.Integer(8)};
  job.progress = {.state = std::string(row.Text(9)),
                  .detail = std::string(row.Text(10)),
                  .progress_json = std::string(row.Text(11)),
                  .ended = row.Integer(12) != 0,
                  .time = row.Integer(13)};
  job.owner = row.Text(14);
  job.held_until = row.Integer(15);
  return job;
}

absl::Status TakenOver(int64_t job) {
  return absl::FailedPreconditionError(absl::StrCat("job ", job, ": another process has taken it over"));
}

absl::Status VisitJobs(SqliteStatement& query, const Visitor<JobRow>& visit) {
  while (true) {
    const absl::StatusOr<bool> row = query.Step();
    if (!row.ok()) return row.status();
    if (!*row || !visit(ReadJob(query))) return absl::OkStatus();
  }
}

class SqliteJobJournal final : public JobJournal {
 public:
  explicit SqliteJobJournal(std::unique_ptr<SqliteConnection> connection) : connection_(std::move(connection)) {}

  absl::StatusOr<int64_t> Add(const NewJob& job, std::string_view state) override;
  absl::StatusOr<bool> Replan(int64_t id, const NewJob& job, std::string_view state) override;
  absl::Status Relocate(int64_t job, std::string_view owner, std::string_view location) override;
  absl::StatusOr<std::optional<JobRow>> Find(int64_t job) override;
  absl::Status Visit(const Visitor<JobRow>& visit) override;
  absl::Status VisitOfEndpoint(std::string_view endpoint, const Visitor<JobRow>& visit) override;
  absl::Status VisitEvents(int64_t job, const Visitor<JobEvent>& visit) override;
  absl::StatusOr<bool> Claim(int64_t job, std::string_view owner, std::string_view expected, int64_t now,
                             int64_t until) override;
  absl::Status Release(int64_t job, std::string_view owner) override;
  absl::Status Write(int64_t job, std::string_view owner, const JobProgress& progress) override;
  absl::Status Reopen(int64_t job, const JobProgress& progress) override;

 private:
  // REQUIRES of all: mutex_ is held.
  // Whether no open job but `except` has that location.
  absl::Status CheckFree(std::string_view location, int64_t except = 0);
  absl::StatusOr<int64_t> Insert(const NewJob& job, std::string_view state);
  absl::Status AddEvent(int64_t job, std::string_view state, std::string_view detail, int64_t time);
  // How many rows it changed.
  absl::StatusOr<int> Change(absl::StatusOr<SqliteStatement>& statement);
  // A process that died after a job's end may hold it still.
  absl::Status Free(int64_t job);
  absl::Status Store(int64_t job, const JobProgress& progress, std::string_view condition, std::string_view owner);

  std::mutex mutex_;
  std::unique_ptr<SqliteConnection> connection_;
};

absl::Status SqliteJobJournal::CheckFree(std::string_view location, int64_t except) {
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(
      *connection_, "SELECT id, state FROM job WHERE location = ?1 AND ended = 0 AND id <> ?2");
  if (!query.ok()) return query.status();
  query->Bind(1, location).Bind(2, except);
  const absl::StatusOr<bool> row = query->Step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::OkStatus();
  return absl::AlreadyExistsError(absl::StrCat("job ", query->Integer(0), " (", base::ToAbsl(query->Text(1)),
                                               ") is about the same file and has not ended"));
}

absl::StatusOr<int64_t> SqliteJobJournal::Insert(const NewJob& job, std::string_view state) {
  absl::StatusOr<SqliteStatement> insert = SqliteStatement::Prepare(
      *connection_,
      "INSERT INTO job (location, host, port, endpoints, pem_path, plan, change_id, created, changed, state, detail,"
      " progress, ended, owner, held_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, '', '', 0, '', 0)");
  if (!insert.ok()) return insert.status();
  const std::string endpoints = absl::StrJoin(job.endpoints, ",");
  insert->Bind(1, job.location).Bind(2, job.host).Bind(3, int64_t{job.port}).Bind(4, endpoints).Bind(5, job.pem_path);
  insert->Bind(6, job.plan_json).Bind(7, job.change_id).Bind(8, job.time).Bind(9, state);
  if (absl::Status status = insert->Run(); !status.ok()) return status;
  return sqlite3_last_insert_rowid(connection_->handle());
}

absl::Status SqliteJobJournal::AddEvent(int64_t job, std::string_view state, std::string_view detail, int64_t time) {
  absl::StatusOr<SqliteStatement> insert = SqliteStatement::Prepare(
      *connection_, "INSERT INTO job_event (job, state, detail, time) VALUES (?1, ?2, ?3, ?4)");
  if (!insert.ok()) return insert.status();
  insert->Bind(1, job).Bind(2, state).Bind(3, detail).Bind(4, time);
  return insert->Run();
}

absl::StatusOr<int> SqliteJobJournal::Change(absl::StatusOr<SqliteStatement>& statement) {
  if (!statement.ok()) return statement.status();
  if (absl::Status status = statement->Run(); !status.ok()) return status;
  return sqlite3_changes(connection_->handle());
}

absl::StatusOr<int64_t> SqliteJobJournal::Add(const NewJob& job, std::string_view state) {
  const std::lock_guard lock(mutex_);
  SqliteTransaction transaction(*connection_);
  if (absl::Status status = transaction.Begin(); !status.ok()) return status;
  if (absl::Status status = CheckFree(job.location); !status.ok()) return status;
  const absl::StatusOr<int64_t> id = Insert(job, state);
  if (!id.ok()) return id.status();
  absl::Status status = AddEvent(*id, state, "", job.time);
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;
  return *id;
}

absl::StatusOr<bool> SqliteJobJournal::Replan(int64_t id, const NewJob& job, std::string_view state) {
  const std::lock_guard lock(mutex_);
  absl::StatusOr<SqliteStatement> update =
      SqliteStatement::Prepare(*connection_,
                               "UPDATE job SET host = ?2, port = ?3, endpoints = ?4, pem_path = ?5, plan = ?6,"
                               " change_id = ?7, changed = ?8"
                               " WHERE id = ?1 AND location = ?9 AND state = ?10 AND ended = 0 AND owner = ''");
  const std::string endpoints = absl::StrJoin(job.endpoints, ",");
  if (update.ok()) {
    update->Bind(1, id).Bind(2, job.host).Bind(3, int64_t{job.port}).Bind(4, endpoints).Bind(5, job.pem_path);
    update->Bind(6, job.plan_json).Bind(7, job.change_id).Bind(8, job.time).Bind(9, job.location).Bind(10, state);
  }
  const absl::StatusOr<int> changed = Change(update);
  if (!changed.ok()) return changed.status();
  return *changed > 0;
}

absl::Status SqliteJobJournal::Relocate(int64_t job, std::string_view owner, std::string_view location) {
  const std::lock_guard lock(mutex_);
  SqliteTransaction transaction(*connection_);
  if (absl::Status status = transaction.Begin(); !status.ok()) return status;
  if (absl::Status status = CheckFree(location, job); !status.ok()) return status;
  absl::StatusOr<SqliteStatement> update =
      SqliteStatement::Prepare(*connection_, "UPDATE job SET location = ?3 WHERE id = ?1 AND owner = ?2");
  if (update.ok()) update->Bind(1, job).Bind(2, owner).Bind(3, location);
  const absl::StatusOr<int> changed = Change(update);
  if (!changed.ok()) return changed.status();
  if (*changed == 0) return TakenOver(job);
  return transaction.Commit();
}

absl::StatusOr<std::optional<JobRow>> SqliteJobJournal::Find(int64_t job) {
  const std::lock_guard lock(mutex_);
  absl::StatusOr<SqliteStatement> query =
      SqliteStatement::Prepare(*connection_, absl::StrCat(kJobColumns, "WHERE id = ?1"));
  if (!query.ok()) return query.status();
  query->Bind(1, job);
  const absl::StatusOr<bool> row = query->Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  return ReadJob(*query);
}

absl::Status SqliteJobJournal::Visit(const Visitor<JobRow>& visit) {
  const std::lock_guard lock(mutex_);
  absl::StatusOr<SqliteStatement> query =
      SqliteStatement::Prepare(*connection_, absl::StrCat(kJobColumns, "ORDER BY id"));
  if (!query.ok()) return query.status();
  return VisitJobs(*query, visit);
}

absl::Status SqliteJobJournal::VisitOfEndpoint(std::string_view endpoint, const Visitor<JobRow>& visit) {
  const std::lock_guard lock(mutex_);
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(
      *connection_,
      absl::StrCat(kJobColumns, "WHERE instr(',' || endpoints || ',', ',' || ?1 || ',') > 0 ORDER BY id"));
  if (!query.ok()) return query.status();
  query->Bind(1, endpoint);
  return VisitJobs(*query, visit);
}

absl::Status SqliteJobJournal::VisitEvents(int64_t job, const Visitor<JobEvent>& visit) {
  const std::lock_guard lock(mutex_);
  absl::StatusOr<SqliteStatement> query =
      SqliteStatement::Prepare(*connection_, "SELECT state, detail, time FROM job_event WHERE job = ?1 ORDER BY id");
  if (!query.ok()) return query.status();
  query->Bind(1, job);
  while (true) {
    const absl::StatusOr<bool> row = query->Step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
    if (!visit({std::string(query->Text(0)), std::string(query->Text(1)), query->Integer(2)})) return absl::OkStatus();
  }
}

absl::StatusOr<bool> SqliteJobJournal::Claim(int64_t job, std::string_view owner, std::string_view expected,
                                             int64_t now, int64_t until) {
  const std::lock_guard lock(mutex_);
  absl::StatusOr<SqliteStatement> update = SqliteStatement::Prepare(
      *connection_,
      "UPDATE job SET owner = ?2, held_until = ?5 WHERE id = ?1 AND (owner = '' OR owner = ?3 OR held_until < ?4)");
  if (update.ok()) update->Bind(1, job).Bind(2, owner).Bind(3, expected).Bind(4, now).Bind(5, until);
  const absl::StatusOr<int> changed = Change(update);
  if (!changed.ok()) return changed.status();
  return *changed > 0;
}

absl::Status SqliteJobJournal::Release(int64_t job, std::string_view owner) {
  const std::lock_guard lock(mutex_);
  absl::StatusOr<SqliteStatement> update =
      SqliteStatement::Prepare(*connection_, "UPDATE job SET owner = '', held_until = 0 WHERE id = ?1 AND owner = ?2");
  if (update.ok()) update->Bind(1, job).Bind(2, owner);
  return Change(update).status();
}

absl::Status SqliteJobJournal::Free(int64_t job) {
  absl::StatusOr<SqliteStatement> update =
      SqliteStatement::Prepare(*connection_, "UPDATE job SET owner = '', held_until = 0 WHERE id = ?1");
  if (update.ok()) update->Bind(1, job);
  return Change(update).status();
}

absl::Status SqliteJobJournal::Store(int64_t job, const JobProgress& progress, std::string_view condition,
                                     std::string_view owner) {
  absl::StatusOr<SqliteStatement> update = SqliteStatement::Prepare(
      *connection_, absl::StrCat("UPDATE job SET state = ?2, detail = ?3, progress = ?4, ended = ?5, changed = ?6"
                                 " WHERE id = ?1 AND ",
                                 base::ToAbsl(condition)));
  if (update.ok()) {
    update->Bind(1, job).Bind(2, progress.state).Bind(3, progress.detail).Bind(4, progress.progress_json);
    update->Bind(5, int64_t{progress.ended}).Bind(6, progress.time).Bind(7, owner);
  }
  const absl::StatusOr<int> changed = Change(update);
  if (!changed.ok()) return changed.status();
  if (*changed == 0) return TakenOver(job);
  return AddEvent(job, progress.state, progress.detail, progress.time);
}

absl::Status SqliteJobJournal::Write(int64_t job, std::string_view owner, const JobProgress& progress) {
  const std::lock_guard lock(mutex_);
  SqliteTransaction transaction(*connection_);
  absl::Status status = transaction.Begin();
  if (status.ok()) status = Store(job, progress, "owner = ?7", owner);
  return status.ok() ? transaction.Commit() : status;
}

absl::Status SqliteJobJournal::Reopen(int64_t job, const JobProgress& progress) {
  const std::lock_guard lock(mutex_);
  SqliteTransaction transaction(*connection_);
  if (absl::Status status = transaction.Begin(); !status.ok()) return status;
  absl::StatusOr<SqliteStatement> query =
      SqliteStatement::Prepare(*connection_, "SELECT location FROM job WHERE id = ?1");
  if (!query.ok()) return query.status();
  const absl::StatusOr<bool> row = query->Bind(1, job).Step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::NotFoundError(absl::StrCat("there is no job ", job));
  const std::string location(query->Text(0));
  query->Reset();
  absl::Status status = CheckFree(location);
  if (status.ok()) status = Store(job, progress, "(?7 = '' AND ended = 1)", "");
  if (status.ok()) status = Free(job);
  return status.ok() ? transaction.Commit() : status;
}

}  // namespace

absl::StatusOr<std::unique_ptr<JobJournal>> OpenSqliteJobJournal(const std::string& path, SqliteEstateOptions options) {
  absl::StatusOr<std::unique_ptr<SqliteConnection>> connection =
      options.read_only ? SqliteConnection::OpenForReading(path, options.busy_timeout_millis)
                        : SqliteConnection::Open(path, options.busy_timeout_millis);
  if (!connection.ok()) return connection.status();
  absl::Status status = options.read_only ? PrepareForReading(**connection) : PrepareSchema(**connection);
  // What a job does to an appliance must not be ahead of the record, not even after a power cut.
  if (status.ok() && !options.read_only) status = (*connection)->Execute("PRAGMA synchronous = FULL");
  if (!status.ok()) return status;
  return std::make_unique<SqliteJobJournal>(*std::move(connection));
}

}  // namespace certsweep::estate
