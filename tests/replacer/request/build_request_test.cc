#include "replacer/request/build_request.h"

#include "engine/x509/new_key.h"
#include "engine/x509/private_key.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/request/notice_texts.h"
#include "tests/support/shell_command.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_keys.h"

namespace certsweep::replacer {
namespace {

using pki::ReferenceIdentity;
using test::TestKey;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

x509::PrivateKey KeyOf(const TestKey& key) { return x509::PrivateKey(bssl::UpRef(key.pkey())); }

absl::StatusOr<BuiltRequest> Build(std::string_view text, const std::vector<std::string>& identities,
                                   const TestKey& key = TestKey::Rsa()) {
  const auto csr_template = ParseCsrTemplate(text);
  if (!csr_template.ok()) return csr_template.status();
  std::vector<ReferenceIdentity> all;
  for (const std::string& identity : identities) all.push_back(*ReferenceIdentity::Parse(identity));
  const ApplianceNames names = all.empty() ? ApplianceNames() : NamesOfAppliance(all[0], std::nullopt, all);
  return BuildRequest(*csr_template, names, all, x509::PublicKey::Parse(base::AsBytes(key.spki())));
}

BuiltRequest Good(std::string_view text, const std::vector<std::string>& identities,
                  const TestKey& key = TestKey::Rsa()) {
  absl::StatusOr<BuiltRequest> built = Build(text, identities, key);
  EXPECT_TRUE(built.ok()) << built.status();
  return built.ok() ? *std::move(built) : BuiltRequest();
}

std::string ErrorOf(std::string_view text, const std::vector<std::string>& identities) {
  const auto built = Build(text, identities);
  return built.ok() ? "no error" : std::string(built.status().message());
}

std::string SubjectOf(const BuiltRequest& built) {
  const auto request = x509::CertificateRequest::Make(built.spec, KeyOf(TestKey::Rsa()));
  return request.ok() ? request->subject().text() : std::string(request.status().message());
}

std::string TemplateText(const std::string& name) {
  return test::ReadWholeFile(std::string(CERTSWEEP_TEMPLATES) + "/" + name);
}

TEST(BuildRequestTest, TheTemplateOfTheFieldAsOpensslShowsIt) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  const BuiltRequest built = Good(TemplateText("sps.cnf"), {"sps01.corp.example", "10.0.0.7"});
  EXPECT_THAT(built.notices, IsEmpty());
  const auto request = x509::CertificateRequest::Make(built.spec, KeyOf(TestKey::Rsa()));
  ASSERT_TRUE(request.ok()) << request.status();
  const test::TemporaryFolder folder;
  test::WriteWholeFile(folder.Path("r.csr"), request->ToPem());
  const test::ShellResult shown =
      test::RunShell("openssl req -verify -noout -text -nameopt RFC2253,show_type -in " + folder.Path("r.csr"));
  EXPECT_EQ(shown.exit_code, 0);
  for (const char* part : {"verify OK", "emailAddress=IA5STRING:pki@corp.example,CN=PRINTABLESTRING:sps01.corp.example",
                           "O=PRINTABLESTRING:Corp Ltd", "C=PRINTABLESTRING:GB", "CA:FALSE",
                           "Digital Signature, Key Encipherment, Data Encipherment", "TLS Web Server Authentication",
                           "DNS:sps01.corp.example, IP Address:10.0.0.7, DNS:sps01\n", "sha256WithRSAEncryption"}) {
    EXPECT_THAT(shown.output, HasSubstr(part));
  }
}

// With the same template openssl asks for the same (the names of the inventory apart, which it does not know).
TEST(BuildRequestTest, TheSubjectIsThatOfOpenssl) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  const test::TemporaryFolder folder;
  const std::string text =
      "[req]\nprompt=no\ndistinguished_name=dn\nstring_mask=nombstr\nreq_extensions=v3_req\nutf8=yes\n"
      "[dn]\nC=GB\n0.O=\"Corp, \"Ltd\n1.O='M\u00fcller'\nOU=a\\#b # c\nL=Leeds\nCN=sps01.${v::d}x\n"
      "[v]\nd=corp\n[v3_req]\nsubjectAltName=DNS:sps01.corp.example\n";
  // Variables are to stand above.
  const std::string moved = "[v]\nd=corp.example\n" + text;
  test::WriteWholeFile(folder.Path("t.cnf"), moved);
  const test::ShellResult made =
      test::RunShell("cd " + folder.path() +
                     " && openssl req -new -newkey rsa:2048 -nodes -keyout k.pem -config t.cnf "
                     "-out r.csr && openssl req -in r.csr -noout -subject -nameopt RFC2253,-esc_msb,utf8");
  ASSERT_EQ(made.exit_code, 0) << made.output;
  EXPECT_THAT(made.output, HasSubstr("subject=" + SubjectOf(Good(moved, {}))));
}

