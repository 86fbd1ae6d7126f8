// A record that is only asked: nothing is made or changed, and no right to write is needed.
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/estate/sqlite_estate.h"
#include "engine/estate/sqlite_schema.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/estate/estate_rows.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::estate {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr SqliteEstateOptions kReadOnly = {.busy_timeout_millis = 30, .read_only = true};

// How many results run 1 has, or why that can't be told.
std::string CountResults(const std::string& path) {
  const absl::StatusOr<std::unique_ptr<Estate>> estate = OpenSqliteEstate(path, kReadOnly);
  if (!estate.ok()) return estate.status().ToString();
  int count = 0;
  const absl::Status status = (*estate)->VisitResults(1, {.chains = true}, [&count](const ResultRow&) {
    ++count;
    return true;
  });
  return status.ok() ? absl::StrCat(count) : status.ToString();
}

class SqliteEstateReadOnlyTest : public ::testing::Test {
 protected:
  SqliteEstateReadOnlyTest() { chmod(folder_.path().c_str(), 0755); }
  ~SqliteEstateReadOnlyTest() override { chmod(folder_.path().c_str(), 0755); }

  static void Append(Estate& estate, int first, int count) {
    std::vector<ResultRow> rows;
    for (int i = first; i < first + count; ++i) rows.push_back(MakeRow(absl::StrCat("host-", i)));
    ASSERT_TRUE(estate.AppendResults(1, rows).ok());
  }
  // A record with one run of `results` results, which everybody may read.
  std::unique_ptr<Estate> MakeRecord(const std::string& path, int results) {
    std::unique_ptr<Estate> estate = OpenOrDie(path);
    EXPECT_TRUE(estate->BeginRun({kTime, "", 0}, {}).ok());
    Append(*estate, 0, results);
    return estate;
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      names.push_back(entry.path().filename());
    return names;
  }
  // As somebody without any right to write to the folder or what is in it.
  std::string CountAsNobody(const std::string& path) const {
    for (const std::string& name : Files()) chmod(folder_.Path(name).c_str(), 0444);
    chmod(folder_.path().c_str(), 0555);
    return test::InChild([&path](const test::ChildSide& side) {
      test::BecomeNobody();
      side.Say(CountResults(path));
    });
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("estate.db");
};

TEST_F(SqliteEstateReadOnlyTest, AMissingRecordIsNotMade) {
  const absl::Status status = OpenSqliteEstate(path_, kReadOnly).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(), path_ + ": there is no such record");
  EXPECT_EQ(OpenSqliteEstate(folder_.Path("no/estate.db"), kReadOnly).status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Files(), ElementsAre());
}

TEST_F(SqliteEstateReadOnlyTest, NothingIsChangedAndNothingStays) {
  MakeRecord(path_, 20);
  const std::string before = test::ReadWholeFile(path_);
  EXPECT_EQ(CountResults(path_), "20");
  EXPECT_EQ(test::ReadWholeFile(path_), before);
  EXPECT_THAT(Files(), ElementsAre("estate.db"));
}

TEST_F(SqliteEstateReadOnlyTest, WhatWouldWriteIsAnError) {
  MakeRecord(path_, 1);
  const std::unique_ptr<Estate> estate = *OpenSqliteEstate(path_, kReadOnly);
  EXPECT_FALSE(estate->BeginRun({kTime, "", 0}, {}).ok());
  EXPECT_FALSE(estate->AppendResults(1, std::vector{MakeRow("new")}).ok());
  EXPECT_FALSE(estate->EndRun(1, {kTime, false, "{}"}).ok());
  EXPECT_FALSE(estate->DeleteRun(1).ok());
  EXPECT_EQ(ResultsOf(*OpenOrDie(path_), 1).size(), 1u);
}

TEST_F(SqliteEstateReadOnlyTest, AllAnswersAreOfOneMoment) {
  const std::unique_ptr<Estate> writer = MakeRecord(path_, 5);
  const std::unique_ptr<Estate> reader = *OpenSqliteEstate(path_, kReadOnly);
  EXPECT_EQ((*reader->FindRun(1))->results, 5u);
  Append(*writer, 5, 3);
  EXPECT_EQ((*reader->FindRun(1))->results, 5u);
  EXPECT_EQ(ResultsOf(*reader, 1).size(), 5u);
  EXPECT_EQ(CountResults(path_), "8");
}

TEST_F(SqliteEstateReadOnlyTest, NoRightToWriteIsNeeded) {
  MakeRecord(path_, 20);
  EXPECT_EQ(CountAsNobody(path_), "20");
  EXPECT_THAT(Files(), ElementsAre("estate.db"));
}

