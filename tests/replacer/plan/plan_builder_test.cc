#include "replacer/plan/plan_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/host_and_port.h"

namespace certsweep::replacer {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

config::Config TestConfig(const std::string& more = "") {
  const absl::StatusOr<config::Config> config = config::ParseConfig(
      "[replace]\nissuer = \"corp\"\nprofile = \"sps\"\n"
      "[issuer.corp]\nkind = \"local\"\nca_cert = \"ca.pem\"\nca_key = \"ca.key\"\n"
      "[profile.sps]\nports = [4343]\n" +
          more,
      "certsweep.toml");
  EXPECT_TRUE(config.ok()) << config.status();
  return config.value_or(config::Config());
}

Candidate One(const std::string& host, const std::string& address, uint16_t port = 4343, uint64_t position = 0) {
  Candidate candidate;
  candidate.endpoint = {host, address, port};
  candidate.position = position;
  candidate.identities = {host, address};
  candidate.codes = "self_signed";
  candidate.is_chosen = true;
  return candidate;
}

TEST(PlanBuilderTest, AJobAFileInTheOrderOfTheInventory) {
  const std::vector<Candidate> candidates = {One("b.corp", "10.0.0.2", 4343, 20), One("a.corp", "10.0.0.1", 4343, 30)};
  const auto plans = BuildPlans(candidates, TestConfig());
  ASSERT_THAT(plans, SizeIs(2));
  EXPECT_EQ(plans[0].Title(), "b.corp:4343");
  EXPECT_EQ(plans[0].name, "b.corp-4343");
  EXPECT_EQ(plans[0].ssh_address, "10.0.0.2");
  EXPECT_EQ(plans[0].ssh_user, "root");
  EXPECT_EQ(plans[0].pem_path, "/etc/lighttpd/server.pem");
  EXPECT_EQ(plans[0].restart_command, "service lighttpd restart");
  EXPECT_THAT(plans[0].identities, ElementsAre("b.corp", "10.0.0.2"));
  EXPECT_THAT(plans[0].problems, IsEmpty());
}

TEST(PlanBuilderTest, EndpointsOfOneApplianceAreOneJob) {
  std::vector<Candidate> candidates = {One("a.corp", "10.0.0.1"), One("10.0.0.1", "10.0.0.1", 8443),
                                       One("a.corp", "2001:db8::1")};
  const auto plans = BuildPlans(candidates, TestConfig());
  ASSERT_THAT(plans, SizeIs(1));
  EXPECT_THAT(plans[0].identities, ElementsAre("a.corp", "10.0.0.1", "2001:db8::1"));
  std::vector<std::string> covered;
  for (const estate::EndpointKey& one : plans[0].endpoints) covered.push_back(base::HostAndPort(one.address, one.port));
  EXPECT_THAT(covered, ElementsAre("10.0.0.1:4343", "10.0.0.1:8443", "[2001:db8::1]:4343"));
}

TEST(PlanBuilderTest, OtherPortsAndPathsAreOtherFiles) {
  std::vector<Candidate> candidates = {One("a.corp", "127.0.0.1"), One("b.corp", "127.0.0.1"),
                                       One("c.corp", "127.0.0.1")};
  candidates[1].columns = {{"ssh_port", "2222"}};
  candidates[2].columns = {{"PEM_path", "/etc/{short}.pem"}};
  const auto plans = BuildPlans(candidates, TestConfig());
  ASSERT_THAT(plans, SizeIs(3));
  EXPECT_EQ(plans[1].ssh_port, 2222);
  EXPECT_EQ(plans[2].pem_path, "/etc/c.pem");
}

TEST(PlanBuilderTest, ColumnsCountMoreThanTheConfiguration) {
  Candidate candidate = One("a.corp", "10.0.0.1");
  candidate.columns = {
      {"ssh_host", "jump.corp"}, {"ssh_user", "admin"}, {"ssh_host_key", "SHA256:x"}, {"profile", "nginx"}};
  const auto plans =
      BuildPlans(std::vector{candidate}, TestConfig("[names]\nresolve = { \"jump.corp\" = \"10.9.9.9\" }\n"));
  ASSERT_THAT(plans, SizeIs(1));
  EXPECT_EQ(plans[0].ssh_host, "jump.corp");
  EXPECT_EQ(plans[0].ssh_address, "10.9.9.9");
  EXPECT_EQ(plans[0].ssh_user, "admin");
  EXPECT_EQ(plans[0].ssh_host_key, "SHA256:x");
  EXPECT_EQ(plans[0].profile, "nginx");
}

TEST(PlanBuilderTest, EveryPortOfTheProfileIsCovered) {
  const auto plans = BuildPlans(std::vector{One("a.corp", "10.0.0.1")},
                                TestConfig("restart_command = \"x {host}\"\ntest_command = \"t {pem} {ip}\"\n"));
  ASSERT_THAT(plans, SizeIs(1));
  EXPECT_EQ(plans[0].restart_command, "x a.corp");
  EXPECT_EQ(plans[0].test_command, "t {pem} 10.0.0.1");
  config::Config config = TestConfig();
  config.profiles.at("sps").ports = {4343, 443};
  const auto both = BuildPlans(std::vector{One("a.corp", "10.0.0.1")}, config);
  EXPECT_THAT(both[0].endpoints, SizeIs(2));
}

TEST(PlanBuilderTest, WhatAnEndpointShowsIsToldAndNotAskedFor) {
  Candidate candidate = One("a.corp", "10.0.0.1");
  candidate.shown_names = {"bank.example", "A.corp"};
  const auto plans = BuildPlans(std::vector{candidate}, TestConfig());
  EXPECT_THAT(plans[0].identities, ElementsAre("a.corp", "10.0.0.1"));
  EXPECT_THAT(plans[0].warnings, ElementsAre(HasSubstr("bank.example")));
}

TEST(PlanBuilderTest, SaysWhatCanNotBeDoneAndWhy) {
  Candidate weak = One("a.corp", "10.0.0.1");
  weak.beyond_certificate = {"weak_protocol"};
  EXPECT_THAT(BuildPlans(std::vector{weak}, TestConfig())[0].problems, ElementsAre(HasSubstr("weak_protocol")));
  Candidate port = One("a.corp", "10.0.0.1");
  port.columns = {{"ssh_port", "ssh"}};
  EXPECT_THAT(BuildPlans(std::vector{port}, TestConfig())[0].problems, ElementsAre(HasSubstr("ssh_port")));
  Candidate unknown = One("a.corp", "10.0.0.1");
  unknown.columns = {{"profile", "spss"}};
  EXPECT_THAT(BuildPlans(std::vector{unknown}, TestConfig())[0].problems, Contains(HasSubstr("profile spss")));
  Candidate relative = One("a.corp", "10.0.0.1");
  relative.columns = {{"pem_path", "server.pem"}};
  EXPECT_THAT(BuildPlans(std::vector{relative}, TestConfig())[0].problems, ElementsAre(HasSubstr("not absolute")));
  EXPECT_THAT(BuildPlans(std::vector{One("a.corp", "")}, TestConfig())[0].problems,
              Contains(HasSubstr("did not resolve")));
  EXPECT_THAT(BuildPlans(std::vector{One("a.corp", "10.0.0.1")}, config::Config())[0].problems,
              Contains(HasSubstr("no issuer")));
}

TEST(PlanBuilderTest, WhatIsNotChosenIsNoJobOfItsOwn) {
  Candidate beside = One("a.corp", "10.0.0.1", 443);
  beside.is_chosen = false;
  EXPECT_THAT(BuildPlans(std::vector{beside}, TestConfig()), IsEmpty());
}

TEST(PlanBuilderTest, AnOverriddenNameIsReachedAtItsAddress) {
  const auto plans = BuildPlans(std::vector{One("a.corp", "10.0.0.1")},
                                TestConfig("[names]\nresolve = { \"A.corp\" = \"10.7.7.7\" }\n"));
  ASSERT_THAT(plans, SizeIs(1));
  EXPECT_EQ(plans[0].endpoints[0].address, "10.7.7.7");
  EXPECT_EQ(plans[0].ssh_address, "10.7.7.7");
  EXPECT_EQ(plans[0].Location(), "10.7.7.7:22:/etc/lighttpd/server.pem");
  // A name that did not resolve when it was scanned can be done now.
  const auto found =
      BuildPlans(std::vector{One("a.corp", "")}, TestConfig("[names]\nresolve = { \"a.corp\" = \"10.7.7.7\" }\n"));
  EXPECT_EQ(found[0].endpoints[0].address, "10.7.7.7");
  EXPECT_THAT(found[0].problems, IsEmpty());
}

TEST(PlanBuilderTest, AnSshHostThatIsNoneIsTold) {
  for (const char* host : {"-oProxyCommand=x", "a b", "$(id)", "10.0.0.300"}) {
    Candidate candidate = One("a.corp", "10.0.0.1");
    candidate.columns = {{"ssh_host", host}};
    EXPECT_THAT(BuildPlans(std::vector{candidate}, TestConfig())[0].problems, ElementsAre(HasSubstr("ssh_host")))
        << host;
  }
}

TEST(PlanBuilderTest, AnIssuerThatIsNotThereIsTold) {
  config::Config config = TestConfig();
  config.replace.issuer = "crop";
  EXPECT_THAT(BuildPlans(std::vector{One("a.corp", "10.0.0.1")}, config)[0].problems,
              ElementsAre("issuer crop: there is no such"));
}

TEST(PlanBuilderTest, WithoutNamesThereIsNothingToAskFor) {
  Candidate candidate = One("10.0.0.1", "10.0.0.1");
  candidate.identities.clear();
  EXPECT_THAT(BuildPlans(std::vector{candidate}, TestConfig())[0].problems, ElementsAre(HasSubstr("no name to ask")));
  // A template may have names of its own.
  config::Config config = TestConfig();
  config.replace.template_path = "/sps.cnf";
  EXPECT_THAT(BuildPlans(std::vector{candidate}, config)[0].problems, IsEmpty());
}

TEST(PlanBuilderTest, AProfileThatTellsNoServerIsTold) {
  config::Config config = TestConfig();
  config.profiles.at("sps").restart_command.clear();
  EXPECT_THAT(BuildPlans(std::vector{One("a.corp", "10.0.0.1")}, config)[0].problems,
              ElementsAre(HasSubstr("its profile has no restart_command")));
  config.profiles.at("sps").dialogue = {{"#", "restart"}};
  EXPECT_THAT(BuildPlans(std::vector{One("a.corp", "10.0.0.1")}, config)[0].problems, IsEmpty());
  config.replace.profile.clear();
  Candidate candidate = One("a.corp", "10.0.0.1");
  candidate.columns = {{"pem_path", "/etc/a.pem"}};
  EXPECT_THAT(BuildPlans(std::vector{candidate}, config)[0].problems, ElementsAre(HasSubstr("it has no profile")));
}

TEST(PlanBuilderTest, PlaceholdersAreFilledInWhereverTheyStand) {
  config::Config config = TestConfig();
  config::ProfileSection& profile = config.profiles.at("sps");
  profile.pem_path = "/etc/{host}/{fqdn}.pem";
  profile.chain_path = "/etc/{short}/{ip}.pem";
  profile.restart_command = "restart {short} {fqdn} {ip} {host}";
  profile.test_command = "test {pem} {short} {pem}";
  profile.dialogue = {{"{short}#", "restart {ip}"}, {"", "exit {fqdn}"}};
  const auto plans = BuildPlans(std::vector{One("a.corp", "10.0.0.1")}, config);
  ASSERT_THAT(plans, SizeIs(1));
  EXPECT_THAT(plans[0].problems, IsEmpty());
  EXPECT_EQ(plans[0].pem_path, "/etc/a.corp/a.corp.pem");
  EXPECT_EQ(plans[0].chain_path, "/etc/a/10.0.0.1.pem");
  EXPECT_EQ(plans[0].restart_command, "restart a a.corp 10.0.0.1 a.corp");
  EXPECT_EQ(plans[0].test_command, "test {pem} a {pem}");
  EXPECT_THAT(plans[0].dialogue,
              ElementsAre(PlannedDialogueStep{"a#", "restart 10.0.0.1"}, PlannedDialogueStep{"", "exit a.corp"}));
}

TEST(PlanBuilderTest, APlaceholderThatCanNotBeFilledInIsTold) {
  config::Config config = TestConfig();
  config.profiles.at("sps").chain_path = "/etc/{name}.pem";
  config.profiles.at("sps").dialogue = {{"{prompt}", "{word}"}};
  EXPECT_THAT(BuildPlans(std::vector{One("a.corp", "10.0.0.1")}, config)[0].problems,
              ElementsAre(HasSubstr("chain_path: unknown placeholder {name}"), HasSubstr("dialogue: unknown"),
                          HasSubstr("{word}")));
  config = TestConfig("restart_command = \"x {short}\"\n");
  Candidate nameless = One("10.0.0.1", "10.0.0.1");
  EXPECT_THAT(BuildPlans(std::vector{nameless}, config)[0].problems, ElementsAre(HasSubstr("{short}: no name")));
}

TEST(PlanBuilderTest, WhatCompliesOnAPortOfTheProfileIsCoveredAndNamed) {
  Candidate beside = One("console.corp", "10.0.0.1", 4343);
  beside.is_chosen = false;
  beside.codes.clear();
  const auto plans = BuildPlans(std::vector{One("a.corp", "10.0.0.1"), beside}, TestConfig());
  ASSERT_THAT(plans, SizeIs(1));
  EXPECT_THAT(plans[0].endpoints, SizeIs(2));
  EXPECT_THAT(plans[0].identities, ElementsAre("a.corp", "10.0.0.1", "console.corp"));
}

TEST(PlanBuilderTest, WhatIsSaidToBeServedFromTheFileIsCoveredWhateverItsPort) {
  Candidate chosen = One("a.corp", "10.0.0.1");
  Candidate beside = One("b.corp", "10.0.0.1", 8443);
  beside.is_chosen = false;
  EXPECT_THAT(BuildPlans(std::vector{chosen, beside}, TestConfig())[0].endpoints, SizeIs(1));
  for (Candidate* one : {&chosen, &beside}) one->columns = {{"pem_path", "/etc/both.pem"}};
  const auto plans = BuildPlans(std::vector{chosen, beside}, TestConfig());
  ASSERT_THAT(plans, SizeIs(1));
  EXPECT_THAT(plans[0].endpoints, SizeIs(2));
  EXPECT_THAT(plans[0].identities, ElementsAre("a.corp", "10.0.0.1", "b.corp"));
}

}  // namespace
}  // namespace certsweep::replacer
