#include "replacer/request/request_names.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/request/notice_texts.h"

namespace certsweep::replacer {
namespace {

using pki::ReferenceIdentity;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const ApplianceNames kNames = {.host = "sps01", .fqdn = "sps01.corp.example", .ip = "10.0.0.7", .short_name = "sps01"};

std::vector<std::string> Names(const std::vector<std::string>& identities, const std::vector<TemplateName>& names,
                               std::vector<std::string>* told = nullptr, const ApplianceNames& appliance = kNames) {
  std::vector<ReferenceIdentity> all;
  for (const std::string& identity : identities) all.push_back(*ReferenceIdentity::Parse(identity));
  std::vector<TemplateNotice> notices;
  const auto read = RequestNames(all, names, appliance, &notices);
  if (!read.ok()) return {std::string(read.status().message())};
  if (told != nullptr) *told = NoticeTexts(notices);
  std::vector<std::string> out;
  for (const x509::RequestedName& name : *read) {
    const auto* address = std::get_if<base::IpAddress>(&name);
    out.push_back(address != nullptr ? "IP:" + address->ToString() : "DNS:" + std::get<std::string>(name));
  }
  return out;
}

TEST(RequestNamesTest, IdentitiesThenTheTemplatesEachOnceAndNormal) {
  std::vector<std::string> told;
  EXPECT_THAT(Names({"sps01.corp.example", "10.0.0.7"},
                    {{"SPS01.Corp.Example.", false, 1},
                     {"b\u00fccher.example", false, 2},
                     {"{short}", false, 3},
                     {"{ip}", true, 4},
                     {"2001:DB8:0::7", true, 5},
                     {"::ffff:10.0.0.8", true, 6},
                     {"*.corp.example", false, 7},
                     {" {fqdn} ", false, 8}},
                    &told),
              ElementsAre("DNS:sps01.corp.example", "IP:10.0.0.7", "DNS:xn--bcher-kva.example", "DNS:sps01",
                          "IP:2001:db8::7", "IP:10.0.0.8", "DNS:*.corp.example"));
  EXPECT_THAT(told, IsEmpty());
}

TEST(RequestNamesTest, AnAddressAmongDnsNamesIsAskedForAsOne) {
  std::vector<std::string> told;
  EXPECT_THAT(Names({}, {{"10.0.0.7", false, 3}}, &told), ElementsAre("IP:10.0.0.7"));
  EXPECT_THAT(told, ElementsAre("line 3: \"10.0.0.7\" is an address, and is asked for as one, not as a DNS name"));
}

TEST(RequestNamesTest, WhatIsNoNameIsToldWithItsLine) {
  EXPECT_THAT(Names({}, {{"a b", false, 4}}), ElementsAre(HasSubstr("line 4: bad name \"a b\"")));
  EXPECT_THAT(Names({}, {{"a,DNS:evil.example", false, 4}}), ElementsAre(HasSubstr("line 4: bad name")));
  EXPECT_THAT(Names({}, {{"10.0.0.300", false, 4}}), ElementsAre(HasSubstr("line 4: bad name")));
  EXPECT_THAT(Names({}, {{"sps01", true, 5}}), ElementsAre("line 5: \"sps01\" is no IP address"));
  EXPECT_THAT(Names({}, {{"*.example", false, 6}}),
              ElementsAre(HasSubstr("line 6: bad name \"*.example\": a wildcard")));
  EXPECT_THAT(Names({}, {{"a.*.example", false, 6}}), ElementsAre(HasSubstr("line 6: bad name")));
  EXPECT_THAT(Names({}, {{"{site}.example", false, 7}}), ElementsAre(HasSubstr("line 7: unknown placeholder {site}")));
  EXPECT_THAT(Names({}, {{"{ip}", true, 8}}, nullptr, {.host = "sps01"}),
              ElementsAre("line 8: {ip}: no address of sps01 is known to fill it in with"));
}

}  // namespace
}  // namespace certsweep::replacer
