#include "engine/estate/sqlite_estate.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/estate/estate_rows.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::estate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kShown = 10;

class SqliteEstateTest : public ::testing::Test {
 protected:
  int64_t BeginRun() {
    const absl::StatusOr<int64_t> run = estate_->BeginRun({kTime, "certsweep scan -t estate.csv", 3}, {});
    EXPECT_TRUE(run.ok()) << run.status();
    return run.value_or(0);
  }
  void Append(int64_t run, const std::vector<ResultRow>& rows) {
    const absl::Status status = estate_->AppendResults(run, rows);
    EXPECT_TRUE(status.ok()) << status;
  }
  std::vector<std::string> Hosts(int64_t run) {
    std::vector<std::string> hosts;
    for (const ResultRow& row : ResultsOf(*estate_, run)) hosts.push_back(row.host);
    return hosts;
  }
  static std::string Chain(const ResultRow& row) {
    std::string text;
    for (const StoredCertificate& certificate : row.chain) text += (text.empty() ? "" : ">") + certificate.der;
    return text;
  }
  // "host codes first last closed" a request, in the order of opening.
  std::string Requests() {
    return Query(path_,
                 "SELECT host, codes, first_seen_run, last_seen_run, closed_run FROM replacement_request AS request"
                 " JOIN endpoint ON endpoint.id = endpoint ORDER BY request.id");
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("estate.db");
  const std::unique_ptr<Estate> estate_ = OpenOrDie(path_);
};

TEST_F(SqliteEstateTest, ARunIsFoundAsItWasBegun) {
  const int64_t run = BeginRun();
  const auto info = estate_->FindRun(run);
  ASSERT_TRUE(info.ok() && info->has_value());
  EXPECT_EQ((*info)->id, run);
  EXPECT_EQ((*info)->start.started_unix_seconds, kTime);
  EXPECT_EQ((*info)->start.command, "certsweep scan -t estate.csv");
  EXPECT_EQ((*info)->start.endpoints, 3u);
  EXPECT_EQ((*info)->results, 0u);
  EXPECT_FALSE((*info)->end.has_value());
}

TEST_F(SqliteEstateTest, ARunIsFoundAsItEnded) {
  const int64_t run = BeginRun();
  Append(run, {MakeRow("a"), MakeRow("b")});
  ASSERT_TRUE(estate_->EndRun(run, {kTime + 60, true, "{\"endpoints\":3}"}).ok());
  const auto info = estate_->FindRun(run);
  ASSERT_TRUE(info.ok() && info->has_value() && (*info)->end.has_value());
  EXPECT_EQ((*info)->end->finished_unix_seconds, kTime + 60);
  EXPECT_TRUE((*info)->end->interrupted);
  EXPECT_EQ((*info)->end->summary_json, "{\"endpoints\":3}");
  EXPECT_EQ((*info)->results, 2u);
}

TEST_F(SqliteEstateTest, TheLatestRunIsTheOneBegunLast) {
  EXPECT_FALSE(estate_->LatestRun().value().has_value());
  const int64_t first = BeginRun();
  const int64_t second = BeginRun();
  EXPECT_GT(second, first);
  ASSERT_TRUE(estate_->EndRun(first, {kTime, false, ""}).ok());
  EXPECT_EQ(estate_->LatestRun().value()->id, second);
}

TEST_F(SqliteEstateTest, AnUnknownRunIsToldApart) {
  EXPECT_FALSE(estate_->FindRun(7).value().has_value());
  const ResultRow row = MakeRow("a");
  for (const absl::Status& status : {estate_->AppendResults(7, {&row, 1}), estate_->EndRun(7, {})}) {
    EXPECT_EQ(status, absl::NotFoundError(path_ + ": has no run 7"));
  }
  EXPECT_THAT(ResultsOf(*estate_, 7), IsEmpty());
  EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM result"), "0");
}

TEST_F(SqliteEstateTest, GivesBackWhatWasWritten) {
  ResultRow row = QueuedRow("sps-1.corp.example", "expired,weak_key");
  row.address = "2001:db8::1";
  row.port = 65535;
  row.identities = {"sps-1.corp.example", "2001:db8::1"};
  const int64_t run = BeginRun();
  Append(run, {row});
  const std::vector<ResultRow> rows = ResultsOf(*estate_, run);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].host, row.host);
  EXPECT_EQ(rows[0].address, row.address);
  EXPECT_EQ(rows[0].port, row.port);
  EXPECT_EQ(rows[0].time_unix_seconds, row.time_unix_seconds);
  EXPECT_EQ(rows[0].verdict, row.verdict);
  EXPECT_EQ(rows[0].mendable, true);
  EXPECT_EQ(rows[0].queued, true);
  EXPECT_EQ(rows[0].codes, row.codes);
  EXPECT_EQ(rows[0].identities, row.identities);
  EXPECT_EQ(rows[0].json, row.json);
}

