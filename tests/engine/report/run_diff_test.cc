#include "engine/report/run_diff.h"

#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/report/change_rows.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::report {
namespace {

using enum ChangeKind;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr auto kBad = pki::Verdict::kNoncompliant;

class RunDiffTest : public testing::Test {
 protected:
  estate::RunInfo Run(int64_t id) {
    const absl::StatusOr<std::optional<estate::RunInfo>> run = estate_->FindRun(id);
    test::Check(run.ok() && *run, "no such run");
    return **run;
  }

  DiffCounts Compare(int64_t before, int64_t after) {
    changes_.clear();
    const absl::StatusOr<DiffCounts> counts =
        CompareRuns(*estate_, Run(before), Run(after), [this](const RunChange& change) {
          changes_[change.endpoint.host] = change.kinds.front();
          return true;
        });
    EXPECT_TRUE(counts.ok()) << counts.status();
    return counts.value_or(DiffCounts());
  }

  const test::TemporaryFolder folder_;
  const std::unique_ptr<estate::Estate> estate_ = OpenRecord(folder_.path() + "/estate.db");
  std::map<std::string, ChangeKind> changes_;
};

TEST_F(RunDiffTest, TellsWhatChangedAndCountsIt) {
  AddRun(*estate_, {{.host = "same"}, {.host = "fails"}, {.host = "gone"}});
  AddRun(*estate_, {{.host = "same", .time = kRowTime + 86400},
                    {.host = "fails", .verdict = kBad, .findings = {{"expired"}}},
                    {.host = "new", .verdict = kBad, .findings = {{"expired"}}}});
  const DiffCounts counts = Compare(1, 2);
  EXPECT_THAT(changes_, ElementsAre(Pair("fails", kNewlyFailing), Pair("gone", kDisappeared), Pair("new", kAppeared)));
  EXPECT_EQ(counts.changes, 3u);
  EXPECT_EQ(counts.worse, 2u);
  EXPECT_EQ(counts.Of(kNewlyFailing), 1u);
  EXPECT_EQ(counts.not_compared, 0u);
  EXPECT_EQ(DescribeCounts(counts), "1 newly failing, 1 appeared, 1 disappeared");
  EXPECT_EQ(Compare(2, 2), DiffCounts());
  EXPECT_EQ(DescribeCounts(DiffCounts()), "");
}

TEST_F(RunDiffTest, WhatARunDidNotComeToIsNoChange) {
  for (const RunEnding ending : {RunEnding::kInterrupted, RunEnding::kNone}) {
    const int64_t whole = AddRun(*estate_, {{.host = "a"}, {.host = "b"}, {.host = "c"}});
    const int64_t part = AddRun(*estate_, {{.host = "a", .verdict = kBad, .findings = {{"expired"}}}}, ending);
    const DiffCounts forward = Compare(whole, part);
    EXPECT_THAT(changes_, ElementsAre(Pair("a", kNewlyFailing)));
    EXPECT_EQ(forward.not_compared, 2u);
    EXPECT_EQ(forward.changes, 1u);
    const DiffCounts back = Compare(part, whole);
    EXPECT_THAT(changes_, ElementsAre(Pair("a", kMended)));
    EXPECT_EQ(back.not_compared, 2u);
  }
}

TEST_F(RunDiffTest, KeysThatAreNewlyShared) {
  AddRun(*estate_, {{.host = "a", .certificate = "of a", .key = "k"},
                    {.host = "b", .certificate = "of b", .key = "own"},
                    {.host = "c", .certificate = "of c", .key = "k2"},
                    {.host = "d", .certificate = "of d", .key = "k2"}});
  AddRun(*estate_, {{.host = "a", .certificate = "of a", .key = "k"},
                    {.host = "b", .certificate = "of b, again", .key = "k"},
                    {.host = "c", .certificate = "of c", .key = "k2"},
                    {.host = "d", .certificate = "of d", .key = "k2"}});
  const DiffCounts counts = Compare(1, 2);
  EXPECT_EQ(counts.newly_shared_keys, 1u);
  // The other one that has it did not change itself.
  EXPECT_THAT(changes_, ElementsAre(Pair("b", kNewlySharedKey)));
}

TEST_F(RunDiffTest, StopsWhereItIsAskedTo) {
  AddRun(*estate_, {});
  AddRun(*estate_, {{.host = "a"}, {.host = "b"}});
  int seen = 0;
  const absl::StatusOr<DiffCounts> counts =
      CompareRuns(*estate_, Run(1), Run(2), [&seen](const RunChange&) { return ++seen < 1; });
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(seen, 1);
}

}  // namespace
}  // namespace certsweep::report
