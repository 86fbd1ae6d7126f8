// Results per second into the record, in batches as the scan's writer makes them.
#include <benchmark/benchmark.h>
#include <unistd.h>

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

constexpr int kEndpoints = 4096;
constexpr size_t kBatch = 64;
constexpr int64_t kTime = 1'767'323'045;

std::vector<estate::ResultRow> Night(int night, int first_endpoint, int certificate) {
  std::vector<estate::ResultRow> rows;
  rows.reserve(kEndpoints);
  for (int i = 0; i < kEndpoints; ++i) {
    rows.push_back(MakeRecordRow(first_endpoint + i, {.certificate = certificate}, kTime + night * 86400 + i / 300));
  }
  return rows;
}

void WriteNight(estate::Estate& record, const std::vector<estate::ResultRow>& rows) {
  const int64_t run = Must(record.BeginRun({rows.front().time_unix_seconds, "benchmark", kEndpoints}, {}));
  for (size_t i = 0; i < rows.size(); i += kBatch) {
    Must(record.AppendResults(run, std::span(rows).subspan(i, kBatch)));
  }
}

// `new_endpoints`, `new_certificates`: in comparison with the night before.
void WriteResults(benchmark::State& state, bool new_endpoints, bool new_certificates) {
  const std::string folder =
      (std::filesystem::temp_directory_path() / ("record_benchmark-" + std::to_string(getpid()))).string();
  std::filesystem::create_directory(folder);
  {
    const std::unique_ptr<estate::Estate> record = Must(estate::OpenSqliteEstate(folder + "/estate.db"));
    WriteNight(*record, Night(0, 0, 0));
    int night = 0;
    for ([[maybe_unused]] auto _ : state) {
      state.PauseTiming();
      ++night;
      const std::vector<estate::ResultRow> rows =
          Night(night, new_endpoints ? night * kEndpoints : 0, new_certificates ? night : 0);
      state.ResumeTiming();
      WriteNight(*record, rows);
    }
  }
  std::filesystem::remove_all(folder);
  state.SetItemsProcessed(state.iterations() * kEndpoints);
}

void BM_UnchangedResults(benchmark::State& state) { WriteResults(state, false, false); }
void BM_ResultsOfNewEndpoints(benchmark::State& state) { WriteResults(state, true, false); }
void BM_ResultsWithNewCertificates(benchmark::State& state) { WriteResults(state, false, true); }
BENCHMARK(BM_UnchangedResults)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_ResultsOfNewEndpoints)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_ResultsWithNewCertificates)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace certsweep::bench
