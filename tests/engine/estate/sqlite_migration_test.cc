// Records of version 1, brought up to date: whole, killed on the way, by several at once.
#include "engine/estate/sqlite_migration.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/estate/sqlite_schema.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/estate/estate_rows.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::estate {
namespace {

using ::testing::ElementsAre;

constexpr int kEndpoints = 1200;  // a run; more than one piece of the move

std::string Line(int64_t time, int host) {
  return absl::StrCat(R"({"target":"h)", host, R"(:443","host":"h)", host, R"(","identities":[],"time":")",
                      base::FormatRfc3339(time), R"(","attempts":1,"verdict":"compliant","findings":[],"timing":{)",
                      R"("connect_us":)", time % 1000 + host, R"(},"columns":{"site":"s)", host % 3, "\"}}");
}

int64_t TimeOf(int run, int host) { return kTime + run * 86400 + host % 60; }

// The record as version 1 of the tables had it: `runs` runs, the third endpoint of each ten queued, every leaf its own,
// one issuer.
void MakeVersion1(const std::string& path, int runs) {
  std::string sql = test::ReadWholeFile(CERTSWEEP_SCHEMA_V1) +
                    absl::StrCat("PRAGMA application_id = ", kApplicationId, "; PRAGMA user_version = 1; BEGIN;",
                                 "INSERT INTO certificate VALUES (1, x'", std::string(64, 'a'), "', NULL, x'00');");
  for (int host = 0; host < kEndpoints; ++host) {
    const StoredCertificate leaf = MakeCertificate(absl::StrCat("leaf ", host), absl::StrCat("key ", host / 2));
    absl::StrAppend(&sql, "INSERT INTO certificate VALUES (", host + 2, ", x'", base::HexEncode(leaf.sha256), "', x'",
                    base::HexEncode(leaf.spki_sha256), "', CAST('", leaf.der, "' AS BLOB));");
    if (host % 10 != 3) continue;
    absl::StrAppend(&sql, "INSERT INTO replacement_request VALUES (NULL, 'h", host, "', '10.0.0.1', 443, 'expired', 'h",
                    host, ",b', 1, ", runs, ", ", host % 20 == 3 ? "NULL" : "2", ");");
  }
  for (int run = 1; run <= runs; ++run) {
    absl::StrAppend(&sql, "INSERT INTO run VALUES (", run, ", ", TimeOf(run, 0), ", 'scan', ", kEndpoints, ", ",
                    TimeOf(run, 99), ", 0, '{}');");
    for (int host = 0; host < kEndpoints; ++host) {
      const std::string id = absl::StrCat((int64_t{run} << 40) + host);
      absl::StrAppend(&sql, "INSERT INTO result VALUES (", id, ", ", run, ", 'h", host, "', '10.0.0.1', 443, ",
                      TimeOf(run, host), host % 7 == 0 ? ", 'noncompliant'" : ", 'compliant'", ", 0, 0, ", host + 2,
                      ", '', 'h", host, ",b', '", Line(TimeOf(run, host), host), "');");
      absl::StrAppend(&sql, "INSERT INTO chain VALUES (", id, ", 0, ", host + 2, "), (", id, ", 1, 1);");
    }
  }
  ASSERT_EQ(Query(path, sql + "COMMIT; PRAGMA journal_mode = WAL"), "wal");
}

