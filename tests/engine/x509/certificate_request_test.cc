#include "engine/x509/certificate_request.h"

#include "engine/base/secret_text.h"
#include "engine/x509/new_key.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/shell_command.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_certificates.h"

namespace certsweep::x509 {
namespace {

using test::RunShell;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

PrivateKey KeyOf(NewKeyType type) {
  absl::StatusOr<PrivateKey> key = GenerateKey(type);
  test::Check(key.ok(), "no key");
  return *std::move(key);
}

const PrivateKey& SharedKey() {
  static const PrivateKey& key = *new PrivateKey(KeyOf(NewKeyType::kP256));
  return key;
}

CertificateRequestSpec FullSpec() {
  return {.subject = {{{"2.5.4.6", "GB", StringType::kPrintable}},
                      {{"2.5.4.10", "M\u00fcller & Co", StringType::kUtf8}},
                      {{"2.5.4.11", "IT", StringType::kPrintable}, {"2.5.4.7", "Leeds", StringType::kPrintable}},
                      {{"2.5.4.3", "sps01.corp.example", StringType::kUtf8}},
                      {{"1.2.840.113549.1.9.1", "pki@corp.example", StringType::kIa5}}},
          .names = {"sps01.corp.example", *base::IpAddress::Parse("10.1.0.7"), "sps01",
                    *base::IpAddress::Parse("2001:db8::7")},
          .key_usage = kDigitalSignature | kKeyEncipherment,
          .key_usage_critical = true,
          .extended_key_usage = {kServerAuthOid, "1.3.6.1.5.5.7.3.2"},
          .not_a_ca = true};
}

std::string ErrorOf(const CertificateRequestSpec& spec) {
  const auto request = CertificateRequest::Make(spec, SharedKey());
  return request.ok() ? "no error" : std::string(request.status().message());
}

// What openssl shows of it.
std::string TextOf(const CertificateRequest& request, const std::string& options = "-text") {
  const test::TemporaryFolder folder;
  test::WriteWholeFile(folder.Path("r.csr"), request.ToPem());
  const test::ShellResult shown = RunShell("openssl req -verify -noout " + options + " -in " + folder.Path("r.csr"));
  EXPECT_EQ(shown.exit_code, 0) << shown.output;
  EXPECT_THAT(shown.output, HasSubstr("verify OK"));
  return shown.output;
}

TEST(CertificateRequestTest, SaysWhatWasAskedFor) {
  const auto request = CertificateRequest::Make(FullSpec(), SharedKey());
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->subject().text(),
            "emailAddress=pki@corp.example,CN=sps01.corp.example,OU=IT+L=Leeds,O=M\u00fcller & Co,C=GB");
  EXPECT_TRUE(request->subject().strings_readable());
  const Extensions& extensions = request->extensions();
  EXPECT_THAT(extensions.subject_alt_name->dns_names, ElementsAre("sps01.corp.example", "sps01"));
  EXPECT_THAT(extensions.subject_alt_name->ip_addresses,
              ElementsAre(*base::IpAddress::Parse("10.1.0.7"), *base::IpAddress::Parse("2001:db8::7")));
  EXPECT_EQ(extensions.key_usage, kDigitalSignature | kKeyEncipherment);
  EXPECT_THAT(*extensions.extended_key_usage, ElementsAre(kServerAuthOid, "1.3.6.1.5.5.7.3.2"));
  EXPECT_FALSE(extensions.basic_constraints->is_ca);
  EXPECT_EQ(request->CheckOwnSignature(), SignatureCheck::kValid);
  EXPECT_EQ(base::AsText(request->spki_der()), SharedKey().SpkiDer());
  EXPECT_TRUE(SharedKey().Matches(request->public_key()));
}

TEST(CertificateRequestTest, IsReadBackFromItsPem) {
  const auto made = CertificateRequest::Make(FullSpec(), SharedKey());
  ASSERT_TRUE(made.ok());
  const std::string pem = made->ToPem();
  EXPECT_THAT(pem, testing::StartsWith("-----BEGIN CERTIFICATE REQUEST-----\n"));
  const auto read = CertificateRequest::FromPem("text\n" + pem);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(base::AsText(read->der()), base::AsText(made->der()));
  EXPECT_FALSE(CertificateRequest::FromPem("no block").ok());
  EXPECT_FALSE(CertificateRequest::FromPem("-----BEGIN X-----\n").ok());
}

TEST(CertificateRequestTest, OpensslShowsWhatWasAskedFor) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  const auto request = CertificateRequest::Make(FullSpec(), SharedKey());
  ASSERT_TRUE(request.ok()) << request.status();
  const std::string text = TextOf(*request, "-text -nameopt RFC2253,-esc_msb,utf8,show_type");
  EXPECT_THAT(text, HasSubstr("emailAddress=IA5STRING:pki@corp.example,CN=UTF8STRING:sps01.corp.example,"
                              "L=PRINTABLESTRING:Leeds+OU=PRINTABLESTRING:IT,O=UTF8STRING:M\u00fcller & Co,"
                              "C=PRINTABLESTRING:GB"));
  EXPECT_THAT(text,
              HasSubstr("DNS:sps01.corp.example, IP Address:10.1.0.7, DNS:sps01, IP Address:2001:DB8:0:0:0:0:0:7"));
  EXPECT_THAT(text, HasSubstr("X509v3 Key Usage: critical\n                    Digital Signature, Key Encipherment"));
  EXPECT_THAT(text, HasSubstr("TLS Web Server Authentication, TLS Web Client Authentication"));
  EXPECT_THAT(text, HasSubstr("CA:FALSE"));
  EXPECT_THAT(text, HasSubstr("ecdsa-with-SHA256"));
}

