#include "engine/estate/sqlite_run_removal.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/estate/sqlite_estate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/estate/estate_rows.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::estate {
namespace {

ResultRow Serving(std::string host, std::string leaf, std::string_view site = "leeds") {
  ResultRow row = MakeRow(std::move(host));
  row.json = absl::StrCat("{\"host\":\"", row.host, "\",\"columns\":{\"site\":\"", std::string(site), "\"}}");
  row.chain = {MakeCertificate(leaf, "key of " + leaf), MakeCertificate("issuer", "issuer")};
  return row;
}

class SqliteRunRemovalTest : public ::testing::Test {
 protected:
  int64_t Run(const std::vector<ResultRow>& rows, std::string_view targets = {}) {
    const int64_t run = estate_->BeginRun({kTime, "scan", 3}, Pieces({std::string(targets)})).value();
    EXPECT_TRUE(estate_->AppendResults(run, rows).ok());
    return run;
  }
  std::string Leaves() { return Query(path_, "SELECT der FROM certificate ORDER BY der"); }
  std::string Count(const std::string& table) { return Query(path_, "SELECT COUNT(*) FROM " + table); }
  void ExpectWhole() {
    EXPECT_EQ(Query(path_, "PRAGMA integrity_check; PRAGMA foreign_key_check"), "ok");
    EXPECT_EQ(Count("deleted_run"), "0");
    // Nothing is left that nothing refers to.
    EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM state WHERE id NOT IN (SELECT state FROM result)"), "0");
    EXPECT_EQ(Query(path_,
                    "SELECT COUNT(*) FROM endpoint WHERE id NOT IN (SELECT endpoint FROM state)"
                    " AND id NOT IN (SELECT endpoint FROM replacement_request)"),
              "0");
    EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM timing WHERE run NOT IN (SELECT id FROM run)"), "0");
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("estate.db");
  const std::unique_ptr<Estate> estate_ = OpenOrDie(path_);
};

TEST_F(SqliteRunRemovalTest, TheLastRunLeavesNothing) {
  const int64_t run = Run({Serving("a", "1"), Serving("b", "2", "york"), MakeRow("c")}, "targets");
  ASSERT_TRUE(estate_->DeleteRun(run).ok());
  for (const char* table : {"run", "result", "timing", "state", "endpoint", "certificate", "columns", "run_target"}) {
    EXPECT_EQ(Count(table), "0") << table;
  }
  ExpectWhole();
  EXPECT_EQ(Run({MakeRow("a")}), 2) << "its number is not given again";
}

TEST_F(SqliteRunRemovalTest, RoomBecomesFreeAndIsGivenBack) {
  std::vector<ResultRow> rows;
  for (int i = 0; i < 300; ++i) {
    rows.push_back(Serving(absl::StrCat("h", i), absl::StrCat(std::string(2000, 'x'), i)));
  }
  const int64_t run = Run(rows);
  Run({MakeRow("stays")});
  EXPECT_EQ(estate_->Room()->free, 0u);
  ASSERT_TRUE(estate_->DeleteRun(run).ok());
  const RecordRoom before = *estate_->Room();
  EXPECT_GT(before.free, 300u * 2000u);
  EXPECT_GT(before.total, before.free);
  ASSERT_TRUE(estate_->ReturnRoom().ok());
  const RecordRoom after = *estate_->Room();
  EXPECT_EQ(after.free, 0u);
  EXPECT_LE(after.total, before.total - before.free);
  EXPECT_EQ(std::filesystem::file_size(path_), after.total);
  ExpectWhole();
}

TEST_F(SqliteRunRemovalTest, RoomIsNotGivenBackUnderAReader) {
  const int64_t run = Run({Serving("a", "1")});
  Run({MakeRow("stays")});
  ASSERT_TRUE(estate_->DeleteRun(run).ok());
  const std::unique_ptr<Estate> impatient = OpenSqliteEstate(path_, {.busy_timeout_millis = 1}).value();
  const std::unique_ptr<Estate> reader = OpenSqliteEstate(path_, {.read_only = true}).value();
  EXPECT_EQ(ResultsOf(*reader, 2).size(), 1u);
  EXPECT_TRUE(absl::IsUnavailable(impatient->ReturnRoom()));
  EXPECT_EQ(ResultsOf(*reader, 2).size(), 1u);
}

TEST_F(SqliteRunRemovalTest, WhatAnotherRunHasStays) {
  Run({Serving("a", "1"), Serving("b", "old", "york"), Serving("gone", "gone")}, "targets");
  Run({Serving("a", "1"), Serving("b", "new")}, "targets");
  ASSERT_TRUE(estate_->DeleteRun(1).ok());
  EXPECT_EQ(Leaves(), "1\nissuer\nnew");
  EXPECT_EQ(Query(path_, "SELECT host FROM endpoint"), "a\nb");
  EXPECT_EQ(Query(path_, "SELECT json FROM columns"), R"({"site":"leeds"})");
  EXPECT_EQ(TargetsOf(*estate_, 2), "targets");
  const std::vector<ResultRow> rows = ResultsOf(*estate_, 2, {.chains = true});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].json, Serving("a", "1").json);
  EXPECT_EQ(rows[1].chain[0].der, "new");
  ExpectWhole();
}

