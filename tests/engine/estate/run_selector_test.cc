#include "engine/estate/run_selector.h"

#include <string>
#include <vector>

#include "engine/base/rfc3339.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/estate/estate_rows.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::estate {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kDay = 86400;

class RunSelectorTest : public ::testing::Test {
 protected:
  void Begin(const std::vector<int64_t>& started) {
    for (const int64_t time : started) ASSERT_TRUE(estate_->BeginRun({time, "scan", 0}, {}).ok());
  }
  // The number of the run; 0 and a message where there is none; -1 for no selector.
  int64_t Find(std::string_view text) {
    const absl::StatusOr<RunSelector> selector = RunSelector::Parse(text);
    if (!selector.ok()) return -1;
    const absl::StatusOr<RunInfo> run = selector->Find(*estate_, kTime);
    message_ = run.ok() ? "" : std::string(run.status().message());
    EXPECT_TRUE(run.ok() || absl::IsNotFound(run.status()));
    return run.ok() ? run->id : 0;
  }

  const test::TemporaryFolder folder_;
  const std::unique_ptr<Estate> estate_ = OpenOrDie(folder_.Path("estate.db"));
  std::string message_;
};

TEST_F(RunSelectorTest, LatestAndPreviousGoByTheOrderOfBeginning) {
  EXPECT_EQ(Find("latest"), 0);
  EXPECT_EQ(message_, "the record has no run yet");
  Begin({kTime});
  EXPECT_EQ(Find("latest"), 1);
  EXPECT_EQ(Find("previous"), 0);
  EXPECT_EQ(message_, "the record has no run before the latest");
  Begin({kTime - 9 * kDay, kTime});
  EXPECT_EQ(Find("latest"), 3);
  EXPECT_EQ(Find("previous"), 2);
}

TEST_F(RunSelectorTest, ANumberIsThatRun) {
  Begin({kTime, kTime});
  EXPECT_EQ(Find("2"), 2);
  EXPECT_EQ(Find("3"), 0);
  EXPECT_EQ(message_, "the record has no run 3");
}

TEST_F(RunSelectorTest, LastWeekIsTheNewestThatIsSevenDaysOld) {
  Begin({kTime - 8 * kDay, kTime - 7 * kDay, kTime - 7 * kDay + 1, kTime});
  EXPECT_EQ(Find("last-week"), 2);
}

TEST_F(RunSelectorTest, WithoutARunThatOldThereIsNoLastWeek) {
  Begin({kTime - 7 * kDay + 1});
  EXPECT_EQ(Find("last-week"), 0);
  EXPECT_THAT(message_, HasSubstr("began by 2025-12-26T03:04:05Z (last-week)"));
}

TEST_F(RunSelectorTest, ADateIsTheNewestThatHadBegunByItsEnd) {
  const int64_t midnight = base::ParseRfc3339("2026-01-02").value();
  Begin({midnight - 1, midnight, midnight + kDay - 1, midnight + kDay});
  EXPECT_EQ(Find("2026-01-01"), 1);
  EXPECT_EQ(Find("2026-01-02"), 3);
  EXPECT_EQ(Find("2026-06-01"), 4);
  EXPECT_EQ(Find("2026-01-02T00:00:00Z"), 2);
  EXPECT_EQ(Find("2025-12-31"), 0);
}

TEST_F(RunSelectorTest, AnythingElseIsRefused) {
  for (const char* text :
       {"", "0", "-1", "1x", "99999999999999999999", "Latest", "last week", "2026-13-01", "yesterday"}) {
    const absl::Status status = RunSelector::Parse(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("last-week, a number, or a date")) << text;
  }
}

}  // namespace
}  // namespace certsweep::estate
