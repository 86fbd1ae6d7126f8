// What is asked of several runs: changes, history, the queue; and that runs can be gone on with.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/estate/sqlite_estate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/estate/estate_rows.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::estate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr int64_t kDay = 86400;

// A line with what is of its run alone.
std::string TimedLine(std::string_view host, int64_t time, int connect_us) {
  return absl::StrCat(R"({"host":")", std::string(host), R"(","identities":[],"time":")", base::FormatRfc3339(time),
                      R"(","attempts":2,"verdict":"compliant","findings":[],"timing":{"connect_us":)", connect_us,
                      "}}");
}

class SqliteHistoryTest : public ::testing::Test {
 protected:
  int64_t Run(const std::vector<ResultRow>& rows) {
    const int64_t run = estate_->BeginRun({kTime, "scan", 3}, {}).value();
    EXPECT_TRUE(estate_->AppendResults(run, rows).ok());
    return run;
  }
  std::vector<std::string> Changes(int64_t before, int64_t after) {
    std::vector<std::string> changes;
    const absl::Status status = estate_->VisitChanges(before, after, [&changes](const ResultChange& change) {
      const auto said = [](const std::optional<ResultRow>& row) { return row ? row->json : std::string("-"); };
      changes.push_back(absl::StrCat(change.endpoint.host, ":", change.endpoint.port, " ", said(change.before), " ",
                                     said(change.after)));
      return true;
    });
    EXPECT_TRUE(status.ok()) << status;
    return changes;
  }
  static ResultRow Saying(std::string host, std::string json) {
    ResultRow row = MakeRow(std::move(host));
    row.json = std::move(json);
    return row;
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("estate.db");
  const std::unique_ptr<Estate> estate_ = OpenOrDie(path_);
};

TEST_F(SqliteHistoryTest, EndpointsThatItKnows) {
  Run({MakeRow("a"), MakeRow("b")});
  Run({MakeRow("b"), MakeRow("c")});
  std::vector<std::string> hosts;
  const auto take = [&hosts](const EndpointKey& endpoint) {
    hosts.push_back(endpoint.host);
    return hosts.size() < 3;
  };
  ASSERT_TRUE(estate_->VisitEndpoints(take).ok());
  EXPECT_THAT(hosts, UnorderedElementsAre("a", "b", "c"));
  hosts.assign(2, "so far");
  ASSERT_TRUE(estate_->VisitEndpoints(take).ok());
  EXPECT_EQ(hosts.size(), 3u) << "the visitor ends the visit";
}

TEST_F(SqliteHistoryTest, ChangesAreWhatAppearedDisappearedAndDiffers) {
  const int64_t first = Run({Saying("same", "1"), Saying("changed", "1"), Saying("gone", "1")});
  const int64_t second = Run({Saying("changed", "2"), Saying("same", "1"), Saying("new", "1")});
  EXPECT_THAT(Changes(first, second), UnorderedElementsAre("changed:443 1 2", "gone:443 1 -", "new:443 - 1"));
  EXPECT_THAT(Changes(second, first), UnorderedElementsAre("changed:443 2 1", "gone:443 - 1", "new:443 1 -"));
  EXPECT_THAT(Changes(first, first), IsEmpty());
}

TEST_F(SqliteHistoryTest, WhatGoesBackToWhatItWasIsNoChangeAndStoredOnce) {
  const int64_t first = Run({Saying("a", "up")});
  Run({Saying("a", "down")});
  const int64_t third = Run({Saying("a", "up")});
  EXPECT_THAT(Changes(first, third), IsEmpty());
  EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM state"), "2");
}

TEST_F(SqliteHistoryTest, TimeAndTimingAreNoChangeAndComeBack) {
  ResultRow row = MakeRow("a");
  std::vector<std::string> lines;
  for (int night = 0; night < 3; ++night) {
    row.time_unix_seconds = kTime + night * kDay;
    row.json = TimedLine("a", row.time_unix_seconds, 100 + night);
    lines.push_back(row.json);
    Run({row});
  }
  EXPECT_THAT(Changes(1, 3), IsEmpty());
  EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM state"), "1");
  for (int night = 0; night < 3; ++night) {
    EXPECT_EQ(ResultsOf(*estate_, night + 1)[0].json, lines[static_cast<size_t>(night)]);
  }
}

TEST_F(SqliteHistoryTest, EveryPartOfAResultMakesAChange) {
  const StoredCertificate leaf = MakeCertificate("leaf", "key");
  std::vector<ResultRow> variants(8, MakeRow("a"));
  variants[1].verdict = pki::Verdict::kNoncompliant;
  variants[2].mendable = true;
  variants[3].queued = true;
  variants[4].codes = "expired";
  variants[5].identities = {"b"};
  variants[6].chain = {leaf};
  variants[7].chain = {leaf, leaf};
  for (const ResultRow& row : variants) Run({row});
  for (int64_t run = 2; run <= 8; ++run) EXPECT_EQ(Changes(run - 1, run).size(), 1u) << run;
  EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM state"), "8");
}

TEST_F(SqliteHistoryTest, AVisitOfChangesEndsWhereItIsToldTo) {
  Run({MakeRow("a"), MakeRow("b")});
  int visited = 0;
  EXPECT_TRUE(estate_->VisitChanges(1, 99, [&visited](const ResultChange&) { return ++visited < 1; }).ok());
  EXPECT_EQ(visited, 1);
}

TEST_F(SqliteHistoryTest, AHostsHistoryIsEndpointByEndpointOldestFirst) {
  ResultRow other_port = Saying("a", "p");
  other_port.port = 80;
  const StoredCertificate leaf = MakeCertificate("leaf", "key");
  ResultRow served = Saying("a", "2");
  served.chain = {leaf};
  Run({Saying("a", "1"), other_port, Saying("ab", "x")});
  Run({Saying("b", "x")});
  Run({served});
  std::vector<std::string> history;
  EXPECT_TRUE(estate_
                  ->VisitHistory("a", {.chains = true},
                                 [&history](int64_t run, const ResultRow& row) {
                                   history.push_back(
                                       absl::StrCat(row.port, " ", run, " ", row.json, " ", row.chain.size()));
                                   return true;
                                 })
                  .ok());
  EXPECT_THAT(history, ElementsAre("80 1 p 0", "443 1 1 0", "443 3 2 1"));
}

TEST_F(SqliteHistoryTest, TheQueueAndAHostsRequestsAreTold) {
  ResultRow b = QueuedRow("b", "weak_key");
  b.identities = {"b", "10.0.0.1"};
  Run({QueuedRow("a"), b});
  Run({MakeRow("a"), b});
  const auto say = [](const ReplacementRequest& request) {
    return absl::StrCat(request.endpoint.host, " ", request.codes, " ", request.identities.size(), " ",
                        request.first_seen_run, " ", request.last_seen_run, " ", request.closed_run.value_or(0));
  };
  std::vector<std::string> queue, requests;
  EXPECT_TRUE(estate_->VisitQueue([&](const ReplacementRequest& r) { return queue.push_back(say(r)), true; }).ok());
  EXPECT_THAT(queue, ElementsAre("b weak_key 2 1 2 0"));
  EXPECT_TRUE(
      estate_->VisitRequests("a", [&](const ReplacementRequest& r) { return requests.push_back(say(r)), true; }).ok());
  EXPECT_THAT(requests, ElementsAre("a expired 1 1 1 2"));
}

TEST_F(SqliteHistoryTest, CertificatesAreFoundByTheirDigestAndEndpointsByTheirKey) {
  std::vector<ResultRow> rows = {MakeRow("a"), MakeRow("b"), MakeRow("c")};
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i].chain = {MakeCertificate(absl::StrCat("leaf ", i), i < 2 ? "shared" : "own"), MakeCertificate("ca", "ca")};
  }
  Run(rows);
  const StoredCertificate& leaf = rows[1].chain[0];
  const auto found = estate_->FindCertificate(leaf.sha256);
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->der, "leaf 1");
  EXPECT_EQ((*found)->sha256, leaf.sha256);
  EXPECT_EQ((*found)->spki_sha256, leaf.spki_sha256);
  EXPECT_EQ(estate_->FindCertificate({}).value(), std::nullopt);
  std::vector<std::string> hosts;
  EXPECT_TRUE(estate_
                  ->VisitEndpointsOfKey(1, leaf.spki_sha256,
                                        [&hosts, &rows](const KeyUse& use) {
                                          EXPECT_EQ(use.leaf_sha256, rows[hosts.size()].chain[0].sha256);
                                          return hosts.push_back(use.endpoint.host), true;
                                        })
                  .ok());
  EXPECT_THAT(hosts, ElementsAre("a", "b"));
}

