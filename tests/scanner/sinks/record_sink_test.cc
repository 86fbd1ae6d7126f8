#include "scanner/sinks/record_sink.h"

#include <string>
#include <vector>

#include "engine/estate/sqlite_estate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scanner/sinks/summary_json.h"
#include "tests/scanner/sinks/results.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::scanner {
namespace {

using pki::FindingCode;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Return;
using ::testing::SizeIs;

class MockEstate : public estate::Estate {
 public:
  MOCK_METHOD(absl::StatusOr<int64_t>, BeginRun, (const estate::RunStart&, const estate::PieceSource&), (override));
  MOCK_METHOD(absl::StatusOr<estate::RunInfo>, ResumeRun, (int64_t), (override));
  MOCK_METHOD(absl::Status, AppendResultsOf, (int64_t, const estate::ResultSource&), (override));
  MOCK_METHOD(absl::Status, EndRun, (int64_t, const estate::RunEnd&), (override));
  MOCK_METHOD(absl::Status, DeleteRun, (int64_t), (override));
  MOCK_METHOD(absl::StatusOr<std::optional<estate::RunInfo>>, FindRun, (int64_t), (override));
  MOCK_METHOD(absl::StatusOr<std::optional<estate::RunInfo>>, LatestRun, (), (override));
  MOCK_METHOD(absl::Status, VisitRuns, (const estate::Visitor<estate::RunInfo>&), (override));
  MOCK_METHOD(absl::Status, VisitTargets, (int64_t, const estate::Visitor<std::string_view>&), (override));
  MOCK_METHOD(absl::Status, VisitResults, (int64_t, estate::ReadOptions, const estate::Visitor<estate::ResultRow>&),
              (override));
  MOCK_METHOD(absl::Status, VisitKeys, (int64_t, const estate::Visitor<estate::EndpointKey>&), (override));
  MOCK_METHOD(absl::Status, VisitColumnSets, (int64_t, const estate::Visitor<std::string_view>&), (override));
  MOCK_METHOD(absl::Status, VisitChanges, (int64_t, int64_t, const estate::Visitor<estate::ResultChange>&), (override));
  MOCK_METHOD(absl::Status, VisitHistory,
              (std::string_view, estate::ReadOptions, (const estate::Visitor<int64_t, estate::ResultRow>&)),
              (override));
  MOCK_METHOD(absl::Status, VisitQueue, (const estate::Visitor<estate::ReplacementRequest>&), (override));
  MOCK_METHOD(absl::StatusOr<uint64_t>, CountQueued, (), (override));
  MOCK_METHOD(absl::Status, VisitRequests, (std::string_view, const estate::Visitor<estate::ReplacementRequest>&),
              (override));
  MOCK_METHOD(absl::StatusOr<std::vector<estate::SharedKeyRow>>, SharedKeys, (int64_t, int, uint64_t*), (override));
  MOCK_METHOD(absl::Status, VisitEndpointsOfKey,
              (int64_t, const base::Sha256Digest&, const estate::Visitor<estate::KeyUse>&), (override));
  MOCK_METHOD(absl::Status, VisitEndpoints, (const estate::Visitor<estate::EndpointKey>&), (override));
  MOCK_METHOD(absl::StatusOr<estate::RecordRoom>, Room, (), (override));
  MOCK_METHOD(absl::Status, ReturnRoom, (), (override));
  MOCK_METHOD(absl::StatusOr<std::optional<estate::StoredCertificate>>, FindCertificate, (const base::Sha256Digest&),
              (override));
};

class RecordSinkTest : public ::testing::Test {
 protected:
  std::unique_ptr<estate::Estate> Open() { return *estate::OpenSqliteEstate(path_); }
  std::unique_ptr<RecordSink> Create(std::optional<int64_t> resumed_run = std::nullopt) {
    auto sink = RecordSink::Create(
        Open(), {.record_path = path_, .start = {0, "certsweep scan x", 2}, .targets = {}, .resumed_run = resumed_run},
        clock_);
    EXPECT_TRUE(sink.ok()) << sink.status();
    return *std::move(sink);
  }
  estate::RunInfo Run(int64_t id) { return **Open()->FindRun(id); }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("estate.db");
  test::ManualClock clock_;
};

TEST(SetResultRowTest, KeepsWhatTheLineSaysAndWhatIsAskedFor) {
  FinishedResult finished = Finished(Failing("sps-1", {FindingCode::kExpired, FindingCode::kWeakKey}));
  finished.result.endpoint.address = base::IpAddress::Parse("2001:db8::1");
  finished.result.endpoint.identities = {"sps-1", "10.0.0.1"};
  finished.result.mendable = true;
  finished.result.queued = true;
  estate::ResultRow row;
  SetResultRow(finished, row);
  EXPECT_EQ(row.host, "sps-1");
  EXPECT_EQ(row.address, "2001:db8::1");
  EXPECT_EQ(row.port, 4343);
  EXPECT_EQ(row.time_unix_seconds, test::kTestTime);
  EXPECT_EQ(row.verdict, pki::Verdict::kNoncompliant);
  EXPECT_TRUE(row.mendable);
  EXPECT_TRUE(row.queued);
  EXPECT_EQ(row.codes, "expired,weak_key");
  EXPECT_THAT(row.identities, ElementsAre("sps-1", "10.0.0.1"));
  EXPECT_EQ(row.json + "\n", finished.json_line);
  EXPECT_THAT(row.chain, IsEmpty());
}

TEST(SetResultRowTest, WhatDidNotResolveHasNoAddressAndIsNotQueued) {
  FinishedResult finished = Finished(MakeResult("gone", pki::Verdict::kUnreachable));
  finished.result.endpoint.address.reset();
  estate::ResultRow row;
  SetResultRow(finished, row);
  EXPECT_EQ(row.address, "");
  EXPECT_FALSE(row.queued);
  EXPECT_EQ(row.codes, "");
}

TEST(SetResultRowTest, KeepsTheChainAsSentWithWhatCouldNotBeParsed) {
  const test::TestCertificate leaf = test::CertificateBuilder("leaf").Build();
  const test::TestCertificate issuer = test::CertificateBuilder("issuer").Build();
  FinishedResult finished = Finished(MakeResult("a"));
  finished.result.chain = {
      {nullptr, "cut"}, {leaf.Parse(), ""}, {nullptr, "cut"}, {issuer.Parse(), ""}, {nullptr, "?"}};
  finished.result.unparsed_der = {"garbage 1", "garbage 2"};
  estate::ResultRow row;
  SetResultRow(finished, row);
  const std::vector<estate::StoredCertificate>& chain = row.chain;
  ASSERT_THAT(chain, SizeIs(4)) << "the last one is not known";
  EXPECT_EQ(chain[0].der, "garbage 1");
  EXPECT_EQ(chain[0].sha256, base::Sha256(base::AsBytes("garbage 1")));
  EXPECT_EQ(chain[0].spki_sha256, base::Sha256Digest{});
  EXPECT_EQ(chain[1].der, leaf.der);
  EXPECT_EQ(chain[1].sha256, leaf.Parse()->sha256());
  EXPECT_EQ(chain[1].spki_sha256, leaf.Parse()->spki_sha256());
  EXPECT_EQ(chain[2].der, "garbage 2");
  EXPECT_EQ(chain[3].der, issuer.der);
}

TEST_F(RecordSinkTest, BeginsARunBeforeAnythingIsWritten) {
  const std::unique_ptr<RecordSink> sink = Create();
  EXPECT_TRUE(sink->needs_json());
  const estate::RunInfo run = Run(sink->run_id());
  EXPECT_EQ(run.start.started_unix_seconds, clock_.NowUnixSeconds());
  EXPECT_EQ(run.start.command, "certsweep scan x");
  EXPECT_EQ(run.start.endpoints, 2u);
  EXPECT_FALSE(run.end.has_value());
}

TEST_F(RecordSinkTest, ResultsAreInTheRecordWhenWriteReturns) {
  const std::unique_ptr<RecordSink> sink = Create();
  ASSERT_TRUE(sink->Write(Batch({MakeResult("a"), MakeResult("b")})).ok());
  ASSERT_TRUE(sink->Write(Batch({MakeResult("c")})).ok());
  EXPECT_EQ(Run(sink->run_id()).results, 3u);
}

TEST_F(RecordSinkTest, FinishEndsTheRunWithItsSummary) {
  const std::unique_ptr<RecordSink> sink = Create();
  ASSERT_TRUE(sink->Write(Batch({MakeResult("a")})).ok());
  clock_.AdvanceSeconds(60);
  ScanSummary summary;
  summary.endpoints = 1;
  ASSERT_TRUE(sink->Finish(summary).ok());
  EXPECT_EQ(summary.run_id, sink->run_id());
  EXPECT_EQ(summary.record_path, path_);
  const estate::RunInfo run = Run(sink->run_id());
  ASSERT_TRUE(run.end.has_value());
  EXPECT_EQ(run.end->finished_unix_seconds, clock_.NowUnixSeconds());
  EXPECT_FALSE(run.end->interrupted);
  EXPECT_EQ(run.end->summary_json, SummaryJson(summary));
}

TEST_F(RecordSinkTest, ARunThatWasCutShortIsNoWholeOne) {
  for (const bool by_user : {true, false}) {
    const std::unique_ptr<RecordSink> sink = Create();
    ScanSummary summary;
    summary.interrupted = by_user;
    summary.unfinished = by_user ? 0 : 3;
    ASSERT_TRUE(sink->Finish(summary).ok());
    EXPECT_TRUE(Run(sink->run_id()).end->interrupted) << by_user;
  }
}

TEST_F(RecordSinkTest, FindsTheKeysThatEndpointsShare) {
  const std::unique_ptr<RecordSink> sink = Create();
  std::vector<probe::EndpointResult> results;
  for (int i = 0; i < 3; ++i) {
    const test::TestCertificate leaf = test::CertificateBuilder("leaf").Serial(static_cast<uint64_t>(i + 1)).Build();
    results.push_back(MakeResult("host-" + std::to_string(i)));
    results.back().chain = {{leaf.Parse(), ""}};
  }
  ASSERT_TRUE(sink->Write(Batch(results)).ok());
  ScanSummary summary;
  ASSERT_TRUE(sink->Finish(summary).ok());
  EXPECT_EQ(summary.shared_key_count, 1u);
  ASSERT_THAT(summary.shared_keys, SizeIs(1));
  EXPECT_EQ(summary.shared_keys[0].spki_sha256, base::HexEncode(results[0].chain[0].certificate->spki_sha256()));
  EXPECT_EQ(summary.shared_keys[0].endpoints, 3u);
  EXPECT_EQ(summary.shared_keys[0].certificates, 3u);
}

TEST_F(RecordSinkTest, GoesOnWithARunAndTakesEachEndpointOnce) {
  int64_t run = 0;
  {
    const std::unique_ptr<RecordSink> sink = Create();
    run = sink->run_id();
    ASSERT_TRUE(sink->Write(Batch({MakeResult("a")})).ok());
  }
  const std::unique_ptr<RecordSink> sink = Create(run);
  EXPECT_EQ(sink->run_id(), run);
  ASSERT_TRUE(sink->Write(Batch({MakeResult("a"), MakeResult("b")})).ok());
  EXPECT_EQ(Run(run).results, 2u);
}

TEST_F(RecordSinkTest, AnUnknownRunIsNotFound) {
  const auto sink =
      RecordSink::Create(Open(), {.record_path = path_, .start = {}, .targets = {}, .resumed_run = 99}, clock_);
  EXPECT_EQ(sink.status(), absl::NotFoundError(path_ + ": has no run 99"));
}

TEST_F(RecordSinkTest, ARecordThatRefusesTheRunIsToldAtOnce) {
  auto estate = std::make_unique<MockEstate>();
  EXPECT_CALL(*estate, BeginRun(_, _)).WillOnce(Return(absl::ResourceExhaustedError("full")));
  EXPECT_EQ(RecordSink::Create(std::move(estate), {}, clock_).status(), absl::ResourceExhaustedError("full"));
}

TEST_F(RecordSinkTest, TheRunIsEndedThoughItsSharedKeysCannotBeFound) {
  auto estate = std::make_unique<MockEstate>();
  EXPECT_CALL(*estate, BeginRun(_, _)).WillOnce(Return(7));
  EXPECT_CALL(*estate, AppendResultsOf(7, _)).WillOnce(Return(absl::UnavailableError("locked")));
  EXPECT_CALL(*estate, SharedKeys(7, _, _)).WillOnce(Return(absl::DataLossError("damaged")));
  EXPECT_CALL(*estate, EndRun(7, _)).WillOnce(Return(absl::InternalError("later")));
  const auto sink = RecordSink::Create(std::move(estate), {}, clock_);
  ASSERT_TRUE(sink.ok());
  EXPECT_EQ((*sink)->Write(Batch({MakeResult("a")})), absl::UnavailableError("locked"));
  ScanSummary summary;
  EXPECT_EQ((*sink)->Finish(summary), absl::DataLossError("damaged"));
}

}  // namespace
}  // namespace certsweep::scanner
