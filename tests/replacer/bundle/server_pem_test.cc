#include "replacer/bundle/server_pem.h"

#include "absl/strings/str_replace.h"
#include "engine/x509/certificate_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/shell_command.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_certificates.h"

namespace certsweep::replacer {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const TestKey kLeafKey = TestKey::Ec("P-256", 9);

struct Chain {
  TestCertificate root = CertificateBuilder("Root").Key(TestKey::Ec("P-256", 1)).Ca().Build();
  TestCertificate issuing = CertificateBuilder("Issuing").Key(TestKey::Ec("P-256", 3)).Ca().IssuedBy(root).Build();
  TestCertificate leaf = CertificateBuilder("leaf").Key(kLeafKey).IssuedBy(issuing).Build();
};

x509::PrivateKey Key(const TestKey& key = kLeafKey) { return x509::PrivateKey(bssl::UpRef(key.pkey())); }

std::string KeyPem() { return std::string(Key().ToPem()->view()); }

absl::StatusOr<ServerPem> Make(const std::string& input, bool with_root = false) {
  const auto certificates = x509::ParseCertificateFile(input);
  EXPECT_TRUE(certificates.ok()) << certificates.status();
  return MakeServerPem(Key(), *certificates, with_root);
}

std::string Bytes(const std::string& input, bool with_root = false) {
  const auto pem = Make(input, with_root);
  return pem.ok() ? std::string(pem->bytes.view()) : std::string(pem.status().message());
}

std::string Complaint(const std::string& bytes, bool with_root = false) {
  return std::string(CheckServerPem(bytes, with_root).message());
}

TEST(ServerPemTest, IsKeyLeafAndIntermediates) {
  const Chain chain;
  const std::string all = chain.root.Pem() + chain.issuing.Pem() + chain.leaf.Pem();
  EXPECT_EQ(Bytes(all), KeyPem() + chain.leaf.Pem() + chain.issuing.Pem());
  EXPECT_EQ(Bytes(all, true), KeyPem() + chain.leaf.Pem() + chain.issuing.Pem() + chain.root.Pem());
  EXPECT_EQ(IntermediatesPem(Make(all)->certificates), chain.issuing.Pem());
  EXPECT_EQ(Make(all)->certificates.root, nullptr);
  EXPECT_EQ(Bytes(chain.leaf.Pem()), KeyPem() + chain.leaf.Pem());
}

TEST(ServerPemTest, WhatPeoplePasteIsCleanedAway) {
  const Chain chain;
  const std::string clean = KeyPem() + chain.leaf.Pem() + chain.issuing.Pem();
  const std::string crlf = absl::StrReplaceAll(chain.issuing.Pem() + chain.leaf.Pem(), {{"\n", "\r\n"}});
  EXPECT_EQ(Bytes("\xef\xbb\xbf" + crlf), clean);
  EXPECT_EQ(Bytes("Bag Attributes\u00fc\n" + chain.leaf.Pem() + "subject=CN\n" + chain.issuing.Pem() + "\n\n"), clean);
  EXPECT_EQ(Bytes(chain.leaf.der + chain.issuing.der), clean);
}

TEST(ServerPemTest, CertificatesOutOfPkcs7InEitherForm) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  const Chain chain;
  const test::TemporaryFolder folder;
  test::WriteWholeFile(folder.Path("all.pem"), chain.root.Pem() + chain.issuing.Pem() + chain.leaf.Pem());
  const test::ShellResult made = test::RunShell(
      "cd " + folder.path() + " && openssl crl2pkcs7 -nocrl -certfile all.pem -outform DER -out all.p7b" +
      " && openssl crl2pkcs7 -nocrl -certfile all.pem -out all.p7.pem" +
      " && sed 's/ PKCS7-/ CERTIFICATE-/' all.p7.pem > lying.pem");
  ASSERT_EQ(made.exit_code, 0) << made.output;
  for (const char* name : {"all.p7b", "all.p7.pem", "lying.pem"}) {
    EXPECT_EQ(Bytes(test::ReadWholeFile(folder.Path(name))), KeyPem() + chain.leaf.Pem() + chain.issuing.Pem()) << name;
  }
}

