// Each key of [[waiver]].
#include <gmock/gmock.h>

#include "engine/config/section.h"
#include "tests/engine/config/config_texts.h"

namespace certsweep::config {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kRest = "codes = ['expired']\nreason = 'CHG-1'\nuntil = 2026-12-31\n";

ConfiguredWaiver One(const std::string& keys) {
  const Config config = Good("[[waiver]]\n" + keys);
  EXPECT_EQ(config.waivers.size(), 1u);
  return config.waivers.empty() ? ConfiguredWaiver() : config.waivers.front();
}

std::string BadWaiver(const std::string& keys) { return Bad("[[waiver]]\n" + keys); }

std::string BadWith(const std::string& key) { return BadWaiver(key + "\nhost = 'a.example'\n" + std::string(kRest)); }

probe::WaiverEnd Until(const std::string& value) {
  return One("host = 'a.example'\ncodes = ['expired']\nreason = 'x'\nuntil = " + value).waiver.until;
}

TEST(WaiverSectionTest, SaysWhatIsWaivedWhereAndUntilWhen) {
  const ConfiguredWaiver one =
      One("host = 'SPS-7.example:4343'\nwhere = 'site=leeds'\n"
          "codes = ['self_signed', 'name_mismatch']\nreason = ' CHG-4711 '\nuntil = 2026-12-31");
  EXPECT_EQ(one.host, "SPS-7.example:4343");
  EXPECT_EQ(one.line, 1);
  EXPECT_EQ(probe::TargetText(*one.waiver.host), "sps-7.example:4343");
  EXPECT_EQ(one.waiver.where, (base::ColumnFilter{"site", "leeds"}));
  EXPECT_EQ(one.waiver.codes.count(), 2u);
  EXPECT_TRUE(one.waiver.Covers(pki::FindingCode::kSelfSigned));
  EXPECT_TRUE(one.waiver.Covers(pki::FindingCode::kNameMismatch));
  EXPECT_EQ(one.waiver.reason, "CHG-4711");
  EXPECT_EQ(one.waiver.until, (probe::WaiverEnd{1'798'761'599, "2026-12-31"}));
}

TEST(WaiverSectionTest, ComesAsOftenAsNeeded) {
  const std::string rest(kRest);
  const Config config =
      Good("[[waiver]]\nhost = '10.0.0.0/24'\n" + rest + "[policy]\n[[waiver]]\nwhere = 'site=leeds'\n" + rest);
  ASSERT_EQ(config.waivers.size(), 2u);
  EXPECT_EQ(config.waivers[0].host, "10.0.0.0/24");
  EXPECT_EQ(config.waivers[1].line, 7);
  EXPECT_FALSE(config.waivers[1].waiver.host) << "nothing is left of the one before";
  EXPECT_TRUE(config.given.empty());
}

TEST(WaiverSectionTest, HostsAreWrittenAsTargetsAre) {
  for (const char* host : {"a.example", "a.example:443", "10.0.0.7", "10.0.0.7:443", "[2001:db8::7]:443",
                           "2001:db8::/112", "10.0.0.1-9"}) {
    EXPECT_EQ(One("host = '" + std::string(host) + "'\n" + std::string(kRest)).host, host);
  }
  EXPECT_EQ(BadWaiver("host = 'https://a.example/'\n" + std::string(kRest)),
            "etc/c.toml:2: waiver.host: 'https://a.example/' is a URL: write 'a.example'");
  EXPECT_EQ(BadWaiver("host = '10.0.0.300'\n" + std::string(kRest)).substr(0, 26), "etc/c.toml:2: waiver.host:");
  EXPECT_EQ(BadWaiver("host = ['a']\n" + std::string(kRest)),
            "etc/c.toml:2: waiver.host: is a list and should be a string");
  EXPECT_EQ(BadWaiver("host = ''\n" + std::string(kRest)), "etc/c.toml:2: waiver.host: is empty");
  EXPECT_EQ(BadWith("where = 'site'"), "etc/c.toml:2: waiver.where: \"site\" is not COLUMN=VALUE");
}

TEST(WaiverSectionTest, WhatIsMissingIsTold) {
  EXPECT_EQ(Bad("\n[[waiver]]\n"),
            "etc/c.toml:2: waiver: has neither `host` nor `where`: it is about nothing\n"
            "etc/c.toml:2: waiver: has no `codes`\n"
            "etc/c.toml:2: waiver: has no `reason`\n"
            "etc/c.toml:2: waiver: has no `until`");
  EXPECT_EQ(BadWith("untill = 2026-01-01"), "etc/c.toml:2: waiver.untill: no such key; did you mean 'until'?");
}

TEST(WaiverSectionTest, CodesAreKnownAndCanBeWaived) {
  const auto bad = [](const std::string& codes) {
    return BadWaiver("host = 'a.example'\ncodes = " + codes + "\nreason = 'x'\nuntil = 2026-12-31");
  };
  EXPECT_EQ(bad("['self_singed']"),
            "etc/c.toml:3: waiver.codes: \"self_singed\" is no code of a finding; did you mean 'self_signed'?");
  EXPECT_THAT(bad("['weak']"), HasSubstr("\"weak\" is no code of a finding (known: self_signed, bad_signature, "));
  EXPECT_THAT(bad("['weak']"), Not(HasSubstr("dns_failure")));
  EXPECT_EQ(bad("[]"), "etc/c.toml:3: waiver.codes: is an empty list: leave it out");
  EXPECT_EQ(bad("['expired', 'expired']"), "etc/c.toml:3: waiver.codes: \"expired\" stands in it twice");
  EXPECT_EQ(bad("['dns_failure',\n'local_limit']"),
            "etc/c.toml:3: waiver.codes: \"dns_failure\" can't be waived: it says that no certificate was seen or "
            "judged\n"
            "etc/c.toml:4: waiver.codes: \"local_limit\" can't be waived: it says that no certificate was seen or "
            "judged");
  EXPECT_EQ(bad("['name_not_judged']"),
            "etc/c.toml:3: waiver.codes: \"name_not_judged\" needs no waiver: it is for information");
}

TEST(WaiverSectionTest, AReasonSaysSomething) {
  const auto bad = [](const std::string& reason) {
    return BadWaiver("host = 'a.example'\ncodes = ['expired']\nreason = " + reason + "\nuntil = 2026-12-31");
  };
  EXPECT_EQ(bad("''"), "etc/c.toml:4: waiver.reason: is empty");
  EXPECT_EQ(bad("\" \\t\\n\""), "etc/c.toml:4: waiver.reason: is blank: somebody will ask");
  EXPECT_EQ(bad("4711"), "etc/c.toml:4: waiver.reason: is a whole number and should be a string");
}

TEST(WaiverSectionTest, TheEndIsADateOrATime) {
  EXPECT_EQ(Until("'2026-12-31'"), Until("2026-12-31"));
  EXPECT_EQ(Until("2026-12-31T12:00:00Z"), (probe::WaiverEnd{1'798'718'400, "2026-12-31T12:00:00Z"}));
  EXPECT_EQ(Until("2026-12-31T13:30:00+01:30"), Until("2026-12-31T12:00:00Z"));
  EXPECT_EQ(Until("'2026-12-31T12:00:00Z'"), Until("2026-12-31T12:00:00Z"));
  const auto bad = [](const std::string& until) {
    return BadWaiver("host = 'a.example'\ncodes = ['expired']\nreason = 'x'\nuntil = " + until);
  };
  EXPECT_EQ(bad("20261231"),
            "etc/c.toml:5: waiver.until: is a whole number and should be a date such as 2026-12-31, or a time such as "
            "2026-12-31T12:00:00Z");
  for (const char* no_time : {"'2026-02-30'", "'soon'", "''", "12:00:00", "2026-12-31T12:00:00"}) {
    EXPECT_THAT(bad(no_time), HasSubstr("is not a time such as 2026-01-02T03:04:05Z or 2026-01-02")) << no_time;
  }
}

TEST(WaiverSectionTest, HasTwoPairsOfBrackets) {
  EXPECT_EQ(Bad("[waiver]\nhost = 'a'\n"),
            "etc/c.toml:1: waiver: is a single section and should be the section [[waiver]]");
  EXPECT_EQ(Bad("waiver = 5"), "etc/c.toml:1: waiver: is a value and should be the section [[waiver]]");
  EXPECT_EQ(Bad("waiver = []"), "etc/c.toml:1: waiver: is a value and should be the section [[waiver]]");
  EXPECT_EQ(Bad("reason = 'x'"), "etc/c.toml:1: reason: stands outside of a section and should be in [[waiver]]");
}

}  // namespace
}  // namespace certsweep::config
