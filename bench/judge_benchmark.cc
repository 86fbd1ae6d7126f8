// Judging a chain of leaf, intermediate and anchor: ChainJudge::Judge, the parsing of certificates not counted. The
// signature of a leaf is checked each time; that of the intermediate once, where what was checked is kept.
#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <vector>

#include "bench/memory_estate.h"
#include "bench/must.h"
#include "engine/pki/chain_judge.h"
#include "engine/pki/reference_identity.h"
#include "engine/x509/certificate.h"

namespace certsweep::bench {
namespace {

constexpr size_t kChains = 128;
constexpr size_t kCacheEntries = 4096;

struct Chain {
  std::array<pki::SentCertificate, 2> sent;
  std::vector<pki::ReferenceIdentity> identities;
};

const MemoryEstate& EstateOf(LeafKey key) {
  static const auto ecdsa = Must(MemoryEstate::Create(LeafKey::kEcdsaP256, kChains));
  static const auto rsa = Must(MemoryEstate::Create(LeafKey::kRsa2048, kChains));
  return key == LeafKey::kRsa2048 ? *rsa : *ecdsa;
}

std::vector<Chain> MakeChains(const MemoryEstate& estate) {
  const x509::CertificatePtr intermediate = Must(x509::Certificate::Parse(estate.intermediate()));
  std::vector<Chain> chains(estate.size());
  for (size_t i = 0; i < chains.size(); ++i) {
    chains[i].sent[0].certificate = Must(x509::Certificate::Parse(estate.leaf(i)));
    chains[i].sent[1].certificate = intermediate;
    for (const std::string& identity : estate.endpoint(i).identities) {
      chains[i].identities.push_back(Must(pki::ReferenceIdentity::Parse(identity)));
    }
  }
  return chains;
}

// `cache_entries` 0: nothing is kept from one chain to the next.
void Judge(benchmark::State& state, LeafKey key, size_t cache_entries) {
  const MemoryEstate& estate = EstateOf(key);
  const std::vector<Chain> chains = MakeChains(estate);
  const pki::ChainJudge judge(pki::ChainVerifier(estate.anchors(), {}, pki::Rules::kPrivate, {}, cache_entries), {});
  size_t next = 0;
  for (auto _ : state) {
    const Chain& chain = chains[next++ % chains.size()];
    const pki::ChainJudgement judgement = judge.Judge(chain.sent, chain.identities, kEstateTime);
    if (!judgement.has_verified_path || !judgement.findings.empty()) return state.SkipWithError("not a good chain");
  }
  state.counters["chains/s"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void P256Cached(benchmark::State& state) { Judge(state, LeafKey::kEcdsaP256, kCacheEntries); }
void P256Uncached(benchmark::State& state) { Judge(state, LeafKey::kEcdsaP256, 0); }
void Rsa2048Cached(benchmark::State& state) { Judge(state, LeafKey::kRsa2048, kCacheEntries); }
void Rsa2048Uncached(benchmark::State& state) { Judge(state, LeafKey::kRsa2048, 0); }

BENCHMARK(P256Cached)->Name("judge/p256/cached_intermediate")->Unit(benchmark::kMicrosecond);
BENCHMARK(P256Uncached)->Name("judge/p256/uncached_intermediate")->Unit(benchmark::kMicrosecond);
BENCHMARK(Rsa2048Cached)->Name("judge/rsa2048/cached_intermediate")->Unit(benchmark::kMicrosecond);
BENCHMARK(Rsa2048Uncached)->Name("judge/rsa2048/uncached_intermediate")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace certsweep::bench
