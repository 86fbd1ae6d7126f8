// Parsing one certificate: x509::Certificate::Parse and its end.
#include <benchmark/benchmark.h>
#include <openssl/ec_key.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <openssl/pool.h>

#include <string>

#include "absl/status/status.h"
#include "bench/lab/certificate_maker.h"
#include "bench/memory_estate.h"
#include "bench/must.h"
#include "engine/x509/certificate.h"

namespace certsweep::bench {
namespace {

void ParseAgainAndAgain(benchmark::State& state, base::Bytes der) {
  for (auto _ : state) {
    absl::StatusOr<x509::CertificatePtr> parsed = x509::Certificate::Parse(der);
    if (!parsed.ok() || !(*parsed)->problems().empty())
      return state.SkipWithError("the certificate is not well-formed");
    benchmark::DoNotOptimize(parsed);
  }
  state.counters["certificates/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  state.counters["der_bytes"] = static_cast<double>(der.size());
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(der.size()));
}

const MemoryEstate& EstateOf(LeafKey key) {
  static const auto ecdsa = Must(MemoryEstate::Create(LeafKey::kEcdsaP256, 1));
  static const auto rsa = Must(MemoryEstate::Create(LeafKey::kRsa2048, 1));
  return key == LeafKey::kRsa2048 ? *rsa : *ecdsa;
}

absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> MakeKey() {
  bssl::UniquePtr<EC_KEY> ec(EC_KEY_new_by_curve_name(NID_X9_62_prime256v1));
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  if (!ec || !key || !EC_KEY_generate_key(ec.get()) || !EVP_PKEY_set1_EC_KEY(key.get(), ec.get())) {
    return absl::InternalError("no key");
  }
  return key;
}

bssl::UniquePtr<CRYPTO_BUFFER> LeafWithNames(int names) {
  const bssl::UniquePtr<EVP_PKEY> key = Must(MakeKey());
  lab::CertificateSpec spec;
  spec.issuer = "Lab Issuing CA";
  spec.subject = "many.lab.example";
  spec.not_before = kEstateTime - 30 * 86400;
  spec.not_after = kEstateTime + 335 * 86400;
  spec.key = spec.issuer_key = key.get();
  for (int i = 0; i < names; ++i) spec.dns_names.push_back("name-" + std::to_string(i) + ".many.lab.example");
  return Must(lab::MakeCertificate(spec));
}

void ParseLeafP256(benchmark::State& state) { ParseAgainAndAgain(state, EstateOf(LeafKey::kEcdsaP256).leaf(0)); }
void ParseLeafRsa2048(benchmark::State& state) { ParseAgainAndAgain(state, EstateOf(LeafKey::kRsa2048).leaf(0)); }
void ParseIntermediate(benchmark::State& state) {
  ParseAgainAndAgain(state, EstateOf(LeafKey::kEcdsaP256).intermediate());
}
void ParseLeafWithThousandNames(benchmark::State& state) {
  const bssl::UniquePtr<CRYPTO_BUFFER> leaf = LeafWithNames(1000);
  ParseAgainAndAgain(state, {CRYPTO_BUFFER_data(leaf.get()), CRYPTO_BUFFER_len(leaf.get())});
}

BENCHMARK(ParseLeafP256)->Name("parse/leaf/p256")->Unit(benchmark::kMicrosecond);
BENCHMARK(ParseLeafRsa2048)->Name("parse/leaf/rsa2048")->Unit(benchmark::kMicrosecond);
BENCHMARK(ParseIntermediate)->Name("parse/intermediate")->Unit(benchmark::kMicrosecond);
BENCHMARK(ParseLeafWithThousandNames)->Name("parse/leaf/1000_names")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace certsweep::bench
