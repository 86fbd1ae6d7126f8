// JudgeProbe: what was observed -> findings and the verdict of one endpoint. Pure: the clock and all that is judged
// come in. What an endpoint gets depends on its own report, the ChainJudge, the waivers and the time, on nothing else.
#ifndef CERTSWEEP_ENGINE_PROBE_JUDGE_H_
#define CERTSWEEP_ENGINE_PROBE_JUDGE_H_

#include <cstdint>
#include <optional>

#include "engine/pki/chain_judge.h"
#include "engine/probe/certificate_cache.h"
#include "engine/probe/journey.h"
#include "engine/probe/probe_report.h"
#include "engine/probe/result.h"
#include "engine/probe/waiver_set.h"

namespace certsweep::probe {

struct JudgeContext {
  int64_t probed_unix_seconds = 0;
  std::optional<int64_t> judge_time = std::nullopt;  // as of when certificates are judged; none: when they were seen
  int attempts = 1;
  bool recording = false;              // say whether a replacement is queued
  const WaiverSet* waivers = nullptr;  // none: nothing is waived
};

// Whether what was sent is so much that judging it may take milliseconds: more than any honest chain.
bool JudgingTakesLong(const tls::Observation& observation);

// Takes the report's certificates along. Thread-safe.
EndpointResult JudgeProbe(const pki::ChainJudge& judge, CertificateCache& cache, const Endpoint& endpoint,
                          const ProbeReport& report, const JudgeContext& context);

// For the journey: which identities the leaf is valid for, as `judge` judged `result`, in `took_us`.
Judged DescribeJudging(const pki::ChainJudge& judge, const EndpointResult& result, int64_t took_us);

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_JUDGE_H_
