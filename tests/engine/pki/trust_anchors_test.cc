#include "engine/pki/trust_anchors.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "engine/base/bytes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using namespace std::string_literals;
using test::CertificateBuilder;
using test::TemporaryFolder;
using test::TestCertificate;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

const TestCertificate& A() {
  static const auto* certificate = new TestCertificate(CertificateBuilder("a").Ca().Build());
  return *certificate;
}
const TestCertificate& B() {
  static const auto* certificate = new TestCertificate(CertificateBuilder("b").Ca().Build());
  return *certificate;
}

std::string Write(const TemporaryFolder& folder, const std::string& name, const std::string& content) {
  test::WriteWholeFile(folder.Path(name), content);
  return folder.Path(name);
}

size_t SizeOf(const std::vector<std::string>& sources) {
  const auto anchors = TrustAnchors::Load(sources);
  EXPECT_TRUE(anchors.ok()) << anchors.status();
  return anchors.ok() ? (*anchors)->size() : 0;
}

absl::Status ErrorOf(const std::string& source) { return TrustAnchors::Load({source}).status(); }

TEST(TrustAnchorsTest, HoldsCertificatesByNameAndByContent) {
  const TestCertificate twin = CertificateBuilder("A").Ca().Build();
  const TrustAnchors anchors({A().Parse(), B().Parse(), twin.Parse(), A().Parse()});
  EXPECT_EQ(anchors.size(), 3u) << "the same certificate counts once";
  EXPECT_TRUE(anchors.Contains(*A().Parse()));
  EXPECT_FALSE(anchors.Contains(*CertificateBuilder("a").Ca().Build().Parse())) << "another one of the same name";
  const auto& same_name = anchors.FindBySubject(B().Parse()->subject().normalized());
  ASSERT_THAT(same_name, SizeIs(1));
  const auto& twins = anchors.FindBySubject(A().Parse()->subject().normalized());
  ASSERT_THAT(twins, SizeIs(2));
  EXPECT_EQ(base::AsText(twins[0]->der()), A().der);
  EXPECT_EQ(base::AsText(twins[1]->der()), twin.der) << "in the order given";
  EXPECT_THAT(anchors.FindBySubject("nobody"), IsEmpty());
}

TEST(TrustAnchorsTest, WithoutAnyNothingIsTrusted) {
  EXPECT_EQ(TrustAnchors().size(), 0u);
  EXPECT_FALSE(TrustAnchors().Contains(*A().Parse()));
  EXPECT_EQ(SizeOf({}), 0u);
}

TEST(TrustAnchorsTest, ReadsPemAndDerFiles) {
  const TemporaryFolder folder;
  EXPECT_EQ(SizeOf({Write(folder, "one.pem", A().Pem())}), 1u);
  EXPECT_EQ(SizeOf({Write(folder, "two.pem", "\xef\xbb\xbfissued by IT\r\n" + A().Pem() + B().Pem())}), 2u);
  EXPECT_EQ(SizeOf({Write(folder, "one.der", A().der)}), 1u);
  EXPECT_EQ(SizeOf({Write(folder, "key first", test::PemOf("PRIVATE KEY", "key") + A().Pem())}), 1u);
  EXPECT_EQ(SizeOf({folder.Path("one.pem"), folder.Path("two.pem"), folder.Path("one.der")}), 2u) << "once each";
}

TEST(TrustAnchorsTest, ReadsTheCertificatesOfAFolder) {
  const TemporaryFolder folder;
  Write(folder, "a.pem", A().Pem());
  Write(folder, "b.CRT", B().der);
  Write(folder, "3f2a91bc.0", CertificateBuilder("c").Ca().Build().Pem());  // as c_rehash names them
  Write(folder, "d.cer", CertificateBuilder("d").Ca().Build().der);
  Write(folder, "e.der", CertificateBuilder("e").Ca().Build().der);
  Write(folder, "z again.pem", A().Pem());
  // Passed over: none of them is named like a certificate.
  Write(folder, "README", "no certificate");
  Write(folder, ".hidden.pem", "no certificate");
  Write(folder, "a.pem.old", "no certificate");
  Write(folder, "3f2a91bc.r0", "no certificate");
  Write(folder, "3f2a91bc.", "no certificate");
  Write(folder, "3f2a91bc-0", "no certificate");
  Write(folder, "3f2a91b.0", "no certificate");
  Write(folder, "3f2a91bcd.0", "no certificate");
  Write(folder, "3f2a91bg.0", "no certificate");
  std::filesystem::create_directory(folder.Path("folder.pem"));
  EXPECT_EQ(SizeOf({folder.path()}), 5u);
  EXPECT_EQ(SizeOf({folder.path() + "/"}), 5u);
}

TEST(TrustAnchorsTest, TheSystemsAnchorsAreTheUsualFile) {
  const char* const file = "/etc/ssl/certs/ca-certificates.crt";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
  EXPECT_EQ(SizeOf({"system"}), SizeOf({file}));
}

