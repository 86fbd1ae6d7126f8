// Processes that die in the middle of writing, and processes that write at once.
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/estate/sqlite_estate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/estate/estate_rows.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::estate {
namespace {

constexpr int kBatch = 50;

std::vector<ResultRow> Batch(const char* prefix, int number) {
  std::vector<ResultRow> rows;
  for (int i = number * kBatch; i < (number + 1) * kBatch; ++i) {
    const std::string name = absl::StrCat(prefix, i);
    rows.push_back(i % 5 == 0 ? QueuedRow(name) : MakeRow(name));
    rows.back().json = std::string(3000, 'j');
    rows.back().chain = {MakeCertificate(std::string(800, 'l') + name, name), MakeCertificate("issuer", "issuer key")};
  }
  return rows;
}

std::string CheckWhole(const std::string& path) {
  return Query(path, "PRAGMA integrity_check; PRAGMA foreign_key_check");
}

class SqliteEstateCrashTest : public ::testing::Test {
 protected:
  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("estate.db");
};

// Says one byte for each batch that was taken.
void AppendUntilKilled(const std::string& path, const test::ChildSide& parent) {
  const std::unique_ptr<Estate> estate = OpenOrDie(path);
  const absl::StatusOr<int64_t> run = estate->BeginRun({kTime, "killed", 0}, {});
  for (int number = 0; run.ok(); ++number) {
    if (!estate->AppendResults(*run, Batch("h", number)).ok()) return;
    parent.Say(".");
  }
}

TEST_F(SqliteEstateCrashTest, EveryBatchThatWasTakenIsThereAfterAKill) {
  // At different places, also while the log is written back into the file.
  const size_t kills[] = {0, 1, 2, 3, 7, 19, 33, 60, 75, 90};
  int64_t run = 0;
  for (const size_t after : kills) {
    test::ChildProcess writer([this](const test::ChildSide& parent) { AppendUntilKilled(path_, parent); });
    ASSERT_EQ(writer.Hear(after).size(), after);
    writer.Kill();
    const size_t taken = after + writer.HearAll().size();
    EXPECT_FALSE(writer.Wait());

    const std::unique_ptr<Estate> estate = OpenOrDie(path_);
    EXPECT_EQ(CheckWhole(path_), "ok");
    const absl::StatusOr<std::optional<RunInfo>> latest = estate->LatestRun();
    ASSERT_TRUE(latest.ok());
    if (!latest->has_value() || (*latest)->id == run) {
      EXPECT_EQ(taken, 0u) << "killed before it began";
      continue;
    }
    run = (*latest)->id;
    EXPECT_FALSE((*latest)->end.has_value());
    const std::vector<ResultRow> rows = ResultsOf(*estate, run);
    // The last one may have been taken without a word of it; none is there in part.
    EXPECT_EQ(rows.size() % kBatch, 0u);
    EXPECT_GE(rows.size() / kBatch, taken);
    EXPECT_LE(rows.size() / kBatch, taken + 1);
    EXPECT_EQ((*latest)->results, rows.size());
    EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM state WHERE id NOT IN (SELECT state FROM result)"), "0");
    for (size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(rows[i].host, absl::StrCat("h", i));
    // What was left out can be added, and the record goes on.
    EXPECT_TRUE(estate->AppendResults(run, Batch("h", static_cast<int>(taken))).ok());
    EXPECT_EQ(ResultsOf(*estate, run).size(), (taken + 1) * kBatch);
  }
}

TEST_F(SqliteEstateCrashTest, TwoProcessesAtOnceAreBothWhole) {
  constexpr int kBatches = 30;
  const int64_t shared = OpenOrDie(path_)->BeginRun({kTime, "shared", 0}, {}).value();
  std::vector<std::unique_ptr<test::ChildProcess>> writers;
  for (const char* name : {"a", "b"}) {
    writers.push_back(std::make_unique<test::ChildProcess>([&, name](const test::ChildSide& parent) {
      const std::unique_ptr<Estate> estate = OpenOrDie(path_);
      const int64_t own = estate->BeginRun({kTime, name, 0}, {}).value();
      parent.AwaitRelease();
      absl::Status status;
      for (int number = 0; number < kBatches; ++number) {
        status.Update(estate->AppendResults(own, Batch("own", number)));
        status.Update(estate->AppendResults(shared, Batch(name, number)));
        status.Update(estate->AppendResults(shared, Batch("both", number)));
      }
      status.Update(estate->EndRun(own, {kTime, false, "{}"}));
      parent.Say(status.ToString());
    }));
  }
  for (const auto& writer : writers) writer->Release();
  for (const auto& writer : writers) {
    EXPECT_EQ(writer->HearAll(), "OK");
    EXPECT_TRUE(writer->Wait());
  }
  EXPECT_EQ(CheckWhole(path_), "ok");
  EXPECT_EQ(Query(path_, "SELECT command, (SELECT COUNT(*) FROM result WHERE run = run.id) FROM run ORDER BY command"),
            absl::StrCat("a|", kBatches * kBatch, "\nb|", kBatches * kBatch, "\nshared|", 3 * kBatches * kBatch));
  // 50 leaves a batch, of "own" and "both" the same from each side, and one issuer.
  EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM certificate"), absl::StrCat(4 * kBatches * kBatch + 1));
}

// Runs of the same endpoints, so that each deletion has to leave what the run being written refers to.
TEST_F(SqliteEstateCrashTest, OneWritesWhileAnotherDeletes) {
  constexpr int kRuns = 12;
  constexpr int kBatches = 4;
  const auto write_run = [](Estate& estate, int run) {
    absl::Status status;
    const int64_t id = estate.BeginRun({kTime, "scan", 0}, Pieces({"targets"})).value();
    for (int number = 0; number < kBatches; ++number) {
      std::vector<ResultRow> rows = Batch("h", number);
      for (size_t i = 0; i < rows.size(); i += 3) rows[i].json += std::to_string(run % 2);
      status.Update(estate.AppendResults(id, rows));
    }
    status.Update(estate.EndRun(id, {kTime, false, "{}"}));
    return status;
  };
  const std::unique_ptr<Estate> estate = OpenOrDie(path_);
  for (int run = 0; run < kRuns; ++run) ASSERT_TRUE(write_run(*estate, run).ok());
  test::ChildProcess writer([&, this](const test::ChildSide& parent) {
    const std::unique_ptr<Estate> own = OpenOrDie(path_);
    parent.AwaitRelease();
    absl::Status status;
    for (int run = 0; run < kRuns; ++run) status.Update(write_run(*own, run));
    parent.Say(status.ToString());
  });
  writer.Release();
  for (int64_t run = 1; run <= kRuns; ++run) EXPECT_TRUE(estate->DeleteRun(run).ok()) << run;
  EXPECT_EQ(writer.HearAll(), "OK");
  EXPECT_TRUE(writer.Wait());
  EXPECT_EQ(CheckWhole(path_), "ok");
  EXPECT_EQ(Query(path_, "SELECT COUNT(*) FROM state WHERE id NOT IN (SELECT state FROM result)"), "0");
  for (int64_t run = kRuns + 1; run <= 2 * kRuns; ++run) {
    const std::vector<ResultRow> rows = ResultsOf(*estate, run, {.chains = true});
    ASSERT_EQ(rows.size(), static_cast<size_t>(kBatches * kBatch));
    for (const ResultRow& row : rows) EXPECT_EQ(row.chain.size(), 2u);
    EXPECT_EQ(TargetsOf(*estate, run), "") << "it has ended whole";
  }
}

}  // namespace
}  // namespace certsweep::estate
