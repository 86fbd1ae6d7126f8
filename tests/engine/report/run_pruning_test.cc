#include "engine/report/run_pruning.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kDay = 86400;
constexpr int64_t kNow = 1767323045;

enum class Ending { kWhole, kInterrupted, kNone };

estate::RunInfo ARun(int64_t id, int64_t days_ago, Ending ending = Ending::kWhole) {
  estate::RunInfo run;
  run.id = id;
  run.start.started_unix_seconds = kNow - days_ago * kDay;
  if (ending != Ending::kNone) {
    run.end = estate::RunEnd{run.start.started_unix_seconds + 60, ending == Ending::kInterrupted, "{}"};
  }
  return run;
}

std::vector<int64_t> Pruned(const std::vector<estate::RunInfo>& runs, const PruneRule& rule) {
  std::vector<int64_t> ids;
  for (const estate::RunInfo& run : RunsToPrune(runs, rule, kNow)) ids.push_back(run.id);
  return ids;
}

TEST(RunPruningTest, BeyondTheNewest) {
  const std::vector<estate::RunInfo> runs = {ARun(5, 1), ARun(4, 2), ARun(3, 3), ARun(2, 4), ARun(1, 5)};
  EXPECT_THAT(Pruned(runs, {.keep = 2, .before_unix_seconds = {}}), ElementsAre(1, 2, 3));
  EXPECT_THAT(Pruned(runs, {.keep = 5, .before_unix_seconds = {}}), IsEmpty());
  EXPECT_THAT(Pruned({}, {.keep = 1, .before_unix_seconds = {}}), IsEmpty());
}

TEST(RunPruningTest, OlderThan) {
  const std::vector<estate::RunInfo> runs = {ARun(3, 1), ARun(2, 2), ARun(1, 3)};
  EXPECT_THAT(Pruned(runs, {.keep = {}, .before_unix_seconds = kNow - 2 * kDay}), ElementsAre(1));
  EXPECT_THAT(Pruned(runs, {.keep = {}, .before_unix_seconds = kNow - 2 * kDay + 1}), ElementsAre(1, 2));
}

TEST(RunPruningTest, BothMustSayIt) {
  const std::vector<estate::RunInfo> runs = {ARun(4, 1), ARun(3, 2), ARun(2, 3), ARun(1, 4)};
  EXPECT_THAT(Pruned(runs, {.keep = 3, .before_unix_seconds = kNow - kDay}), ElementsAre(1));
  EXPECT_THAT(Pruned(runs, {.keep = 1, .before_unix_seconds = kNow - 3 * kDay}), ElementsAre(1));
}

TEST(RunPruningTest, NeverTheNewestNorTheNewestWhole) {
  const PruneRule all = {.keep = {}, .before_unix_seconds = kNow};
  EXPECT_THAT(Pruned({ARun(1, 9)}, all), IsEmpty());
  EXPECT_THAT(Pruned({ARun(4, 1, Ending::kInterrupted), ARun(3, 2, Ending::kInterrupted), ARun(2, 3), ARun(1, 4)}, all),
              ElementsAre(1, 3));
}

TEST(RunPruningTest, NeverOneThatMayBeRunning) {
  const PruneRule all = {.keep = {}, .before_unix_seconds = kNow};
  estate::RunInfo long_running = ARun(1, 9, Ending::kNone);
  EXPECT_THAT(Pruned({ARun(3, 1), ARun(2, 1, Ending::kNone), long_running}, all), ElementsAre(1));
  long_running.touched_unix_seconds = kNow - kDay;
  EXPECT_THAT(Pruned({ARun(3, 1), long_running}, all), IsEmpty());
}

}  // namespace
}  // namespace certsweep::report
