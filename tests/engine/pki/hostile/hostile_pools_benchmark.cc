// What it costs to judge the hostile pools, family by family: milliseconds for all of the family, the slowest of its
// pools, what the budget counted at most, and the most memory that one of them took (certificates included).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "tests/engine/pki/hostile/pool_judge.h"

namespace certsweep::pki::hostile {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

double MillisecondsToJudge(const ParsedPool& pool) {
  const auto start = std::chrono::steady_clock::now();
  benchmark::DoNotOptimize(Judge(pool));
  return Milliseconds(std::chrono::steady_clock::now() - start).count();
}

void JudgeFamily(benchmark::State& state, const std::vector<const PoolCase*>& cases) {
  std::vector<ParsedPool> parsed;
  PoolResult most;
  for (const PoolCase* one : cases) {
    const Pool pool = one->make();
    parsed.emplace_back(pool);
    const PoolResult result = JudgePool(pool);
    if (result.trusted != (one->outcome == Outcome::kTrusted)) return state.SkipWithError(one->name.c_str());
    most.signature_checks = std::max(most.signature_checks, result.signature_checks);
    most.candidates = std::max(most.candidates, result.candidates);
    most.name_comparisons = std::max(most.name_comparisons, result.name_comparisons);
    most.octets = std::max(most.octets, result.octets);
  }
  double slowest = 0;
  std::string slowest_name;
  for (auto _ : state) {
    for (size_t i = 0; i < parsed.size(); ++i) {
      const double milliseconds = MillisecondsToJudge(parsed[i]);
      if (milliseconds <= slowest) continue;
      slowest = milliseconds;
      slowest_name = cases[i]->name;
    }
  }
  state.counters["pools"] = static_cast<double>(cases.size());
  state.counters["slowest_ms"] = slowest;
  state.counters["signatures"] = most.signature_checks;
  state.counters["candidates"] = most.candidates;
  state.counters["comparisons"] = most.name_comparisons;
  state.counters["peak_MiB"] = static_cast<double>(most.octets) / (1 << 20);
  state.SetLabel("slowest: " + slowest_name);
}

// Registered by name, as they stand in the catalogue.
const bool kRegistered = [] {
  std::vector<std::string> order;
  std::map<std::string, std::vector<const PoolCase*>> families;
  for (const PoolCase& pool : HostilePools()) {
    if (!families.contains(pool.family)) order.push_back(pool.family);
    families[pool.family].push_back(&pool);
  }
  for (const std::string& family : order) {
    benchmark::RegisterBenchmark(("hostile_pools/" + family).c_str(), JudgeFamily, families[family])
        ->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
}  // namespace certsweep::pki::hostile