TEST(ServerPemTest, OpensslReadsTheKeyAndTheLeafOfIt) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  const Chain chain;
  const test::TemporaryFolder folder;
  test::WriteWholeFile(folder.Path("server.pem"), Bytes(chain.leaf.Pem() + chain.issuing.Pem()));
  const test::ShellResult keys =
      test::RunShell("cd " + folder.path() + " && openssl pkey -in server.pem -pubout > a && " +
                     "openssl x509 -in server.pem -noout -pubkey > b && cmp a b && grep -c BEGIN server.pem");
  EXPECT_EQ(keys.exit_code, 0) << keys.output;
  EXPECT_EQ(keys.output, "3\n");
}

TEST(ServerPemTest, IsNotMadeWithoutALeafOrWithARootThatIsNotThere) {
  const Chain chain;
  EXPECT_THAT(Bytes(chain.issuing.Pem()), StartsWith("no certificate is for this private key"));
  EXPECT_EQ(Bytes(chain.leaf.Pem(), true), "the root is asked for, and is not among the certificates");
}

TEST(ServerPemTest, CheckTakesWhatIsMade) {
  const Chain chain;
  const std::string good = KeyPem() + chain.leaf.Pem() + chain.issuing.Pem();
  EXPECT_TRUE(CheckServerPem(good).ok()) << CheckServerPem(good);
  EXPECT_TRUE(CheckServerPem(good + chain.root.Pem(), true).ok());
  EXPECT_TRUE(CheckServerPem(KeyPem() + CertificateBuilder("own").Key(kLeafKey).Build().Pem()).ok());
}

TEST(ServerPemTest, CheckSaysWhatIsWrong) {
  const Chain chain;
  const std::string key = KeyPem(), leaf = chain.leaf.Pem(), issuing = chain.issuing.Pem(), root = chain.root.Pem();
  const std::string good = key + leaf + issuing;
  const std::string no_ascii = "a character that is not ASCII, or a line end that is not LF";
  EXPECT_EQ(Complaint("\xef\xbb\xbf" + good), no_ascii);
  EXPECT_EQ(Complaint(absl::StrReplaceAll(good, {{"\n", "\r\n"}})), no_ascii);
  EXPECT_EQ(Complaint(good + '\0'), no_ascii);
  const std::string around = "something stands before, between or behind the blocks";
  EXPECT_EQ(Complaint("\n" + good), around);
  EXPECT_EQ(Complaint(key + "\n" + leaf), around);
  EXPECT_EQ(Complaint(good + "x"), around);
  EXPECT_EQ(Complaint(good.substr(0, good.size() - 1)), around);
  EXPECT_EQ(Complaint(""), "the private key does not come first");
  EXPECT_EQ(Complaint(leaf + key), "the private key does not come first");
  EXPECT_EQ(Complaint(key), "there is no certificate");
  EXPECT_EQ(Complaint(key + key + leaf), "something else than certificates follows the private key");
  EXPECT_EQ(Complaint(key + issuing), "the first certificate is not for the private key");
  EXPECT_EQ(Complaint(key + leaf + root), "certificate 2 is not the issuer of the one before it");
  EXPECT_EQ(Complaint(key + leaf + leaf), "certificate 2 is not the issuer of the one before it");
  EXPECT_EQ(Complaint(good + root), "certificate 3 is a root");
  EXPECT_EQ(Complaint(good + root + root, true), "certificate 3 is a root");
  EXPECT_THAT(Complaint(good.substr(0, good.size() - 40)), HasSubstr("has no END line"));
}

// Whatever byte is lost or changed: the file is another, and is never called good where its certificates changed.
TEST(ServerPemTest, CheckSeesACutAtEveryPlace) {
  const Chain chain;
  const std::string good = KeyPem() + chain.leaf.Pem() + chain.issuing.Pem();
  const size_t without_issuer = good.size() - chain.issuing.Pem().size();
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_EQ(CheckServerPem(good.substr(0, size)).ok(), size == without_issuer) << size;
  }
}

TEST(ServerPemTest, NothingOfTheKeyIsToldInComplaints) {
  const Chain chain;
  std::string broken = KeyPem() + chain.leaf.Pem();
  const std::string secret = broken.substr(40, 40);
  broken[60] = '*';
  EXPECT_THAT(Complaint(broken), Not(HasSubstr(secret.substr(0, 8))));
}

}  // namespace
}  // namespace certsweep::replacer
