#include "cli/scan_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certsweep::cli {
namespace {

using pki::Verdict;
using scanner::ProgressMode;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr Terminal kFile;
constexpr Terminal kTerminal = {.is_terminal = true, .width = 80};

class ScanReportTest : public testing::Test {
 protected:
  ScanReport Report(const ScanStreams& streams = {kFile, kFile}) {
    written_.clear();
    return ScanReport(arguments_, streams, [this](std::string_view text) { written_ += text; });
  }

  static scanner::ScanProgress Progress(uint64_t done, bool finishing = false) {
    scanner::ScanProgress progress;
    progress.counts.done = done;
    progress.counts.verdicts[static_cast<size_t>(Verdict::kCompliant)] = done;
    progress.expected = 20;
    progress.elapsed_us = 2'000'000;
    progress.finishing = finishing;
    return progress;
  }

  // 20 endpoints, of which `unfinished` were not done and the others are compliant.
  static scanner::ScanOutcome Outcome(uint64_t unfinished = 0, absl::Status status = absl::OkStatus()) {
    scanner::ScanOutcome outcome;
    outcome.summary.endpoints = 20;
    outcome.summary.unfinished = unfinished;
    outcome.summary.verdicts[static_cast<size_t>(Verdict::kCompliant)] = 20 - unfinished;
    outcome.summary.verdicts[static_cast<size_t>(Verdict::kNotJudged)] = unfinished;
    outcome.summary.elapsed_us = 2'000'000;
    outcome.status = std::move(status);
    return outcome;
  }

  std::string FinishedWith(const scanner::ScanOutcome& outcome, const ScanStreams& streams = {kFile, kFile}) {
    Report(streams).Finish(outcome);
    return written_;
  }