TEST_F(SqliteEstateTest, EveryVerdictComesBack) {
  const int64_t run = BeginRun();
  std::vector<ResultRow> rows;
  for (int i = 0; i < pki::kVerdictCount; ++i) {
    rows.push_back(MakeRow(absl::StrCat("host-", i), static_cast<pki::Verdict>(i)));
  }
  Append(run, rows);
  const std::vector<ResultRow> read = ResultsOf(*estate_, run);
  ASSERT_EQ(read.size(), rows.size());
  for (size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(read[i].verdict, rows[i].verdict);
}

TEST_F(SqliteEstateTest, HostileTextComesBackByteByByte) {
  const std::string hostile[] = {std::string("nul\0in it", 9), "'; DROP TABLE result; --", "\x1b[2J\xe2\x80\xae",
                                 "\xff\xfe not UTF-8", std::string(65536, 'x')};
  const int64_t run = BeginRun();
  for (const std::string& text : hostile) {
    ResultRow row = MakeRow(text);
    row.json = text;
    row.codes = text;
    row.identities = {text};
    Append(run, {row});
  }
  const std::vector<ResultRow> rows = ResultsOf(*estate_, run);
  ASSERT_EQ(rows.size(), std::size(hostile));
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].host, hostile[i]);
    EXPECT_EQ(rows[i].json, hostile[i]);
    EXPECT_EQ(rows[i].codes, hostile[i]);
    EXPECT_THAT(rows[i].identities, ElementsAre(hostile[i]));
  }
}

TEST_F(SqliteEstateTest, ResultsComeInTheOrderInWhichEndpointsBecameKnownEachOfItsOwnRun) {
  const int64_t first = BeginRun();
  const int64_t second = BeginRun();
  Append(first, {MakeRow("z"), MakeRow("a")});
  Append(second, {MakeRow("m"), MakeRow("a")});
  Append(first, {MakeRow("m")});
  EXPECT_THAT(Hosts(first), ElementsAre("z", "a", "m"));
  EXPECT_THAT(Hosts(second), ElementsAre("a", "m"));
}

TEST_F(SqliteEstateTest, AVisitEndsWhereItIsToldTo) {
  const int64_t run = BeginRun();
  Append(run, {MakeRow("a"), MakeRow("b"), MakeRow("c")});
  int visited = 0;
  EXPECT_TRUE(estate_->VisitResults(run, {}, [&visited](const ResultRow&) { return ++visited < 2; }).ok());
  EXPECT_EQ(visited, 2);
}

TEST_F(SqliteEstateTest, TheFirstResultOfAnEndpointStays) {
  const int64_t run = BeginRun();
  Append(run, {MakeRow("a", pki::Verdict::kNoTls)});
  // Again in a later batch, and twice in one; the queue does not hear of what is not taken.
  Append(run, {QueuedRow("a"), MakeRow("b"), QueuedRow("b")});
  const std::vector<ResultRow> rows = ResultsOf(*estate_, run);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].verdict, pki::Verdict::kNoTls);
  EXPECT_EQ(rows[1].verdict, pki::Verdict::kCompliant);
  EXPECT_EQ(estate_->CountQueued().value(), 0u);
  // In another run it is another result.
  const int64_t next = BeginRun();
  Append(next, {MakeRow("a")});
  EXPECT_THAT(Hosts(next), ElementsAre("a"));
}

TEST_F(SqliteEstateTest, AddressAndPortTellEndpointsOfAHostApart) {
  ResultRow second_address = MakeRow("a");
  second_address.address = "10.0.0.2";
  ResultRow second_port = MakeRow("a");
  second_port.port = 4343;
  ResultRow unresolved = MakeRow("a", pki::Verdict::kUnreachable);
  unresolved.address.clear();
  const int64_t run = BeginRun();
  Append(run, {MakeRow("a"), second_address, second_port, unresolved});
  EXPECT_EQ(ResultsOf(*estate_, run).size(), 4u);
}

