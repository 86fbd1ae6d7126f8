#include "cli/verify_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bytestring.h>
#include <openssl/evp.h>
#include <openssl/pkcs7.h>
#include <openssl/pool.h>
#include <openssl/stack.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/engine/pki/chains.h"
#include "tests/support/check.h"

namespace certsweep::cli {
namespace {

using namespace std::string_literals;
using pki::FindingsText;
using pki::Issuing;
using pki::Root;
using test::CertificateBuilder;
using test::kTestTime;
using test::PemOf;
using test::TestCertificate;
using test::TestKey;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string DerOf(const bssl::ScopedCBB& cbb) {
  return std::string(base::AsText({CBB_data(cbb.get()), CBB_len(cbb.get())}));
}

std::string KeyPem(const TestKey& key) {
  bssl::ScopedCBB cbb;
  test::Check(CBB_init(cbb.get(), 256) && EVP_marshal_private_key(cbb.get(), key.pkey()) && CBB_flush(cbb.get()),
              "marshal key");
  return PemOf("PRIVATE KEY", DerOf(cbb));
}

// In DER a SET, which sorts: the order of `certificates` is lost.
std::string Pkcs7(const std::vector<TestCertificate>& certificates) {
  const bssl::UniquePtr<STACK_OF(CRYPTO_BUFFER)> stack(sk_CRYPTO_BUFFER_new_null());
  for (const TestCertificate& certificate : certificates) {
    const base::Bytes der = base::AsBytes(certificate.der);
    bssl::UniquePtr<CRYPTO_BUFFER> buffer(CRYPTO_BUFFER_new(der.data(), der.size(), nullptr));
    test::Check(bssl::PushToStack(stack.get(), std::move(buffer)), "push");
  }
  bssl::ScopedCBB cbb;
  test::Check(
      CBB_init(cbb.get(), 1024) && PKCS7_bundle_raw_certificates(cbb.get(), stack.get()) && CBB_flush(cbb.get()),
      "PKCS#7");
  return DerOf(cbb);
}

TestKey LeafKey() { return TestKey::Ec("P-256", 8); }
CertificateBuilder OwnLeaf() { return pki::Leaf().Key(LeafKey()).IssuedBy(Issuing()); }

absl::StatusOr<FileJudgement> Judge(std::string_view content) {
  const pki::ChainJudge judge(pki::ChainVerifier(pki::Anchors({Root()}), {}, pki::Rules::kPrivate), {});
  const std::vector<pki::ReferenceIdentity> names = {*pki::ReferenceIdentity::Parse("leaf.example")};
  return JudgeFile(judge, "server.pem", content, names, kTestTime);
}

// "compliant CN=leaf: warn ..." or the error.
std::string Said(std::string_view content) {
  const absl::StatusOr<FileJudgement> file = Judge(content);
  if (!file.ok()) return "error: " + std::string(file.status().message());
  const x509::CertificatePtr& leaf = file->certificates.front().certificate;
  std::string text = std::string(pki::VerdictName(file->verdict)) + " ";
  text += leaf == nullptr ? "?" : leaf->subject().text();
  return file->judgement.findings.empty() ? text : text + ": " + FindingsText(file->judgement.findings);
}

// What is said of the key in `content`.
std::string KeyMismatch(std::string_view content) {
  const absl::StatusOr<FileJudgement> file = Judge(content);
  if (!file.ok()) return "error: " + std::string(file.status().message());
  EXPECT_TRUE(file->has_private_key);
  std::string message = "none";
  for (const pki::Finding& finding : file->judgement.findings) {
    if (finding.code != pki::FindingCode::kKeyMismatch) continue;
    EXPECT_EQ(finding.depth, 0);
    EXPECT_EQ(file->verdict, pki::Verdict::kNoncompliant);
    message = finding.message;
  }
  return message;
}

TEST(VerifyFileTest, ReadsAChainInEveryForm) {
  const TestCertificate leaf = OwnLeaf().Build();
  const std::string bundle = Pkcs7({Root(), Issuing(), leaf});
  for (const std::string& content :
       {leaf.Pem() + Issuing().Pem(), leaf.Pem() + Root().Pem() + Issuing().Pem(), leaf.der + Issuing().der, bundle,
        PemOf("PKCS7", bundle), PemOf("CERTIFICATE", bundle), "text\r\n" + leaf.Pem() + "more text\n" + Issuing().Pem(),
        PemOf("TRUSTED CERTIFICATE", leaf.der + "\x30\x00"s) + Issuing().Pem()}) {
    EXPECT_EQ(Said(content), "compliant CN=leaf");
  }
  EXPECT_EQ(Said(leaf.der), "noncompliant CN=leaf: fail incomplete_chain 0");
}

TEST(VerifyFileTest, TheFirstCertificateOfPemIsTheOneThatAServerShows) {
  EXPECT_THAT(Said(Issuing().Pem() + OwnLeaf().Build().Pem()),
              AllOf(HasSubstr("noncompliant CN=Issuing"), HasSubstr("ca_certificate_as_leaf")));
}

// Sorting puts the shortest encoding first, so each certificate gets to stand at the front of the SET in turn.
TEST(VerifyFileTest, TheLeafOfABundleIsFoundWhereverItStands) {
  for (const size_t padded : {0, 1, 2}) {
    const auto padding = [padded](size_t index) { return std::string(index == padded ? 0 : 40, 'x'); };
    const TestCertificate root = pki::Ca("Root" + padding(0), 1).Build();
    const TestCertificate issuing = pki::Ca("Issuing" + padding(1), 2).IssuedBy(root).Build();
    const TestCertificate leaf =
        pki::Leaf().Subject(test::DerName({{{"2.5.4.3", "leaf" + padding(2)}}})).IssuedBy(issuing).Build();
    for (const std::vector<TestCertificate>& bundle :
         std::vector<std::vector<TestCertificate>>{{root, issuing, leaf}, {root, leaf}, {leaf, issuing}, {leaf}}) {
      const absl::StatusOr<FileJudgement> file = Judge(Pkcs7(bundle));
      ASSERT_TRUE(file.ok()) << file.status();
      EXPECT_EQ(file->certificates.size(), bundle.size());
      EXPECT_THAT(file->certificates.front().certificate->subject().text(), HasSubstr("CN=leaf"));
    }
  }
}

TEST(VerifyFileTest, ABundleWithoutALeafIsJudgedAllTheSame) {
  EXPECT_THAT(Said(Pkcs7({Root()})), HasSubstr("noncompliant CN=Root"));
  EXPECT_THAT(Said(Pkcs7({Root(), Issuing()})), HasSubstr("noncompliant CN=Issuing"));
  EXPECT_EQ(Said(Pkcs7({})), "error: server.pem: no certificate in it");
}

TEST(VerifyFileTest, AKeyThatMatchesIsSeen) {
  const std::string chain = OwnLeaf().Build().Pem() + Issuing().Pem();
  EXPECT_EQ(KeyMismatch(KeyPem(LeafKey()) + chain), "none");
  EXPECT_EQ(KeyMismatch(chain + KeyPem(LeafKey())), "none");
  EXPECT_EQ(Said(KeyPem(LeafKey()) + chain), "compliant CN=leaf");
  EXPECT_FALSE(Judge(chain)->has_private_key);
  const TestCertificate rsa = pki::Leaf().Key(TestKey::Rsa()).IssuedBy(Issuing()).Build();
  EXPECT_EQ(KeyMismatch(rsa.Pem() + KeyPem(TestKey::Rsa())), "none");
}

TEST(VerifyFileTest, AKeyThatDoesNotMatchIsAFailure) {
  const std::string chain = OwnLeaf().Build().Pem() + Issuing().Pem();
  EXPECT_EQ(KeyMismatch(KeyPem(TestKey::Ec("P-256", 9)) + chain),
            "the private key in the file is not that of the certificate");
  EXPECT_EQ(KeyMismatch(KeyPem(TestKey::Rsa()) + chain), "the private key in the file is not that of the certificate");
  EXPECT_EQ(Said(KeyPem(TestKey::Rsa()) + chain), "noncompliant CN=leaf: fail key_mismatch 0");
  EXPECT_EQ(KeyMismatch(KeyPem(pki::CaKey(2)) + chain),
            "the private key in the file is that of certificate 1 (CN=Issuing), not that of the first");
  EXPECT_TRUE(Judge(KeyPem(TestKey::Rsa()) + chain)->judgement.trusted) << "the certificate itself is good";
}

TEST(VerifyFileTest, OfSeveralKeysTheFirstCountsAsForAServer) {
  const std::string chain = OwnLeaf().Build().Pem() + Issuing().Pem();
  const std::string own = KeyPem(LeafKey()), other = KeyPem(TestKey::Ec("P-256", 9));
  EXPECT_EQ(KeyMismatch(own + chain + other), "none");
  EXPECT_EQ(KeyMismatch(other + chain + own), "the private key in the file is not that of the certificate");
}

TEST(VerifyFileTest, AKeyThatCannotBeReadIsToldBesideAllElse) {
  const std::string chain = OwnLeaf().Build().Pem();
  const std::string encrypted = PemOf("ENCRYPTED PRIVATE KEY", "secret");
  EXPECT_EQ(KeyMismatch(encrypted + chain),
            "whether the private key is that of the certificate can't be told: line 1: the private key is encrypted: "
            "it needs a passphrase");
  EXPECT_EQ(Said(encrypted + chain), "noncompliant CN=leaf: fail incomplete_chain 0, fail key_mismatch 0");
}

TEST(VerifyFileTest, WhatCannotBeParsedIsMalformedAndSaysWhere) {
  const auto message = [](std::string_view content) {
    const absl::StatusOr<FileJudgement> file = Judge(content);
    EXPECT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(file->verdict, pki::Verdict::kNoncompliant);
    EXPECT_FALSE(file->judgement.trusted);
    EXPECT_EQ(FindingsText(file->judgement.findings), "fail malformed_certificate 0");
    return file->judgement.findings.front().message;
  };
  const TestCertificate leaf = OwnLeaf().Build();
  EXPECT_THAT(message("\n" + PemOf("CERTIFICATE", "junk")), HasSubstr("line 2: not a DER SEQUENCE"));
  EXPECT_THAT(message(leaf.der.substr(0, 200)), HasSubstr("not a DER SEQUENCE of its own length"));
  EXPECT_THAT(message(leaf.Pem() + "-----BEGIN CERTIFICATE-----\n!\n"), HasSubstr(": not base64"));
  EXPECT_THAT(message(leaf.Pem().substr(0, 100)), HasSubstr("line 1: CERTIFICATE has no END line"));
  EXPECT_THAT(message("\0-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"s), HasSubstr("line 2: END"));
  EXPECT_THAT(message(PemOf("PKCS7", "junk")), HasSubstr("line 1: not a PKCS#7 bundle"));
  EXPECT_THAT(message(KeyPem(LeafKey()) + PemOf("CERTIFICATE", "junk")), HasSubstr("not a DER SEQUENCE"));
}

TEST(VerifyFileTest, AGoodLeafIsJudgedBesideACertificateThatCannotBeParsed) {
  EXPECT_EQ(Said(OwnLeaf().Build().Pem() + PemOf("CERTIFICATE", "junk") + Issuing().Pem()), "compliant CN=leaf");
  EXPECT_EQ(Said(OwnLeaf().Build().Pem() + PemOf("CERTIFICATE", "junk")),
            "noncompliant CN=leaf: fail incomplete_chain 0, fail malformed_certificate 1");
}

TEST(VerifyFileTest, AFileWithoutACertificateIsAnError) {
  EXPECT_EQ(Said(""), "error: server.pem: an empty file");
  for (const std::string& content : {"text"s, "\0\0"s, KeyPem(LeafKey()), PemOf("CERTIFICATE REQUEST", "x")}) {
    EXPECT_EQ(Said(content), "error: server.pem: no certificate in it");
  }
  EXPECT_EQ(Said("\xff\xfe-\0-\0"s),
            "error: server.pem: no certificate in it: it is UTF-16, save it as UTF-8 or ASCII");
}

}  // namespace
}  // namespace certsweep::cli
