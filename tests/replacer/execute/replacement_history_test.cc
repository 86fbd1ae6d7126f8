#include "replacer/execute/replacement_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/host_and_port.h"
#include "engine/estate/sqlite_job_journal.h"
#include "replacer/execute/job_record.h"
#include "replacer/plan/job_plan.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using estate::EndpointKey;
using testing::ElementsAre;
using testing::IsEmpty;

class ReplacementHistoryTest : public testing::Test {
 protected:
  int64_t Add(const std::string& location, const std::vector<EndpointKey>& endpoints,
              const std::string& plan_json = "") {
    JobPlan plan;
    plan.endpoints = endpoints;
    estate::NewJob job{.location = location,
                       .host = endpoints.front().host,
                       .port = endpoints.front().port,
                       .endpoints = {},
                       .pem_path = "/etc/server.pem",
                       .plan_json = plan_json.empty() ? PlanToJson(plan) : plan_json,
                       .change_id = "CHG1",
                       .time = 100};
    for (const EndpointKey& one : endpoints) job.endpoints.push_back(base::HostAndPort(one.host, one.port));
    return *journal_->Add(job, "queued");
  }
  std::vector<int64_t> JobsOf(const EndpointKey& endpoint) {
    const auto found = ReplacementsOf(endpoint, *journal_);
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<int64_t> jobs;
    for (const report::Replacement& one : found.value_or(std::vector<report::Replacement>())) jobs.push_back(one.job);
    return jobs;
  }

  const test::TemporaryFolder folder_;
  const std::unique_ptr<estate::JobJournal> journal_ = *estate::OpenSqliteJobJournal(folder_.Path("estate.db"));
};

TEST_F(ReplacementHistoryTest, SaysWhatTheJobCameTo) {
  const EndpointKey endpoint = {"a.corp", "10.0.0.1", 4343};
  const int64_t id = Add("x", {endpoint});
  ASSERT_TRUE(*journal_->Claim(id, "me", "me", 0, 10));
  JobRecord record;
  record.leaf_sha256 = "ab12";
  ASSERT_TRUE(journal_->Write(id, "me", {"verified", "all is well", RecordToJson(record), true, 200}).ok());
  const auto found = ReplacementsOf(endpoint, *journal_);
  ASSERT_TRUE(found.ok() && found->size() == 1);
  const report::Replacement& one = found->front();
  EXPECT_EQ(one.job, id);
  EXPECT_EQ(one.state, "verified");
  EXPECT_EQ(one.detail, "all is well");
  EXPECT_EQ(one.begun, 100);
  EXPECT_EQ(one.changed, 200);
  EXPECT_TRUE(one.ended);
  EXPECT_EQ(one.change_id, "CHG1");
  EXPECT_EQ(one.pem_path, "/etc/server.pem");
  EXPECT_EQ(one.leaf_sha256, "ab12");
  ASSERT_EQ(one.events.size(), 2u);
  EXPECT_EQ(one.events[0].state, "queued");
  EXPECT_EQ(one.events[1].time, 200);
}

TEST_F(ReplacementHistoryTest, OfTheEndpointAlone) {
  const int64_t first = Add("x", {{"a.corp", "10.0.0.1", 4343}, {"b.corp", "10.0.0.1", 443}});
  const int64_t other = Add("y", {{"a.corp", "10.0.0.2", 4343}});
  Add("z", {{"xa.corp", "10.0.0.3", 4343}, {"a.corp", "10.0.0.1", 43431}});
  EXPECT_THAT(JobsOf({"a.corp", "10.0.0.1", 4343}), ElementsAre(first));
  EXPECT_THAT(JobsOf({"a.corp", "10.0.0.2", 4343}), ElementsAre(other));
  EXPECT_THAT(JobsOf({"b.corp", "10.0.0.1", 443}), ElementsAre(first));
  EXPECT_THAT(JobsOf({"a.corp", "10.0.0.1", 434}), IsEmpty());
}

TEST_F(ReplacementHistoryTest, AJobOfAnotherCertsweepIsNotMissed) {
  const int64_t id = Add("x", {{"2001:db8::1", "2001:db8::1", 443}}, "{");
  EXPECT_THAT(JobsOf({"2001:db8::1", "2001:db8::1", 443}), ElementsAre(id));
}

}  // namespace
}  // namespace certsweep::replacer
