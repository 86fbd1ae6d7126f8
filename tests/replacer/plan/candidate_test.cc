#include "replacer/plan/candidate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/estate/sqlite_estate.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int64_t kNow = 1767323045;
constexpr int64_t kDay = 86400;

class CandidateTest : public ::testing::Test {
 protected:
  CandidateTest() : estate_(*estate::OpenSqliteEstate(folder_.Path("estate.db"))) {}

  int64_t Run() { return *estate_->BeginRun({.started_unix_seconds = kNow, .command = "scan"}, {}); }

  void Add(int64_t run, const std::string& host, uint16_t port, bool queued, std::optional<uint64_t> position,
           const std::string& site = "leeds", const std::string& not_after = "2027-01-01T00:00:00Z",
           std::string address = "") {
    if (address.empty()) address = absl::StrCat("10.0.0.", static_cast<int>(host.front()));
    estate::ResultRow row;
    row.host = host;
    row.address = address;
    row.port = port;
    row.time_unix_seconds = kNow;
    row.verdict = queued ? pki::Verdict::kNoncompliant : pki::Verdict::kCompliant;
    row.queued = queued;
    row.codes = queued ? "self_signed" : "";
    row.position = position;
    row.identities = {host};
    row.json = absl::StrCat(
        R"({"target":")", host, ":", port, R"(","host":")", host, R"(","address":")", address, R"(","port":)", port,
        R"(,"identities":[")", host, R"("],"time":"2026-01-02T03:04:05Z","attempts":1,"verdict":")",
        queued ? "noncompliant" : "compliant", R"(","mendable":)", queued ? "true" : "false",
        R"(,"findings":[{"code":"weak_protocol","severity":"fail","message":"old"}],"leaf":{"subject":"CN=a","issuer":"CN=a","serial":"01","not_before":"2026-01-01T00:00:00Z","not_after":")",
        not_after,
        R"(","key":{"type":"RSA","bits":2048},"signature":"sha256WithRSAEncryption","dns_names":["shown.example"],"ip_addresses":[],"sha256":"00","spki_sha256":"00","self_signed":true},"columns":{"site":")",
        site, R"("}})");
    ASSERT_TRUE(estate_->AppendResults(run, {&row, 1}).ok());
  }

  std::vector<std::string> Chosen(const Selection& selection) {
    const auto candidates = ReadCandidates(*estate_, selection, kNow);
    EXPECT_TRUE(candidates.ok()) << candidates.status();
    std::vector<std::string> texts;
    for (const Candidate& one : candidates.value_or(std::vector<Candidate>())) {
      texts.push_back(absl::StrCat(one.endpoint.host, ":", one.endpoint.port, one.is_chosen ? "" : " beside"));
    }
    return texts;
  }

  test::TemporaryFolder folder_;
  std::unique_ptr<estate::Estate> estate_;
};

TEST_F(CandidateTest, TheQueueInTheOrderOfTheInventory) {
  const int64_t run = Run();
  Add(run, "c.corp", 443, true, 10);
  Add(run, "a.corp", 443, true, 30);
  Add(run, "b.corp", 443, true, 20);
  Add(run, "good.corp", 443, false, 5);
  EXPECT_THAT(Chosen({}), ElementsAre("c.corp:443", "b.corp:443", "a.corp:443"));
}

TEST_F(CandidateTest, RequestsOfSeveralRunsAndWhatStandsBeside) {
  const int64_t first = Run();
  Add(first, "a.corp", 443, true, 1);
  Add(first, "a.corp", 4343, false, 2);
  const int64_t second = Run();
  Add(second, "b.corp", 443, true, 1);
  EXPECT_THAT(Chosen({}), ElementsAre("a.corp:443", "b.corp:443", "a.corp:4343 beside"));
}

TEST_F(CandidateTest, OtherNamesOfTheSameApplianceStandBeside) {
  const int64_t run = Run();
  Add(run, "a.corp", 4343, true, 1, "leeds", "2027-01-01T00:00:00Z", "10.0.0.1");
  Add(run, "b.corp", 4343, false, 2, "leeds", "2027-01-01T00:00:00Z", "10.0.0.1");
  Add(run, "c.corp", 4343, false, 3, "leeds", "2027-01-01T00:00:00Z", "10.0.0.2");
  EXPECT_THAT(Chosen({}), ElementsAre("a.corp:4343", "b.corp:4343 beside"));
}

