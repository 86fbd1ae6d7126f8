#include "engine/report/totals_text.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using pki::Severity;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What a scan's closing screen says is tested there (summary_text_test); here is what only a record can hold.
TEST(TotalsTextTest, WaiversAreCountedApart) {
  RunTotals totals;
  totals.endpoints = 4;
  totals.verdicts = {3, 1, 0, 0, 0};
  totals.compliant_by_waiver = 2;
  totals.findings["expired"] = {.endpoints = 3, .by_severity = {0, 0, 1}, .waived = 2};
  totals.findings["weak_key"] = {.endpoints = 2, .by_severity = {}, .waived = 2};
  EXPECT_EQ(RenderTotals(totals, false),
            "4 endpoints\n"
            "  compliant     3  75.0 %  (2 by waiver)\n"
            "  noncompliant  1  25.0 %\n"
            "  unreachable   0   0.0 %\n"
            "  no_tls        0   0.0 %\n"
            "  not_judged    0   0.0 %\n"
            "\n"
            "Findings (endpoints with each)\n"
            "  expired   3  fail, 2 of them waived\n"
            "  weak_key  2  waived\n");
}

TEST(TotalsTextTest, ACodeOfANewerCertsweepIsHarmless) {
  RunTotals totals;
  totals.findings["new\x1b[2J"] = {.endpoints = 1, .by_severity = {0, 1, 0}};
  EXPECT_THAT(RenderTotals(totals, false), AllOf(HasSubstr("  new\\x1b[2J  1  warn\n"), Not(HasSubstr("\x1b"))));
}

TEST(TotalsTextTest, ExpirySaysFromWhenOn) {
  ExpiryCounts counts(1767323045);
  EXPECT_EQ(RenderExpiry(counts, false), "");
  for (const int64_t days : {-1, 3, 20, 80, 500}) {
    ResultLine line;
    line.leaf.emplace().not_after = counts.as_of() + days * 86400;
    counts.Count(line);
  }
  EXPECT_EQ(RenderExpiry(counts, false),
            "\nExpiry (of 5 certificates, from 2026-01-02T03:04:05Z on)\n"
            "  expired         1\n"
            "  within 7 days   1\n"
            "  within 30 days  2\n"
            "  within 90 days  3\n");
  EXPECT_THAT(RenderExpiry(counts, true), HasSubstr("\x1b[31mexpired\x1b[0m"));
}

TEST(TotalsTextTest, FewSharedKeysAreAllShown) {
  EXPECT_EQ(RenderSharedKeys({}, 0, false), "");
  const std::vector<estate::SharedKeyRow> keys = {{"0123456789abcdef01", 3, 2}};
  EXPECT_EQ(RenderSharedKeys(keys, 1, false),
            "\nShared keys: 1 key is served by several endpoints in different certificates (shared_key, warn)\n"
            "  0123456789abcdef...  3 endpoints, 2 certificates\n");
}

}  // namespace
}  // namespace certsweep::report
