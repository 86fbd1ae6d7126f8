#include "engine/estate/sqlite_job_journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace certsweep::estate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

NewJob JobOf(const std::string& location) {
  return {.location = location,
          .host = "a.corp",
          .port = 4343,
          .endpoints = {"a.corp:4343", "[2001:db8::1]:443"},
          .pem_path = "/etc/server.pem",
          .plan_json = "{\"a\":1}",
          .change_id = "CHG1",
          .time = 100};
}

JobProgress ProgressOf(const std::string& state, bool ended = false) {
  return {.state = state, .detail = "so", .progress_json = "{}", .ended = ended, .time = 200};
}

class SqliteJobJournalTest : public ::testing::Test {
 protected:
  std::unique_ptr<JobJournal> Open(SqliteEstateOptions options = {}) {
    auto journal = OpenSqliteJobJournal(folder_.Path("estate.db"), options);
    EXPECT_TRUE(journal.ok()) << journal.status();
    return *std::move(journal);
  }
  JobRow Find(JobJournal& journal, int64_t id) { return *journal.Find(id).value(); }

  test::TemporaryFolder folder_;
};

TEST_F(SqliteJobJournalTest, KeepsWhatItIsTold) {
  const auto journal = Open();
  const int64_t id = *journal->Add(JobOf("x"), "queued");
  const JobRow row = Find(*Open({.read_only = true}), id);
  EXPECT_EQ(row.job.location, "x");
  EXPECT_EQ(row.job.host, "a.corp");
  EXPECT_EQ(row.job.port, 4343);
  EXPECT_THAT(row.job.endpoints, ElementsAre("a.corp:4343", "[2001:db8::1]:443"));
  EXPECT_EQ(row.job.pem_path, "/etc/server.pem");
  EXPECT_EQ(row.job.plan_json, "{\"a\":1}");
  EXPECT_EQ(row.job.change_id, "CHG1");
  EXPECT_EQ(row.progress.state, "queued");
  EXPECT_FALSE(row.progress.ended);
  EXPECT_EQ(row.owner, "");
  EXPECT_EQ(*journal->Find(99), std::nullopt);
}

TEST_F(SqliteJobJournalTest, NoTwoOpenJobsAreAboutOneFile) {
  const auto journal = Open();
  const int64_t id = *journal->Add(JobOf("x"), "queued");
  const auto second = Open()->Add(JobOf("x"), "queued");
  EXPECT_TRUE(absl::IsAlreadyExists(second.status()));
  EXPECT_THAT(second.status().ToString(), HasSubstr("job 1 (queued)"));
  EXPECT_TRUE(journal->Add(JobOf("y"), "queued").ok());
  ASSERT_TRUE(*journal->Claim(id, "me", "me", 0, 10));
  ASSERT_TRUE(journal->Write(id, "me", ProgressOf("verified", true)).ok());
  EXPECT_TRUE(journal->Add(JobOf("x"), "queued").ok());
  // And the first is not opened beside it.
  EXPECT_TRUE(absl::IsAlreadyExists(journal->Reopen(id, ProgressOf("rolling_back"))));
}

TEST_F(SqliteJobJournalTest, JobsOfAnEndpoint) {
  const auto journal = Open();
  const int64_t id = *journal->Add(JobOf("x"), "queued");
  const auto of = [&journal](std::string_view endpoint) {
    std::vector<int64_t> jobs;
    EXPECT_TRUE(
        journal->VisitOfEndpoint(endpoint, [&](const JobRow& job) { return jobs.push_back(job.id), true; }).ok());
    return jobs;
  };
  EXPECT_THAT(of("a.corp:4343"), ElementsAre(id));
  EXPECT_THAT(of("[2001:db8::1]:443"), ElementsAre(id));
  for (const char* none : {"a.corp:434", "corp:4343", "a_corp:4343", "%", ""})
    EXPECT_THAT(of(none), ElementsAre()) << none;
}

TEST_F(SqliteJobJournalTest, OneAtATimeHoldsAJob) {
  const auto journal = Open();
  const auto other = Open();
  const int64_t id = *journal->Add(JobOf("x"), "queued");
  EXPECT_TRUE(*journal->Claim(id, "me", "me", 1000, 2000));
  EXPECT_TRUE(*journal->Claim(id, "me", "me", 1500, 2500));
  EXPECT_FALSE(*other->Claim(id, "you", "you", 1600, 2600));
  EXPECT_TRUE(absl::IsFailedPrecondition(other->Write(id, "you", ProgressOf("key"))));
  // Known to be gone, or held for too long.
  EXPECT_TRUE(*other->Claim(id, "you", "me", 1600, 2600));
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->Write(id, "me", ProgressOf("key"))));
  EXPECT_FALSE(*journal->Claim(id, "me", "me", 2600, 3600));
  EXPECT_TRUE(*journal->Claim(id, "me", "me", 2601, 3601));
  EXPECT_TRUE(journal->Release(id, "me").ok());
  EXPECT_TRUE(*other->Claim(id, "you", "you", 2602, 3602));
}

