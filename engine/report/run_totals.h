// RunTotals: what the results of a run come to, counted one line at a time. A value.
#ifndef CERTSWEEP_ENGINE_REPORT_RUN_TOTALS_H_
#define CERTSWEEP_ENGINE_REPORT_RUN_TOTALS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/pki/finding.h"
#include "engine/pki/verdict.h"
#include "engine/report/result_line.h"

namespace certsweep::report {

// An endpoint counts once for a code, however many of its certificates have it.
struct CodeTotals {
  uint64_t endpoints = 0;                    // with that code
  std::array<uint64_t, 3> by_severity = {};  // with it in that severity (pki::Severity), not waived
  uint64_t waived = 0;                       // with it waived

  uint64_t Of(pki::Severity severity) const { return by_severity[static_cast<size_t>(severity)]; }
};

struct RunTotals {
  uint64_t endpoints = 0;  // = sum of verdicts
  std::array<uint64_t, pki::kVerdictCount> verdicts = {};
  uint64_t compliant_by_waiver = 0;                         // of the compliant ones: a waived finding would fail
  std::map<std::string, CodeTotals, std::less<>> findings;  // by code; also one that only a newer certsweep knows
  uint64_t queued = 0;

  void Count(const ResultLine& line);
  uint64_t verdict(pki::Verdict v) const { return verdicts[static_cast<size_t>(v)]; }
  // The codes in the order of pki::FindingCode; unknown ones come last.
  std::vector<std::string> CodesInOrder() const;
};

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_RUN_TOTALS_H_
