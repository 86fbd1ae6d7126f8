#include "engine/report/run_list.h"

#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

estate::RunInfo Whole() {
  estate::RunInfo run;
  run.id = 42;
  run.start = {.started_unix_seconds = 1767323045, .command = "certsweep scan", .endpoints = 40000};
  run.end = estate::RunEnd{1767323045 + 303, false, "{}"};
  run.results = 40000;
  run.verdicts = {39000, 900, 100, 0, 0};
  return run;
}

TEST(RunListTest, States) {
  estate::RunInfo run = Whole();
  EXPECT_EQ(StateOf(run), RunState::kWhole);
  run.end->interrupted = true;
  EXPECT_EQ(StateOf(run), RunState::kInterrupted);
  run.end.reset();
  EXPECT_EQ(StateOf(run), RunState::kUnfinished);
  EXPECT_EQ(DurationOf(run), 0);
  run.touched_unix_seconds = run.start.started_unix_seconds + 7;
  EXPECT_EQ(DurationOf(run), 7);
  run.touched_unix_seconds = run.start.started_unix_seconds - 7;  // the clock was set back
  EXPECT_EQ(DurationOf(run), 0);
}

TEST(RunListTest, Durations) {
  EXPECT_EQ(DurationText(0), "0 s");
  EXPECT_EQ(DurationText(59), "59 s");
  EXPECT_EQ(DurationText(60), "1 min 00 s");
  EXPECT_EQ(DurationText(3599), "59 min 59 s");
  EXPECT_EQ(DurationText(7625), "2 h 07 min");
}

TEST(RunListTest, ATable) {
  estate::RunInfo interrupted = Whole();
  interrupted.id = 43;
  interrupted.end->interrupted = true;
  interrupted.results = 1234;
  EXPECT_EQ(RenderRuns({interrupted, Whole()}, {}),
            "RUN  STARTED                     TOOK        ENDPOINTS  COMPLIANT  NONCOMPLIANT  UNREACHABLE  NO TLS  "
            "NOT JUDGED  STATE\n"
            " 43  2026-01-02T03:04:05Z  5 min 03 s  1,234 of 40,000     39,000           900          100       0  "
            "         0  interrupted\n"
            " 42  2026-01-02T03:04:05Z  5 min 03 s           40,000     39,000           900          100       0  "
            "         0  whole\n");
}

TEST(RunListTest, AJsonLine) {
  std::string out;
  AppendRunJson(Whole(), out);
  EXPECT_EQ(out, R"({"run":42,"state":"whole","started":"2026-01-02T03:04:05Z","finished":"2026-01-02T03:09:08Z",)"
                 R"("seconds":303,"endpoints":40000,"results":40000,"verdicts":{"compliant":39000,"noncompliant":900,)"
                 R"("unreachable":100,"no_tls":0,"not_judged":0}})"
                 "\n");
}

}  // namespace
}  // namespace certsweep::report