class SqliteMigrationTest : public ::testing::Test {
 protected:
  void ExpectAllMoved(int runs) {
    const std::unique_ptr<Estate> estate = OpenOrDie(path_);
    EXPECT_EQ(Query(path_, "PRAGMA integrity_check; PRAGMA foreign_key_check; PRAGMA user_version"), "ok\n5");
    EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM sqlite_schema WHERE name LIKE '%v1%'"), "0");
    for (int run = 1; run <= runs; ++run) {
      const std::vector<ResultRow> rows = ResultsOf(*estate, run, {.chains = true});
      ASSERT_EQ(rows.size(), static_cast<size_t>(kEndpoints));
      for (int host = 0; host < kEndpoints; ++host) {
        const ResultRow& row = rows[static_cast<size_t>(host)];
        ASSERT_EQ(row.json, Line(TimeOf(run, host), host));
        ASSERT_EQ(row.time_unix_seconds, TimeOf(run, host));
        ASSERT_THAT(row.identities, ElementsAre(row.host, "b"));
        ASSERT_EQ(row.chain.size(), 2u);
        ASSERT_EQ(row.chain[0].der, absl::StrCat("leaf ", host));
      }
      const RunInfo info = **estate->FindRun(run);
      EXPECT_EQ(info.start.command, "scan");
      EXPECT_EQ(info.results, static_cast<uint64_t>(kEndpoints));
      EXPECT_EQ(info.verdicts[static_cast<size_t>(pki::Verdict::kNoncompliant)], (kEndpoints + 6) / 7u);
      EXPECT_FALSE(info.end->interrupted);
    }
    EXPECT_EQ(estate->CountQueued().value(), kEndpoints / 20u);
    EXPECT_EQ(Query(path_, "SELECT COUNT(*), MIN(first_seen_run), MAX(last_seen_run) FROM replacement_request"),
              absl::StrCat(kEndpoints / 10, "|1|", runs));
    // What did not change from run to run is there once.
    EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM state"), absl::StrCat(kEndpoints));
    uint64_t total = 0;
    EXPECT_TRUE(estate->SharedKeys(runs, 1, &total).ok());
    EXPECT_EQ(total, kEndpoints / 2u);
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("estate.db");
};

TEST_F(SqliteMigrationTest, EveryLineComesBackAndIdsStay) {
  MakeVersion1(path_, 3);
  ExpectAllMoved(3);
  const std::unique_ptr<Estate> estate = OpenOrDie(path_);
  EXPECT_EQ(estate->BeginRun({}, {}).value(), 4);
}

TEST_F(SqliteMigrationTest, AnEmptyRecordOfVersion1IsOneOfToday) {
  ASSERT_EQ(Query(path_, test::ReadWholeFile(CERTSWEEP_SCHEMA_V1) +
                             absl::StrCat("PRAGMA application_id = ", kApplicationId, "; PRAGMA user_version = 1")),
            "");
  const std::string fresh = folder_.Path("fresh.db");
  OpenOrDie(fresh);
  OpenOrDie(path_);
  const char kSchema[] = "SELECT type, name, sql FROM sqlite_schema ORDER BY name";
  EXPECT_EQ(Query(path_, kSchema), Query(fresh, kSchema));
}

TEST_F(SqliteMigrationTest, KilledAnywhereItIsGoneOnWith) {
  MakeVersion1(path_, 2);
  // Each time a little further: whatever is in the file when the child dies is whole.
  for (int kill = 0; kill < 6; ++kill) {
    test::ChildProcess child([this, kill](const test::ChildSide& parent) {
      // As many pages may be written as a full disk leaves room for; then it waits for its end in the middle.
      test::LimitFileSize(test::ReadWholeFile(path_).size() + (size_t{20} << (kill + 10)));
      OpenSqliteEstate(path_).IgnoreError();
      parent.Say(".");
      parent.AwaitRelease();
    });
    child.Hear(kill % 2 == 0 ? 1 : 0);
    child.Kill();
    child.Wait();
    EXPECT_EQ(Query(path_, "PRAGMA integrity_check"), "ok");
  }
  ExpectAllMoved(2);
}

TEST_F(SqliteMigrationTest, SeveralMayDoItAtOnce) {
  MakeVersion1(path_, 3);
  std::vector<std::unique_ptr<test::ChildProcess>> children;
  children.reserve(3);
  for (int i = 0; i < 3; ++i) {
    children.push_back(std::make_unique<test::ChildProcess>([this](const test::ChildSide& parent) {
      parent.AwaitRelease();
      parent.Say(OpenSqliteEstate(path_).status().ToString());
    }));
  }
  for (const auto& child : children) child->Release();
  for (const auto& child : children) EXPECT_EQ(child->HearAll(), "OK");
  ExpectAllMoved(3);
}

}  // namespace
}  // namespace certsweep::estate