TEST_F(SqliteEstateTest, CertificatesAreStoredOnceHoweverManyServeThem) {
  const StoredCertificate issuer = MakeCertificate("issuer", "issuer key");
  std::vector<ResultRow> rows;
  for (int i = 0; i < 10; ++i) {
    rows.push_back(MakeRow(absl::StrCat("host-", i)));
    rows.back().chain = {MakeCertificate(absl::StrCat("leaf ", i % 2), absl::StrCat("key ", i % 2)), issuer};
  }
  Append(BeginRun(), rows);
  const std::unique_ptr<Estate> again = OpenOrDie(path_);  // with nothing at hand of what is stored
  const int64_t run = BeginRun();
  ASSERT_TRUE(again->AppendResults(run, rows).ok());
  EXPECT_EQ(Query(path_, "SELECT der FROM certificate ORDER BY der"), "issuer\nleaf 0\nleaf 1");
  EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM state"), "10");
  EXPECT_EQ(Query(path_,
                  "SELECT host, der FROM state JOIN certificate ON certificate.id = leaf"
                  " JOIN endpoint ON endpoint.id = endpoint WHERE host = 'host-3'"),
            "host-3|leaf 1");
  const std::vector<ResultRow> read = ResultsOf(*again, run, {.chains = true});
  ASSERT_EQ(read.size(), rows.size());
  for (size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(Chain(read[i]), Chain(rows[i]));
}

TEST_F(SqliteEstateTest, AChainMayHoldOneCertificateTwiceOrNone) {
  const StoredCertificate certificate = MakeCertificate("same", "key");
  ResultRow twice = MakeRow("twice");
  twice.chain = {certificate, certificate};
  Append(BeginRun(), {twice, MakeRow("none", pki::Verdict::kNoTls)});
  EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM certificate"), "1");
  const std::vector<ResultRow> rows = ResultsOf(*estate_, 1, {.chains = true});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(Chain(rows[0]), "same>same");
  EXPECT_EQ(Chain(rows[1]), "");
  EXPECT_EQ(Query(path_, "SELECT leaf, HEX(certificates) FROM state ORDER BY id"), "1|0101\n-|");
}

TEST_F(SqliteEstateTest, ABatchThatIsUndoneTakesItsCertificatesAlong) {
  const StoredCertificate issuer = MakeCertificate("issuer", "issuer key");
  ResultRow row = MakeRow("a");
  row.chain = {MakeCertificate("leaf", "key"), issuer};
  ASSERT_EQ(Query(path_, "CREATE TRIGGER refuse BEFORE INSERT ON result BEGIN SELECT RAISE(ABORT, 'no'); END"), "");
  const int64_t run = BeginRun();
  EXPECT_FALSE(estate_->AppendResults(run, {&row, 1}).ok());
  ASSERT_EQ(Query(path_, "DROP TRIGGER refuse"), "");
  // The numbers that the undone certificates had are others' now.
  ResultRow other = MakeRow("b");
  other.chain = {MakeCertificate("other leaf", "other key"), MakeCertificate("other issuer", "other")};
  Append(run, {other, row});
  const std::vector<ResultRow> rows = ResultsOf(*estate_, run, {.chains = true});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].host + " " + Chain(rows[0]), "b other leaf>other issuer");
  EXPECT_EQ(rows[1].host + " " + Chain(rows[1]), "a leaf>issuer");
}

TEST_F(SqliteEstateTest, NothingToAppendIsFine) { EXPECT_TRUE(estate_->AppendResults(BeginRun(), {}).ok()); }

TEST_F(SqliteEstateTest, AQueuedResultOpensARequestAndALaterOneRefreshesIt) {
  const int64_t first = BeginRun();
  Append(first, {QueuedRow("a", "expired"), QueuedRow("b")});
  EXPECT_EQ(estate_->CountQueued().value(), 2u);
  const int64_t second = BeginRun();
  ResultRow refreshed = QueuedRow("a", "expired,name_mismatch");
  refreshed.identities = {"a", "b.example"};
  Append(second, {refreshed});
  EXPECT_EQ(estate_->CountQueued().value(), 2u);
  EXPECT_EQ(Requests(), "a|expired,name_mismatch|1|2|-\nb|expired|1|1|-");
  EXPECT_EQ(Query(path_, "SELECT identities FROM replacement_request WHERE endpoint = 1"), "a,b.example");
}

TEST_F(SqliteEstateTest, ALaterCompliantResultClosesARequestAndNothingElseDoes) {
  Append(BeginRun(), {QueuedRow("a"), QueuedRow("b"), QueuedRow("c"), QueuedRow("d")});
  ResultRow not_queued = MakeRow("b", pki::Verdict::kNoncompliant);
  not_queued.codes = "weak_protocol";
  ResultRow elsewhere = MakeRow("d");
  elsewhere.port = 4343;
  Append(BeginRun(), {MakeRow("a"), not_queued, MakeRow("c", pki::Verdict::kUnreachable), elsewhere});
  EXPECT_EQ(estate_->CountQueued().value(), 3u);
  EXPECT_EQ(Requests(), "a|expired|1|1|2\nb|expired|1|1|-\nc|expired|1|1|-\nd|expired|1|1|-");
}

