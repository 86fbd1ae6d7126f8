// record_scale PATH RUNS ENDPOINTS: fills a new record with so many nightly runs through the interface that a scan
// uses, and says how large it is and how long each question to it takes. Ends with 1 where a bound does not hold.
#include <sys/resource.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/must.h"
#include "bench/record_rows.h"
#include "engine/base/clock.h"
#include "engine/estate/sqlite_estate.h"

namespace certsweep::bench {
namespace {

constexpr int64_t kFirstNight = 1'767'323'045;
constexpr int64_t kDay = 86400;
constexpr size_t kBatch = 64;
constexpr double kSecondsAllowed = 2;
constexpr double kMebibytesAllowed = 1024;  // of 365 runs of 40,000
constexpr double kMemoryAllowed = 64;       // MiB

class Scale {
 public:
  Scale(std::string path, int runs, int endpoints)
      : path_(std::move(path)), runs_(runs), endpoints_(endpoints), states_(static_cast<size_t>(endpoints)) {}

  // False: a bound does not hold.
  bool Run();

 private:
  void Fill();
  void FillNight(int night);
  // Of every hundred endpoints one has a new certificate each night and one is not reached, other than the night
  // before.
  void Change(int endpoint, int night);
  estate::ResultRow RowOf(int endpoint, int night) const {
    return MakeRecordRow(endpoint, states_[static_cast<size_t>(endpoint)], kFirstNight + night * kDay + endpoint / 300);
  }
  void AskAll();
  void CheckLines();
  void Ask(const char* question, double seconds_allowed, const std::function<uint64_t()>& ask);
  void Tell(const char* what, double value, const char* unit, double allowed);

