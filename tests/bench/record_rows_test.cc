#include "bench/record_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/estate/stored_line.h"
#include "engine/report/result_line.h"

namespace certsweep::bench {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int64_t kTime = 1'767'323'045;
constexpr int64_t kDay = 86400;

std::string TextOf(int endpoint, const RecordState& state, int64_t unix_seconds) {
  return estate::SplitLine(MakeRecordRow(endpoint, state, unix_seconds).json, unix_seconds).text;
}

TEST(RecordRowsTest, AnEndpointIsFoundTheSameEveryNightAlsoWhereItsCertificateHasExpired) {
  for (const int endpoint : {1, 10}) {
    EXPECT_EQ(TextOf(endpoint, {}, kTime), TextOf(endpoint, {}, kTime + 30 * kDay));
    EXPECT_EQ(MakeRecordRow(endpoint, {}, kTime).queued, endpoint == 10);
  }
}

TEST(RecordRowsTest, LinesAreJson) {
  for (const RecordState& state : {RecordState{}, RecordState{.reachable = false}}) {
    for (const int endpoint : {1, 10}) {
      const absl::StatusOr<report::ResultLine> line =
          report::ParseResultLine(MakeRecordRow(endpoint, state, kTime).json);
      ASSERT_TRUE(line.ok()) << line.status();
      EXPECT_EQ(line->columns.size(), 2u);
      EXPECT_EQ(line->leaf.has_value(), state.reachable);
    }
  }
}

TEST(RecordRowsTest, AnotherCertificateOrEndpointIsAnotherResult) {
  EXPECT_NE(TextOf(1, {}, kTime), TextOf(1, {.certificate = 1}, kTime));
  EXPECT_NE(MakeRecordRow(1, {}, kTime).chain[0].der, MakeRecordRow(2, {}, kTime).chain[0].der);
  EXPECT_EQ(MakeRecordRow(1, {}, kTime).chain[1].der, MakeRecordRow(2, {}, kTime).chain[1].der);
  EXPECT_THAT(MakeRecordRow(1, {}, kTime).chain, SizeIs(2));
}

TEST(RecordRowsTest, WhatIsNotReachedHasNoChain) {
  const estate::ResultRow row = MakeRecordRow(10, {.reachable = false}, kTime);
  EXPECT_EQ(row.verdict, pki::Verdict::kUnreachable);
  EXPECT_FALSE(row.queued);
  EXPECT_THAT(row.chain, IsEmpty());
}

}  // namespace
}  // namespace certsweep::bench
