#include "scanner/sinks/summary_json.h"

#include <boost/json.hpp>

namespace certsweep::scanner {
namespace {

boost::json::object Verdicts(const ScanSummary& summary) {
  boost::json::object verdicts;
  for (int i = 0; i < pki::kVerdictCount; ++i) {
    const auto verdict = static_cast<pki::Verdict>(i);
    const std::string_view name = pki::VerdictName(verdict);
    verdicts[{name.data(), name.size()}] = summary.verdict(verdict);
  }
  return verdicts;
}

boost::json::object Findings(const std::array<uint64_t, pki::kFindingCodeCount>& counts) {
  boost::json::object findings;
  for (size_t i = 0; i < counts.size(); ++i) {
    const std::string_view name = pki::FindingCodeName(static_cast<pki::FindingCode>(i));
    if (counts[i] > 0) findings[{name.data(), name.size()}] = counts[i];
  }
  return findings;
}

boost::json::array SharedKeys(const ScanSummary& summary) {
  boost::json::array keys;
  for (const SharedKey& key : summary.shared_keys) {
    keys.push_back(
        {{"spki_sha256", key.spki_sha256}, {"endpoints", key.endpoints}, {"certificates", key.certificates}});
  }
  return keys;
}

}  // namespace

std::string SummaryJson(const ScanSummary& summary) {
  const TargetAccounting& targets = summary.targets;
  const boost::json::object object = {
      {"lines", targets.lines},
      {"targets", targets.targets},
      {"duplicates", targets.duplicates},
      {"excluded", targets.excluded},
      {"skipped", targets.skipped},
      {"endpoints", summary.endpoints},
      {"verdicts", Verdicts(summary)},
      {"compliant_by_waiver", summary.compliant_by_waiver},
      {"unfinished", summary.unfinished},
      {"findings", Findings(summary.findings)},
      {"fail_findings", Findings(summary.fail_findings)},
      {"waived_findings", Findings(summary.waived_findings)},
      {"excluded_addresses", summary.excluded_addresses},
      {"already_done", summary.already_done},
      {"queued", summary.queued},
      {"not_judged_other_family", summary.not_judged_other_family},
      {"shared_key_count", summary.shared_key_count},
      {"shared_keys", SharedKeys(summary)},
      {"elapsed_us", summary.elapsed_us},
      {"interrupted", summary.interrupted},
  };
  return boost::json::serialize(object);
}

}  // namespace certsweep::scanner