TEST(TrustAnchorsTest, ErrorsNameThePath) {
  const TemporaryFolder folder;
  const auto error_in = [&folder](const std::string& content) {
    const std::string path = Write(folder, "trust.pem", content);
    const absl::Status status = ErrorOf(path);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_THAT(std::string(status.message()), StartsWith(path + ": "));
    return std::string(status.message()).substr(std::min(path.size() + 2, status.message().size()));
  };
  EXPECT_EQ(error_in(""), "an empty file");
  EXPECT_EQ(error_in("no certificate"), "no certificate in it");
  EXPECT_EQ(error_in("\xff\xfe-\0-\0"s), "no certificate in it");
  EXPECT_EQ(error_in(test::PemOf("PRIVATE KEY", "key")), "no certificate in it");
  const std::string good = A().Pem();
  const auto next_line = 1 + std::count(good.begin(), good.end(), '\n');
  EXPECT_EQ(error_in(good + "-----BEGIN CERTIFICATE-----\nAAAA\n"),
            "line " + std::to_string(next_line) + ": CERTIFICATE has no END line");
  EXPECT_THAT(error_in(test::PemOf("CERTIFICATE", "junk")), StartsWith("line 1: "));
  EXPECT_FALSE(error_in("\x30junk").empty());
  EXPECT_FALSE(error_in(A().der.substr(0, 100)).empty());
}

TEST(TrustAnchorsTest, WhatIsNotThereIsNotFound) {
  const TemporaryFolder folder;
  const absl::Status missing = ErrorOf(folder.Path("missing.pem"));
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(missing.message(), folder.Path("missing.pem") + ": No such file or directory");
  EXPECT_EQ(ErrorOf("").code(), absl::StatusCode::kNotFound);
  // One bad source spoils the list: a path must not be distrusted for a slip on the command line.
  Write(folder, "a.pem", A().Pem());
  EXPECT_FALSE(TrustAnchors::Load({folder.Path("a.pem"), folder.Path("missing.pem")}).ok());
}

TEST(TrustAnchorsTest, WhatIsNoFileIsAnError) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("loop", folder.Path("loop"));
  EXPECT_THAT(std::string(ErrorOf(folder.Path("loop")).message()), StartsWith(folder.Path("loop") + ": "));
  const std::string file = Write(folder, "a.pem", A().Pem());
  EXPECT_THAT(std::string(ErrorOf(file + "/below").message()), StartsWith(file + "/below: "));
  EXPECT_EQ(ErrorOf("/dev/zero").message(), "/dev/zero: over 64 MiB");
  EXPECT_EQ(LoadCertificates(folder.path()).status().message(), folder.path() + ": Is a directory");
}

TEST(TrustAnchorsTest, BadFilesOfAFolderAreNamed) {
  const TemporaryFolder folder;
  EXPECT_THAT(std::string(ErrorOf(folder.path()).message()),
              AllOf(StartsWith(folder.path() + ": "), HasSubstr("no certificate in this folder")));
  Write(folder, "a.pem", A().Pem());
  for (const char* bad : {"d.pem", "b.pem", "e.pem"}) Write(folder, bad, "no certificate");
  EXPECT_EQ(ErrorOf(folder.path()).message(), folder.Path("b.pem") + ": no certificate in it\n" + folder.Path("d.pem") +
                                                  ": no certificate in it\n" + folder.Path("e.pem") +
                                                  ": no certificate in it")
      << "by name";
  for (const char* bad : {"d.pem", "b.pem", "e.pem"}) std::filesystem::remove(folder.Path(bad));
  std::filesystem::create_symlink("gone", folder.Path("c.pem"));
  EXPECT_EQ(ErrorOf(folder.path()).message(), folder.Path("c.pem") + ": No such file or directory");
}

TEST(TrustAnchorsTest, EveryBadFileIsNamed) {
  const TemporaryFolder folder;
  Write(folder, "a.pem", "no certificate");
  Write(folder, "b.pem", "");
  for (const std::vector<std::string>& sources :
       {std::vector{folder.path()}, std::vector{folder.Path("a.pem"), folder.Path("b.pem")}}) {
    const absl::Status status = TrustAnchors::Load(sources).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status));
    EXPECT_EQ(status.message(),
              folder.Path("a.pem") + ": no certificate in it\n" + folder.Path("b.pem") + ": an empty file");
  }
}

TEST(TrustAnchorsTest, LoadCertificatesKeepsOrderAndDoubles) {
  const TemporaryFolder folder;
  const auto certificates = LoadCertificates(Write(folder, "i.pem", B().Pem() + A().Pem() + B().Pem()));
  ASSERT_TRUE(certificates.ok()) << certificates.status();
  ASSERT_THAT(*certificates, SizeIs(3));
  EXPECT_EQ((*certificates)[0]->subject().text(), "CN=b");
  EXPECT_EQ((*certificates)[1]->subject().text(), "CN=a");
}

}  // namespace
}  // namespace certsweep::pki