TEST(BuildRequestTest, ABlankCommonNameIsTheFirstDnsName) {
  const std::string text = "[req]\nprompt=no\ndistinguished_name=d\nreq_extensions=e\n[d]\nO=Corp\nCN=\n[e]\nDNS.1=\n";
  EXPECT_EQ(SubjectOf(Good(text, {"10.0.0.7", "b.example", "a.example"})), "CN=b.example,O=Corp");
  BuiltRequest built = Good(text, {"10.0.0.7"});
  EXPECT_EQ(SubjectOf(built), "O=Corp");
  EXPECT_THAT(NoticeTexts(built.notices), Contains(HasSubstr("line 7: commonName is left out: it is blank")));
  const std::string longest(60, 'x');
  built = Good(text, {longest + ".example"});
  EXPECT_EQ(SubjectOf(built), "O=Corp");
  EXPECT_THAT(NoticeTexts(built.notices), Contains(HasSubstr("line 7: commonName is left out: " + longest)));
}

TEST(BuildRequestTest, ACommonNameThatIsNotAskedForIsTold) {
  const std::string text = "[req]\nprompt=no\ndistinguished_name=d\nreq_extensions=e\n[d]\nCN={short}\n[e]\n";
  EXPECT_THAT(NoticeTexts(Good(text, {"sps01.corp.example"}).notices),
              ElementsAre("line 6: commonName \"sps01\" is not among the names asked for, and counts for nothing"));
  EXPECT_THAT(Good(text, {"sps01.corp.example", "SPS01"}).notices, IsEmpty());
}

TEST(BuildRequestTest, AnEcKeyEncryptsNothing) {
  const std::string text = TemplateText("sps.cnf");
  const BuiltRequest built = Good(text, {"a.example", "10.0.0.7"}, TestKey::Ec());
  EXPECT_EQ(built.spec.key_usage, x509::kDigitalSignature);
  EXPECT_THAT(NoticeTexts(built.notices), ElementsAre(HasSubstr("an EC key encrypts nothing")));
}

TEST(BuildRequestTest, AKeyBelowDefaultBitsIsTold) {
  const std::string text =
      "[req]\nprompt=no\ndefault_bits=4096\ndistinguished_name=d\nreq_extensions=e\n[d]\nCN=\n[e]\n";
  EXPECT_THAT(NoticeTexts(Good(text, {"a.example"}).notices),
              ElementsAre("line 3: default_bits is 4096, and the key has 2048 bits"));
  EXPECT_THAT(Good(text, {"a.example"}, TestKey::Ec()).notices, IsEmpty());
}

TEST(BuildRequestTest, CharactersThatTheMaskHasNoTypeForAreTold) {
  const std::string text =
      "[req]\nprompt=no\nstring_mask=nombstr\ndistinguished_name=d\nreq_extensions=e\n[d]\nO=\u0160koda\n[e]\n";
  EXPECT_THAT(NoticeTexts(Good(text, {"a.example"}).notices), ElementsAre(HasSubstr("line 7: organizationName has")));
}

TEST(BuildRequestTest, WhatCannotBeAskedForIsAnErrorWithItsLine) {
  const std::string head = "[req]\nprompt=no\ndistinguished_name=d\nreq_extensions=e\n[e]\n[d]\n";
  EXPECT_EQ(ErrorOf(head + "C=Germany\n", {"a.example"}), "line 7: countryName \"Germany\" has to be 2 letters, as DE");
  EXPECT_THAT(ErrorOf(head + "O={site}\n", {"a.example"}), HasSubstr("line 7: unknown placeholder {site}"));
  EXPECT_THAT(ErrorOf(head + "CN=a\n", {}), HasSubstr("there is no name to ask for"));
  EXPECT_THAT(ErrorOf(TemplateText("sps.cnf"), {"sps01.corp.example"}),
              HasSubstr("line 23: {ip}: no address of sps01.corp.example"));
}

}  // namespace
}  // namespace certsweep::replacer