TEST_F(SqliteRunRemovalTest, WhateverRunGoesTheOthersStayAsTheyWere) {
  // States that begin, end and come back around each run.
  for (int64_t gone = 1; gone <= 5; ++gone) {
    const test::TemporaryFolder folder;
    const std::string path = folder.Path("estate.db");
    const std::unique_ptr<Estate> estate = OpenOrDie(path);
    std::vector<std::vector<std::string>> before;
    const auto lines = [&estate](int64_t run) {
      std::vector<std::string> all;
      for (const ResultRow& row : ResultsOf(*estate, run, {.chains = true})) {
        all.push_back(row.json + (row.chain.empty() ? "" : row.chain[0].der));
      }
      return all;
    };
    for (int night = 0; night < 5; ++night) {
      const int64_t run = estate->BeginRun({}, {}).value();
      std::vector<ResultRow> rows;
      for (int host = 0; host < 32; ++host) {
        if ((host >> night & 1) == 0 || host % 3 == 0) {
          rows.push_back(Serving(absl::StrCat("h", host), absl::StrCat(host, host >> night & 1)));
        }
      }
      ASSERT_TRUE(estate->AppendResults(run, rows).ok());
      before.push_back(lines(run));
    }
    ASSERT_TRUE(estate->DeleteRun(gone).ok());
    for (int64_t run = 1; run <= 5; ++run) {
      EXPECT_EQ(lines(run), run == gone ? std::vector<std::string>() : before[static_cast<size_t>(run) - 1]);
    }
    EXPECT_EQ(Query(path, "SELECT COUNT(*) FROM state WHERE id NOT IN (SELECT state FROM result)"), "0");
    EXPECT_EQ(Query(path, "PRAGMA integrity_check; PRAGMA foreign_key_check"), "ok");
  }
}

TEST_F(SqliteRunRemovalTest, TheQueueStaysWithItsEndpoint) {
  const int64_t run = Run({QueuedRow("a"), MakeRow("b")});
  ASSERT_TRUE(estate_->DeleteRun(run).ok());
  EXPECT_EQ(estate_->CountQueued().value(), 1u);
  EXPECT_EQ(Query(path_, "SELECT host FROM endpoint"), "a");
  Run({MakeRow("a")});
  EXPECT_EQ(estate_->CountQueued().value(), 0u);
  ExpectWhole();
}

TEST_F(SqliteRunRemovalTest, ARunThatIsDeletedWhileItIsWrittenIsNotFound) {
  const int64_t run = Run({MakeRow("a")});
  const std::unique_ptr<Estate> other = OpenOrDie(path_);
  ASSERT_TRUE(other->DeleteRun(run).ok());
  const ResultRow row = MakeRow("b");
  EXPECT_TRUE(absl::IsNotFound(estate_->AppendResults(run, {&row, 1})));
  EXPECT_EQ(estate_->DeleteRun(run), absl::NotFoundError(path_ + ": has no run 1"));
  ExpectWhole();
}

TEST_F(SqliteRunRemovalTest, StoppedOnTheWayTheRunIsGoneAndTheNextCallGoesOn) {
  std::vector<ResultRow> rows;
  rows.reserve(12'000);
  for (int i = 0; i < 12'000; ++i) rows.push_back(Serving(absl::StrCat("h", i), absl::StrCat("leaf ", i)));
  Run(rows);
  Run({Serving("h1", "leaf 1"), Serving("h2", "other")});
  // As a kill between two of its transactions would.
  ASSERT_EQ(Query(path_,
                  "CREATE TRIGGER stop BEFORE DELETE ON result WHEN OLD.endpoint > 6000"
                  " BEGIN SELECT RAISE(ABORT, 'stopped'); END"),
            "");
  EXPECT_EQ(estate_->DeleteRun(1).code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_EQ(Query(path_, "DROP TRIGGER stop"), "");
  EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM result WHERE run = 1"), "7000");
  const std::unique_ptr<Estate> estate = OpenOrDie(path_);
  EXPECT_EQ(Query(path_, "SELECT id FROM deleted_run"), "1");
  EXPECT_FALSE(estate->FindRun(1).value().has_value());
  EXPECT_TRUE(ResultsOf(*estate, 1).empty());
  EXPECT_TRUE(absl::IsNotFound(estate->DeleteRun(1)));
  EXPECT_EQ(Leaves(), "issuer\nleaf 1\nother");
  ExpectWhole();
}

}  // namespace
}  // namespace certsweep::estate
