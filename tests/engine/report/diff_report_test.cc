#include "engine/report/diff_report.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/report/change_rows.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::report {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto kBad = pki::Verdict::kNoncompliant;

class DiffReportTest : public testing::Test {
 protected:
  estate::RunInfo Run(int64_t id) { return *estate_->FindRun(id).value(); }

  std::string Write(int64_t before, int64_t after, const DiffReportOptions& options) {
    std::string text;
    counts_ = WriteDiff(*estate_, Run(before), Run(after), options, [&text](std::string_view piece) {
      text += piece;
      return absl::OkStatus();
    });
    return text;
  }

  const test::TemporaryFolder folder_;
  const std::unique_ptr<estate::Estate> estate_ = OpenRecord(folder_.Path("estate.db"));
  absl::StatusOr<DiffCounts> counts_;
};

TEST_F(DiffReportTest, ATableHasItsCountsBelow) {
  AddRun(*estate_, {{.host = "a"}});
  AddRun(*estate_, {{.host = "a", .verdict = kBad, .findings = {{"expired"}}}});
  EXPECT_EQ(Write(1, 2, {}),
            "Newly failing: 1\n"
            "  a:443  10.0.0.1  compliant -> noncompliant  +expired\n"
            "\n"
            "run 1 (2026-01-02T03:04:05Z) -> run 2 (2026-01-02T03:04:05Z): 1 newly failing\n");
  EXPECT_EQ(counts_->worse, 1u);
  EXPECT_THAT(Write(1, 1, {}), EndsWith(": nothing changed\n"));
  EXPECT_EQ(Write(1, 1, {.counts = false}), "");
}

TEST_F(DiffReportTest, EveryChangeIsARowWithTheColumnsOfBothRuns) {
  std::vector<RowSpec> before, after;
  for (int i = 0; i < 500; ++i) {
    before.push_back({.host = "old" + std::to_string(i), .columns = R"({"owner":"x"})"});
    after.push_back({.host = "new" + std::to_string(i), .columns = R"({"site":"y"})"});
  }
  AddRun(*estate_, before);
  AddRun(*estate_, after);
  const std::string csv = Write(1, 2, {.format = DiffFormat::kCsv});
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1001);
  EXPECT_THAT(csv.substr(0, csv.find('\n')), EndsWith(",same_key,site,owner"));
  const std::string jsonl = Write(1, 2, {.format = DiffFormat::kJsonl});
  EXPECT_EQ(std::count(jsonl.begin(), jsonl.end(), '\n'), 1000);
  EXPECT_EQ(counts_->changes, 1000u);
}

TEST_F(DiffReportTest, StopsWhenAskedTo) {
  AddRun(*estate_, {});
  AddRun(*estate_, {{.host = "a"}});
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(Write(1, 2, {.stop = source.get_token()}), "");
  EXPECT_TRUE(absl::IsCancelled(counts_.status()));
}

TEST_F(DiffReportTest, WhatTheOutputSaysIsTheAnswer) {
  AddRun(*estate_, {});
  AddRun(*estate_, {{.host = "a"}});
  const auto full = [](std::string_view) { return absl::ResourceExhaustedError("no room"); };
  for (const DiffFormat format : {DiffFormat::kTable, DiffFormat::kJsonl, DiffFormat::kCsv}) {
    const absl::Status status = WriteDiff(*estate_, Run(1), Run(2), {.format = format}, full).status();
    EXPECT_EQ(status, absl::ResourceExhaustedError("no room"));
  }
}

TEST_F(DiffReportTest, SaysWhatWasNotCompared) {
  AddRun(*estate_, {{.host = "a"}, {.host = "b"}});
  AddRun(*estate_, {{.host = "a"}}, RunEnding::kInterrupted);
  Write(1, 2, {});
  EXPECT_THAT(IncompleteDiffNote(Run(1), Run(2), *counts_),
              AllOf(StartsWith("run 2 was interrupted"),
                    HasSubstr("\n1 endpoint is in the other run alone and left out of the comparison")));
  EXPECT_EQ(IncompleteDiffNote(Run(1), Run(1), {}), "");
}

TEST_F(DiffReportTest, NewlySharedKeysAreToldByTheirNumber) {
  DiffCounts counts;
  counts.newly_shared_keys = 2;
  AddRun(*estate_, {});
  EXPECT_THAT(RenderDiffCounts(Run(1), Run(1), counts), EndsWith("nothing changed; 2 keys are newly shared\n"));
}

}  // namespace
}  // namespace certsweep::report
