#include "engine/config/config.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/engine/config/config_texts.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::config {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(ConfigTest, AnEmptyFileSaysNothing) {
  for (const char* text : {"", "\n", "# a comment", "\xef\xbb\xbf", "[policy]\n", "[policy]\r\n[trust]\r\n"}) {
    const Config config = Good(text);
    EXPECT_TRUE(config.given.empty());
    EXPECT_EQ(config.file, "etc/c.toml");
    EXPECT_EQ(config.policy.min_rsa_bits, 2048);
    EXPECT_TRUE(config.trust.files.empty());
  }
}

TEST(ConfigTest, SaysWhereEachValueComesFrom) {
  const Config config =
      Good("# first\r\n[policy]\r\nmin_rsa_bits = 3072\r\n\r\nallowed_hashes = [\r\n  'SHA-512',\r\n]\r\n");
  ASSERT_EQ(config.given.size(), 2u);
  EXPECT_EQ(config.given.at("policy.min_rsa_bits").line, 3);
  EXPECT_EQ(config.given.at("policy.allowed_hashes").line, 5);
  EXPECT_EQ(config.given.at("policy.allowed_hashes").ToToml(), "[\"SHA-512\"]");
}

TEST(ConfigTest, TomlHasSeveralWaysToSayIt) {
  for (const char* text : {"[policy]\nmin_rsa_bits = 3072", "policy.min_rsa_bits = 3_072",
                           "policy = { min_rsa_bits = 0xC00 }", "[\"policy\"]\n'min_rsa_bits' = +3072"}) {
    EXPECT_EQ(Good(text).policy.min_rsa_bits, 3072) << text;
  }
}

TEST(ConfigTest, TellsEverythingThatIsWrongInTheOrderOfItsLines) {
  EXPECT_EQ(Bad("min_rsa_bits = 1\n"
                "colour = 'red'\n"
                "[trust]\n"
                "files = ['nope.pem']\n"
                "[policy]\n"
                "min_day_left = 30\n"
                "min_ec_bits = 10\n"
                "[polcy]\n"
                "[colours]\n"
                "wave = 5\n"),
            "etc/c.toml:1: min_rsa_bits: stands outside of a section and should be in [policy]\n"
            "etc/c.toml:2: colour: no such key outside of a section\n"
            "etc/c.toml:4: trust.files: etc/nope.pem: No such file or directory\n"
            "etc/c.toml:6: policy.min_day_left: no such key; did you mean 'min_days_left'?\n"
            "etc/c.toml:7: policy.min_ec_bits: is 10 and should be from 160 to 521\n"
            "etc/c.toml:8: [polcy]: no such section; did you mean 'policy'?\n"
            "etc/c.toml:9: [colours]: no such section (known: policy, trust, scan, waiver, names, replace, rollout, "
            "issuer, profile, ssh)");
}

TEST(ConfigTest, AKeyThatIsLikeNoneIsToldWhichThereAre) {
  EXPECT_EQ(Bad("[trust]\ncolour = 1"), "etc/c.toml:2: trust.colour: no such key (known: files, intermediates, crls)");
}

TEST(ConfigTest, ASectionIsASection) {
  EXPECT_EQ(Bad("policy = 5"), "etc/c.toml:1: policy: is a value and should be the section [policy]");
  EXPECT_EQ(Bad("# x\n[[policy]]\n"), "etc/c.toml:2: policy: is a value and should be the section [policy]");
  EXPECT_EQ(Bad("[policy.min_rsa_bits]\n"),
            "etc/c.toml:1: policy.min_rsa_bits: is a table and should be a whole number");
}

TEST(ConfigTest, WhatComesTwiceIsAnError) {
  EXPECT_EQ(Bad("[policy]\nmin_rsa_bits = 2048\nmin_rsa_bits = 3072\n"),
            "etc/c.toml:3:16: no TOML: Error while parsing key-value pair: cannot redefine existing integer "
            "'min_rsa_bits'");
  EXPECT_THAT(Bad("[policy]\n[policy]\n"), HasSubstr("etc/c.toml:2:1: no TOML: "));
}

TEST(ConfigTest, NamesFromTheFileAreFitForATerminal) {
  for (const char* text :
       {"\"\\u001b[2J\" = 1", "[\"\\u001b[2J\"]", "[policy]\n\"\\u001b[2J\" = 1",
        "[policy]\nallowed_hashes = [\"\\u001b[2J\"]", "[policy]\nforbidden_spki_files = [\"\\u001b\"]"}) {
    EXPECT_THAT(Bad(text), Not(HasSubstr("\x1b"))) << text;
  }
  const absl::StatusOr<Config> config = ParseConfig("x", "\x1b[2J.toml");
  EXPECT_THAT(std::string(config.status().message()), testing::StartsWith("\\x1b[2J.toml:1:"));
}

TEST(ConfigTest, VeryManyProblemsAreCut) {
  std::string text = "[policy]\n";
  for (int i = 0; i < 1000; ++i) text += "k" + std::to_string(i) + " = 1\n";
  EXPECT_THAT(Bad(text), EndsWith("\netc/c.toml: and 900 problems more"));
}

