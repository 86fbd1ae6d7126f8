#include "replacer/issuer/command_line_template.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/issuer/test_order.h"

namespace certsweep::replacer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Checked(const std::vector<std::string>& command) { return CheckCommand(command).ToString(); }

absl::StatusOr<std::vector<std::string>> Filled(const std::string& argument, const CertificateOrder& order) {
  return FillCommand({"prog", argument}, order, "/jobs/a.csr", "/jobs/a b.cer");
}

TEST(CommandLineTemplateTest, FillsIn) {
  const auto order = TestOrder("/jobs");
  EXPECT_THAT(
      *FillCommand({"prog", "--csr={csr}", "{cert}", "{name}:{host}/{fqdn}", "{ip}{short}", "{}{A}{", "x"}, order,
                   "/jobs/a.csr", "/jobs/a b.cer"),
      ElementsAre("prog", "--csr=/jobs/a.csr", "/jobs/a b.cer",
                  "sps01.corp.example-4343:sps01.corp.example/sps01.corp.example", "10.0.0.7sps01", "{}{A}{", "x"));
}

TEST(CommandLineTemplateTest, WhatIsFilledInIsNotFilledInAgain) {
  auto order = TestOrder();
  order.name = "csr";
  EXPECT_THAT(*Filled("{{name}}", order), ElementsAre("prog", "{csr}"));
}

TEST(CommandLineTemplateTest, ValuesAreChecked) {
  auto order = TestOrder();
  order.host = "-rf";
  EXPECT_THAT(Filled("{host}", order).status().ToString(), HasSubstr("{host}: \"-rf\" is no name"));
  EXPECT_TRUE(Filled("{fqdn}", order).ok()) << "only what is used";
  order.ip = "";
  EXPECT_FALSE(Filled("{ip}", order).ok());
  order.short_name = "a;reboot";
  EXPECT_FALSE(Filled("{short}", order).ok());
  order.name = "../x";
  EXPECT_FALSE(Filled("{name}", order).ok());
  EXPECT_FALSE(FillCommand({"prog", "{csr}"}, order, "a.csr", "/b").ok());
  EXPECT_FALSE(FillCommand({"prog", "{cert}"}, order, "/a.csr", "/b\n").ok());
}

TEST(CommandLineTemplateTest, CommandsAreChecked) {
  EXPECT_EQ(Checked({"prog", "{csr}", "{cert}"}), "OK");
  EXPECT_EQ(Checked({"prog", "-x{csr},{cert}"}), "OK");
  EXPECT_THAT(Checked({}), HasSubstr("no program"));
  EXPECT_THAT(Checked({""}), HasSubstr("no program"));
  EXPECT_THAT(Checked({"{csr}", "{cert}"}), HasSubstr("can't be a placeholder"));
  EXPECT_THAT(Checked({"prog", "{csr}"}), HasSubstr("{cert} is missing"));
  EXPECT_THAT(Checked({"prog", "{cert}"}), HasSubstr("{csr} is missing"));
  EXPECT_THAT(Checked({"prog", "{csr}", "{cert}", "{hots}"}), HasSubstr("{hots} is unknown"));
  EXPECT_THAT(Checked({"prog", "{csr}", "{cert}", std::string("a\0", 2)}), HasSubstr("NUL"));
}

}  // namespace
}  // namespace certsweep::replacer
