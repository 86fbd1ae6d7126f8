#include "scanner/sinks/summary_json.h"

#include <boost/json.hpp>
#include <string>

#include "gtest/gtest.h"
#include "tests/scanner/sinks/results.h"

namespace certsweep::scanner {
namespace {

boost::json::object Parse(const std::string& text) { return boost::json::parse(text).as_object(); }

TEST(SummaryJsonTest, SaysEveryNumber) {
  ScanSummary summary;
  summary.targets = {.lines = 10, .targets = 4, .duplicates = 3, .excluded = 2, .skipped = 1};
  summary.endpoints = 15;
  summary.verdicts = {1, 2, 3, 4, 5};
  summary.compliant_by_waiver = 1;
  summary.waived_findings[static_cast<size_t>(pki::FindingCode::kExpired)] = 1;
  summary.unfinished = 5;
  summary.findings[static_cast<size_t>(pki::FindingCode::kExpired)] = 2;
  summary.fail_findings[static_cast<size_t>(pki::FindingCode::kExpired)] = 1;
  summary.findings[static_cast<size_t>(pki::FindingCode::kLocalLimit)] = 7;
  summary.excluded_addresses = 21;
  summary.already_done = 22;
  summary.queued = 23;
  summary.not_judged_other_family = 24;
  summary.shared_keys = {{"ab", 3, 2}};
  summary.shared_key_count = 25;
  summary.elapsed_us = 26;
  summary.interrupted = true;
  const boost::json::object expected = {
      {"lines", 10},
      {"targets", 4},
      {"duplicates", 3},
      {"excluded", 2},
      {"skipped", 1},
      {"endpoints", 15},
      {"verdicts", {{"compliant", 1}, {"noncompliant", 2}, {"unreachable", 3}, {"no_tls", 4}, {"not_judged", 5}}},
      {"compliant_by_waiver", 1},
      {"unfinished", 5},
      {"findings", {{"expired", 2}, {"local_limit", 7}}},
      {"fail_findings", {{"expired", 1}}},
      {"waived_findings", {{"expired", 1}}},
      {"excluded_addresses", 21},
      {"already_done", 22},
      {"queued", 23},
      {"not_judged_other_family", 24},
      {"shared_key_count", 25},
      {"shared_keys", boost::json::array{{{"spki_sha256", "ab"}, {"endpoints", 3}, {"certificates", 2}}}},
      {"elapsed_us", 26},
      {"interrupted", true},
  };
  EXPECT_EQ(Parse(SummaryJson(summary)), expected) << SummaryJson(summary);
}

TEST(SummaryJsonTest, AnEmptySummaryIsZeros) {
  const boost::json::object json = Parse(SummaryJson({}));
  EXPECT_EQ(json.at("endpoints"), 0);
  EXPECT_EQ(json.at("findings"), boost::json::object());
  EXPECT_EQ(json.at("shared_keys"), boost::json::array());
  EXPECT_EQ(json.at("verdicts").as_object().size(), static_cast<size_t>(pki::kVerdictCount));
}

TEST(SummaryJsonTest, IsOneLineOfJsonWhateverItHolds) {
  ScanSummary summary;
  summary.shared_keys = {{"\"\n\\ \x1b", 1, 1}};
  const std::string text = SummaryJson(summary);
  EXPECT_TRUE(IsHarmless(text));
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_EQ(Parse(text).at("shared_keys").at(0).at("spki_sha256"), "\"\n\\ \x1b");
}

}  // namespace
}  // namespace certsweep::scanner
