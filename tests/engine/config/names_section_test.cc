#include "engine/config/names_section.h"

#include <gmock/gmock.h>

#include "tests/engine/config/config_texts.h"

namespace certsweep::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

base::IpAddress Address(const char* text) { return base::IpAddress::Parse(text).value_or(base::IpAddress()); }

TEST(NamesSectionTest, NamesHaveAddresses) {
  for (const char* text :
       {"[names]\nresolve = { \"SPS01.corp.\" = \"10.0.0.7\", b = \"2001:db8::7\", \"k\u00f6ln.example\" = "
        "\"::ffff:10.0.0.8\" }",
        "[names.resolve]\nb = '2001:db8::7'\n'SPS01.corp.' = '10.0.0.7'\n'k\u00f6ln.example' = '10.0.0.8'"}) {
    const Config config = Good(text);
    EXPECT_THAT(config.names.resolve,
                ElementsAre(Pair("b", Address("2001:db8::7")), Pair("sps01.corp", Address("10.0.0.7")),
                            Pair("xn--kln-sna.example", Address("10.0.0.8"))));
    EXPECT_TRUE(config.given.contains("names.resolve"));
  }
  EXPECT_TRUE(Good("[names]").names.resolve.empty());
}

TEST(NamesSectionTest, WhatIsNoNameOrNoAddressIsTold) {
  EXPECT_EQ(
      Bad("[names.resolve]\n'10.0.0.1' = '10.0.0.7'\n'a:443' = '10.0.0.7'\na = '10.0.0.300'\nb = 5\n'x y' = '::1'"),
      "etc/c.toml:2: names.resolve: \"10.0.0.1\" should be the name of a host, without a port\n"
      "etc/c.toml:3: names.resolve: \"a:443\" should be the name of a host, without a port\n"
      "etc/c.toml:4: names.resolve: \"a\" has \"10.0.0.300\" and should have an address, as \"10.0.0.7\"\n"
      "etc/c.toml:5: names.resolve: \"b\" has 5 and should have an address, as \"10.0.0.7\"\n"
      "etc/c.toml:6: names.resolve: \"x y\" is no host: blanks inside a target: one target a line");
  EXPECT_EQ(Bad("[names.resolve]\n'A.corp' = '10.0.0.1'\n'a.corp.' = '10.0.0.2'"),
            "etc/c.toml:3: names.resolve: \"a.corp.\" stands in it twice");
}

TEST(NamesSectionTest, DotsStandInQuotes) {
  EXPECT_EQ(Bad("[names.resolve]\nsps01.corp = '10.0.0.7'"),
            "etc/c.toml:2: names.resolve: \"sps01\" is a table: a name with dots stands in quotes, as \"sps01.corp\"");
}

TEST(NamesSectionTest, IsATable) {
  EXPECT_THAT(Bad("[names]\nresolve = ['a']"),
              HasSubstr("resolve: is a list and should be a table of names and addresses"));
  EXPECT_EQ(Bad("[names]\nresolve = {}"), "etc/c.toml:2: names.resolve: is empty: leave it out");
}

}  // namespace
}  // namespace certsweep::config
