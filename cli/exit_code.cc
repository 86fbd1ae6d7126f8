#include "cli/exit_code.h"

#include <algorithm>
#include <cstdint>

#include "engine/pki/verdict.h"

namespace certsweep::cli {

namespace {

// Endpoints of which nothing is known, without those whose host was judged by its other address family.
uint64_t Incomplete(const scanner::ScanSummary& summary) {
  const uint64_t not_judged = summary.verdict(pki::Verdict::kNotJudged);
  return summary.verdict(pki::Verdict::kUnreachable) + summary.verdict(pki::Verdict::kNoTls) + not_judged -
         std::min(not_judged, summary.not_judged_other_family);
}

}  // namespace

ExitCode ScanExitCode(const scanner::ScanSummary& summary, const absl::Status& status) {
  if (summary.interrupted || absl::IsCancelled(status)) return kExitInterrupted;
  if (!status.ok()) return kExitFailure;
  if (summary.verdict(pki::Verdict::kNoncompliant) > 0) return kExitNoncompliant;
  return Incomplete(summary) > 0 ? kExitIncomplete : kExitCompliant;
}

ExitCode ReplaceExitCode(const replacer::ReplacementSummary& summary, const absl::Status& status, bool is_rollback) {
  if (summary.interrupted) return kExitInterrupted;
  if (!status.ok()) return kExitFailure;
  const uint64_t failures = summary.failed + summary.needs_attention + (is_rollback ? 0 : summary.rolled_back);
  if (failures > 0 || !summary.stopped.empty()) return kExitNoncompliant;
  return summary.pending + summary.skipped > 0 ? kExitIncomplete : kExitCompliant;
}

ExitCode SetupExitCode(const absl::Status& status) {
  return absl::IsResourceExhausted(status) ? kExitFailure : kExitUsage;
}

}  // namespace certsweep::cli
