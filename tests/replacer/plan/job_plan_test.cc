#include "replacer/plan/job_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certsweep::replacer {
namespace {

TEST(JobPlanTest, ComesBackOutOfJsonAsItWas) {
  JobPlan plan;
  plan.name = "sps01-4343";
  plan.endpoints = {{"sps01.corp", "10.0.0.7", 4343}, {"sps01.corp", "2001:db8::7", 443}};
  plan.identities = {"sps01.corp", "10.0.0.7"};
  plan.ssh_host = "sps01.corp";
  plan.ssh_address = "10.0.0.7";
  plan.ssh_port = 2222;
  plan.ssh_user = "root";
  plan.ssh_host_key = "SHA256:abc";
  plan.legacy_ssh = true;
  plan.pem_path = "/etc/a b/\"server\".pem";
  plan.chain_path = "/etc/chain.pem";
  plan.pem_mode = 0640;
  plan.test_command = "test";
  plan.restart_command = "restart";
  plan.dialogue = {{"#", "enable"}, {">", ""}};
  plan.profile = "sps";
  plan.issuer = "corp";
  plan.template_path = "sps.cnf";
  plan.key_type = "rsa:2048";
  plan.reuse_key = true;
  const std::string json = PlanToJson(plan);
  const absl::StatusOr<JobPlan> back = PlanFromJson(json);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(PlanToJson(*back), json);
  EXPECT_EQ(back->endpoints, plan.endpoints);
  EXPECT_EQ(back->pem_mode, 0640u);
  EXPECT_EQ(back->dialogue, plan.dialogue);
  EXPECT_TRUE(back->legacy_ssh);
  EXPECT_EQ(back->Location(), "10.0.0.7:2222:/etc/a b/\"server\".pem");
  EXPECT_EQ(back->Title(), "sps01.corp:4343");
}

TEST(JobPlanTest, OtherJsonIsNone) {
  for (const char* text : {"", "no", "[]", "{}", R"({"endpoints":7})", R"({"endpoints":[{"host":"a","port":70000}]})",
                           R"({"endpoints":[{"host":"a","port":1}],"legacy_ssh":"yes"})"}) {
    EXPECT_TRUE(absl::IsDataLoss(PlanFromJson(text).status())) << text;
  }
}

}  // namespace
}  // namespace certsweep::replacer
