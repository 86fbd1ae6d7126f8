#include "replacer/execute/appliance_link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/replacer/execute/job_world.h"

namespace certsweep::replacer {
namespace {

using ::testing::HasSubstr;

absl::Status Look(RemoteHost& host) { return host.Stat(kPem).status(); }

TEST(ApplianceLinkTest, OneConnectionDoesUntilItIsLost) {
  JobWorld world;
  ApplianceLink link(world.plan, world.tools);
  EXPECT_EQ(world.appliance().connections(), 0);
  EXPECT_TRUE(link.With(Look).ok());
  EXPECT_TRUE(link.With(Look).ok());
  // What is wrong over there is no matter of the connection.
  EXPECT_TRUE(absl::IsNotFound(link.With([](RemoteHost& host) { return host.Stat("/none").status(); })));
  EXPECT_TRUE(link.With(Look).ok());
  EXPECT_EQ(world.appliance().connections(), 1);
  world.appliance().DieBeforeCall(5);
  EXPECT_TRUE(absl::IsUnavailable(link.With(Look)));
  world.appliance().Revive();
  EXPECT_TRUE(link.With(Look).ok());
  EXPECT_EQ(world.appliance().connections(), 2);
}

TEST(ApplianceLinkTest, InsistsForAWhile) {
  JobWorld world;
  ApplianceLink link(world.plan, world.tools);
  world.appliance().DieBeforeCall(1);
  int pauses = 0;
  world.on_pause = [&] {
    if (++pauses == 2) world.appliance().Revive();
  };
  EXPECT_TRUE(link.Insist(Look).ok());
  EXPECT_EQ(pauses, 2);
}

TEST(ApplianceLinkTest, GivesUpInTheEndAndAtOnceWhereItIsNoMatterOfTheConnection) {
  JobWorld world;
  ApplianceLink link(world.plan, world.tools);
  int pauses = 0;
  world.on_pause = [&pauses] { ++pauses; };
  world.connector().FailConnect(world.plan.ssh_host, absl::UnavailableError("connection refused"));
  EXPECT_THAT(link.Insist(Look).ToString(), HasSubstr("connection refused"));
  EXPECT_EQ(pauses, 2);
  world.connector().FailConnect(world.plan.ssh_host, absl::FailedPreconditionError("its host key changed"));
  EXPECT_THAT(link.Insist(Look).ToString(), HasSubstr("host key"));
  EXPECT_EQ(pauses, 2);
}

}  // namespace
}  // namespace certsweep::replacer