  const std::string path_;
  const int runs_, endpoints_;
  std::vector<RecordState> states_;
  std::unique_ptr<estate::Estate> record_;
  bool all_hold_ = true;
};

int64_t Now() { return base::SystemClock().MonotonicMicros(); }

double SecondsSince(int64_t start) { return static_cast<double>(Now() - start) / 1e6; }

void Scale::Change(int endpoint, int night) {
  RecordState& state = states_[static_cast<size_t>(endpoint)];
  const auto draw = (static_cast<uint64_t>(endpoint) * 7919 + static_cast<uint64_t>(night)) * 0x9e3779b97f4a7c15 >> 40;
  if (draw % 100 == 0) ++state.certificate;
  state.reachable = draw % 100 != 1;
}

void Scale::FillNight(int night) {
  const int64_t run = Must(record_->BeginRun(
      {kFirstNight + night * kDay, "certsweep scan -t estate.csv", static_cast<uint64_t>(endpoints_)}, {}));
  std::vector<estate::ResultRow> rows;
  for (int i = 0; i < endpoints_; ++i) {
    // In another order each night, as a scan goes about it.
    const auto endpoint = static_cast<int>((int64_t{i} * 7919 + night * 101) % endpoints_);
    if (night > 0) Change(endpoint, night);
    rows.push_back(RowOf(endpoint, night));
    if (rows.size() < kBatch && i + 1 < endpoints_) continue;
    Must(record_->AppendResults(run, rows));
    rows.clear();
  }
  Must(record_->EndRun(run, {kFirstNight + night * kDay + 300, false, "{}"}));
}

void Scale::Fill() {
  const int64_t start = Now();
  for (int night = 0; night < runs_; ++night) {
    FillNight(night);
    if (night == 0 || (night + 1) % 73 == 0) {
      std::printf("        run %d: %.0f s, %.0f MiB\n", night + 1, SecondsSince(start),
                  static_cast<double>(std::filesystem::file_size(path_)) / (1 << 20));
      std::fflush(stdout);
    }
  }
}

void Scale::Tell(const char* what, double value, const char* unit, double allowed) {
  const bool holds = value <= allowed;
  std::printf("%-7s %-36s %10.3f %s, at most %g\n", holds ? "ok" : "FAILED", what, value, unit, allowed);
  all_hold_ = all_hold_ && holds;
}

void Scale::Ask(const char* question, double seconds_allowed, const std::function<uint64_t()>& ask) {
  const int64_t start = Now();
  const uint64_t answers = ask();
  const double seconds = SecondsSince(start);
  const std::string what = std::string(question) + ": " + std::to_string(answers);
  Tell(what.c_str(), seconds, "s", seconds_allowed);
}

// The last run's lines are those that were written.
void Scale::CheckLines() {
  uint64_t wrong = 0, read = 0;
  Must(record_->VisitResults(runs_, {.chains = true}, [&](const estate::ResultRow& row) {
    const int endpoint = std::atoi(row.host.c_str() + 4);
    const estate::ResultRow written = RowOf(endpoint, runs_ - 1);
    const bool same_leaf =
        row.chain.size() == written.chain.size() && (row.chain.empty() || row.chain[0].der == written.chain[0].der);
    wrong += row.json != written.json || !same_leaf;
    ++read;
    return true;
  }));
  Tell("lines that differ from those written", static_cast<double>(wrong), "lines", 0);
  Tell("results missing in the last run", static_cast<double>(endpoints_) - static_cast<double>(read), "results", 0);
}

void Scale::AskAll() {
  uint64_t count = 0;
  const auto counted = [&count](const auto&...) { return ++count != 0; };
  const auto answer = [&count](const absl::Status& status) {
    Must(status);
    return std::exchange(count, 0);
  };
  Ask("report: a run's results", kSecondsAllowed, [&] { return answer(record_->VisitResults(runs_, {}, counted)); });
  Ask("the same with their chains", kSecondsAllowed,
      [&] { return answer(record_->VisitResults(runs_, {.chains = true}, counted)); });
  Ask("what --resume asks: a run's keys", kSecondsAllowed, [&] { return answer(record_->VisitKeys(runs_, counted)); });
  Ask("diff: since the night before", kSecondsAllowed,
      [&] { return answer(record_->VisitChanges(runs_ - 1, runs_, counted)); });
  Ask("diff: since the first night", kSecondsAllowed, [&] { return answer(record_->VisitChanges(1, runs_, counted)); });
  Ask("show: a host's history", kSecondsAllowed,
      [&] { return answer(record_->VisitHistory(RowOf(7, 0).host, {.chains = true}, counted)); });
  Ask("runs", kSecondsAllowed, [&] { return answer(record_->VisitRuns(counted)); });
  Ask("the queue", kSecondsAllowed, [&] { return answer(record_->VisitQueue(counted)); });
  Ask("shared keys", kSecondsAllowed, [&] {
    uint64_t total = 0;
    Must(record_->SharedKeys(runs_, 10, &total));
    return total;
  });
  Ask("endpoints with a key", kSecondsAllowed, [&] {
    const estate::ResultRow row = MakeRecordRow(7, {.certificate = states_[7].certificate}, 0);
    return answer(record_->VisitEndpointsOfKey(runs_, row.chain[0].spki_sha256, counted));
  });
}

bool Scale::Run() {
  record_ = Must(estate::OpenSqliteEstate(path_));
  Fill();
  CheckLines();
  record_ = Must(estate::OpenSqliteEstate(path_));
  AskAll();
  record_.reset();
  const double share = runs_ * static_cast<double>(endpoints_) / (365 * 40'000.0);
  Tell("size", static_cast<double>(std::filesystem::file_size(path_)) / (1 << 20), "MiB",
       share < 1 ? kMebibytesAllowed : kMebibytesAllowed * share);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  Tell("memory", static_cast<double>(usage.ru_maxrss) / 1024, "MiB", kMemoryAllowed);
  record_ = Must(estate::OpenSqliteEstate(path_));
  Ask("deleting a run in the middle", 60, [&] {
    Must(record_->DeleteRun(runs_ / 2));
    return uint64_t{1};
  });
  CheckLines();
  return all_hold_;
}

}  // namespace
}  // namespace certsweep::bench

int main(int argc, char** argv) {
  const int runs = argc == 4 ? std::atoi(argv[2]) : 0;
  const int endpoints = argc == 4 ? std::atoi(argv[3]) : 0;
  if (runs < 3 || endpoints < 100 || endpoints % 7919 == 0) {
    std::fprintf(stderr, "usage: record_scale PATH RUNS ENDPOINTS   (a new file; 3 runs and 100 endpoints or more)\n");
    return 2;
  }
  std::filesystem::remove(argv[1]);
  return certsweep::bench::Scale(argv[1], runs, endpoints).Run() ? 0 : 1;
}
