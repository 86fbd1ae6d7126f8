#include "engine/pki/extended_key_usage.h"

#include "engine/x509/extensions.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::pki {
namespace {

TEST(ExtendedKeyUsageTest, NamesAndNumbersOfRfc5280AreTheSame) {
  const struct {
    std::string_view name, oid;
  } kCases[] = {{"serverAuth", "1.3.6.1.5.5.7.3.1"},   {"clientAuth", "1.3.6.1.5.5.7.3.2"},
                {"codeSigning", "1.3.6.1.5.5.7.3.3"},  {"emailProtection", "1.3.6.1.5.5.7.3.4"},
                {"timeStamping", "1.3.6.1.5.5.7.3.8"}, {"OCSPSigning", "1.3.6.1.5.5.7.3.9"},
                {"anyExtendedKeyUsage", "2.5.29.37.0"}};
  for (const auto& c : kCases) {
    const ExtendedKeyUsage usage{std::string(c.name), std::string(c.oid)};
    EXPECT_EQ(ParseExtendedKeyUsage(c.name), usage);
    EXPECT_EQ(ParseExtendedKeyUsage(c.oid), usage);
  }
  EXPECT_EQ(ExtendedKeyUsageNames().size(), std::size(kCases));
  EXPECT_EQ(ParseExtendedKeyUsage("serverAuth")->oid, x509::kServerAuthOid);
  EXPECT_EQ(ParseExtendedKeyUsage("anyExtendedKeyUsage")->oid, x509::kAnyExtendedKeyUsageOid);
}

TEST(ExtendedKeyUsageTest, OtherNumbersStandForThemselves) {
  for (const std::string_view oid :
       {"1.3.6.1.4.1.311.20.2.2", "0.0", "1.39", "2.999.1", "2.40", "1.2.0", "1.2.1234567890123456789"}) {
    EXPECT_EQ(ParseExtendedKeyUsage(oid), (ExtendedKeyUsage{std::string(oid), std::string(oid)}));
  }
}

TEST(ExtendedKeyUsageTest, WhatIsNeitherIsNothing) {
  for (const std::string_view bad :
       {"", "ServerAuth", "serverAuth ", "1", "1.", ".1", "1..2", "3.1", "0.40", "1.40", "1.100", "01.2", "1.02",
        "1.2.-3", "1.2.x", "1.2.12345678901234567890", "hex:00"}) {
    EXPECT_EQ(ParseExtendedKeyUsage(bad), std::nullopt) << bad;
  }
}

TEST(ExtendedKeyUsageTest, ManyAreCut) {
  EXPECT_EQ(UsagesText({}), "none");
  EXPECT_EQ(UsagesText({"1.2", "1.3"}), "1.2, 1.3");
  EXPECT_EQ(UsagesText(std::vector<std::string>(10, "1.2")), "1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2");
  EXPECT_EQ(UsagesText(std::vector<std::string>(12, "1.2")),
            "1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2 and 2 more");
}

}  // namespace
}  // namespace certsweep::pki
