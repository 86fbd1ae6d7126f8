#include "engine/report/html_totals.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Pair;

int64_t Time(const std::string& text) { return *base::ParseRfc3339(text); }

TEST(TextCountsTest, TheMostFrequentComeFirst) {
  TextCounts counts;
  for (const char* text : {"b", "a", "c", "c", "b", "c"}) counts.Add(text);
  EXPECT_THAT(counts.Top(9), ElementsAre(Pair("c", 3), Pair("b", 2), Pair("a", 1)));
  EXPECT_THAT(counts.Top(1), ElementsAre(Pair("c", 3)));
  EXPECT_EQ(counts.total(), 6U);
}

TEST(TextCountsTest, EqualOnesStandByText) {
  TextCounts counts;
  for (const char* text : {"b", "c", "a"}) counts.Add(text);
  EXPECT_THAT(counts.Top(9), ElementsAre(Pair("a", 1), Pair("b", 1), Pair("c", 1)));
}

TEST(TextCountsTest, HoldsSoManyAndNoMore) {
  TextCounts counts;
  for (size_t i = 0; i < TextCounts::kMostTexts + 100; ++i) counts.Add(absl::StrCat("issuer ", i));
  counts.Add("issuer 0");
  EXPECT_EQ(counts.different(), TextCounts::kMostTexts);
  EXPECT_EQ(counts.total(), TextCounts::kMostTexts + 101);
  EXPECT_THAT(counts.Top(1), ElementsAre(Pair("issuer 0", 2)));
}

TEST(TextCountsTest, LongTextsThatBeginAlikeAreOne) {
  TextCounts counts;
  counts.Add(std::string(65536, 'x') + "a");
  counts.Add(std::string(65536, 'x') + "b");
  ASSERT_EQ(counts.different(), 1U);
  EXPECT_EQ(counts.Top(1)[0].first.size(), TextCounts::kMostBytes);
}

TEST(ExpiryCalendarTest, ExpiredIsBeforeTheVerySecond) {
  ExpiryCalendar calendar(Time("2026-01-31T12:00:00Z"));
  calendar.Add(Time("2026-01-31T11:59:59Z"));
  calendar.Add(Time("1950-01-01T00:00:00Z"));
  EXPECT_EQ(calendar.expired(), 2U);
  EXPECT_THAT(calendar.weeks(), Each(0U));
  calendar.Add(Time("2026-01-31T12:00:00Z"));
  EXPECT_EQ(calendar.expired(), 2U);
  EXPECT_EQ(calendar.weeks()[0], 1U);
  EXPECT_EQ(calendar.months()[0], 1U);
}

TEST(ExpiryCalendarTest, WeeksBeginWithTheDay) {
  ExpiryCalendar calendar(Time("2026-01-31T12:00:00Z"));
  EXPECT_EQ(calendar.WeekStart(0), Time("2026-01-31T00:00:00Z"));
  calendar.Add(Time("2026-02-06T23:59:59Z"));
  calendar.Add(Time("2026-02-07T00:00:00Z"));
  calendar.Add(calendar.WeekStart(ExpiryCalendar::kWeeks) - 1);
  calendar.Add(calendar.WeekStart(ExpiryCalendar::kWeeks));
  EXPECT_EQ(calendar.weeks()[0], 1U);
  EXPECT_EQ(calendar.weeks()[1], 1U);
  EXPECT_EQ(calendar.weeks()[ExpiryCalendar::kWeeks - 1], 1U);
  EXPECT_EQ(calendar.after_weeks(), 1U);
}

TEST(ExpiryCalendarTest, MonthsAreThoseOfTheCalendar) {
  // Adding a month to the 31st would miss February.
  ExpiryCalendar calendar(Time("2026-01-31T12:00:00Z"));
  EXPECT_EQ(calendar.MonthStart(1), Time("2026-02-01T00:00:00Z"));
  EXPECT_EQ(calendar.MonthStart(ExpiryCalendar::kMonths), Time("2028-01-01T00:00:00Z"));
  calendar.Add(Time("2026-02-28T23:59:59Z"));
  calendar.Add(Time("2027-12-31T23:59:59Z"));
  calendar.Add(Time("2028-01-01T00:00:00Z"));
  calendar.Add(Time("9999-12-31T23:59:59Z"));
  EXPECT_EQ(calendar.months()[1], 1U);
  EXPECT_EQ(calendar.months()[ExpiryCalendar::kMonths - 1], 1U);
  EXPECT_EQ(calendar.after_months(), 2U);
}

TEST(HtmlTotalsTest, CountsWhatEndpointsShowed) {
  HtmlTotals totals(Time("2026-01-01T00:00:00Z"));
  ResultLine result;
  result.verdict = pki::Verdict::kUnreachable;
  totals.Add(result);
  result.verdict = pki::Verdict::kCompliant;
  result.tls_version = "TLSv1.3";
  result.leaf.emplace().issuer = "CN=CA";
  result.leaf->key_type = "RSA";
  result.leaf->key_bits = 2048;
  result.leaf->signature = "sha256WithRSAEncryption";
  totals.Add(result);
  result.leaf->self_signed = true;
  result.leaf->issuer = "CN=itself";
  totals.Add(result);
  EXPECT_EQ(totals.counts.endpoints, 3U);
  EXPECT_EQ(totals.certificates, 2U);
  EXPECT_EQ(totals.self_signed, 1U);
  EXPECT_THAT(totals.issuers.Top(9), ElementsAre(Pair("CN=CA", 1)));
  EXPECT_THAT(totals.keys.Top(9), ElementsAre(Pair("RSA 2048", 2)));
  EXPECT_THAT(totals.signatures.Top(9), ElementsAre(Pair("sha256WithRSAEncryption", 2)));
  EXPECT_THAT(totals.protocols.Top(9), ElementsAre(Pair("TLSv1.3", 2)));
  EXPECT_EQ(totals.expiry.expired(), 2U);
}

TEST(OrderedCodesTest, TheWorstThenTheMostFrequent) {
  RunTotals totals;
  totals.findings["recovered_on_retry"] = {9, {9, 0, 0}, 0};
  totals.findings["expired"] = {2, {0, 0, 2}, 0};
  totals.findings["weak_key"] = {5, {0, 0, 4}, 1};
  totals.findings["weak_cipher"] = {7, {0, 7, 0}, 0};
  // All waived: as bad as the code is.
  totals.findings["self_signed"] = {1, {}, 1};
  totals.findings["of_a_newer_version"] = {1, {}, 1};
  std::vector<std::string> codes;
  for (const auto& [code, count] : OrderedCodes(totals)) codes.push_back(code);
  EXPECT_THAT(codes, ElementsAre("weak_key", "expired", "self_signed", "weak_cipher", "recovered_on_retry",
                                 "of_a_newer_version"));
}

}  // namespace
}  // namespace certsweep::report