TEST_F(SqliteHistoryTest, TimingsOfTheNewestRunsAreKeptAndPlacesWithThem) {
  ResultRow row = MakeRow("a");
  row.position = 77;
  row.json = TimedLine("a", kTime, 7);
  const std::string without = row.json.substr(0, row.json.find(",\"timing\"")) + "}";
  for (int i = 0; i < kRunsWithTiming + 2; ++i) {
    const int64_t run = Run({row});
    ASSERT_TRUE(estate_->EndRun(run, {kTime, false, "{}"}).ok());
  }
  EXPECT_EQ(ResultsOf(*estate_, 1)[0].json, without);
  EXPECT_EQ(ResultsOf(*estate_, 2)[0].json, without);
  EXPECT_EQ(ResultsOf(*estate_, 3)[0].json, row.json);
  EXPECT_EQ(ResultsOf(*estate_, 2)[0].position, std::nullopt);
  EXPECT_EQ(ResultsOf(*estate_, 3)[0].position, 77u);
  EXPECT_THAT(Changes(1, 3), IsEmpty());
}

TEST_F(SqliteHistoryTest, ARunKnowsItsOptionsTargetsAndCounts) {
  const int64_t run =
      estate_->BeginRun({kTime, "scan", 3, R"({"port":4343})"}, Pieces({"spooled", {"\0targets", 8}})).value();
  EXPECT_EQ(estate_->FindRun(run).value()->touched_unix_seconds, std::nullopt);
  ResultRow later = MakeRow("b", pki::Verdict::kNoTls);
  later.time_unix_seconds = kTime + 9;
  ASSERT_TRUE(estate_->AppendResults(run, std::vector<ResultRow>{MakeRow("a"), later}).ok());
  const RunInfo info = *estate_->FindRun(run).value();
  EXPECT_EQ(info.start.options_json, R"({"port":4343})");
  EXPECT_EQ(info.touched_unix_seconds, kTime + 9);
  EXPECT_THAT(info.verdicts, ElementsAre(1, 0, 0, 1, 0));
  EXPECT_EQ(TargetsOf(*estate_, run), std::string("spooled\0targets", 15));
  EXPECT_EQ(TargetsOf(*estate_, estate_->BeginRun({}, {}).value()), "");
  const absl::Status unknown = estate_->VisitTargets(99, [](std::string_view) { return true; });
  EXPECT_EQ(unknown, absl::NotFoundError(path_ + ": has no run 99"));
}

