#include "engine/config/default_config.h"

#include <gmock/gmock.h>

#include <regex>
#include <string>

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

TEST(DefaultConfigTest, EveryKeyStandsThereAndItsExampleIsGood) {
  const std::string all_on = std::regex_replace(DefaultConfigText(), std::regex("\n# (\\w+ = |\\[)"), "\n$1");
  const std::string digest(64, 'a');
  const Config config = Good(
      all_on,
      {{"etc/weak-keys.txt", digest}, {"etc/issuing-ca.pem", ""}, {"etc/issuing-ca.crl", ""}, {"etc/estate.csv", ""}});
  for (const SettingInForce& setting : SettingsInForce(config)) EXPECT_TRUE(setting.line) << setting.key;
  EXPECT_EQ(config.waivers.size(), 1u);
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
