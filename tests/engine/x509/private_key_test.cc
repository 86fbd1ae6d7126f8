#include "engine/x509/private_key.h"

#include <openssl/bytestring.h>
#include <openssl/ec_key.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/check.h"
#include "tests/support/shell_command.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_certificates.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;
using test::PemOf;
using test::TestKey;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

template <class Marshal>
std::string Der(Marshal marshal) {
  bssl::ScopedCBB cbb;
  test::Check(CBB_init(cbb.get(), 256) && marshal(cbb.get()) && CBB_flush(cbb.get()), "marshal key");
  return std::string(base::AsText({CBB_data(cbb.get()), CBB_len(cbb.get())}));
}

std::string Pkcs8(const TestKey& key) {
  return Der([&](CBB* cbb) { return EVP_marshal_private_key(cbb, key.pkey()); });
}
std::string Pkcs1(const TestKey& key) {
  return Der([&](CBB* cbb) { return RSA_marshal_private_key(cbb, EVP_PKEY_get0_RSA(key.pkey())); });
}
std::string Sec1(const TestKey& key) {
  return Der([&](CBB* cbb) { return EC_KEY_marshal_private_key(cbb, EVP_PKEY_get0_EC_KEY(key.pkey()), 0); });
}

bool Matches(const std::string& pem, const std::string& spki) {
  const auto key = PrivateKey::FromPem(pem);
  EXPECT_TRUE(key.ok() && key->has_value()) << key.status();
  return key.ok() && key->has_value() && (*key)->Matches(PublicKey::Parse(base::AsBytes(spki)));
}

std::string ErrorOf(const std::string& pem) {
  const auto key = PrivateKey::FromPem(pem);
  return key.ok() ? "no error" : std::string(key.status().message());
}

TEST(PrivateKeyTest, ReadsEveryForm) {
  for (const TestKey& key : {TestKey::Rsa(), TestKey::Ec("P-256"), TestKey::Ec("P-384"), TestKey::Ed25519()}) {
    EXPECT_TRUE(Matches(PemOf("PRIVATE KEY", Pkcs8(key)), key.spki()));
  }
  EXPECT_TRUE(Matches(PemOf("RSA PRIVATE KEY", Pkcs1(TestKey::Rsa())), TestKey::Rsa().spki()));
  EXPECT_TRUE(Matches(PemOf("EC PRIVATE KEY", Sec1(TestKey::Ec("P-521"))), TestKey::Ec("P-521").spki()));
}

TEST(PrivateKeyTest, MatchesItsOwnPublicKeyAlone) {
  const std::string pem = PemOf("PRIVATE KEY", Pkcs8(TestKey::Ec("P-256")));
  EXPECT_FALSE(Matches(pem, TestKey::Ec("P-256", 1).spki()));
  EXPECT_FALSE(Matches(pem, TestKey::Rsa().spki()));
  EXPECT_FALSE(Matches(pem, TestKey::Ec("P-384").spki()));
  EXPECT_FALSE(Matches(pem, test::Ed448Spki()));
  EXPECT_FALSE(Matches(pem, "junk"));
  EXPECT_TRUE(Matches(PemOf("PRIVATE KEY", Pkcs8(TestKey::Rsa())), test::RsaPssSpki(TestKey::Rsa())))
      << "the same key, restricted to RSASSA-PSS";
}

TEST(PrivateKeyTest, IsTheFirstAmongOtherBlocks) {
  const std::string certificate = test::CertificateBuilder("a").Build().Pem();
  const std::string parameters = PemOf("EC PARAMETERS", test::DerOid("1.2.840.10045.3.1.7"));
  EXPECT_TRUE(
      Matches(certificate + parameters + PemOf("EC PRIVATE KEY", Sec1(TestKey::Ec())) + PemOf("PRIVATE KEY", "junk"),
              TestKey::Ec().spki()));
}

TEST(PrivateKeyTest, NoneIsNoError) {
  for (const std::string& pem : {""s, "text"s, test::CertificateBuilder("a").Build().Pem(), PemOf("PUBLIC KEY", "x")}) {
    const auto key = PrivateKey::FromPem(pem);
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_FALSE(key->has_value());
  }
}

