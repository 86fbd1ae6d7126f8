// All that one endpoint costs a scan but the socket: a TLS handshake in memory, parsing and judging its chain, and its
// JSON line. The time is thread CPU time of the scan's side alone. The intermediate is in the cache, as it is in a scan
// after the first endpoint.
#include <benchmark/benchmark.h>

#include <string>

#include "bench/handshake_batch.h"
#include "bench/memory_estate.h"
#include "bench/must.h"
#include "bench/side_timer.h"
#include "engine/pki/chain_judge.h"
#include "engine/probe/certificate_cache.h"
#include "engine/probe/judge.h"
#include "engine/probe/result_json.h"
#include "engine/tls/client_profile.h"

namespace certsweep::bench {
namespace {

constexpr size_t kEndpoints = 128;

// What follows a handshake.
class Slot {
 public:
  explicit Slot(const MemoryEstate& estate)
      : estate_(estate), judge_(pki::ChainVerifier(estate.anchors(), {}, pki::Rules::kPrivate), {}) {}

  void Finish(size_t endpoint, tls::Conversation& client) {
    probe::ProbeReport report;
    report.stage = probe::ProbeStage::kHandshake;
    report.server_name = estate_.endpoint(endpoint).host;
    report.timing = {.connect_us = 210, .handshake_us = 1850};
    report.observation = client.TakeObservation();
    const probe::EndpointResult result =
        probe::JudgeProbe(judge_, cache_, estate_.endpoint(endpoint), report,
                          {.probed_unix_seconds = kEstateTime, .judge_time = {}, .attempts = 1, .recording = true});
    line_.clear();
    probe::AppendResultJson(result, {}, line_);
    json_bytes_ += line_.size();
    ++endpoints_;
    if (result.verdict != pki::Verdict::kCompliant || result.path.size() != 3) ++failures_;
  }

  uint64_t endpoints() const { return endpoints_; }
  uint64_t json_bytes() const { return json_bytes_; }
  uint64_t failures() const { return failures_; }

 private:
  const MemoryEstate& estate_;
  const pki::ChainJudge judge_;
  probe::CertificateCache cache_;
  std::string line_;
  uint64_t endpoints_ = 0;
  uint64_t json_bytes_ = 0;
  uint64_t failures_ = 0;
};

const MemoryEstate& EstateOf(LeafKey key) {
  static const auto ecdsa = Must(MemoryEstate::Create(LeafKey::kEcdsaP256, kEndpoints));
  static const auto rsa = Must(MemoryEstate::Create(LeafKey::kRsa2048, kEndpoints));
  return key == LeafKey::kRsa2048 ? *rsa : *ecdsa;
}

void RunSlots(benchmark::State& state, LeafKey key, ServerVersion version) {
  const MemoryEstate& estate = EstateOf(key);
  const auto profile = Must(tls::ClientProfile::Create({}));
  Slot slot(estate);
  HandshakeBatch batch{.version = version};
  while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(batch.count))) {
    SideTimer timer(state, Timed::kClient);
    const bool ran = RunHandshakes(
        estate, profile, batch, [&](Side side) { timer.Turn(side); },
        [&](size_t endpoint, tls::Conversation& client) { slot.Finish(endpoint, client); });
    timer.Resume();
    batch.first += batch.count;
    if (!ran || slot.failures() > 0) return state.SkipWithError("an endpoint was not found compliant");
  }
  state.counters["endpoints/s"] =
      benchmark::Counter(static_cast<double>(slot.endpoints()), benchmark::Counter::kIsRate);
  state.counters["json_bytes"] =
      benchmark::Counter(static_cast<double>(slot.json_bytes()), benchmark::Counter::kAvgIterations);
}

void P256Tls13(benchmark::State& state) { RunSlots(state, LeafKey::kEcdsaP256, ServerVersion::kTls13); }
void P256Tls12(benchmark::State& state) { RunSlots(state, LeafKey::kEcdsaP256, ServerVersion::kTls12); }
void Rsa2048Tls13(benchmark::State& state) { RunSlots(state, LeafKey::kRsa2048, ServerVersion::kTls13); }
void Rsa2048Tls12(benchmark::State& state) { RunSlots(state, LeafKey::kRsa2048, ServerVersion::kTls12); }

BENCHMARK(P256Tls13)->Name("slot/p256/tls13")->Unit(benchmark::kMicrosecond);
BENCHMARK(P256Tls12)->Name("slot/p256/tls12")->Unit(benchmark::kMicrosecond);
BENCHMARK(Rsa2048Tls13)->Name("slot/rsa2048/tls13")->Unit(benchmark::kMicrosecond);
BENCHMARK(Rsa2048Tls12)->Name("slot/rsa2048/tls12")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace certsweep::bench
