#include "cli/exit_code.h"

#include <gtest/gtest.h>

namespace certsweep::cli {
namespace {

using pki::Verdict;
using scanner::ScanSummary;

ScanSummary With(std::initializer_list<std::pair<Verdict, uint64_t>> verdicts) {
  ScanSummary summary;
  for (const auto& [verdict, count] : verdicts) {
    summary.verdicts[static_cast<size_t>(verdict)] = count;
    summary.endpoints += count;
  }
  return summary;
}

TEST(ScanExitCodeTest, AllCompliantIs0) {
  EXPECT_EQ(ScanExitCode(With({{Verdict::kCompliant, 5}}), absl::OkStatus()), 0);
}

TEST(ScanExitCodeTest, OneNoncompliantIs1EvenBesideUnreachableOnes) {
  EXPECT_EQ(ScanExitCode(With({{Verdict::kCompliant, 5}, {Verdict::kNoncompliant, 1}}), absl::OkStatus()), 1);
  EXPECT_EQ(ScanExitCode(With({{Verdict::kUnreachable, 5}, {Verdict::kNoncompliant, 1}}), absl::OkStatus()), 1);
}

TEST(ScanExitCodeTest, NothingNoncompliantButNotAllJudgedIs3) {
  for (const Verdict verdict : {Verdict::kUnreachable, Verdict::kNoTls, Verdict::kNotJudged}) {
    EXPECT_EQ(ScanExitCode(With({{Verdict::kCompliant, 5}, {verdict, 1}}), absl::OkStatus()), 3);
  }
}

TEST(ScanExitCodeTest, AFailureOfOurOwnIs4WhateverWasFound) {
  for (const absl::Status& status : {absl::ResourceExhaustedError("full"), absl::InternalError("bug")}) {
    EXPECT_EQ(ScanExitCode(With({{Verdict::kNoncompliant, 1}}), status), 4);
    EXPECT_EQ(ScanExitCode(With({{Verdict::kCompliant, 1}}), status), 4);
  }
}

TEST(ScanExitCodeTest, AnInterruptionIs130BeforeEverythingElse) {
  ScanSummary summary = With({{Verdict::kNoncompliant, 1}, {Verdict::kNotJudged, 7}});
  summary.interrupted = true;
  EXPECT_EQ(ScanExitCode(summary, absl::OkStatus()), 130);
  EXPECT_EQ(ScanExitCode(summary, absl::ResourceExhaustedError("full")), 130);
}

TEST(ScanExitCodeTest, AClosedPipeCountsAsAnInterruption) {
  EXPECT_EQ(ScanExitCode(With({{Verdict::kNoncompliant, 1}}), absl::CancelledError("closed")), 130);
}

TEST(ScanExitCodeTest, AFamilyWithoutRouteDoesNotCountWhereTheOtherOneWasJudged) {
  ScanSummary summary = With({{Verdict::kCompliant, 3}, {Verdict::kNotJudged, 2}});
  summary.not_judged_other_family = 2;
  EXPECT_EQ(ScanExitCode(summary, absl::OkStatus()), 0);
  summary.not_judged_other_family = 1;
  EXPECT_EQ(ScanExitCode(summary, absl::OkStatus()), 3);
}

TEST(ScanExitCodeTest, AFamilyWithoutRouteDoesNotHideAnUnreachableEndpoint) {
  ScanSummary summary = With({{Verdict::kUnreachable, 1}});
  summary.not_judged_other_family = 1;
  EXPECT_EQ(ScanExitCode(summary, absl::OkStatus()), 3);
}

TEST(SetupExitCodeTest, WhatTheUserCanPutRightIs2) {
  for (const absl::Status& status :
       {absl::InvalidArgumentError("a"), absl::NotFoundError("a"), absl::PermissionDeniedError("a"),
        absl::DataLossError("a"), absl::FailedPreconditionError("a"), absl::UnavailableError("a"),
        absl::AlreadyExistsError("a"), absl::InternalError("a")}) {
    EXPECT_EQ(SetupExitCode(status), 2);
  }
}

TEST(SetupExitCodeTest, ADiskWithoutRoomIs4) { EXPECT_EQ(SetupExitCode(absl::ResourceExhaustedError("a")), 4); }

TEST(ReplaceExitCodeTest, TellsTheTruth) {
  using replacer::JobState;
  const auto of = [](std::initializer_list<JobState> states, bool is_rollback = false) {
    replacer::ReplacementSummary summary;
    for (const JobState state : states) summary.Count(state);
    return ReplaceExitCode(summary, absl::OkStatus(), is_rollback);
  };
  EXPECT_EQ(of({}), 0);
  EXPECT_EQ(of({JobState::kVerified, JobState::kVerified}), 0);
  for (const JobState bad : {JobState::kFailed, JobState::kRolledBack, JobState::kNeedsAttention}) {
    EXPECT_EQ(of({JobState::kVerified, bad, JobState::kPending}), 1);
  }
  EXPECT_EQ(of({JobState::kVerified, JobState::kPending}), 3);
  EXPECT_EQ(of({JobState::kVerified, JobState::kQueued}), 3);
  EXPECT_EQ(of({JobState::kRolledBack}, true), 0);
  EXPECT_EQ(of({JobState::kRolledBack, JobState::kNeedsAttention}, true), 1);
  replacer::ReplacementSummary stopped;
  stopped.stopped = "a canary was not verified";
  EXPECT_EQ(ReplaceExitCode(stopped, absl::OkStatus()), 1);
  EXPECT_EQ(ReplaceExitCode(stopped, absl::InternalError("disk")), 4);
  stopped.interrupted = true;
  EXPECT_EQ(ReplaceExitCode(stopped, absl::InternalError("disk")), 130);
}

}  // namespace
}  // namespace certsweep::cli
