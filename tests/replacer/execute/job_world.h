// JobWorld: all that a replacement job works with, in this process: an appliance in memory, a CA, a record in a folder,
// a clock that tests move, and eyes on what the appliance serves: its server.pem as of its last restart.
#ifndef CERTSWEEP_TESTS_REPLACER_EXECUTE_JOB_WORLD_H_
#define CERTSWEEP_TESTS_REPLACER_EXECUTE_JOB_WORLD_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/estate/sqlite_job_journal.h"
#include "engine/pki/chain_judge.h"
#include "replacer/execute/job_tools.h"
#include "replacer/plan/job_plan.h"
#include "replacer/replace.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_host.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {

inline constexpr const char* kPem = "/etc/lighttpd/server.pem";

// Stands between a job and its record: from a given write on, nothing is written any more, as if the process had been
// killed right after the one before.
class DyingJournal final : public estate::JobJournal {
 public:
  explicit DyingJournal(estate::JobJournal& journal) : journal_(journal) {}
  int writes = 0;
  int dies_after = -1;  // writes; below 0: never

  absl::StatusOr<int64_t> Add(const estate::NewJob& job, std::string_view state) override {
    return journal_.Add(job, state);
  }
  absl::StatusOr<std::optional<estate::JobRow>> Find(int64_t job) override { return journal_.Find(job); }
  absl::Status Visit(const estate::Visitor<estate::JobRow>& visit) override { return journal_.Visit(visit); }
  absl::Status VisitOfEndpoint(std::string_view endpoint, const estate::Visitor<estate::JobRow>& visit) override {
    return journal_.VisitOfEndpoint(endpoint, visit);
  }
  absl::Status VisitEvents(int64_t job, const estate::Visitor<estate::JobEvent>& visit) override {
    return journal_.VisitEvents(job, visit);
  }
  absl::StatusOr<bool> Claim(int64_t job, std::string_view owner, std::string_view expected, int64_t now,
                             int64_t until) override {
    return journal_.Claim(job, owner, expected, now, until);
  }
  absl::Status Release(int64_t job, std::string_view owner) override { return journal_.Release(job, owner); }
  absl::Status Write(int64_t job, std::string_view owner, const estate::JobProgress& progress) override {
    if (dies_after >= 0 && writes >= dies_after) return absl::InternalError("killed");
    ++writes;
    return journal_.Write(job, owner, progress);
  }
  absl::Status Reopen(int64_t job, const estate::JobProgress& progress) override {
    return journal_.Reopen(job, progress);
  }

 private:
  estate::JobJournal& journal_;
};

class JobWorld {
 public:
  JobWorld();

  // Adds the job, runs it, and returns "state: detail". A record that can't be written is "killed".
  std::string Run();
  // As a new process would, after the last one was killed.
  std::string Resume();
  // As somebody else might restart the server.
  void Restart() { Serve(); }
  std::string State() const;
  std::vector<std::string> History() const;
  // Whether the appliance's file is a whole one: the old one, or the new one.
  bool HasOldFile() const { return appliance().Content(kPem) == old_pem_; }
  bool HasWholeFile() const;
  // What it serves: the file as of its last restart.
  const std::string& served() const { return served_; }
  const std::string& old_pem() const { return old_pem_; }

  test::MemoryAppliance& appliance() const;
  test::MemoryConnector& connector() { return *connector_; }
  estate::JobJournal& journal() { return *journal_; }
  test::TemporaryFolder& folder() { return folder_; }

  // What tests change before they run.
  JobPlan plan;
  JobTools tools;
  test::ManualClock clock;
  int dies_after_write = -1;
  int submissions = 0;
  int restarts = 0;
  std::function<absl::StatusOr<IssuerAnswer>(const CertificateOrder&)> answer;       // in place of the CA's
  std::function<absl::StatusOr<CommandResult>(const std::string& command)> command;  // in place of a restart
  std::function<void()> on_wait;                                                     // while settling
  std::function<void()> on_pause;                                                    // at each wait
  bool stopping = false;

 private:
  std::string RunAll();
  void Serve();

  test::TemporaryFolder folder_;
  std::unique_ptr<estate::JobJournal> journal_;
  std::unique_ptr<const pki::ChainJudge> judge_;
  std::unique_ptr<Issuer> ca_;
  test::MemoryConnector* connector_ = nullptr;
  std::string old_pem_, served_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_TESTS_REPLACER_EXECUTE_JOB_WORLD_H_
