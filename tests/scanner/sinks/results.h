// Results as workers hand them over, and hostile text to put into them.
#ifndef CERTSWEEP_TESTS_SCANNER_SINKS_RESULTS_H_
#define CERTSWEEP_TESTS_SCANNER_SINKS_RESULTS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/probe/result_json.h"
#include "scanner/sinks/sink.h"
#include "tests/support/test_certificates.h"

namespace certsweep::scanner {

// A terminal would obey it, or show it as something else, or take it for the end of the text.
inline constexpr char kHostileBytes[] =
    "\x1b[2J\x1b]0;owned\x07\r\b\x7f\xc2\x9b"
    "31m \xe2\x80\xae\xe2\x80\x8b\xef\xbb\xbf \xff\xfe \0 <script>";
inline const std::string kHostileText(kHostileBytes, sizeof(kHostileBytes) - 1);

// True if a terminal shows all of `text` and obeys nothing in it but line feeds.
inline bool IsHarmless(std::string_view text) {
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f) return false;
  }
  for (const char* bad : {"\xc2\x9b", "\xe2\x80\xae", "\xe2\x80\x8b", "\xef\xbb\xbf", "\xff", "\xfe"}) {
    if (text.find(bad) != std::string_view::npos) return false;
  }
  return true;
}

inline probe::EndpointResult MakeResult(std::string host, pki::Verdict verdict = pki::Verdict::kCompliant) {
  probe::EndpointResult result;
  result.endpoint.host = std::move(host);
  result.endpoint.address = base::IpAddress::Parse("10.0.0.1");
  result.endpoint.port = 4343;
  result.time_unix_seconds = test::kTestTime;
  result.attempts = 1;
  result.verdict = verdict;
  return result;
}

inline probe::EndpointResult Failing(std::string host, std::vector<pki::FindingCode> codes) {
  probe::EndpointResult result = MakeResult(std::move(host), pki::Verdict::kNoncompliant);
  for (const pki::FindingCode code : codes) result.findings.push_back(pki::MakeFinding(code, 0, "why"));
  return result;
}

inline std::string LineOf(const probe::EndpointResult& result) {
  std::string line;
  probe::AppendResultJson(result, {}, line);
  return line;
}

inline FinishedResult Finished(probe::EndpointResult result) {
  std::string line = LineOf(result);
  return {std::move(result), std::move(line)};
}

inline std::vector<FinishedResult> Batch(std::vector<probe::EndpointResult> results) {
  std::vector<FinishedResult> batch;
  batch.reserve(results.size());
  for (probe::EndpointResult& result : results) batch.push_back(Finished(std::move(result)));
  return batch;
}

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_TESTS_SCANNER_SINKS_RESULTS_H_