TEST_F(SqliteHistoryTest, TargetsGoWhenTheRunHasEndedWhole) {
  const int64_t run = estate_->BeginRun({}, Pieces({"targets"})).value();
  ASSERT_TRUE(estate_->EndRun(run, {kTime, true, "{}"}).ok());
  EXPECT_EQ(TargetsOf(*estate_, run), "targets");
  ASSERT_TRUE(estate_->ResumeRun(run).ok());
  ASSERT_TRUE(estate_->EndRun(run, {kTime, false, "{}"}).ok());
  EXPECT_EQ(TargetsOf(*estate_, run), "");
  EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM run_target"), "0");
}

TEST_F(SqliteHistoryTest, WithoutAllOfItsTargetsThereIsNoRun) {
  int calls = 0;
  const PieceSource failing = [&calls]() -> absl::StatusOr<std::string_view> {
    if (++calls < 3) return "piece";
    return absl::InternalError("the temporary file is gone");
  };
  EXPECT_EQ(estate_->BeginRun({}, failing).status(), absl::InternalError("the temporary file is gone"));
  EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM run"), "0");
  EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM run_target"), "0");
}

TEST_F(SqliteHistoryTest, AnInterruptedRunGoesOnAndAWholeOneStays) {
  const int64_t run = Run({MakeRow("a"), MakeRow("b")});
  ASSERT_TRUE(estate_->EndRun(run, {kTime + 60, true, "{}"}).ok());
  EXPECT_TRUE(estate_->ResumeRun(run).value().end->interrupted);
  EXPECT_FALSE(estate_->FindRun(run).value()->end.has_value());
  EXPECT_FALSE(estate_->ResumeRun(run).value().end.has_value()) << "as after a kill";
  std::vector<std::string> keys;
  EXPECT_TRUE(estate_
                  ->VisitKeys(run,
                              [&keys](const EndpointKey& key) {
                                return keys.push_back(absl::StrCat(key.host, " ", key.address, " ", key.port)), true;
                              })
                  .ok());
  EXPECT_THAT(keys, ElementsAre("a 10.0.0.1 443", "b 10.0.0.1 443"));
  ASSERT_TRUE(estate_->EndRun(run, {kTime + 90, false, "{}"}).ok());
  EXPECT_FALSE(estate_->ResumeRun(run).value().end->interrupted);
  EXPECT_TRUE(estate_->FindRun(run).value()->end.has_value());
  EXPECT_EQ(estate_->ResumeRun(99).status(), absl::NotFoundError(path_ + ": has no run 99"));
}

TEST_F(SqliteHistoryTest, RunsComeNewestFirst) {
  Run({});
  Run({});
  Run({});
  std::vector<int64_t> ids;
  EXPECT_TRUE(estate_
                  ->VisitRuns([&ids](const RunInfo& run) {
                    ids.push_back(run.id);
                    return run.id > 2;
                  })
                  .ok());
  EXPECT_THAT(ids, ElementsAre(3, 2));
}

}  // namespace
}  // namespace certsweep::estate