TEST_F(SqliteJobJournalTest, TellsTheHistory) {
  const auto journal = Open();
  const int64_t id = *journal->Add(JobOf("x"), "queued");
  ASSERT_TRUE(*journal->Claim(id, "me", "me", 0, 10));
  ASSERT_TRUE(journal->Write(id, "me", ProgressOf("key")).ok());
  ASSERT_TRUE(journal->Write(id, "me", ProgressOf("failed", true)).ok());
  ASSERT_TRUE(journal->Reopen(id, ProgressOf("rolling_back")).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->Reopen(id, ProgressOf("rolling_back"))) ||
              absl::IsAlreadyExists(journal->Reopen(id, ProgressOf("rolling_back"))));
  std::vector<std::string> states;
  ASSERT_TRUE(journal
                  ->VisitEvents(id,
                                [&states](const JobEvent& event) {
                                  states.push_back(event.state + "@" + std::to_string(event.time));
                                  return true;
                                })
                  .ok());
  EXPECT_THAT(states, ElementsAre("queued@100", "key@200", "failed@200", "rolling_back@200"));
  EXPECT_TRUE(absl::IsNotFound(journal->Reopen(99, ProgressOf("rolling_back"))));
}

TEST_F(SqliteJobJournalTest, VisitsJobsInTheirOrder) {
  const auto journal = Open();
  for (const char* location : {"c", "a", "b"}) ASSERT_TRUE(journal->Add(JobOf(location), "queued").ok());
  std::vector<std::string> locations;
  ASSERT_TRUE(journal
                  ->Visit([&locations](const JobRow& row) {
                    locations.push_back(row.job.location);
                    return locations.size() < 2;
                  })
                  .ok());
  EXPECT_THAT(locations, ElementsAre("c", "a"));
}

TEST_F(SqliteJobJournalTest, WhoDoesNotHoldAJobReleasesNothing) {
  const auto journal = Open();
  const int64_t id = *journal->Add(JobOf("x"), "queued");
  ASSERT_TRUE(*journal->Claim(id, "me", "me", 1000, 2000));
  EXPECT_TRUE(journal->Release(id, "you").ok());
  EXPECT_EQ(Find(*journal, id).owner, "me");
  EXPECT_EQ(Find(*journal, id).held_until, 2000);
  EXPECT_FALSE(*Open()->Claim(id, "you", "you", 1500, 2500));
  EXPECT_TRUE(journal->Release(99, "me").ok());
  EXPECT_FALSE(*journal->Claim(99, "me", "me", 0, 10));
}

TEST_F(SqliteJobJournalTest, AnEndedJobThatIsHeldIsOpenedForAnybody) {
  const auto journal = Open();
  const int64_t id = *journal->Add(JobOf("x"), "queued");
  ASSERT_TRUE(*journal->Claim(id, "dead", "dead", 1000, 5000));
  // One that has not ended is not opened, held or not.
  EXPECT_TRUE(absl::IsAlreadyExists(journal->Reopen(id, ProgressOf("rolling_back"))));
  ASSERT_TRUE(journal->Write(id, "dead", ProgressOf("verified", true)).ok());
  ASSERT_TRUE(journal->Reopen(id, ProgressOf("rolling_back")).ok());
  EXPECT_EQ(Find(*journal, id).owner, "");
  EXPECT_EQ(Find(*journal, id).progress.state, "rolling_back");
  EXPECT_TRUE(*Open()->Claim(id, "you", "you", 1500, 2500));
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->Write(id, "dead", ProgressOf("key"))));
}

TEST_F(SqliteJobJournalTest, OfTwoThatAddAtOnceOneDoes) {
  std::atomic<int> added = 0, refused = 0;
  {
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < 2; ++writer) {
      writers.emplace_back([&] {
        const auto journal = Open();
        for (int i = 0; i < 20; ++i) {
          const auto id = journal->Add(JobOf(std::to_string(i)), "queued");
          EXPECT_TRUE(id.ok() || absl::IsAlreadyExists(id.status())) << id.status();
          ++(id.ok() ? added : refused);
        }
      });
    }
  }
  EXPECT_EQ(added, 20);
  EXPECT_EQ(refused, 20);
}

