#include "engine/pki/checks/required_usages.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kClientAuthOid[] = "1.3.6.1.5.5.7.3.2";

Findings Check(const CertificateBuilder& leaf, const std::vector<std::string>& required) {
  auto usages = std::make_shared<std::vector<ExtendedKeyUsage>>();
  for (const std::string& usage : required) usages->push_back(*ParseExtendedKeyUsage(usage));
  return CheckRequiredUsages(*leaf.Build().Parse(), {.required_usages = usages});
}

CertificateBuilder With(const std::vector<std::string>& oids) {
  return CertificateBuilder("leaf").ExtendedKeyUsage(oids);
}

TEST(RequiredUsagesTest, EveryOneMustBeListed) {
  EXPECT_THAT(Check(With({kClientAuthOid, x509::kServerAuthOid}), {"serverAuth", "clientAuth"}), IsEmpty());
  EXPECT_THAT(Check(With({x509::kServerAuthOid, "1.2.3"}), {"1.2.3"}), IsEmpty());
  EXPECT_THAT(
      Check(With({x509::kServerAuthOid}), {"clientAuth", "serverAuth", "1.2.3"}),
      ElementsAre(MakeFinding(FindingCode::kExtendedKeyUsageMissing, 0,
                              "extendedKeyUsage lacks what policy asks for: clientAuth (1.3.6.1.5.5.7.3.2), 1.2.3",
                              "clientAuth (1.3.6.1.5.5.7.3.2), 1.2.3", "1.3.6.1.5.5.7.3.1")));
}

TEST(RequiredUsagesTest, WhatAllowsAnyUseListsNone) {
  EXPECT_EQ(Check(With({x509::kAnyExtendedKeyUsageOid}), {"serverAuth"}).at(0).actual, "2.5.29.37.0");
  EXPECT_EQ(Check(CertificateBuilder("leaf"), {"serverAuth"}).at(0).actual, "no extendedKeyUsage");
  EXPECT_EQ(Check(With({}), {"serverAuth"}).at(0).actual, "none");
}

TEST(RequiredUsagesTest, WithoutAListNothingIsAskedFor) {
  EXPECT_THAT(CheckRequiredUsages(*CertificateBuilder("leaf").Build().Parse(), {}), IsEmpty());
}

}  // namespace
}  // namespace certsweep::pki
