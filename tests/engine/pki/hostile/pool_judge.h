// Judges a pool as a scan or `certsweep verify --batch` does, from the octets on, and tells what it took.
#ifndef CERTSWEEP_TESTS_ENGINE_PKI_HOSTILE_POOL_JUDGE_H_
#define CERTSWEEP_TESTS_ENGINE_PKI_HOSTILE_POOL_JUDGE_H_

#include <cstdint>
#include <string>

#include "engine/pki/chain_judge.h"
#include "tests/engine/pki/hostile/hostile_pools.h"

namespace certsweep::pki::hostile {

// A pool, parsed.
struct ParsedPool {
  explicit ParsedPool(const Pool& pool);
  std::vector<SentCertificate> sent;
  std::vector<x509::CertificatePtr> anchors;
};

ChainJudgement Judge(const ParsedPool& pool);

struct PoolResult {
  bool trusted = false;
  bool exhausted = false;
  std::string why;  // the findings, for people
  int signature_checks = 0, candidates = 0, name_comparisons = 0;
  int64_t octets = 0;  // the most that parsing and judging had allocated
};

PoolResult JudgePool(const Pool& pool);

}  // namespace certsweep::pki::hostile

#endif  // CERTSWEEP_TESTS_ENGINE_PKI_HOSTILE_POOL_JUDGE_H_
