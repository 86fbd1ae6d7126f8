// Each key of [trust].
#include <gmock/gmock.h>

#include "engine/config/section.h"
#include "tests/engine/config/config_texts.h"

namespace certsweep::config {
namespace {

using ::testing::ElementsAre;

TEST(TrustSectionTest, PathsAreRelativeToTheFile) {
  const Config config = Good(
      "[trust]\nfiles = ['root.pem', '/abs/root.pem', 'system', '../up.pem']\nintermediates = ['ca/i.pem']\n"
      "crls = ['a.crl', 'b.crl']\n",
      {{"etc/root.pem", ""},
       {"/abs/root.pem", ""},
       {"etc/../up.pem", ""},
       {"etc/ca/i.pem", ""},
       {"etc/a.crl", ""},
       {"etc/b.crl", ""}});
  EXPECT_THAT(config.trust.files, ElementsAre("etc/root.pem", "/abs/root.pem", "system", "etc/../up.pem"));
  EXPECT_THAT(config.trust.intermediates, ElementsAre("etc/ca/i.pem"));
  EXPECT_THAT(config.trust.crls, ElementsAre("etc/a.crl", "etc/b.crl"));
}

TEST(TrustSectionTest, SystemIsAPathElsewhere) {
  EXPECT_EQ(Bad("[trust]\nintermediates = ['system']\ncrls = ['system']"),
            "etc/c.toml:2: trust.intermediates: etc/system: No such file or directory\n"
            "etc/c.toml:3: trust.crls: etc/system: No such file or directory");
}

TEST(TrustSectionTest, EveryFileThatIsMissingIsToldWithItsLine) {
  EXPECT_EQ(Bad("[trust]\nfiles = [\n  'a.pem',\n  'b.pem',\n]\n"),
            "etc/c.toml:3: trust.files: etc/a.pem: No such file or directory\n"
            "etc/c.toml:4: trust.files: etc/b.pem: No such file or directory");
  EXPECT_EQ(Bad("[trust]\nfiles = [\"a\\u0000\"]"),
            "etc/c.toml:2: trust.files: \"a\\x00\" is no path: it has a NUL in it");
}

TEST(TrustSectionTest, AFileWithoutAFolderIsWhereTheProgramRuns) {
  const absl::StatusOr<Config> config =
      ParseConfig("[trust]\nfiles = ['root.pem']", "c.toml", Files({{"root.pem", ""}}));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_THAT(config->trust.files, ElementsAre("root.pem"));
}

}  // namespace
}  // namespace certsweep::config
