#include "replacer/request/csr_template.h"

#include "absl/strings/str_cat.h"
#include "engine/x509/extensions.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/request/notice_texts.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using x509::HashAlgorithm;

CsrTemplate Read(std::string_view text) {
  absl::StatusOr<CsrTemplate> read = ParseCsrTemplate(text);
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *std::move(read) : CsrTemplate();
}

CsrTemplate ReadFile(const std::string& name) {
  return Read(test::ReadWholeFile(std::string(CERTSWEEP_TEMPLATES) + "/" + name));
}

std::string ErrorOf(std::string_view text) {
  const auto read = ParseCsrTemplate(text);
  return read.ok() ? "no error" : std::string(read.status().message());
}

std::vector<std::string> Subject(const CsrTemplate& csr_template) {
  std::vector<std::string> out;
  for (const TemplateField& field : csr_template.subject) {
    out.push_back(absl::StrCat(field.attribute.name, "=", field.text));
  }
  return out;
}

std::vector<std::string> Names(const CsrTemplate& csr_template) {
  std::vector<std::string> out;
  for (const TemplateName& name : csr_template.extensions.names) out.push_back(name.text);
  return out;
}

TEST(CsrTemplateTest, TheTemplateOfTheField) {
  for (const char* name : {"sps.cnf", "sps-blog.cnf"}) {
    const CsrTemplate read = ReadFile(name);
    EXPECT_THAT(Subject(read), ElementsAre("countryName=GB", "stateOrProvinceName=West Yorkshire", "localityName=Leeds",
                                           "organizationName=Corp Ltd", "organizationalUnitName=IT Security",
                                           "commonName=", "emailAddress=pki@corp.example"));
    EXPECT_THAT(Names(read), ElementsAre("{fqdn}", "{short}", "{ip}"));
    EXPECT_EQ(read.default_bits, 2048);
    EXPECT_EQ(read.hash, HashAlgorithm::kSha256);
    EXPECT_EQ(read.string_mask, StringMask::kNoMultiByte);
    EXPECT_TRUE(read.extensions.not_a_ca);
    EXPECT_THAT(read.extensions.extended_key_usage, ElementsAre(x509::kServerAuthOid));
  }
  EXPECT_THAT(ReadFile("sps.cnf").notices, IsEmpty());
}

TEST(CsrTemplateTest, TheDamagedCopyOfIt) {
  const CsrTemplate read = ReadFile("sps-damaged.cnf");
  EXPECT_THAT(Names(read), ElementsAre("sps01.corp.example"));
  EXPECT_EQ(read.subject.size(), 7u);
  EXPECT_THAT(NoticeTexts(read.notices),
              ElementsAre("line 16: names that stand in [v3_req] are taken, for [alt_names] is missing"));
}

TEST(CsrTemplateTest, OpensslsOwnWithQuestions) {
  const CsrTemplate read = ReadFile("openssl-prompts.cnf");
  EXPECT_THAT(Subject(read),
              ElementsAre("countryName=DE", "organizationName=M\u00fcller & S\u00f6hne GmbH", "commonName="));
  EXPECT_THAT(Names(read), ElementsAre("sps02.corp.example", "corp.example", "10.0.0.8"));
  EXPECT_EQ(read.default_bits, 0);
  EXPECT_EQ(read.hash, HashAlgorithm::kSha256);
  EXPECT_THAT(NoticeTexts(read.notices),
              ElementsAre(HasSubstr("line 4: openssl_conf is passed over: no engine"),
                          HasSubstr("line 17: default_bits 1024 is too weak"),
                          HasSubstr("line 18: default_md \"sha1\" is weak or not known: SHA-256 is used"),
                          HasSubstr("\"attributes\" is left out"), HasSubstr("localityName is left out"),
                          HasSubstr("\"subjectKeyIdentifier\" is left out"),
                          HasSubstr("\"authorityKeyIdentifier\" is left out"), HasSubstr("\"domain\" is left out")));
}

TEST(CsrTemplateTest, DigestsAndMasks) {
  const auto with = [](const std::string& line) {
    return Read("[req]\ndistinguished_name=d\n" + line + "\n[d]\nCN=a\n");
  };
  EXPECT_EQ(with("default_md = SHA384").hash, HashAlgorithm::kSha384);
  EXPECT_EQ(with("default_md = sha512").hash, HashAlgorithm::kSha512);
  EXPECT_EQ(with("default_md = sha-256").hash, HashAlgorithm::kSha256);
  for (const char* weak : {"md5", "sha1", "sha224", "shake"}) {
    const CsrTemplate read = with(absl::StrCat("default_md = ", weak));
    EXPECT_EQ(read.hash, HashAlgorithm::kSha256);
    EXPECT_THAT(NoticeTexts(read.notices), testing::Contains(HasSubstr("SHA-256 is used")));
  }
  EXPECT_THAT(NoticeTexts(with("string_mask = MASK:8").notices), testing::Contains(HasSubstr("utf8only is used")));
  EXPECT_EQ(with("string_mask = pkix").string_mask, StringMask::kPkix);
  EXPECT_THAT(NoticeTexts(with("default_bits = many").notices), testing::Contains(HasSubstr("is no number")));
}

TEST(CsrTemplateTest, WhatReqDoesNotSayIsFoundByItsUsualName) {
  const CsrTemplate read =
      Read("[req]\nprompt = no\n[req_distinguished_name]\nCN = a\n[v3_req]\nsubjectAltName = DNS:b\n");
  EXPECT_THAT(Subject(read), ElementsAre("commonName=a"));
  EXPECT_THAT(Names(read), ElementsAre("b"));
  EXPECT_THAT(NoticeTexts(read.notices),
              UnorderedElementsAre("[req] does not say distinguished_name: [req_distinguished_name] is taken",
                                   "[req] does not say req_extensions: [v3_req] is taken"));
  const CsrTemplate bare = Read("[req]\n");
  EXPECT_THAT(bare.subject, IsEmpty());
  EXPECT_EQ(bare.notices.size(), 2u);
}

TEST(CsrTemplateTest, WhatIsMissingIsNamed) {
  EXPECT_EQ(ErrorOf("[ca]\n"), "there is no [req] section: no template of a request");
  EXPECT_EQ(ErrorOf("[req]\ndistinguished_name = dn\n"), "line 2: distinguished_name: there is no section [dn]");
  EXPECT_EQ(ErrorOf("[req]\nreq_extensions = e\n"), "line 2: req_extensions: there is no section [e]");
  EXPECT_THAT(ErrorOf("[req]\ndefault_md = $ENV::MD\n"), HasSubstr("line 2: default_md takes $ENV::MD"));
  EXPECT_THAT(ErrorOf("[req]\nprompt = $x\ndistinguished_name = d\n[d]\n"), HasSubstr("line 2: prompt uses"));
}

TEST(CsrTemplateTest, TheDefaultHasNothingOdd) {
  for (const x509::KeyType type : {x509::KeyType::kRsa, x509::KeyType::kEc}) {
    const CsrTemplate read = Read(DefaultCsrTemplate(type));
    EXPECT_THAT(read.notices, IsEmpty());
    EXPECT_THAT(Subject(read), ElementsAre("commonName="));
    EXPECT_EQ(read.extensions.key_usage,
              x509::kDigitalSignature | (type == x509::KeyType::kRsa ? x509::kKeyEncipherment : 0));
    EXPECT_THAT(read.extensions.extended_key_usage, ElementsAre(x509::kServerAuthOid));
  }
}

}  // namespace
}  // namespace certsweep::replacer