TEST_F(CandidateTest, FiltersLeaveSome) {
  const int64_t run = Run();
  Add(run, "a.corp", 443, true, 1, "leeds");
  Add(run, "b.corp", 443, true, 2, "york");
  EXPECT_THAT(Chosen({.where = {*base::ColumnFilter::Parse("site=york")}}), ElementsAre("b.corp:443"));
  EXPECT_THAT(Chosen({.hosts = {"a.corp"}}), ElementsAre("a.corp:443"));
}

TEST_F(CandidateTest, WhatExpiresSoonAndWhoIsNamedNeedNotBeQueued) {
  const int64_t run = Run();
  Add(run, "soon.corp", 443, false, 1, "leeds", "2026-01-20T00:00:00Z");
  Add(run, "late.corp", 443, false, 2);
  EXPECT_THAT(Chosen({}), IsEmpty());
  EXPECT_THAT(Chosen({.expiring_within_s = 30 * kDay}), ElementsAre("soon.corp:443"));
  EXPECT_THAT(Chosen({.hosts = {"late.corp"}}), ElementsAre("late.corp:443"));
}

TEST_F(CandidateTest, WhatIsNotQueuedHasItsPlaceInTheInventoryToo) {
  const int64_t run = Run();
  const std::string soon = "2026-01-20T00:00:00Z";
  Add(run, "c.corp", 443, false, 1, "leeds", soon);
  Add(run, "b.corp", 443, true, 2, "leeds", soon);
  Add(run, "a.corp", 443, false, 3, "leeds", soon);
  // Of a record that had places for the queue alone.
  Add(run, "0.corp", 443, false, std::nullopt, "leeds", soon);
  const auto in_order = ElementsAre("c.corp:443", "b.corp:443", "a.corp:443", "0.corp:443");
  EXPECT_THAT(Chosen({.expiring_within_s = 30 * kDay}), in_order);
  EXPECT_THAT(Chosen({.hosts = {"0.corp", "a.corp", "b.corp", "c.corp"}}), in_order);
}

TEST_F(CandidateTest, ARequestWhoseRunIsGoneIsNotMissed) {
  const int64_t first = Run();
  Add(first, "a.corp", 443, true, 1);
  const int64_t second = Run();
  Add(second, "b.corp", 443, true, 1);
  ASSERT_TRUE(estate_->DeleteRun(first).ok());
  const auto candidates = ReadCandidates(*estate_, {}, kNow);
  ASSERT_TRUE(candidates.ok());
  ASSERT_EQ(candidates->size(), 2u);
  EXPECT_EQ(candidates->front().endpoint.host, "a.corp");
  EXPECT_THAT(candidates->front().problem, HasSubstr("run 1, which queued it, was deleted"));
  EXPECT_EQ(candidates->back().problem, "");
}

TEST_F(CandidateTest, AHostThatNoRunHasSeenIsTold) {
  Add(Run(), "a.corp", 443, true, 1);
  const auto candidates = ReadCandidates(*estate_, {.hosts = {"b.corp"}}, kNow);
  EXPECT_TRUE(absl::IsNotFound(candidates.status()));
  EXPECT_THAT(candidates.status().ToString(), HasSubstr("b.corp: not in the latest run"));
}

TEST_F(CandidateTest, SaysWhatTheResultSaid) {
  Add(Run(), "a.corp", 443, true, 7);
  const auto candidates = ReadCandidates(*estate_, {}, kNow);
  ASSERT_TRUE(candidates.ok());
  const Candidate& one = candidates->front();
  EXPECT_EQ(one.position, 7u);
  EXPECT_EQ(one.Column("SITE"), "leeds");
  EXPECT_EQ(one.Column("owner"), "");
  EXPECT_THAT(one.shown_names, ElementsAre("shown.example"));
  EXPECT_THAT(one.beyond_certificate, ElementsAre("weak_protocol"));
  EXPECT_THAT(one.identities, ElementsAre("a.corp"));
}

}  // namespace
}  // namespace certsweep::replacer
