#include "replacer/request/template_value.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::replacer {
namespace {

using ::testing::HasSubstr;

ExpandedValue Expand(std::string_view raw) {
  static const auto& kVariables = *new std::map<std::string, ExpandedValue>{
      {"here::a", {.text = "A", .problem = {}}},
      {"here::a_1", {.text = "A1", .problem = {}}},
      {"there::b", {.text = "B", .problem = {}}},
      {"here::bad", {.text = {}, .problem = "why"}},
      {"here::long", {.text = std::string(60000, 'x'), .problem = {}}},
  };
  return ExpandValue(raw, "here", [](std::string_view section, std::string_view name) -> const ExpandedValue* {
    const auto found = kVariables.find(std::string(section) + "::" + std::string(name));
    return found == kVariables.end() ? nullptr : &found->second;
  });
}

TEST(TemplateValueTest, QuotesAndBackslashesAsOpensslHasThem) {
  EXPECT_EQ(Expand("plain text").text, "plain text");
  EXPECT_EQ(Expand(R"("a b" 'c' `d`e)").text, "a b c de");
  EXPECT_EQ(Expand(R"("it's $a \" \n")").text, "it's $a \" n") << "no variables and no \\n in quotes";
  EXPECT_EQ(Expand(R"(\n\r\t\b\\\$\x)").text, "\n\r\t\b\\$x");
  EXPECT_EQ(Expand("a\\").text, "a");
  EXPECT_TRUE(Expand("it's").is_quote_open);
  EXPECT_EQ(Expand("it's").text, "its");
  EXPECT_FALSE(Expand("it''s").is_quote_open);
}

TEST(TemplateValueTest, VariablesInEveryForm) {
  EXPECT_EQ(Expand("$a ${a} $(a) x${a}y").text, "A A A xAy");
  EXPECT_EQ(Expand("$a_1-$a-1").text, "A1-A-1");
  EXPECT_EQ(Expand("$there::b ${there::b}").text, "B B");
}

TEST(TemplateValueTest, SaysWhyThereIsNoValue) {
  EXPECT_EQ(Expand("$none").problem, "uses the variable \"none\", which has no value above it");
  EXPECT_EQ(Expand("$there::a").problem, "uses the variable \"a\", which has no value above it");
  EXPECT_EQ(Expand("5 $").problem, "uses the variable \"\", which has no value above it");
  EXPECT_EQ(Expand("${a").problem, "has a variable whose } is missing");
  EXPECT_EQ(Expand("$(a}").problem, "has a variable whose ) is missing");
  EXPECT_THAT(Expand("$ENV::HOME/.rnd").problem, HasSubstr("takes $ENV::HOME from the environment"));
  EXPECT_EQ(Expand("x $bad").problem, "why");
  EXPECT_EQ(Expand("x $bad").text, "");
  EXPECT_EQ(Expand("$long$long").problem, "is over 64 KiB");
}

}  // namespace
}  // namespace certsweep::replacer