TEST(ConfigTest, SettingsInForceAreGivenOrDefaultOrOff) {
  std::vector<std::string> rows;
  for (const SettingInForce& setting :
       SettingsInForce(Good("[policy]\nmin_rsa_bits = 3072\nrequired_eku = ['serverAuth']\n[scan]\nrate = 2.5\n"
                            "[[waiver]]\nhost = 'a'\ncodes = ['expired']\nreason = 'x'\nuntil = 2026-12-31\n"
                            "[names.resolve]\n'a.b' = '::1'\n[issuer.b]\nin = 'i'\nout = 'o'\nkind = 'folder'\n"
                            "[issuer.a]\nkind = 'folder'\nin = 'i'\nout = 'o'\n[profile.sps]\nports = 1"))) {
    rows.push_back(std::string(setting.section) + "." + std::string(setting.key) + " " +
                   (setting.value ? setting.value->ToToml() : "off") + " " +
                   (setting.line ? std::to_string(*setting.line) : "default"));
  }
  EXPECT_THAT(
      rows,
      ElementsAre(
          "policy.min_rsa_bits 3072 2", "policy.min_ec_bits 256 default", "policy.allowed_key_types off default",
          "policy.allowed_hashes [\"SHA-256\", \"SHA-384\", \"SHA-512\"] default",
          "policy.max_validity_days off default", "policy.min_days_left 30 default",
          "policy.required_eku [\"serverAuth\"] 3", "policy.allowed_issuers off default",
          "policy.forbidden_spki_sha256 off default", "policy.forbidden_spki_files off default",
          "trust.files [\"system\"] default", "trust.intermediates off default", "trust.crls off default",
          "scan.targets off default", "scan.port off default", "scan.profile off default", "scan.exclude off default",
          "scan.skip_invalid false default", "scan.identity \"none\" default", "scan.rules \"private\" default",
          "scan.where off default", "scan.certificate_only false default", "scan.concurrency 500 default",
          "scan.threads off default", "scan.rate 2.5 5", "scan.rate_per_network 0 default",
          "scan.connect_timeout 5 default", "scan.handshake_timeout 15 default", "scan.retries 1 default",
          "scan.record off default", "scan.include_pem false default", "names.resolve { \"a.b\" = \"::1\" } 11",
          "replace.issuer off default", "replace.template off default", "replace.profile off default",
          "replace.key_type \"rsa:2048\" default", "replace.reuse_key false default", "replace.work_dir off default",
          "replace.keep_backups 3 default", "rollout.canary 1 default", "rollout.wave 10 default",
          "rollout.growth 2.0 default", "rollout.max_parallel 16 default", "rollout.max_failures 0 default",
          "rollout.window off default", "rollout.change_id off default", "rollout.settle_seconds 30 default",
          "issuer.a.kind \"folder\" 18", "issuer.a.out \"o\" 20", "issuer.a.in \"i\" 19", "issuer.b.kind \"folder\" 16",
          "issuer.b.out \"o\" 15", "issuer.b.in \"i\" 14", "profile.sps.ports 1 22", "ssh.user \"root\" default",
          "ssh.port 22 default", "ssh.identity off default", "ssh.known_hosts off default", "ssh.agent true default",
          "ssh.password_file off default", "ssh.password_prompt off default", "ssh.connect_timeout 10 default",
          "ssh.command_timeout 60 default"));
}

class LoadConfigTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& content) {
    test::WriteWholeFile(folder_.Path(name), content);
    return folder_.Path(name);
  }
  static std::string ErrorOf(const std::string& path) {
    const absl::StatusOr<Config> config = LoadConfig(path);
    return config.ok() ? "nothing" : std::string(config.status().message());
  }
  const test::TemporaryFolder folder_;
};

TEST_F(LoadConfigTest, ReadsTheFilesBesideIt) {
  Write("root.pem", "");
  Write("weak.txt", base::HexEncode(base::Sha256({})) + "\n");
  const absl::StatusOr<Config> config =
      LoadConfig(Write("c.toml", "[policy]\nforbidden_spki_files = ['weak.txt']\n[trust]\nfiles = ['root.pem']\n"));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_TRUE(config->policy.forbidden_keys->Contains(base::Sha256({})));
  EXPECT_THAT(config->trust.files, ElementsAre(folder_.Path("root.pem")));
}

TEST_F(LoadConfigTest, WhatIsNoFileOrTooLongIsAnError) {
  EXPECT_EQ(ErrorOf(folder_.Path("none.toml")), folder_.Path("none.toml") + ": No such file or directory");
  EXPECT_EQ(ErrorOf(folder_.path()), folder_.path() + ": Is a directory");
  EXPECT_EQ(ErrorOf(Write("long.toml", std::string(kMaxConfigBytes + 1, '#'))),
            folder_.Path("long.toml") + ": over 1 MiB");
  EXPECT_EQ(ErrorOf(Write("longest.toml", std::string(kMaxConfigBytes, '#'))), "nothing");
}

TEST_F(LoadConfigTest, WhatItNamesAndCantBeReadIsTold) {
  Write("bad.txt", "# fine\nabc\n");
  const std::string path = Write("c.toml",
                                 "[policy]\nforbidden_spki_files = ['none.txt', '.', 'bad.txt']\n"
                                 "[trust]\ncrls = ['none.crl']\n");
  EXPECT_EQ(ErrorOf(path), path + ":2: policy.forbidden_spki_files: " + folder_.Path("none.txt") +
                               ": No such file or directory\n" + path +
                               ":2: policy.forbidden_spki_files: " + folder_.Path(".") + ": Is a directory\n" +
                               folder_.Path("bad.txt") + ":2: no SHA-256 in hex: \"abc\"\n" + path +
                               ":4: trust.crls: " + folder_.Path("none.crl") + ": No such file or directory");
}

}  // namespace
}  // namespace certsweep::config
