// JobWorld: all that replacement jobs work with, in this process: appliances in memory, a CA, a record in a folder, a
// clock that tests move, and eyes on what the appliances serve: each its server.pem as of its last restart.
#ifndef CERTSWEEP_TESTS_REPLACER_EXECUTE_JOB_WORLD_H_
#define CERTSWEEP_TESTS_REPLACER_EXECUTE_JOB_WORLD_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
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
#include "tests/support/test_certificates.h"

namespace certsweep::replacer {

inline constexpr const char* kPem = "/etc/lighttpd/server.pem";

// Stands between a job and its record: from a given write on, nothing is written any more, as if the process had been
// killed right after the one before.
class DyingJournal final : public estate::JobJournal {
 public:
  explicit DyingJournal(estate::JobJournal& journal) : journal_(journal) {}
  std::atomic<int> writes = 0;
  std::atomic<int> dies_after = -1;  // writes; below 0: never

  absl::StatusOr<int64_t> Add(const estate::NewJob& job, std::string_view state) override {
    return journal_.Add(job, state);
  }
  absl::StatusOr<bool> Replan(int64_t id, const estate::NewJob& job, std::string_view state) override {
    return journal_.Replan(id, job, state);
  }
  absl::Status Relocate(int64_t job, std::string_view owner, std::string_view location) override {
    return journal_.Relocate(job, owner, location);
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

// The first appliance is sps01.corp.example at 10.0.0.7, the others go on from there; methods without a number are
// about it. Jobs get the numbers 1, 2, ... in the order of `plans`.
class JobWorld {
 public:
  explicit JobWorld(size_t appliances = 1);

  // Adds the jobs, runs them, and returns "state: detail" of the first. A record that can't be written is "killed".
  std::string Run();
  // As a new process would, after the last one was killed.
  std::string Resume();
  std::string RollBack(int64_t job = 1);
  // As somebody else might restart the server.
  void Restart(size_t number = 0);

  std::string State(int64_t job = 1) const;
  // The states alone, of all jobs.
  std::vector<std::string> States() const;
  std::vector<std::string> History(int64_t job = 1) const;
  // "state: detail" of all that happened to a job, a line each.
  std::string Story(int64_t job = 1) const;
  // The one job's folder on our disk.
  std::string FolderOfJob(int64_t job = 1) const;

  // Whether the appliance's file is a whole one: the old one, or the new one.
  bool HasOldFile(size_t number = 0) const { return appliance(number).Content(kPem) == old_pem(number); }
  bool HasWholeFile(size_t number = 0) const;
  // What it serves: the file as of its last restart.
  std::string served(size_t number = 0) const;
  const std::string& old_pem(size_t number = 0) const { return sites_[number].old_pem; }
  int restarts(size_t number = 0) const;

  test::MemoryAppliance& appliance(size_t number = 0) const;
  test::MemoryConnector& connector() { return *connector_; }
  estate::JobJournal& journal() { return *journal_; }
  test::TemporaryFolder& folder() { return folder_; }
  static const test::TestCertificate& Root();
  // What the world's own CA says.
  absl::StatusOr<IssuerAnswer> FromCa(const CertificateOrder& order) { return ca_->Submit(order); }
  // A right certificate for the order, by the root: what a CA that errs might begin with.
  static test::CertificateBuilder LeafFor(const CertificateOrder& order);

  // What tests change before they run.
  std::vector<JobPlan> plans;
  JobPlan& plan;  // the first of them
  JobTools tools;
  ReplaceOptions options;
  test::ManualClock clock;
  int dies_after_write = -1;
  std::atomic<int> submissions = 0;
  std::function<absl::StatusOr<IssuerAnswer>(const CertificateOrder&)> answer;       // in place of the CA's
  std::function<absl::StatusOr<CommandResult>(const std::string& command)> command;  // in place of a restart
  std::function<std::string(const estate::EndpointKey&, const std::string& served)>
      shows;                       // in place of what is served
  std::function<void()> on_wait;   // while settling
  std::function<void()> on_pause;  // at each wait
  std::atomic<bool> stopping = false;

  ReplaceOutcome outcome;  // of the last run

 private:
  struct Site {
    std::string host, address, old_pem, served;
    int restarts = 0;
  };
  friend class WorldProber;

  std::string RunAll();
  void AddSite(size_t number);
  std::string ServedAt(const estate::EndpointKey& endpoint) const;

  test::TemporaryFolder folder_{test::PlaceInMemory()};
  std::unique_ptr<estate::JobJournal> journal_;
  std::unique_ptr<const pki::ChainJudge> judge_;
  std::unique_ptr<Issuer> ca_;
  test::MemoryConnector* connector_ = nullptr;
  mutable std::mutex mutex_;  // of what sites serve
  std::vector<Site> sites_;
  std::map<std::string, size_t> by_address_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_TESTS_REPLACER_EXECUTE_JOB_WORLD_H_