TEST_F(SqliteEstateReadOnlyTest, NorWhileAScanWritesToIt) {
  const std::unique_ptr<Estate> writer = MakeRecord(path_, 5);
  EXPECT_EQ(CountAsNobody(path_), "5");
  EXPECT_THAT(Files(), UnorderedElementsAre("estate.db", "estate.db-shm", "estate.db-wal"));
  Append(*writer, 5, 1);
  EXPECT_EQ(CountAsNobody(path_), "6");
}

TEST_F(SqliteEstateReadOnlyTest, AnyNameWillDo) {
  const std::string odd = folder_.Path("a?mode=rw#b%41 c.db");
  MakeRecord(odd, 3);
  EXPECT_EQ(CountResults(odd), "3");
  EXPECT_EQ(CountAsNobody(odd), "3");
}

TEST_F(SqliteEstateReadOnlyTest, WithoutTheRightToReadThatIsTold) {
  MakeRecord(path_, 1);
  const std::string told = test::InChild([this](const test::ChildSide& side) {
    test::BecomeNobody();
    side.Say(CountResults(path_));
  });
  EXPECT_THAT(told, AllOf(StartsWith("PERMISSION_DENIED: " + path_), HasSubstr("Permission denied")));
}

TEST_F(SqliteEstateReadOnlyTest, WhatIsNoRecordStaysAsItIs) {
  for (const std::string& content : {std::string(), std::string("host,port\nsps-1,4343\n"), std::string(4096, '\0')}) {
    test::WriteWholeFile(path_, content);
    EXPECT_THAT(CountResults(path_), StartsWith("DATA_LOSS: " + path_));
    EXPECT_EQ(test::ReadWholeFile(path_), content);
  }
  EXPECT_THAT(CountResults(folder_.path()), StartsWith("INVALID_ARGUMENT: "));
  EXPECT_THAT(CountResults(""), StartsWith("INVALID_ARGUMENT: "));
  EXPECT_THAT(CountResults("/dev/null"), StartsWith("INVALID_ARGUMENT: "));
  std::filesystem::remove(path_);
  ASSERT_EQ(Query(path_, "CREATE TABLE theirs (x)"), "");
  EXPECT_THAT(CountResults(path_), AllOf(StartsWith("DATA_LOSS: "), HasSubstr("another program's")));
}

TEST_F(SqliteEstateReadOnlyTest, AnOlderRecordIsLeftToAScan) {
  ASSERT_EQ(Query(path_, absl::StrCat(test::ReadWholeFile(CERTSWEEP_SCHEMA_V1), "PRAGMA application_id = ",
                                      kApplicationId, "; PRAGMA user_version = 1; PRAGMA journal_mode = WAL")),
            "wal");
  const std::string before = test::ReadWholeFile(path_);
  EXPECT_THAT(CountResults(path_), AllOf(StartsWith("FAILED_PRECONDITION: " + path_), HasSubstr("version 1"),
                                         HasSubstr("the next scan into it does that")));
  EXPECT_EQ(test::ReadWholeFile(path_), before);
  OpenOrDie(path_).reset();
  EXPECT_EQ(CountResults(path_), "0");
}

TEST_F(SqliteEstateReadOnlyTest, ANewerRecordIsRefused) {
  MakeRecord(path_, 1);
  ASSERT_EQ(Query(path_, "PRAGMA user_version = 2147483647"), "");
  EXPECT_THAT(CountResults(path_), AllOf(StartsWith("FAILED_PRECONDITION: "), HasSubstr("newer certsweep")));
}

TEST_F(SqliteEstateReadOnlyTest, SetsOfColumnsComeOnce) {
  const std::unique_ptr<Estate> estate = MakeRecord(path_, 0);
  std::vector<ResultRow> rows;
  for (const char* columns : {R"({"site":"a"})", R"({"site":"b"})", R"({"site":"a"})", ""}) {
    ResultRow& row = rows.emplace_back(MakeRow(absl::StrCat("host-", rows.size())));
    row.json = absl::StrCat(R"({"host":")", row.host, R"(")", *columns == '\0' ? "" : R"(,"columns":)", columns, "}");
  }
  ASSERT_TRUE(estate->AppendResults(1, rows).ok());
  ASSERT_TRUE(estate->BeginRun({kTime, "", 0}, {}).ok());
  rows.resize(1);
  rows[0].json = R"({"host":"host-0","columns":{"of":"run 2"}})";
  ASSERT_TRUE(estate->AppendResults(2, rows).ok());
  std::vector<std::string> sets;
  const auto add = [&sets](std::string_view set) {
    sets.emplace_back(set);
    return true;
  };
  ASSERT_TRUE(estate->VisitColumnSets(1, add).ok());
  EXPECT_THAT(sets, ElementsAre(R"({"site":"a"})", R"({"site":"b"})"));
}

}  // namespace
}  // namespace certsweep::estate