TEST(PrivateKeyTest, SaysWhereOneCannotBeReadAndNothingOfIt) {
  const std::string secret = Pkcs8(TestKey::Ec());
  const std::string broken[] = {
      PemOf("PRIVATE KEY", "secret"),
      PemOf("PRIVATE KEY", secret.substr(0, secret.size() - 1)),
      PemOf("PRIVATE KEY", secret + '\0'),
      PemOf("RSA PRIVATE KEY", secret),
      PemOf("RSA PRIVATE KEY", Pkcs1(TestKey::Rsa()) + '\0'),
      PemOf("EC PRIVATE KEY", Sec1(TestKey::Ec()) + '\0'),
      PemOf("EC PRIVATE KEY", Pkcs1(TestKey::Rsa())),
      PemOf("DSA PRIVATE KEY", "secret"),
  };
  for (const std::string& pem : broken) {
    EXPECT_EQ(ErrorOf("\n" + pem), "line 2: the private key can't be read (damaged, or of an unknown kind)");
  }
  EXPECT_THAT(ErrorOf("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nc2VjcmV0\n"
                      "-----END RSA PRIVATE KEY-----\n"),
              AllOf(HasSubstr("line 1: "), Not(HasSubstr("secret"))));
  EXPECT_EQ(ErrorOf("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n"), "line 1: PRIVATE KEY has no END line");
}

// As openssl encrypts them, by default and as it used to.
std::string Encrypted(const std::string& command) {
  const test::TemporaryFolder folder;
  test::WriteWholeFile(folder.Path("k"), PemOf("PRIVATE KEY", Pkcs8(TestKey::Rsa())));
  const test::ShellResult made =
      test::RunShell("cd '" + folder.path() + "' && openssl " + command + " -in k -out e -passout pass:hunter2");
  EXPECT_EQ(made.exit_code, 0) << made.output;
  return test::ReadWholeFile(folder.Path("e"));
}

class EncryptedPrivateKeyTest : public testing::TestWithParam<const char*> {};

TEST_P(EncryptedPrivateKeyTest, IsOpenedByItsPassphraseAlone) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  const std::string pem = Encrypted(GetParam());
  const auto opened = PrivateKey::FromPem(pem, "hunter2");
  ASSERT_TRUE(opened.ok() && opened->has_value()) << opened.status();
  EXPECT_EQ((*opened)->SpkiDer(), TestKey::Rsa().spki());
  EXPECT_TRUE(absl::IsFailedPrecondition(PrivateKey::FromPem(pem).status()));
  EXPECT_EQ(ErrorOf("\n" + pem), "line 2: the private key is encrypted: it needs a passphrase");
  for (const std::string& wrong : {"hunter3"s, "x"s, std::string(5000, 'x')}) {
    const absl::Status status = PrivateKey::FromPem(pem, wrong).status();
    EXPECT_TRUE(absl::IsUnauthenticated(status)) << status;
    EXPECT_EQ(status.message(), "line 1: the passphrase does not open the private key");
  }
}

INSTANTIATE_TEST_SUITE_P(Ways, EncryptedPrivateKeyTest,
                         testing::Values("pkcs8 -topk8", "pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA1",
                                         "pkcs8 -topk8 -v2 des3", "pkcs8 -topk8 -v1 PBE-SHA1-3DES",
                                         "rsa -traditional -aes256", "rsa -traditional -des3"));

TEST(PrivateKeyTest, AWayOfEncryptionThatIsNotKnownIsTold) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  const auto read = PrivateKey::FromPem(Encrypted("pkcs8 -topk8 -scrypt"), "hunter2");
  EXPECT_TRUE(absl::IsInvalidArgument(read.status()));
  EXPECT_THAT(read.status().ToString(), HasSubstr("line 1: the private key is encrypted in a way that can't be read"));
}

TEST(PrivateKeyTest, ADamagedEncryptedOneIsNoPassphrasesFault) {
  const std::string pem =
      PemOf("ENCRYPTED PRIVATE KEY",
            test::DerSequence({test::AlgorithmIdentifier("1.2.3"), test::Der(test::kOctetStringTag, "s")}));
  EXPECT_TRUE(absl::IsInvalidArgument(PrivateKey::FromPem(pem, "x").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(PrivateKey::FromPem(PemOf("ENCRYPTED PRIVATE KEY", "s"), "x").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      PrivateKey::FromPem("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n"
                          "c2VjcmV0\n-----END RSA PRIVATE KEY-----\n",
                          "x")
          .status()));
}

TEST(PrivateKeyTest, IsWrittenAsPkcs8AndReadAgain) {
  for (const TestKey& key : {TestKey::Rsa(), TestKey::Ec("P-256"), TestKey::Ec("P-521"), TestKey::Ed25519()}) {
    const auto read = PrivateKey::FromPem(PemOf("PRIVATE KEY", Pkcs8(key)));
    ASSERT_TRUE(read.ok() && read->has_value());
    EXPECT_EQ((*read)->SpkiDer(), key.spki());
    const auto pem = (*read)->ToPem();
    ASSERT_TRUE(pem.ok()) << pem.status();
    EXPECT_EQ(pem->view(), PemOf("PRIVATE KEY", Pkcs8(key)));
  }
}

}  // namespace
}  // namespace certsweep::x509
