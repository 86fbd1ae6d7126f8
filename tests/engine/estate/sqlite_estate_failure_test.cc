// Records that can't be used, and others that use them too: a clear message with the path, and nothing lost.
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/estate/sqlite_connection.h"
#include "engine/estate/sqlite_estate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/estate/estate_rows.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::estate {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr size_t kPageBytes = 16384;
constexpr SqliteEstateOptions kImpatient = {.busy_timeout_millis = 30};

std::vector<ResultRow> Batch(int first, int count, size_t json_size = 500) {
  std::vector<ResultRow> rows;
  for (int i = first; i < first + count; ++i) {
    rows.push_back(i % 3 == 0 ? QueuedRow(absl::StrCat("host-", i)) : MakeRow(absl::StrCat("host-", i)));
    rows.back().json = std::string(json_size, static_cast<char>('a' + i % 26));
    rows.back().chain = {MakeCertificate(absl::StrCat("leaf ", i), absl::StrCat("key ", i)),
                         MakeCertificate("issuer", "issuer key")};
  }
  return rows;
}

class SqliteEstateFailureTest : public ::testing::Test {
 protected:
  // A record with one run of `results` results.
  void MakeRecord(int results) {
    const std::unique_ptr<Estate> estate = OpenOrDie(path_);
    const absl::StatusOr<int64_t> run = estate->BeginRun({kTime, "", 0}, {});
    ASSERT_TRUE(run.ok());
    ASSERT_TRUE(estate->AppendResults(*run, Batch(0, results)).ok());
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("estate.db");
};

TEST_F(SqliteEstateFailureTest, WhatIsNoRecordIsDataLossAndStaysAsItIs) {
  for (const std::string& content : {std::string("host,port\nsps-1,4343\n"), std::string(100'000, 'x'),
                                     std::string("SQLite format 3\0", 16), std::string(4096, '\0')}) {
    test::WriteWholeFile(path_, content);
    const absl::Status status = OpenSqliteEstate(path_).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    EXPECT_THAT(std::string(status.message()), AllOf(StartsWith(path_), HasSubstr("name another file")));
    EXPECT_EQ(test::ReadWholeFile(path_), content);
  }
}

TEST_F(SqliteEstateFailureTest, ACutRecordIsDataLoss) {
  MakeRecord(200);
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) / 2);
  const absl::StatusOr<std::unique_ptr<Estate>> estate = OpenSqliteEstate(path_);
  absl::Status status = estate.status();
  for (int i = 0; status.ok() && i < 2; ++i) {
    status = i == 0 ? (*estate)->VisitResults(1, {}, [](const ResultRow&) { return true; })
                    : (*estate)->AppendResults(1, Batch(1000, 200));
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_THAT(std::string(status.message()), StartsWith(path_));
}

// All that may be asked of a record of two runs.
absl::Status ReadRecord(Estate& estate, int64_t run) {
  const auto go_on = [](const auto&...) { return true; };
  absl::Status status = estate.VisitResults(1, {.chains = true}, go_on);
  status.Update(estate.VisitChanges(1, run, go_on));
  status.Update(estate.VisitHistory("host-3", {.chains = true}, go_on));
  status.Update(estate.VisitKeys(1, go_on));
  status.Update(estate.VisitQueue(go_on));
  status.Update(estate.VisitRequests("host-3", go_on));
  status.Update(estate.VisitRuns(go_on));
  status.Update(estate.VisitTargets(1, go_on));
  status.Update(estate.VisitEndpointsOfKey(1, {}, go_on));
  return status;
}

// All that a scan does with a record. The first error, which ends it, as it does a scan.
absl::Status UseRecord(const std::string& path) {
  absl::StatusOr<std::unique_ptr<Estate>> estate = OpenSqliteEstate(path, kImpatient);
  if (!estate.ok()) return estate.status();
  const absl::StatusOr<std::optional<RunInfo>> latest = (*estate)->LatestRun();
  if (!latest.ok()) return latest.status();
  absl::Status status = (*estate)->VisitResults(1, {}, [](const ResultRow&) { return true; });
  const absl::StatusOr<int64_t> run = (*estate)->BeginRun({kTime, "", 0}, {});
  status.Update(run.status());
  if (!status.ok()) return status;
  status.Update((*estate)->AppendResults(*run, Batch(100, 200)));
  uint64_t total = 0;
  status.Update((*estate)->SharedKeys(*run, 10, &total).status());
  status.Update((*estate)->CountQueued().status());
  status.Update((*estate)->EndRun(*run, {kTime, false, "{}"}));
  if (status.ok()) status = ReadRecord(**estate, *run);
  return status.ok() ? (*estate)->DeleteRun(1) : status;
}

TEST_F(SqliteEstateFailureTest, FlippedBytesAreToldOrHarmlessAndNeverMore) {
  MakeRecord(500);
  const std::string whole = test::ReadWholeFile(path_);
  const size_t pages = whole.size() / kPageBytes;
  ASSERT_GT(pages, 20u);
  std::mt19937 random(7);
  int told = 0;
  for (size_t page = 0; page < pages; ++page) {
    std::string damaged = whole;
    // The head of a page, which says what is where, and some more of it.
    for (size_t i = 0; i < 12; ++i) damaged[page * kPageBytes + i] ^= static_cast<char>(random() | 1);
    for (size_t i = 0; i < 160; ++i)
      damaged[page * kPageBytes + random() % kPageBytes] ^= static_cast<char>(random() | 1);
    for (const char* companion : {"-wal", "-shm"}) std::filesystem::remove(path_ + companion);
    test::WriteWholeFile(path_, damaged);
    const absl::Status status = UseRecord(path_);
    if (status.ok()) continue;
    ++told;
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << page << ": " << status;
    EXPECT_THAT(std::string(status.message()), AllOf(StartsWith(path_), HasSubstr("damaged")));
  }
  EXPECT_GT(told, static_cast<int>(pages / 2));
}

TEST_F(SqliteEstateFailureTest, ANewerRecordIsFailedPrecondition) {
  MakeRecord(1);
  ASSERT_EQ(Query(path_, "PRAGMA user_version = 2147483647"), "");
  EXPECT_EQ(OpenSqliteEstate(path_).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SqliteEstateFailureTest, ARecordLockedByAnotherProcessIsUnavailableUntilItLetsGo) {
  MakeRecord(1);
  test::ChildProcess holder([this](const test::ChildSide& parent) {
    const auto connection = SqliteConnection::Open(path_, 0);
    if (!connection.ok() || !(*connection)->Execute("BEGIN IMMEDIATE").ok()) return;
    parent.Say("locked");
    parent.AwaitRelease();
  });
  ASSERT_EQ(holder.Hear(6), "locked");
  absl::StatusOr<std::unique_ptr<Estate>> estate = OpenSqliteEstate(path_, kImpatient);
  ASSERT_TRUE(estate.ok()) << estate.status();
  EXPECT_EQ(ResultsOf(**estate, 1).size(), 1u) << "readers do not wait";
  const std::vector<ResultRow> rows = Batch(10, 3);
  for (const absl::Status& status : {(*estate)->BeginRun({}, {}).status(), (*estate)->AppendResults(1, rows)}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    EXPECT_THAT(std::string(status.message()), AllOf(StartsWith(path_), HasSubstr("another process")));
  }
  holder.Release();
  ASSERT_TRUE(holder.Wait());
  EXPECT_TRUE((*estate)->AppendResults(1, rows).ok());
  EXPECT_EQ(ResultsOf(**estate, 1).size(), 4u);
}

TEST_F(SqliteEstateFailureTest, AFullDiskKeepsEveryBatchThatWasTaken) {
  const std::string said = test::InChild([this](const test::ChildSide& parent) {
    test::LimitFileSize(size_t{2} << 20);
    const std::unique_ptr<Estate> estate = OpenOrDie(path_);
    const absl::StatusOr<int64_t> run = estate->BeginRun({}, {});
    absl::Status status = run.status();
    int batches = 0;
    for (; status.ok() && batches < 1000; ++batches) status = estate->AppendResults(*run, Batch(batches * 10, 10));
    parent.Say(absl::StrCat(batches - 1, " ", status.ToString()));
  });
  const int taken = std::stoi(said);
  EXPECT_GT(taken, 0);
  EXPECT_THAT(said, HasSubstr(absl::StrCat("RESOURCE_EXHAUSTED: ", path_, ": ")));
  EXPECT_THAT(said, HasSubstr("make room"));
  const std::unique_ptr<Estate> estate = OpenOrDie(path_);
  EXPECT_EQ(ResultsOf(*estate, 1).size(), static_cast<size_t>(taken) * 10);
  EXPECT_EQ(Query(path_, "PRAGMA integrity_check; PRAGMA foreign_key_check"), "ok");
  EXPECT_TRUE(estate->AppendResults(1, Batch(100'000, 10)).ok());
}

// However little room there is: a fresh record is whole or refused as the full disk that it is.
TEST_F(SqliteEstateFailureTest, AFreshRecordOnAFullDiskIsResourceExhausted) {
  bool refused = false;
  bool made = false;
  for (size_t room = 0; room <= 960; room += 32) {
    const std::string path = folder_.Path(absl::StrCat(room, ".db"));
    const std::string said = test::InChild([&](const test::ChildSide& parent) {
      test::LimitFileSize(room << 10);
      parent.Say(OpenSqliteEstate(path).status().ToString());
    });
    if (said == "OK") {
      made = true;
      continue;
    }
    refused = true;
    EXPECT_THAT(said, AllOf(StartsWith("RESOURCE_EXHAUSTED: " + path + ": "), HasSubstr("make room"))) << room;
    EXPECT_TRUE(OpenSqliteEstate(path).ok()) << "with room again";
  }
  EXPECT_TRUE(refused && made);
}

}  // namespace
}  // namespace certsweep::estate
