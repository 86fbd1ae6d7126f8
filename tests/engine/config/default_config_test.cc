#include "engine/config/default_config.h"

#include <gmock/gmock.h>

#include <regex>
#include <string>

#include "engine/config/section.h"
#include "tests/engine/config/config_texts.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::config {
namespace {

using ::testing::ElementsAre;

TEST(DefaultConfigTest, SaysTheDefault) {
  const Config config = Good(DefaultConfigText());
  const pki::Policy policy;
  EXPECT_EQ(config.policy.min_rsa_bits, policy.min_rsa_bits);
  EXPECT_EQ(config.policy.min_ec_bits, policy.min_ec_bits);
  EXPECT_EQ(config.policy.min_days_left, policy.min_days_left);
  EXPECT_EQ(config.policy.max_validity_days, policy.max_validity_days);
  EXPECT_EQ(config.policy.allowed_hashes, policy.allowed_hashes);
  EXPECT_EQ(config.policy.allowed_key_types, policy.allowed_key_types);
  EXPECT_EQ(config.policy.required_usages, nullptr);
  EXPECT_EQ(config.policy.allowed_issuers, nullptr);
  EXPECT_EQ(config.policy.forbidden_keys, nullptr);
  EXPECT_THAT(config.trust.files, ElementsAre("system"));
  EXPECT_TRUE(config.trust.intermediates.empty());
  EXPECT_TRUE(config.trust.crls.empty());
  EXPECT_TRUE(config.waivers.empty());
}

// Without the lines of the issuer's keys that others than `kind` have, and without one of the two passwords.
std::string OfKind(std::string_view kind, std::string text) {
  text = std::regex_replace(text, std::regex("\nkind = \"local\""), "\nkind = \"" + std::string(kind) + "\"");
  for (const Setting& setting : IssuerSectionTable().settings) {
    if (BelongsTo(setting, kind) && setting.key != "password_env") continue;
    const std::string line = "\n" + std::string(setting.key) + " = " + std::string(setting.value) + "\n";
    const size_t at = text.find(line, text.find("\n[issuer."));
    EXPECT_NE(at, std::string::npos) << line;
    if (at != std::string::npos) text.erase(at, line.size() - 1);
  }
  return text;
}

TEST(DefaultConfigTest, EveryKeyStandsThereAndItsExampleIsGood) {
  const std::string all_on = std::regex_replace(DefaultConfigText(), std::regex("\n# (\\w+ = |\\[)"), "\n$1");
  const std::string digest(64, 'a');
  for (const std::string_view kind : kIssuerKindNames) {
    const Config config = Good(OfKind(kind, all_on), {{"etc/weak-keys.txt", digest},
                                                      {"etc/issuing-ca.pem", ""},
                                                      {"etc/issuing-ca.crl", ""},
                                                      {"etc/estate.csv", ""}});
    for (const SettingInForce& setting : SettingsInForce(config)) EXPECT_TRUE(setting.line) << setting.key;
    EXPECT_EQ(config.waivers.size(), 1u);
    EXPECT_EQ(config.issuers.size(), 1u);
    EXPECT_EQ(config.profiles.at("sps").pem_mode, 0640u);
  }
}

// What a comment or an example calls the default is one.
TEST(DefaultConfigTest, KeepsTheDefaultsOfAReplacement) {
  const Config config = Good(DefaultConfigText());
  const Config none;
  EXPECT_EQ(config.replace.key_type, none.replace.key_type);
  EXPECT_EQ(config.replace.work_dir, none.replace.work_dir);
  EXPECT_EQ(config.replace.keep_backups, none.replace.keep_backups);
  EXPECT_EQ(config.rollout.canary, none.rollout.canary);
  EXPECT_EQ(config.rollout.wave, none.rollout.wave);
  EXPECT_EQ(config.rollout.growth, none.rollout.growth);
  EXPECT_EQ(config.rollout.max_parallel, none.rollout.max_parallel);
  EXPECT_EQ(config.rollout.max_failures, none.rollout.max_failures);
  EXPECT_EQ(config.rollout.settle_seconds, none.rollout.settle_seconds);
  EXPECT_EQ(config.ssh.user, none.ssh.user);
  EXPECT_EQ(config.ssh.port, none.ssh.port);
  EXPECT_EQ(config.ssh.agent, none.ssh.agent);
  EXPECT_EQ(config.ssh.connect_timeout_us, none.ssh.connect_timeout_us);
  EXPECT_EQ(config.ssh.command_timeout_us, none.ssh.command_timeout_us);
  EXPECT_TRUE(config.issuers.empty());
}

TEST(DefaultConfigTest, IsWhatTheDocumentsShow) {
  EXPECT_EQ(test::ReadWholeFile(std::string(CERTSWEEP_SOURCE_DIR) + "/docs/certsweep.toml"), DefaultConfigText())
      << "certsweep config default > docs/certsweep.toml";
}

TEST(DefaultConfigTest, FitsTheScreen) {
  const std::string text = DefaultConfigText();
  EXPECT_TRUE(text.ends_with('\n'));
  for (size_t start = 0; start < text.size();) {
    const size_t end = text.find('\n', start);
    EXPECT_LE(end - start, 104u) << text.substr(start, end - start);
    start = end + 1;
  }
}

}  // namespace
}  // namespace certsweep::config
