#include "engine/config/replace_section.h"

#include <gmock/gmock.h>

#include "tests/engine/config/config_texts.h"

namespace certsweep::config {
namespace {

constexpr const char* kCorp = "[issuer.corp]\nkind = 'folder'\nout = 'o'\nin = 'i'\n";

TEST(ReplaceSectionTest, SaysWhatIsPutInPlace) {
  const Config config = Good(
      std::string(kCorp) +
      "[replace]\nissuer = 'corp'\ntemplate = 'sps.cnf'\nprofile = 'nginx'\nkey_type = 'ec:P-256'\nreuse_key = true\n"
      "work_dir = 'work'\nkeep_backups = 1");
  EXPECT_EQ(config.replace.issuer, "corp");
  EXPECT_EQ(config.replace.template_path, "etc/sps.cnf");
  EXPECT_EQ(config.replace.profile, "nginx");
  EXPECT_EQ(config.replace.key_type, "ec:P-256");
  EXPECT_TRUE(config.replace.reuse_key);
  EXPECT_EQ(config.replace.work_dir, "etc/work");
  EXPECT_EQ(config.replace.keep_backups, 1);
}

TEST(ReplaceSectionTest, HasDefaults) {
  const ReplaceSection replace = Good("[replace]").replace;
  EXPECT_EQ(replace.issuer, "");
  EXPECT_EQ(replace.template_path, "");
  EXPECT_EQ(replace.profile, "");
  EXPECT_EQ(replace.key_type, "rsa:2048");
  EXPECT_FALSE(replace.reuse_key);
  EXPECT_EQ(replace.work_dir, "replacements");
  EXPECT_EQ(replace.keep_backups, 3);
}

TEST(ReplaceSectionTest, NamesWhatThereIs) {
  EXPECT_EQ(Bad(std::string(kCorp) + "[replace]\nissuer = 'crop'\nprofile = 'spss'"),
            "etc/c.toml:6: replace.issuer: \"crop\" is not known; did you mean 'corp'?\n"
            "etc/c.toml:7: replace.profile: \"spss\" is not known; did you mean 'sps'?");
  EXPECT_EQ(Bad("[replace]\nissuer = 'corp'"), "etc/c.toml:2: replace.issuer: \"corp\" is not known: there is none");
  EXPECT_EQ(Good("[replace]\nprofile = 'mine'\n[profile.mine]\nports = [1]").replace.profile, "mine")
      << "the order of the sections is free";
}

TEST(ReplaceSectionTest, ValuesHaveBounds) {
  EXPECT_EQ(
      Bad("[replace]\nkey_type = 'rsa:1024'\nkeep_backups = 0\nreuse_key = 1\nwork_dir = ''\ntemplate = \"a\\nb\""),
      "etc/c.toml:2: replace.key_type: \"rsa:1024\" is not known (known: rsa:2048, rsa:3072, rsa:4096, ec:P-256, "
      "ec:P-384, ec:P-521)\n"
      "etc/c.toml:3: replace.keep_backups: is 0 and should be from 1 to 1000\n"
      "etc/c.toml:4: replace.reuse_key: is a whole number and should be true or false\n"
      "etc/c.toml:5: replace.work_dir: is empty\n"
      "etc/c.toml:6: replace.template: \"a\\x0ab\" has a control character in it");
}

TEST(ReplaceSectionTest, FilesAreLookedForWhenAskedTo) {
  const Config config =
      Good("[replace]\ntemplate = 'sps.cnf'\nwork_dir = 'work'\n[ssh]\nidentity = '/id'\nknown_hosts = 'new'");
  ASSERT_EQ(config.replacement_files.size(), 2u);
  EXPECT_TRUE(CheckReplacementFiles(config, Files({{"etc/sps.cnf", ""}, {"/id", ""}})).ok());
  EXPECT_EQ(std::string(CheckReplacementFiles(config, Files({})).message()),
            "etc/c.toml:2: replace.template: etc/sps.cnf: No such file or directory\n"
            "etc/c.toml:5: ssh.identity: /id: No such file or directory");
  EXPECT_TRUE(CheckReplacementFiles(Good("[replace]\ntemplate = '{host}.cnf'"), Files({})).ok())
      << "which file that is, each appliance says";
}

}  // namespace
}  // namespace certsweep::config
