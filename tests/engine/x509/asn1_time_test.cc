#include "engine/x509/asn1_time.h"

#include <string>

#include "gtest/gtest.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_view_literals;

constexpr auto kUtc = Asn1TimeForm::kUtcTime;
constexpr auto kGeneralized = Asn1TimeForm::kGeneralizedTime;

struct Case {
  Asn1TimeForm form;
  std::string_view content;
  int64_t unix_seconds;
};

TEST(Asn1TimeTest, ReadsWhatDerAllows) {
  const Case kCases[] = {
      {kUtc, "700101000000Z", 0},
      {kUtc, "260102030405Z", 1767323045},
      {kUtc, "491231235959Z", 2524607999},  // RFC 5280, 4.1.2.5.1: 00 to 49 are of this century
      {kUtc, "500101000000Z", -631152000},
      {kUtc, "991231235959Z", 946684799},
      {kUtc, "000229000000Z", 951782400},
      {kUtc, "240229235959Z", 1709251199},
      {kGeneralized, "20500101000000Z", 2524608000},
      {kGeneralized, "19700101000000Z", 0},
      {kGeneralized, "99991231235959Z", 253402300799},  // RFC 5280, 4.1.2.5: no end known
      {kGeneralized, "00000101000000Z", -62167219200},
      {kGeneralized, "20000229000000Z", 951782400},
  };
  for (const Case& c : kCases) {
    const std::optional<Asn1Time> time = ParseAsn1Time(c.form, c.content);
    ASSERT_TRUE(time) << c.content;
    EXPECT_EQ(time->unix_seconds, c.unix_seconds) << c.content;
    EXPECT_TRUE(time->is_der) << c.content;
  }
}

TEST(Asn1TimeTest, ReadsWhatOnlyBerAllowsAndSaysSo) {
  const Case kCases[] = {
      {kUtc, "2601020304Z", 1767323040},  // without seconds
      {kUtc, "260102030405+0000", 1767323045},
      {kUtc, "260102030405+0130", 1767323045 - 5400},
      {kUtc, "260102030405-0800", 1767323045 + 28800},
      {kUtc, "2601020304+0100", 1767323040 - 3600},
      {kGeneralized, "202601020304Z", 1767323040},
      {kGeneralized, "20260102030405.5Z", 1767323045},
      {kGeneralized, "20260102030405,999999999999999999999999Z", 1767323045},
      {kGeneralized, "20260102030405+2359", 1767323045 - 86340},
      {kGeneralized, "20260102030405.25-0001", 1767323045 + 60},
  };
  for (const Case& c : kCases) {
    const std::optional<Asn1Time> time = ParseAsn1Time(c.form, c.content);
    ASSERT_TRUE(time) << c.content;
    EXPECT_EQ(time->unix_seconds, c.unix_seconds) << c.content;
    EXPECT_FALSE(time->is_der) << c.content;
  }
}

TEST(Asn1TimeTest, RefusesWhatIsNoTime) {
  const struct {
    Asn1TimeForm form;
    std::string_view content;
  } kCases[] = {
      {kUtc, ""},
      {kUtc, "Z"},
      {kUtc, "2601"},
      {kUtc, "260102030405"},  // local time, of a place nobody knows
      {kUtc, "260102030405z"},
      {kUtc, "260102030405ZZ"},
      {kUtc, "260102030405Z "},
      {kUtc, " 260102030405Z"},
      {kUtc, "260002030405Z"},
      {kUtc, "261302030405Z"},
      {kUtc, "260100030405Z"},
      {kUtc, "260132030405Z"},
      {kUtc, "260431030405Z"},
      {kUtc, "230229000000Z"},  // no leap year
      {kUtc, "260102240000Z"},
      {kUtc, "260102036000Z"},
      {kUtc, "260102030460Z"},  // RFC 5280 has no leap seconds
      {kUtc, "260102030405.5Z"},
      {kUtc, "260102030405+01"},
      {kUtc, "260102030405+2400"},
      {kUtc, "260102030405+0060"},
      {kUtc, "260102030405+01000"},
      {kUtc, "+60102030405Z"},
      {kUtc, "2601020304-5Z"},
      {kUtc, "26010203040aZ"},
      {kUtc,
       "260102\0"
       "30405Z"sv},
      {kUtc, "260102030405Z\0"sv},
      {kUtc, "20260102030405Z"},
      {kGeneralized, "2601020304Z"},  // the other form
      {kGeneralized, "20260102030405"},
      {kGeneralized, "20260102030405.Z"},
      {kGeneralized, "20260102030405.5"},
      {kGeneralized, "19000229000000Z"},  // centuries are no leap years
      {kGeneralized, "120260102030405Z"},
      {kGeneralized, "-0260102030405Z"},
  };
  for (const auto& c : kCases) EXPECT_FALSE(ParseAsn1Time(c.form, c.content)) << c.content;
}

TEST(Asn1TimeTest, NoPrefixOfATimeIsATime) {
  for (const std::string_view whole : {"20260102030405.25-0130"sv, "20260102030405Z"sv}) {
    for (size_t size = 0; size < whole.size(); ++size) {
      EXPECT_FALSE(ParseAsn1Time(kGeneralized, whole.substr(0, size))) << whole.substr(0, size);
    }
  }
}

}  // namespace
}  // namespace certsweep::x509