  ScanArguments arguments_;
  std::string written_;
};

TEST_F(ScanReportTest, ProgressIsShownWhereSomebodyLooksOn) {
  for (const Terminal& output : {kFile, kTerminal}) {
    EXPECT_EQ(ChooseProgress(arguments_, {output, kTerminal}), ProgressMode::kTerminal);
    EXPECT_EQ(ChooseProgress(arguments_, {output, kFile}), std::nullopt);
  }
  arguments_.quiet = true;
  EXPECT_EQ(ChooseProgress(arguments_, {kFile, kTerminal}), std::nullopt);
}

TEST_F(ScanReportTest, ProgressDoesNotTearResultsOnTheSameScreen) {
  for (const OutputFormat format : {OutputFormat::kJsonl, OutputFormat::kCsv}) {
    arguments_.format = format;
    arguments_.progress = When::kAuto;
    EXPECT_EQ(ChooseProgress(arguments_, {kTerminal, kTerminal}), std::nullopt);
    EXPECT_EQ(ChooseProgress(arguments_, {kFile, kTerminal}), ProgressMode::kTerminal);
    arguments_.progress = When::kAlways;
    EXPECT_EQ(ChooseProgress(arguments_, {kTerminal, kTerminal}), ProgressMode::kPlain);
  }
  arguments_.output = "run.csv";
  EXPECT_EQ(ChooseProgress(arguments_, {kTerminal, kTerminal}), ProgressMode::kTerminal);
}

TEST_F(ScanReportTest, ProgressIsShownOrNotAsAskedFor) {
  arguments_.progress = When::kNever;
  EXPECT_EQ(ChooseProgress(arguments_, {kTerminal, kTerminal}), std::nullopt);
  arguments_.progress = When::kAlways;
  arguments_.quiet = true;
  EXPECT_EQ(ChooseProgress(arguments_, {kFile, kFile}), ProgressMode::kPlain);
  EXPECT_EQ(ChooseProgress(arguments_, {kFile, kTerminal}), ProgressMode::kTerminal);
}

TEST_F(ScanReportTest, TheProgressLineIsGoneBeforeTheTableComes) {
  ScanReport report = Report({kTerminal, kTerminal});
  report.Progress(Progress(5));
  EXPECT_THAT(written_, HasSubstr("5/20 done"));
  written_.clear();
  report.Progress(Progress(20, true));
  EXPECT_EQ(written_, "\r\x1b[K");
  written_.clear();
  report.Finish(Outcome());
  EXPECT_EQ(written_, "");
}

TEST_F(ScanReportTest, WhereProgressIsKeptItsLastLineTellsTheEnd) {
  arguments_.progress = When::kAlways;
  arguments_.quiet = true;
  ScanReport report = Report();
  report.Progress(Progress(5));
  report.Progress(Progress(20, true));
  EXPECT_EQ(written_, "");
  report.Finish(Outcome(3));
  EXPECT_THAT(written_, AllOf(StartsWith("17/20 done"), HasSubstr("compliant 17"), Not(HasSubstr("not_judged"))));
}

TEST_F(ScanReportTest, TheSummaryGoesWhereTheResultsAreNot) {
  EXPECT_EQ(FinishedWith(Outcome()), "");
  arguments_.output = "table.txt";
  EXPECT_THAT(FinishedWith(Outcome()), AllOf(StartsWith("20 endpoints\n"), HasSubstr("table.txt")));
  arguments_.format = OutputFormat::kJsonl;
  arguments_.output = "-";
  EXPECT_THAT(FinishedWith(Outcome()), AllOf(StartsWith("20 endpoints\n"), Not(HasSubstr("Results"))));
  arguments_.quiet = true;
  EXPECT_EQ(FinishedWith(Outcome()), "");
}

TEST_F(ScanReportTest, TheSummaryIsColouredOnATerminal) {
  arguments_.output = "table.txt";
  EXPECT_THAT(FinishedWith(Outcome()), Not(HasSubstr("\x1b[")));
  arguments_.color = When::kAlways;
  EXPECT_THAT(FinishedWith(Outcome()), HasSubstr("\x1b["));
}

TEST_F(ScanReportTest, AClosedPipeEndsWithoutAWord) {
  arguments_.format = OutputFormat::kJsonl;
  arguments_.progress = When::kAlways;
  EXPECT_EQ(FinishedWith(Outcome(15, absl::CancelledError("standard output: was closed by its reader"))), "");
}

TEST_F(ScanReportTest, AFailureIsToldWithWhatIsDone) {
  arguments_.quiet = true;
  const absl::Status full = absl::ResourceExhaustedError("run.jsonl: No space left on device");
  EXPECT_EQ(FinishedWith(Outcome(15, full)),
            "certsweep: run.jsonl: No space left on device; the scan ended there, with 5 of 20 endpoints done\n");
  EXPECT_EQ(FinishedWith(Outcome(0, full)), "certsweep: run.jsonl: No space left on device\n");
}

TEST_F(ScanReportTest, AFailureIsTheLastThingToBeRead) {
  arguments_.output = "run.jsonl";
  arguments_.format = OutputFormat::kJsonl;
  EXPECT_THAT(FinishedWith(Outcome(15, absl::ResourceExhaustedError("run.jsonl: full"))),
              AllOf(StartsWith("20 endpoints\n"), HasSubstr("15 endpoints were not done"),
                    EndsWith("certsweep: run.jsonl: full; the scan ended there, with 5 of 20 endpoints done\n")));
}

TEST_F(ScanReportTest, WhatIsInForceIsToldWhereAskedFor) {
  Report().Begin({});
  EXPECT_EQ(written_, "");
  arguments_.verbose = true;
  Report().Begin({.endpoints = 3, .skipped_lines = {"list.txt:7: \"a b\" is no host"}});
  EXPECT_THAT(written_, AllOf(StartsWith("certsweep: 3 endpoints "), HasSubstr("\ncertsweep: pace: "),
                              EndsWith("\ncertsweep: skipped list.txt:7: \"a b\" is no host\n")));
}

TEST_F(ScanReportTest, TheProgressLineMakesRoomForAJourney) {
  ScanReport report = Report({kTerminal, kTerminal});
  report.Progress(Progress(5));
  written_.clear();
  report.Tell("a.example:443, step by step\n     0.001 s  judged\n");
  EXPECT_EQ(written_, "\r\x1b[Kcertsweep: a.example:443, step by step\ncertsweep:      0.001 s  judged\n");
  written_.clear();
  report.Tell("b\x1b[2J\n");
  EXPECT_EQ(written_, "certsweep: b\\x1b[2J\n");
  report.Progress(Progress(6));
  EXPECT_THAT(written_, EndsWith("6/20 done, 3.0/s, ETA 0:05, compliant 6"));
}

TEST(DescribeScanTest, TellsTheDefaults) {
  const ScanArguments arguments;
  const ScanFacts facts = {.endpoints = 2'000,
                           .accounting = {.lines = 1'005, .targets = 1'000, .duplicates = 1, .excluded = 4},
                           .anchors = 142,
                           .concurrency = 500,
                           .run_id = 3};
  EXPECT_EQ(DescribeScan(arguments, facts),
            "2,000 endpoints before names are resolved, from 1,005 lines: 1,000 targets, 1 duplicate, 4 excluded, "
            "0 skipped\n"
            "trust: 142 anchors (system)\n"
            "judged: by the rules private, as of now, expiring_soon below 30 days\n"
            "pace: 500 at once, on 1 thread\n"
            "patience: 5 s for a connection, 15 s for a handshake, 1 retry\n"
            "record: estate.db, run 3\n"
            "steps: told of scans of at most 20 endpoints, so not of this one");
}

TEST(TellsJourneysTest, OfFewEndpointsWhereAskedFor) {
  ScanArguments arguments;
  EXPECT_FALSE(TellsJourneys(arguments, 1));
  arguments.verbose = true;
  EXPECT_TRUE(TellsJourneys(arguments, 20));
  EXPECT_FALSE(TellsJourneys(arguments, 21));
  EXPECT_THAT(DescribeScan(arguments, {.endpoints = 20}), Not(HasSubstr("steps: ")));
  EXPECT_THAT(DescribeScan(arguments, {.endpoints = 21}), HasSubstr("\nsteps: told of scans of at most 20 endpoints"));
}

TEST(DescribeScanTest, TellsWhatWasAskedFor) {
  ScanArguments arguments;
  arguments.trust = {"root.pem", "more.pem"};
  arguments.intermediates = {"issuing.pem"};
  arguments.rules = pki::Rules::kWebPki;
  arguments.policy.min_days_left = 1;
  arguments.config = "audit.toml";
  arguments.scan.waivers = std::make_shared<const probe::WaiverSet>(std::vector<probe::Waiver>(2));
  arguments.scan.judge_time = 1'767'323'045;
  arguments.scan.certificate_only = true;
  arguments.scan.threads = 2;
  arguments.scan.rate = 0.5;
  arguments.scan.rate_per_network = 20;
  arguments.scan.connect_timeout_us = 1'500'000;
  arguments.scan.handshake_timeout_us = 250'000;
  arguments.scan.retries = 0;
  const ScanFacts facts = {
      .endpoints = 1, .accounting = {.lines = 1, .targets = 1}, .anchors = 1, .intermediates = 1, .concurrency = 1};
  EXPECT_EQ(DescribeScan(arguments, facts),
            "1 endpoint before names are resolved, from 1 line: 1 target, 0 duplicates, 0 excluded, 0 skipped\n"
            "trust: 1 anchor (root.pem, more.pem), 1 intermediate (issuing.pem)\n"
            "judged: by the rules webpki, as of 2026-01-02T03:04:05Z, expiring_soon below 1 day, policy of audit.toml, "
            "2 waivers, each handshake up to the certificate only\n"
            "pace: 1 at once, on 1 thread, at most 0.5 a second, 20 a second in each network\n"
            "patience: 1.5 s for a connection, 0.25 s for a handshake, 0 retries\n"
            "record: none");
}

TEST(DescribeScanTest, TellsWhyFewerAreUnderWayThanAskedFor) {
  ScanArguments arguments;
  arguments.scan.concurrency = 5'000;
  arguments.scan.threads = 2;
  ScanFacts facts = {.endpoints = 1'000'000, .concurrency = 43};
  EXPECT_THAT(DescribeScan(arguments, facts),
              HasSubstr("pace: 43 at once, on 2 threads (5,000 asked for; the limit of file descriptors allows no "
                        "more)\n"));
  facts.endpoints = 43;
  EXPECT_THAT(DescribeScan(arguments, facts), HasSubstr("pace: 43 at once, on 2 threads\n"));
}

TEST(DescribeScanTest, CountsSkippedLinesThatAreNotKept) {
  const ScanFacts facts = {.accounting = {.skipped = 12}, .skipped_lines = {"list.txt:7: bad", "list.txt:9: bad"}};
  EXPECT_THAT(DescribeScan({}, facts), EndsWith("\nskipped list.txt:7: bad\nskipped list.txt:9: bad\nskipped 10 more"));
}

}  // namespace
}  // namespace certsweep::cli