TEST_F(SqliteEstateTest, WhatFailsAgainGetsARequestOfItsOwn) {
  Append(BeginRun(), {QueuedRow("a")});
  Append(BeginRun(), {MakeRow("a")});
  Append(BeginRun(), {QueuedRow("a", "revoked")});
  Append(BeginRun(), {MakeRow("a")});
  Append(BeginRun(), {MakeRow("a")});
  EXPECT_EQ(estate_->CountQueued().value(), 0u);
  EXPECT_EQ(Requests(), "a|expired|1|1|2\na|revoked|3|3|4");
}

TEST_F(SqliteEstateTest, ACompliantResultThatExpiresSoonIsQueuedAndNotClosed) {
  ResultRow soon = MakeRow("a");
  soon.queued = true;
  soon.codes = "expiring_soon";
  Append(BeginRun(), {soon});
  Append(BeginRun(), {soon});
  EXPECT_EQ(Requests(), "a|expiring_soon|1|2|-");
}

TEST_F(SqliteEstateTest, ARefreshByAnOlderRunDoesNotMakeARequestOlder) {
  const int64_t older = BeginRun();
  const int64_t newer = BeginRun();
  Append(newer, {QueuedRow("a")});
  Append(older, {QueuedRow("a")});
  EXPECT_EQ(Requests(), "a|expired|2|2|-");
}

class SharedKeysTest : public SqliteEstateTest {
 protected:
  static ResultRow Serving(std::string host, std::string der, std::string_view key) {
    ResultRow row = MakeRow(std::move(host));
    row.chain = {MakeCertificate(std::move(der), key), MakeCertificate("issuer", "issuer key")};
    return row;
  }
  static std::string KeyHex(std::string_view key) { return base::HexEncode(base::Sha256(base::AsBytes(key))); }

  std::vector<std::string> Shared(int64_t run, int limit = kShown) {
    const auto rows = estate_->SharedKeys(run, limit, &total_);
    EXPECT_TRUE(rows.ok()) << rows.status();
    std::vector<std::string> texts;
    for (const SharedKeyRow& row : *rows) {
      texts.push_back(absl::StrCat(row.spki_sha256, " ", row.endpoints, " ", row.certificates));
    }
    return texts;
  }

  uint64_t total_ = 99;
};

TEST_F(SharedKeysTest, OneKeyInSeveralCertificatesIsSharedMostEndpointsFirst) {
  const int64_t run = BeginRun();
  Append(run, {Serving("a", "1", "two"), Serving("b", "2", "two"), Serving("c", "3", "three"),
               Serving("d", "4", "three"), Serving("e", "4", "three"), Serving("f", "5", "own")});
  EXPECT_THAT(Shared(run), ElementsAre(KeyHex("three") + " 3 2", KeyHex("two") + " 2 2"));
  EXPECT_EQ(total_, 2u);
}

TEST_F(SharedKeysTest, OneCertificateOnManyEndpointsIsNotShared) {
  const int64_t run = BeginRun();
  Append(run, {Serving("a", "wildcard", "key"), Serving("b", "wildcard", "key"), MakeRow("c", pki::Verdict::kNoTls)});
  EXPECT_THAT(Shared(run), IsEmpty());
  EXPECT_EQ(total_, 0u);
}

TEST_F(SharedKeysTest, OnlyWhatThisRunSawCounts) {
  Append(BeginRun(), {Serving("a", "old", "key")});
  const int64_t run = BeginRun();
  Append(run, {Serving("a", "new", "key")});
  EXPECT_THAT(Shared(run), IsEmpty());
}

TEST_F(SharedKeysTest, AKeyThatCouldNotBeReadIsNotShared) {
  const int64_t run = BeginRun();
  std::vector<ResultRow> rows = {Serving("a", "1", ""), Serving("b", "2", "")};
  for (ResultRow& row : rows) row.chain[0].spki_sha256 = {};
  Append(run, rows);
  EXPECT_THAT(Shared(run), IsEmpty());
}

TEST_F(SharedKeysTest, AllAreCountedAndOnlyTheFirstAreGiven) {
  const int64_t run = BeginRun();
  std::vector<ResultRow> rows;
  for (int i = 0; i < 40; ++i) {
    rows.push_back(Serving(absl::StrCat("h", i), absl::StrCat("c", i), absl::StrCat("k", i / 2)));
  }
  Append(run, rows);
  EXPECT_EQ(Shared(run, 3).size(), 3u);
  EXPECT_EQ(total_, 20u);
  EXPECT_THAT(Shared(run, 0), IsEmpty());
  EXPECT_EQ(total_, 20u);
}

}  // namespace
}  // namespace certsweep::estate
