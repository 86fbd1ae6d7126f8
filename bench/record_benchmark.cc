// Results per second into the record, in batches as the scan's writer makes them.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bench/must.h"
#include "bench/record_rows.h"
#include "engine/estate/sqlite_estate.h"

namespace certsweep::bench {
namespace {

constexpr int kEndpoints = 20'480;
constexpr size_t kBatch = 1024;
constexpr int64_t kTime = 1'767'323'045;

std::vector<estate::ResultRow> Night(int night, int certificate) {
  std::vector<estate::ResultRow> rows;
  rows.reserve(kEndpoints);
  for (int i = 0; i < kEndpoints; ++i) {
    rows.push_back(MakeRecordRow(i, {.certificate = certificate}, kTime + night * 86400 + i / 300));
  }
  return rows;
}

class Record {
 public:
  Record() : folder_(std::filesystem::temp_directory_path() / ("record_benchmark-" + std::to_string(getpid()))) {
    std::filesystem::create_directory(folder_);
    estate_ = Must(estate::OpenSqliteEstate((folder_ / "estate.db").string()));
  }
  ~Record() {
    estate_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Write(const std::vector<estate::ResultRow>& rows) {
    const int64_t run = Must(estate_->BeginRun({rows.front().time_unix_seconds, "benchmark", kEndpoints}, {}));
    std::span<const estate::ResultRow> rest(rows);
    while (!rest.empty()) {
      const size_t size = std::min(kBatch, rest.size());
      Must(estate_->AppendResults(run, rest.first(size)));
      rest = rest.subspan(size);
    }
  }

 private:
  const std::filesystem::path folder_;
  std::unique_ptr<estate::Estate> estate_;
};

void Count(benchmark::State& state) { state.SetItemsProcessed(state.iterations() * kEndpoints); }

// Everything is new, the file too.
void BM_FirstNight(benchmark::State& state) {
  const std::vector<estate::ResultRow> rows = Night(0, 0);
  for ([[maybe_unused]] auto _ : state) {
    Record record;
    record.Write(rows);
  }
  Count(state);
}

// `new_certificates`: in comparison with the night before.
void WriteLaterNights(benchmark::State& state, bool new_certificates) {
  Record record;
  record.Write(Night(0, 0));
  int night = 0;
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    ++night;
    const std::vector<estate::ResultRow> rows = Night(night, new_certificates ? night : 0);
    state.ResumeTiming();
    record.Write(rows);
  }
  Count(state);
}

void BM_NightWithoutChanges(benchmark::State& state) { WriteLaterNights(state, false); }
void BM_NightOfNewCertificates(benchmark::State& state) { WriteLaterNights(state, true); }
BENCHMARK(BM_FirstNight)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_NightWithoutChanges)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_NightOfNewCertificates)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace certsweep::bench