TEST(CertificateRequestTest, EveryKindOfKeySignsAsItShould) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  CertificateRequestSpec spec = {.names = {"a.example"}};
  EXPECT_THAT(TextOf(*CertificateRequest::Make(spec, KeyOf(NewKeyType::kP384))), HasSubstr("ecdsa-with-SHA384"));
  EXPECT_THAT(TextOf(*CertificateRequest::Make(spec, KeyOf(NewKeyType::kP521))), HasSubstr("ecdsa-with-SHA512"));
  const PrivateKey rsa = KeyOf(NewKeyType::kRsa2048);
  EXPECT_THAT(TextOf(*CertificateRequest::Make(spec, rsa)), HasSubstr("sha256WithRSAEncryption"));
  spec.hash = HashAlgorithm::kSha384;
  EXPECT_THAT(TextOf(*CertificateRequest::Make(spec, rsa)), HasSubstr("sha384WithRSAEncryption"));
  spec.hash = HashAlgorithm::kSha512;
  EXPECT_THAT(TextOf(*CertificateRequest::Make(spec, rsa)), HasSubstr("sha512WithRSAEncryption"));
  const PrivateKey ed25519(bssl::UpRef(test::TestKey::Ed25519().pkey()));
  EXPECT_THAT(TextOf(*CertificateRequest::Make(spec, ed25519)), HasSubstr("ED25519"));
}

TEST(CertificateRequestTest, EveryBitOfKeyUsageIsWrittenAsDerAsks) {
  for (int bit = 0; bit < 9; ++bit) {
    const auto bits = static_cast<uint16_t>(1 << bit);
    const auto request = CertificateRequest::Make({.key_usage = bits}, SharedKey());
    ASSERT_TRUE(request.ok()) << bit << ": " << request.status();
    EXPECT_EQ(request->extensions().key_usage, bits);
  }
}

TEST(CertificateRequestTest, NothingAskedForIsARequestTooAndHasNoExtensions) {
  const auto request = CertificateRequest::Make({}, SharedKey());
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_TRUE(request->subject().empty());
  EXPECT_THAT(request->extensions().all, IsEmpty());
  if (test::HasOpenssl()) {
    EXPECT_THAT(TextOf(*request), Not(HasSubstr("X509v3")));
  }
}

TEST(CertificateRequestTest, WhatCannotBeWrittenIsNamed) {
  EXPECT_EQ(ErrorOf({.subject = {{{"2.5.4.6", "\u00fc", StringType::kPrintable}}}}),
            "\"\u00fc\" can't be written into a request");
  EXPECT_EQ(ErrorOf({.subject = {{{"9.9", "x"}}}}), "\"9.9\" can't be written into a request");
  EXPECT_EQ(ErrorOf({.extended_key_usage = {"no oid"}}), "\"extendedKeyUsage\" can't be written into a request");
  EXPECT_EQ(ErrorOf({.names = {"\u00fc.example"}}), "\"subjectAltName\" can't be written into a request");
}

TEST(CertificateRequestTest, OfAnotherMakerIsRead) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  const test::ShellResult made = RunShell(
      "openssl req -new -newkey rsa:2048 -nodes -keyout /dev/null -subj /CN=x -addext "
      "subjectAltName=DNS:a.example 2>/dev/null");
  const auto request = CertificateRequest::FromPem(made.output);
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->CheckOwnSignature(), SignatureCheck::kValid);
  EXPECT_THAT(request->extensions().subject_alt_name->dns_names, ElementsAre("a.example"));
}

TEST(CertificateRequestTest, ATamperedOneIsSeen) {
  const auto request = CertificateRequest::Make(FullSpec(), SharedKey());
  ASSERT_TRUE(request.ok());
  const std::string der(base::AsText(request->der()));
  const auto tampered =
      CertificateRequest::Parse(base::AsBytes(test::WithReplacement(der, "sps01.corp", "sps02.corp")));
  ASSERT_TRUE(tampered.ok());
  EXPECT_EQ(tampered->CheckOwnSignature(), SignatureCheck::kInvalid);
}

TEST(CertificateRequestTest, CutAnywhereItIsNone) {
  const auto request = CertificateRequest::Make(FullSpec(), SharedKey());
  ASSERT_TRUE(request.ok());
  const std::string der(base::AsText(request->der()));
  for (size_t size = 0; size < der.size(); ++size) {
    EXPECT_FALSE(CertificateRequest::Parse(base::AsBytes(der.substr(0, size))).ok()) << size;
  }
  EXPECT_FALSE(CertificateRequest::Parse(base::AsBytes(der + "x")).ok());
  EXPECT_FALSE(CertificateRequest::Parse(base::AsBytes(test::CertificateBuilder("c").Build().der)).ok());
}

}  // namespace
}  // namespace certsweep::x509
