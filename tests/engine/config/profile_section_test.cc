#include "engine/config/profile_section.h"

#include <gmock/gmock.h>

#include "tests/engine/config/config_texts.h"

namespace certsweep::config {
namespace {

using ::testing::ElementsAre;

ProfileSection Profile(const std::string& keys, const std::string& name = "mine") {
  const Config config = Good("[profile." + name + "]\n" + keys);
  const auto found = config.profiles.find(name);
  return found == config.profiles.end() ? ProfileSection() : found->second;
}

std::string BadProfile(const std::string& keys) { return Bad("[profile.mine]\n" + keys); }

TEST(ProfileSectionTest, DescribesAnAppliance) {
  const ProfileSection profile = Profile(
      "ports = [8443]\npem_path = '/etc/x/{host}.pem'\nchain_path = '/etc/x/chain.pem'\npem_mode = '0640'\n"
      "test_command = 'check {pem}'\nrestart_command = 'restart x'\nlegacy_ssh = true\n"
      "dialogue = [{ expect = '> ', send = 'enable' }, { expect = '# ' }]");
  EXPECT_EQ(profile.name, "mine");
  EXPECT_EQ(profile.line, 1);
  EXPECT_THAT(profile.ports, ElementsAre(8443));
  EXPECT_EQ(profile.pem_path, "/etc/x/{host}.pem");
  EXPECT_EQ(profile.chain_path, "/etc/x/chain.pem");
  EXPECT_EQ(profile.pem_mode, 0640u);
  EXPECT_EQ(profile.test_command, "check {pem}");
  EXPECT_EQ(profile.restart_command, "restart x");
  EXPECT_TRUE(profile.legacy_ssh);
  EXPECT_THAT(profile.dialogue, ElementsAre(DialogueStep{"> ", "enable"}, DialogueStep{"# ", ""}));
}

TEST(ProfileSectionTest, ABuiltInOneKeepsWhatIsNotGiven) {
  const ProfileSection profile = Profile("ports = 4343\nlegacy_ssh = true", "sps");
  EXPECT_THAT(profile.ports, ElementsAre(4343));
  EXPECT_EQ(profile.pem_path, "/etc/lighttpd/server.pem");
  EXPECT_EQ(profile.restart_command, "service lighttpd restart");
  EXPECT_TRUE(profile.legacy_ssh);
  EXPECT_EQ(profile.line, 1);
  EXPECT_EQ(Good("").profiles.at("sps").line, 0);
}

TEST(ProfileSectionTest, OneDoesNotLeakIntoTheNext) {
  const Config config = Good("[profile.a]\nports = [1]\nlegacy_ssh = true\n[profile.b]\nports = [2]");
  EXPECT_FALSE(config.profiles.at("b").legacy_ssh);
  EXPECT_EQ(config.profiles.at("b").line, 4);
  EXPECT_EQ(config.profiles.size(), 6u);
}

TEST(ProfileSectionTest, PathsAreThoseOfTheAppliance) {
  EXPECT_EQ(BadProfile("pem_path = 'server.pem'\nchain_path = '/etc/'\n"),
            "etc/c.toml:2: profile.mine.pem_path: \"server.pem\" is a path on the appliance and should be absolute\n"
            "etc/c.toml:3: profile.mine.chain_path: \"/etc/\" should be a file, and ends as a folder");
  EXPECT_EQ(BadProfile("pem_path = \"/a\\nb\""),
            "etc/c.toml:2: profile.mine.pem_path: \"/a\\x0ab\" has a control character in it");
  EXPECT_EQ(Profile("pem_path = '/a b/$(x);-.pem'").pem_path, "/a b/$(x);-.pem");
}

TEST(ProfileSectionTest, ModesAreOctal) {
  EXPECT_EQ(Profile("pem_mode = '600'").pem_mode, 0600u);
  EXPECT_EQ(Profile("pem_mode = 0o640").pem_mode, 0640u);
  EXPECT_EQ(Profile("pem_mode = '0400'").pem_mode, 0400u);
  for (const char* bad : {"640", "'0o640'", "'rw'", "'-640'", "'648'", "true", "['0640']"}) {
    EXPECT_EQ(BadProfile("pem_mode = " + std::string(bad)), "etc/c.toml:2: profile.mine.pem_mode: is " +
                                                                ParseTomlValue(bad).ToToml() +
                                                                " and should be a mode in octal, as \"0640\" or 0o640");
  }
  EXPECT_EQ(BadProfile("pem_mode = '0644'"),
            "etc/c.toml:2: profile.mine.pem_mode: is \"0644\" and would show the private key to everybody there");
  for (const char* bad : {"'0240'", "'0700'", "0o4600", "'0'"}) {
    EXPECT_EQ(BadProfile("pem_mode = " + std::string(bad)),
              "etc/c.toml:2: profile.mine.pem_mode: is " + ParseTomlValue(bad).ToToml() +
                  " and should let the owner read it, and nobody run it, as \"0640\"");
  }
}

TEST(ProfileSectionTest, ADialogueWaitsAndSends) {
  EXPECT_THAT(Profile("[[profile.mine.dialogue]]\nexpect = 'a'\nsend = 'b'").dialogue,
              ElementsAre(DialogueStep{"a", "b"}));
  for (const char* bad :
       {"{ send = 'x' }", "{ expect = '' }", "{ expect = 5 }", "{ expect = 'a', sent = 'b' }", "'x'", "[]"}) {
    EXPECT_EQ(BadProfile("dialogue = [" + std::string(bad) + "]"),
              "etc/c.toml:2: profile.mine.dialogue: has a step that is not { expect = \"...\", send = \"...\" }")
        << bad;
  }
  EXPECT_EQ(BadProfile("dialogue = []"), "etc/c.toml:2: profile.mine.dialogue: is an empty list: leave it out");
  EXPECT_EQ(BadProfile("dialogue = 'x'"),
            "etc/c.toml:2: profile.mine.dialogue: is a string and should be a list of { expect = ..., send = ... }");
}

TEST(ProfileSectionTest, HasAName) {
  EXPECT_EQ(Bad("[profile]\nports = [1]"), "etc/c.toml:2: profile.ports: stands outside of a section [profile.NAME]");
  EXPECT_EQ(Bad("profile = 'sps'"), "etc/c.toml:1: profile: is a value and should be the section [profile.NAME]");
  EXPECT_EQ(Bad("[[profile]]\nports = [1]"),
            "etc/c.toml:1: profile: is a value and should be the section [profile.NAME]");
  EXPECT_EQ(Bad("[profile.'a b']"), "etc/c.toml:1: [profile.a b]: a name has letters, digits, - and _, up to 64");
  EXPECT_EQ(Bad("[profile.\"\\u001b\"]"),
            "etc/c.toml:1: [profile.\\x1b]: a name has letters, digits, - and _, up to 64");
  EXPECT_EQ(Bad("[profile.-x]"), "etc/c.toml:1: [profile.-x]: a name has letters, digits, - and _, up to 64");
  EXPECT_EQ(Bad("[[profile.x]]\nports = 1"), "etc/c.toml:1: profile.x: stands outside of a section [profile.NAME]");
  EXPECT_EQ(Bad("[profile.x]\npem = '/a'").substr(0, 41), "etc/c.toml:2: profile.x.pem: no such key ");
}

}  // namespace
}  // namespace certsweep::config
