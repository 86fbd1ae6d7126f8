// One TLS handshake in memory against a BoringSSL server, per leaf key and version. The time is thread CPU time of the
// side that the name ends in: `client` is what a scan pays, `server` the other end, `both` all of it.
#include <benchmark/benchmark.h>

#include <string>

#include "bench/handshake_batch.h"
#include "bench/memory_estate.h"
#include "bench/must.h"
#include "bench/side_timer.h"
#include "engine/tls/client_profile.h"

namespace certsweep::bench {
namespace {

constexpr size_t kEndpoints = 128;

struct Case {
  LeafKey key;
  ServerVersion version;
  bool certificate_only;
  Timed timed;
};

const MemoryEstate& EstateOf(LeafKey key) {
  static const auto ecdsa = Must(MemoryEstate::Create(LeafKey::kEcdsaP256, kEndpoints));
  static const auto rsa = Must(MemoryEstate::Create(LeafKey::kRsa2048, kEndpoints));
  return key == LeafKey::kRsa2048 ? *rsa : *ecdsa;
}

// Whether it went as it was meant to: what went wrong on the way may be cheap.
bool IsAsMeant(const tls::Observation& seen, const Case& the) {
  const uint16_t version = the.version == ServerVersion::kTls13 ? 0x0304 : 0x0303;
  const tls::Outcome outcome = the.certificate_only ? tls::Outcome::kCertificateOnly : tls::Outcome::kComplete;
  return seen.outcome == outcome && seen.version == version && seen.chain.size() == 2 &&
         seen.proof_of_possession != the.certificate_only;
}

void RunCase(benchmark::State& state, const Case& the) {
  const MemoryEstate& estate = EstateOf(the.key);
  const auto profile = Must(tls::ClientProfile::Create({.certificate_only = the.certificate_only}));
  HandshakeBatch batch{.version = the.version};
  uint64_t handshakes = 0, bytes = 0, failures = 0;
  while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(batch.count))) {
    SideTimer timer(state, the.timed);
    const bool ran = RunHandshakes(
        estate, profile, batch, [&](Side side) { timer.Turn(side); },
        [&](size_t, tls::Conversation& client) {
          ++handshakes;
          bytes += client.observation().bytes_received;
          failures += IsAsMeant(client.observation(), the) ? 0 : 1;
        });
    timer.Resume();
    batch.first += batch.count;
    if (!ran || failures > 0) return state.SkipWithError("a handshake did not end as it should");
  }
  state.counters["handshakes/s"] = benchmark::Counter(static_cast<double>(handshakes), benchmark::Counter::kIsRate);
  state.counters["bytes_received"] = benchmark::Counter(static_cast<double>(bytes), benchmark::Counter::kAvgIterations);
}

std::string NameOf(const Case& the) {
  std::string name = the.certificate_only ? "certificate_only/" : "handshake/";
  name += the.key == LeafKey::kRsa2048 ? "rsa2048/" : "p256/";
  name += the.version == ServerVersion::kTls13 ? "tls13/" : "tls12/";
  return name + (the.timed == Timed::kClient ? "client" : the.timed == Timed::kServer ? "server" : "both");
}

void Register(const Case& the) {
  benchmark::RegisterBenchmark(NameOf(the).c_str(), [the](benchmark::State& state) {
    RunCase(state, the);
  })->Unit(benchmark::kMicrosecond);
}

[[maybe_unused]] const bool registered = [] {
  for (const LeafKey key : {LeafKey::kEcdsaP256, LeafKey::kRsa2048}) {
    for (const ServerVersion version : {ServerVersion::kTls13, ServerVersion::kTls12}) {
      for (const Timed timed : {Timed::kClient, Timed::kServer, Timed::kBoth}) Register({key, version, false, timed});
      Register({key, version, true, Timed::kClient});
    }
  }
  return true;
}();

}  // namespace
}  // namespace certsweep::bench