TEST_F(SqliteJobJournalTest, OfTwoThatClaimAtOnceOneHolds) {
  const int64_t id = *Open()->Add(JobOf("x"), "queued");
  std::atomic<int> held = 0;
  {
    std::vector<std::jthread> owners;
    for (const char* owner : {"a", "b", "c", "d"}) {
      owners.emplace_back([&, owner] { held += *Open()->Claim(id, owner, owner, 1000, 2000) ? 1 : 0; });
    }
  }
  EXPECT_EQ(held, 1);
}

TEST_F(SqliteJobJournalTest, ARecordThatIsOnlyReadTakesNothing) {
  const int64_t id = *Open()->Add(JobOf("x"), "queued");
  const auto reader = Open({.read_only = true});
  EXPECT_EQ(Find(*reader, id).job.location, "x");
  EXPECT_FALSE(reader->Add(JobOf("y"), "queued").ok());
  EXPECT_FALSE(reader->Claim(id, "me", "me", 0, 10).ok());
  EXPECT_FALSE(reader->Write(id, "me", ProgressOf("key")).ok());
  EXPECT_FALSE(reader->Release(id, "me").ok());
  EXPECT_FALSE(reader->Replan(id, JobOf("x"), "queued").ok());
  EXPECT_FALSE(reader->Relocate(id, "me", "z").ok());
  EXPECT_FALSE(reader->Reopen(id, ProgressOf("key")).ok());
  EXPECT_EQ(Find(*Open(), id).progress.state, "queued");
}

TEST_F(SqliteJobJournalTest, ARecordThatIsNotThereIsNotMadeByAReader) {
  EXPECT_TRUE(absl::IsNotFound(OpenSqliteJobJournal(folder_.Path("none.db"), {.read_only = true}).status()));
}

TEST_F(SqliteJobJournalTest, WhatHasNotBegunIsPlannedAnew) {
  const auto journal = Open();
  const int64_t id = *journal->Add(JobOf("x"), "queued");
  NewJob other = JobOf("x");
  other.host = "b.corp";
  other.endpoints = {"b.corp:443"};
  other.plan_json = "{\"b\":2}";
  other.change_id = "CHG2";
  EXPECT_TRUE(*journal->Replan(id, other, "queued"));
  EXPECT_EQ(Find(*journal, id).job.host, "b.corp");
  EXPECT_THAT(Find(*journal, id).job.endpoints, ElementsAre("b.corp:443"));
  EXPECT_EQ(Find(*journal, id).job.plan_json, "{\"b\":2}");
  EXPECT_EQ(Find(*journal, id).job.change_id, "CHG2");
  // Of another file, held, or begun: it stays as it is.
  EXPECT_FALSE(*journal->Replan(id, JobOf("y"), "queued"));
  ASSERT_TRUE(*journal->Claim(id, "me", "me", 0, 10));
  EXPECT_FALSE(*journal->Replan(id, JobOf("x"), "queued"));
  ASSERT_TRUE(journal->Write(id, "me", ProgressOf("key")).ok());
  ASSERT_TRUE(journal->Release(id, "me").ok());
  EXPECT_FALSE(*journal->Replan(id, JobOf("x"), "queued"));
  EXPECT_EQ(Find(*journal, id).job.host, "b.corp");
}

TEST_F(SqliteJobJournalTest, AJobMayTurnOutToBeAboutAnotherFile) {
  const auto journal = Open();
  const int64_t id = *journal->Add(JobOf("link"), "queued");
  const int64_t other = *journal->Add(JobOf("file"), "queued");
  EXPECT_TRUE(absl::IsFailedPrecondition(journal->Relocate(id, "me", "another")));
  ASSERT_TRUE(*journal->Claim(id, "me", "me", 0, 10));
  EXPECT_THAT(journal->Relocate(id, "me", "file").ToString(), HasSubstr("job 2 (queued) is about the same file"));
  EXPECT_EQ(Find(*journal, id).job.location, "link");
  ASSERT_TRUE(*journal->Claim(other, "me", "me", 0, 10));
  ASSERT_TRUE(journal->Write(other, "me", ProgressOf("verified", true)).ok());
  EXPECT_TRUE(journal->Relocate(id, "me", "file").ok());
  EXPECT_TRUE(journal->Relocate(id, "me", "file").ok());  // after a crash, once more
  EXPECT_TRUE(absl::IsAlreadyExists(journal->Add(JobOf("file"), "queued").status()));
  EXPECT_TRUE(journal->Add(JobOf("link"), "queued").ok());
}

}  // namespace
}  // namespace certsweep::estate
