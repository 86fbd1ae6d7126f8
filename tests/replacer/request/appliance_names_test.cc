#include "replacer/request/appliance_names.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::replacer {
namespace {

using pki::ReferenceIdentity;

ReferenceIdentity Identity(std::string_view text) { return *ReferenceIdentity::Parse(text); }

// "host fqdn ip short", "-" for none.
std::string Of(std::string_view host, const std::vector<std::string>& identities, std::string_view address = "") {
  std::vector<ReferenceIdentity> all;
  for (const std::string& identity : identities) all.push_back(Identity(identity));
  const ApplianceNames names = NamesOfAppliance(Identity(host), base::IpAddress::Parse(address), all);
  std::string text;
  for (const std::string& name : {names.host, names.fqdn, names.ip, names.short_name}) {
    text += (text.empty() ? "" : " ") + (name.empty() ? "-" : name);
  }
  return text;
}

TEST(ApplianceNamesTest, AreTheInventorysThenTheIdentities) {
  EXPECT_EQ(Of("sps01.corp.example", {}), "sps01.corp.example sps01.corp.example - sps01");
  EXPECT_EQ(Of("sps01.corp.example", {"a.example", "10.0.0.7"}),
            "sps01.corp.example sps01.corp.example 10.0.0.7 sps01");
  EXPECT_EQ(Of("sps01", {"sps01.corp.example", "sps"}), "sps01 sps01.corp.example - sps01");
  EXPECT_EQ(Of("sps01", {"10.0.0.7"}, "10.0.0.9"), "sps01 sps01 10.0.0.9 sps01");
  EXPECT_EQ(Of("10.0.0.7", {"10.0.0.8", "a.example"}), "10.0.0.7 a.example 10.0.0.7 a");
  EXPECT_EQ(Of("2001:db8::7", {}), "2001:db8::7 - 2001:db8::7 -");
}

std::string Fill(std::string_view text, const ApplianceNames& names) {
  const auto filled = FillPlaceholders(text, names);
  return filled.ok() ? *filled : "error: " + std::string(filled.status().message());
}

TEST(ApplianceNamesTest, PlaceholdersAreFilledIn) {
  const ApplianceNames names = {.host = "h", .fqdn = "h.example", .ip = "10.0.0.7", .short_name = "s"};
  EXPECT_EQ(Fill("{host}|{fqdn}|{ip}|{short}|{short}2", names), "h|h.example|10.0.0.7|s|s2");
  EXPECT_EQ(Fill("a { b } {} {a-b} {host", names), "a { b } {} {a-b} {host");
  EXPECT_EQ(Fill("{{host}}", names), "{h}");
  EXPECT_EQ(Fill("", names), "");
}

TEST(ApplianceNamesTest, WhatCannotBeFilledInIsNamed) {
  EXPECT_EQ(Fill("x {name}", {.host = "h"}),
            "error: unknown placeholder {name}; there are {host}, {fqdn}, {ip} and {short}");
  EXPECT_EQ(Fill("{ip}", {.host = "h"}), "error: {ip}: no address of h is known to fill it in with");
  EXPECT_EQ(Fill("{fqdn}", {.host = "10.0.0.7"}), "error: {fqdn}: no name of 10.0.0.7 is known to fill it in with");
  EXPECT_EQ(Fill("{host}", {}), "error: {host}: no name is known to fill it in with");
}

}  // namespace
}  // namespace certsweep::replacer
