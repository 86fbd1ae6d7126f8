#include "engine/report/problem_table.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using pki::Severity;
using pki::Verdict;

ResultLine Line(std::string host, Verdict verdict, std::vector<FindingLine> findings) {
  ResultLine line;
  line.host = host;
  line.target = host + ":4343";
  line.address = std::move(host);
  line.port = 4343;
  line.verdict = verdict;
  line.findings = std::move(findings);
  return line;
}

TEST(ProblemTableTest, ShowsWhatIsToBeLookedAt) {
  EXPECT_TRUE(ProblemTable::Shows(Verdict::kNoncompliant));
  EXPECT_TRUE(ProblemTable::Shows(Verdict::kNotJudged));
  for (const Verdict verdict : {Verdict::kCompliant, Verdict::kUnreachable, Verdict::kNoTls}) {
    EXPECT_FALSE(ProblemTable::Shows(verdict));
    ProblemTable table({});
    table.Add(Line("a", verdict, {{.code = "dns_failure", .severity = Severity::kFail}}));
    EXPECT_EQ(table.Render(), "");
  }
}

TEST(ProblemTableTest, AWaivedFindingComesLastAndSaysSo) {
  ProblemTable table({});
  table.Add(
      Line("10.0.0.1", Verdict::kNoncompliant,
           {{.code = "expired", .severity = Severity::kFail, .message = "old", .waived = true, .waiver = "gone\n"},
            {.code = "weak_key", .severity = Severity::kFail, .message = "small"},
            {.code = "weak_cipher", .severity = Severity::kWarn, .message = "RC4"}}));
  EXPECT_EQ(
      table.Render(),
      "TARGET         VERDICT       WHAT IS WRONG\n"
      "10.0.0.1:4343  noncompliant  weak_key, weak_cipher, expired (waived): small; RC4; old (waived: gone\\x0a)\n");
}

TEST(ProblemTableTest, WhatIsWaivedMakesNothingWorse) {
  ProblemTable table({.limit = 1});
  const FindingLine failing = {.code = "expired", .severity = Severity::kFail};
  FindingLine waived = failing;
  waived.waived = true;
  table.Add(Line("10.0.0.1", Verdict::kNoncompliant, {failing, waived, waived}));
  table.Add(Line("10.0.0.2", Verdict::kNoncompliant, {failing, failing}));
  EXPECT_THAT(table.Render(), ::testing::HasSubstr("10.0.0.2:4343"));
  EXPECT_THAT(table.Render(), ::testing::HasSubstr("... and 1 more; --all shows them\n"));
}

}  // namespace
}  // namespace certsweep::report
