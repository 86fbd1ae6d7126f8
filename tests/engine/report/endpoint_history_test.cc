#include "engine/report/endpoint_history.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/report/change_rows.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::report {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kBad = pki::Verdict::kNoncompliant;

class EndpointHistoryTest : public testing::Test {
 protected:
  std::vector<EndpointHistory> Histories(const HistoryQuestion& question) {
    std::vector<EndpointHistory> all;
    uint64_t found = 0;
    const absl::Status status = VisitEndpointHistories(*estate_, question, &found, [&](const EndpointHistory& one) {
      all.push_back(one);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(found, all.size());
    return all;
  }
  std::vector<std::string> Like(std::string_view host) { return HostsLike(*estate_, host).value(); }

  const test::TemporaryFolder folder_;
  const std::unique_ptr<estate::Estate> estate_ = OpenRecord(folder_.Path("estate.db"));
};

TEST_F(EndpointHistoryTest, ResultsThatAreAlikeAreOne) {
  for (int night = 0; night < 6; ++night) {
    RowSpec row = {.host = "a", .certificate = night < 3 ? "one" : "two", .time = kRowTime + night * 86400};
    if (night == 2) row = {.host = "a", .verdict = kBad, .findings = {{"expired"}}, .certificate = "one"};
    AddRun(*estate_, {row, {.host = "b"}});
  }
  const std::vector<EndpointHistory> all = Histories({.host = "a"});
  ASSERT_EQ(all.size(), 1u);
  const EndpointHistory& history = all[0];
  EXPECT_EQ(history.first.run, 1);
  EXPECT_EQ(history.last.run, 6);
  EXPECT_EQ(history.last.time, kRowTime + 5 * 86400);
  ASSERT_EQ(history.spans.size(), 3u);
  EXPECT_EQ(history.spans[0].from.run, 1);
  EXPECT_EQ(history.spans[0].to.run, 2);
  EXPECT_EQ(history.spans[0].runs, 2u);
  EXPECT_EQ(history.spans[1].verdict, kBad);
  EXPECT_THAT(history.spans[1].codes, ElementsAre("expired"));
  EXPECT_EQ(history.spans[2].from.run, 4);
  EXPECT_EQ(history.spans[2].runs, 3u);
  ASSERT_EQ(history.certificates.size(), 2u);
  EXPECT_EQ(history.certificates[0].certificate.der, "one");
  EXPECT_EQ(history.certificates[0].to.run, 3);
  EXPECT_TRUE(history.certificates[0].as_leaf);
  EXPECT_EQ(history.certificates[1].from.run, 4);
  EXPECT_EQ(history.newest.leaf->subject, "CN=two");
}

TEST_F(EndpointHistoryTest, EndpointsByHostByAddressAndByPort) {
  AddRun(*estate_, {{.host = "a", .address = "10.0.0.1"},
                    {.host = "a", .address = "10.0.0.2"},
                    {.host = "b", .address = "10.0.0.2"},
                    {.host = "10.0.0.2", .address = "10.0.0.2"}});
  const auto shown = [this](const HistoryQuestion& question) {
    std::vector<std::string> texts;
    for (const EndpointHistory& one : Histories(question))
      texts.push_back(one.endpoint.host + "/" + one.endpoint.address);
    return texts;
  };
  EXPECT_THAT(shown({.host = "a"}), ElementsAre("a/10.0.0.1", "a/10.0.0.2"));
  EXPECT_THAT(shown({.address = "10.0.0.2"}), ElementsAre("10.0.0.2/10.0.0.2", "a/10.0.0.2", "b/10.0.0.2"));
  EXPECT_THAT(shown({.host = "a", .port = 443}), ElementsAre("a/10.0.0.1", "a/10.0.0.2"));
  EXPECT_THAT(shown({.host = "a", .port = 444}), IsEmpty());
  EXPECT_THAT(shown({.host = "c"}), IsEmpty());
  EXPECT_THAT(shown({.address = "10.0.0.3"}), IsEmpty());
}

TEST_F(EndpointHistoryTest, WhoHasTheSameKey) {
  std::vector<RowSpec> rows = {{.host = "a", .certificate = "of a", .key = "k"}};
  for (int i = 0; i < 30; ++i) {
    const std::string host = "h" + std::to_string(i);
    rows.push_back({.host = host, .certificate = "of " + host, .key = "k"});
  }
  rows.push_back({.host = "w1", .certificate = "wildcard"});
  rows.push_back({.host = "w2", .certificate = "wildcard"});
  AddRun(*estate_, rows);
  const KeySharing shared = Histories({.host = "a"})[0].sharing;
  EXPECT_TRUE(shared.different_certificates);
  EXPECT_EQ(shared.others, 30u);
  EXPECT_EQ(shared.first.size(), kMostSharersTold);
  // One certificate on several endpoints is no shared key.
  EXPECT_FALSE(Histories({.host = "w1"})[0].sharing.different_certificates);
}

TEST_F(EndpointHistoryTest, RequestsForAReplacement) {
  estate::ResultRow row = MakeResult({.host = "a", .verdict = kBad, .findings = {{"expired"}}});
  row.queued = true;
  const int64_t run = AddRun(*estate_, {}, RunEnding::kNone);
  ASSERT_TRUE(estate_->AppendResults(run, std::vector{row}).ok());
  AddRun(*estate_, {{.host = "a"}});
  const std::vector<EndpointHistory> all = Histories({.host = "a"});
  ASSERT_EQ(all[0].requests.size(), 1u);
  EXPECT_EQ(all[0].requests[0].first_seen_run, 1);
  EXPECT_EQ(all[0].requests[0].closed_run, 2);
}

TEST_F(EndpointHistoryTest, WhatTheVisitorSaysIsTheAnswer) {
  AddRun(*estate_, {{.host = "a", .address = "10.0.0.1"}, {.host = "a", .address = "10.0.0.2"}});
  uint64_t found = 0;
  int seen = 0;
  const absl::Status status = VisitEndpointHistories(*estate_, {.host = "a"}, &found, [&](const EndpointHistory&) {
    ++seen;
    return absl::CancelledError("gone");
  });
  EXPECT_EQ(status, absl::CancelledError("gone"));
  EXPECT_EQ(seen, 1);
}

TEST_F(EndpointHistoryTest, HostsThatMayBeMeant) {
  AddRun(*estate_, {{.host = "sps-0007.corp.example"},
                    {.host = "sps-0008.corp.example"},
                    {.host = "sps-0007.lab.example"},
                    {.host = "www.example"}});
  EXPECT_THAT(Like("sps-0007"), ElementsAre("sps-0007.corp.example", "sps-0007.lab.example"));
  EXPECT_THAT(Like("sps-0008.crop.example"), ElementsAre("sps-0008.corp.example", "sps-0007.corp.example"));
  EXPECT_THAT(Like("ww.example"), ElementsAre("www.example"));
  EXPECT_THAT(Like("nothing.like.it"), IsEmpty());
  EXPECT_THAT(Like(std::string(5000, 'x')), IsEmpty());
}

}  // namespace
}  // namespace certsweep::report
