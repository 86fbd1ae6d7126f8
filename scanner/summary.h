// ScanSummary: what a scan comes to. Values; the exit code and every closing screen are functions of it.
#ifndef CERTSWEEP_SCANNER_SUMMARY_H_
#define CERTSWEEP_SCANNER_SUMMARY_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/pki/finding.h"
#include "engine/pki/verdict.h"
#include "engine/probe/result.h"
#include "engine/report/result_line.h"
#include "scanner/targets/target_source.h"

namespace certsweep::scanner {

// One SubjectPublicKeyInfo on several endpoints with different certificates.
struct SharedKey {
  std::string spki_sha256;
  uint64_t endpoints = 0;
  uint64_t certificates = 0;
};

struct ScanSummary {
  TargetAccounting targets;
  uint64_t endpoints = 0;                                   // = sum of verdicts
  std::array<uint64_t, pki::kVerdictCount> verdicts{};      // not_judged includes unfinished
  uint64_t compliant_by_waiver = 0;                         // of the compliant ones
  uint64_t unfinished = 0;                                  // interrupted: no line was written for them
  std::array<uint64_t, pki::kFindingCodeCount> findings{};  // endpoints with that code
  // Endpoints with that code as a `fail` that is not waived, and with that code waived.
  std::array<uint64_t, pki::kFindingCodeCount> fail_findings{};
  std::array<uint64_t, pki::kFindingCodeCount> waived_findings{};
  uint64_t excluded_addresses = 0;  // addresses of names that --exclude kept out
  uint64_t already_done = 0;        // of them, before --resume
  uint64_t queued = 0;
  // not_judged for want of a route for one address family where the same host was judged by the other (DESIGN:
  // "leave the exit code alone").
  uint64_t not_judged_other_family = 0;
  std::vector<SharedKey> shared_keys;  // most endpoints first, at most 10
  uint64_t shared_key_count = 0;
  std::string news;               // what is new since the last whole run, as text; empty: nothing to compare with
  std::optional<int64_t> run_id;  // in the record
  std::string record_path;        // empty: --no-record
  int64_t elapsed_us = 0;
  bool interrupted = false;

  void Count(const probe::EndpointResult& result);
  // The same of a result that comes back out of the record; a code that only a newer certsweep knows is left out.
  void Count(const report::ResultLine& line);
  // Adds what was counted in `other`.
  void AddCounts(const ScanSummary& other);
  uint64_t verdict(pki::Verdict v) const { return verdicts[static_cast<size_t>(v)]; }
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SUMMARY_H_
