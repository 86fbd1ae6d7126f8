#include "replacer/request/template_extensions.h"

#include "absl/strings/str_cat.h"
#include "engine/x509/extensions.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/request/notice_texts.h"

namespace certsweep::replacer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Outcome {
  TemplateExtensions extensions;
  std::vector<std::string> names;  // "DNS:text@line"
  std::vector<std::string> told;
  std::string error;
};

// Of the section [v3_req].
Outcome Read(std::string_view text) {
  Outcome out;
  const auto file = TemplateFile::Parse(text);
  std::vector<TemplateNotice> notices;
  const auto read = ReadTemplateExtensions(*file, *file->FindSection("v3_req"), &notices);
  out.told = NoticeTexts(notices);
  if (!read.ok()) {
    out.error = std::string(read.status().message());
    return out;
  }
  out.extensions = *read;
  for (const TemplateName& name : read->names) {
    out.names.push_back(absl::StrCat(name.is_ip ? "IP:" : "DNS:", name.text, "@", name.line));
  }
  return out;
}

TEST(TemplateExtensionsTest, WhatAServerNeeds) {
  const Outcome out = Read(
      "[v3_req]\nbasicConstraints = critical, CA:FALSE\nkeyUsage = critical,digitalSignature, keyEncipherment\n"
      "extendedKeyUsage = serverAuth, clientAuth, serverAuth, 1.2.3.4\nsubjectAltName = critical, DNS:a.example\n");
  EXPECT_TRUE(out.extensions.not_a_ca && out.extensions.not_a_ca_critical);
  EXPECT_EQ(out.extensions.key_usage, x509::kDigitalSignature | x509::kKeyEncipherment);
  EXPECT_TRUE(out.extensions.key_usage_critical && out.extensions.names_critical);
  EXPECT_THAT(out.extensions.extended_key_usage, ElementsAre("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.2.3.4"));
  EXPECT_FALSE(out.extensions.extended_key_usage_critical);
  EXPECT_THAT(out.names, ElementsAre("DNS:a.example@5"));
  EXPECT_THAT(out.told, IsEmpty());
}

TEST(TemplateExtensionsTest, NamesInTheirSection) {
  const Outcome out = Read(
      "[v3_req]\nsubjectAltName = @alt_names\n[alt_names]\nDNS.1 = a.example\nDNS.2 =\nIP.1 = 10.0.0.7\ndns.3 = b\n"
      "DNS = c\nIP.2 = \nemail.1 = x@y\nURI.1 =\nother = 1\n");
  EXPECT_THAT(out.names, ElementsAre("DNS:a.example@4", "IP:10.0.0.7@6", "DNS:b@7", "DNS:c@8"));
  EXPECT_THAT(out.told, ElementsAre("line 10: email.1: \"x@y\" is left out: names are DNS.1, IP.1 and so on",
                                    "line 12: other: \"1\" is left out: names are DNS.1, IP.1 and so on"));
}

TEST(TemplateExtensionsTest, NamesInline) {
  const Outcome out = Read(
      "[v3_req]\nsubjectAltName = DNS:a.example , IP:10.0.0.7,IP:2001:db8::7, @more, email:copy, b.example,DNS:\n"
      "[more]\nDNS.1 = c\n");
  EXPECT_THAT(out.names, ElementsAre("DNS:a.example@2", "IP:10.0.0.7@2", "IP:2001:db8::7@2", "DNS:c@4"));
  EXPECT_THAT(out.told, ElementsAre(HasSubstr("line 2: subjectAltName: \"email:copy\" is left out"),
                                    HasSubstr("line 2: subjectAltName: \"b.example\" is left out")));
}

TEST(TemplateExtensionsTest, NamesWhereTheHeaderOfTheirSectionIsLost) {
  Outcome out = Read("[v3_req]\nsubjectAltName = @alt_names\nDNS.1 = a\nDNS.2 =\nIP.1 =\n");
  EXPECT_THAT(out.names, ElementsAre("DNS:a@3"));
  EXPECT_THAT(out.told, ElementsAre("line 3: names that stand in [v3_req] are taken, for [alt_names] is missing"));
  out = Read("[v3_req]\nsubjectAltName = @alt_names\n[alt_name]\nDNS.1 = a\n[dn]\nCN = b\n");
  EXPECT_THAT(out.names, ElementsAre("DNS:a@4"));
  EXPECT_THAT(out.told, ElementsAre("line 4: names that stand in [alt_name] are taken, for [alt_names] is missing"));
  out = Read("[v3_req]\nDNS.1 = a\n");
  EXPECT_THAT(out.names, ElementsAre("DNS:a@2"));
  EXPECT_THAT(out.told, ElementsAre("line 2: names that stand in [v3_req] are taken"));
  out = Read("[v3_req]\nsubjectAltName = @alt_names\n[other]\nDNS.1 =\n");
  EXPECT_THAT(out.names, IsEmpty());
  EXPECT_THAT(out.told, testing::Contains("line 2: [alt_names] is missing, and there are no names elsewhere"));
}

TEST(TemplateExtensionsTest, WhatIsNotForAServerIsLeftOutAndTold) {
  const Outcome out = Read(
      "[v3_req]\nbasicConstraints = CA:TRUE, pathlen:0\nkeyUsage = keyCertSign, cRLSign, digitalSignature, sign\n"
      "extendedKeyUsage = clientAuth, web\nsubjectKeyIdentifier = hash\n");
  EXPECT_TRUE(out.extensions.not_a_ca);
  EXPECT_EQ(out.extensions.key_usage, x509::kDigitalSignature);
  EXPECT_THAT(out.told, ElementsAre("line 2: basicConstraints: \"CA:TRUE\" is left out: CA:FALSE is asked for",
                                    "line 2: basicConstraints: \"pathlen:0\" is left out: CA:FALSE is asked for",
                                    "line 3: keyUsage: \"keyCertSign\" is left out: it is for CAs",
                                    "line 3: keyUsage: \"cRLSign\" is left out: it is for CAs",
                                    "line 3: keyUsage: \"sign\" is left out: there is no such usage",
                                    "line 4: extendedKeyUsage: \"web\" is left out: there is no such purpose",
                                    "line 4: serverAuth is not among them: the certificate will not do for a server",
                                    "line 5: \"subjectKeyIdentifier\" is left out: the CA decides it"));
}

TEST(TemplateExtensionsTest, AValueThatCannotBeKnownIsAnError) {
  EXPECT_THAT(Read("[v3_req]\nkeyUsage = $x\n").error, HasSubstr("line 2: keyUsage uses the variable"));
  EXPECT_THAT(Read("[v3_req]\nsubjectAltName = @n\n[n]\nDNS.1 = $ENV::HOST\n").error,
              HasSubstr("line 4: DNS.1 takes $ENV::HOST from the environment"));
}

}  // namespace
}  // namespace certsweep::replacer
