#include "engine/report/run_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

estate::RunInfo WholeRun() {
  estate::RunInfo run;
  run.id = 7;
  run.start = {.started_unix_seconds = 1767323045, .command = "certsweep scan 'a b'", .endpoints = 1500};
  run.touched_unix_seconds = 1767323050;
  run.results = 1234;
  run.end = estate::RunEnd{1767323105, false, "{}"};
  return run;
}

TEST(RunTextTest, AWholeRunNeedsNoNote) {
  EXPECT_EQ(IncompleteRunNote(WholeRun()), "");
  EXPECT_EQ(RenderRunHead(WholeRun(), {}),
            "Run      7\n"
            "Began    2026-01-02T03:04:05Z\n"
            "Ended    2026-01-02T03:05:05Z\n"
            "Command  certsweep scan 'a b'\n");
  EXPECT_EQ(TimeOfRun(WholeRun()), 1767323105);
}

TEST(RunTextTest, AnInterruptedRunSaysHowFarItCame) {
  estate::RunInfo run = WholeRun();
  run.end->interrupted = true;
  EXPECT_EQ(IncompleteRunNote(run), "run 7 was interrupted: this tells of 1,234 results of 1,500");
  EXPECT_THAT(RenderRunHead(run, {}), HasSubstr("Ended    2026-01-02T03:05:05Z, interrupted\n"));
}

TEST(RunTextTest, ARunWithoutAnEndIsGoingOrWasKilled) {
  estate::RunInfo run = WholeRun();
  run.end.reset();
  run.start.endpoints = 10;  // names have resolved to more addresses
  EXPECT_EQ(IncompleteRunNote(run), "run 7 is still going, or was killed: this tells of 1,234 results so far");
  EXPECT_THAT(RenderRunHead(run, {}), HasSubstr("still going, or was killed; last result 2026-01-02T03:04:10Z\n"));
  EXPECT_EQ(TimeOfRun(run), 1767323050);
  run.touched_unix_seconds.reset();
  run.results = 1;
  EXPECT_EQ(TimeOfRun(run), 1767323045);
  EXPECT_EQ(IncompleteRunNote(run), "run 7 is still going, or was killed: this tells of 1 result of 10 so far");
}

TEST(RunTextTest, ACommandIsHarmlessAndCut) {
  estate::RunInfo run = WholeRun();
  run.start.command = "certsweep\x1b[2J\n" + std::string(100'000, 'x');
  const std::string head = RenderRunHead(run, {});
  EXPECT_THAT(head, Not(HasSubstr("\x1b")));
  EXPECT_LT(head.size(), 1200u);
}

}  // namespace
}  // namespace certsweep::report
