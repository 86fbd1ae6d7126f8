#include "engine/x509/certificate_file.h"

#include <openssl/bytestring.h>
#include <openssl/pkcs7.h>
#include <openssl/pool.h>
#include <openssl/stack.h>

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/check.h"
#include "tests/support/test_certificates.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;
using test::CertificateBuilder;
using test::PemOf;
using test::TestCertificate;
using ::testing::AnyOf;
using ::testing::HasSubstr;

const TestCertificate& A() {
  static const auto* certificate = new TestCertificate(CertificateBuilder("a").Build());
  return *certificate;
}
const TestCertificate& B() {
  static const auto* certificate = new TestCertificate(CertificateBuilder("b").Build());
  return *certificate;
}

// As CAs hand out chains. The certificates are a SET, which DER sorts.
std::string Pkcs7(const std::vector<std::string>& certificates) {
  const bssl::UniquePtr<STACK_OF(CRYPTO_BUFFER)> stack(sk_CRYPTO_BUFFER_new_null());
  for (const std::string& der : certificates) {
    bssl::UniquePtr<CRYPTO_BUFFER> buffer(CRYPTO_BUFFER_new(base::AsBytes(der).data(), der.size(), nullptr));
    test::Check(bssl::PushToStack(stack.get(), std::move(buffer)), "push");
  }
  bssl::ScopedCBB cbb;
  test::Check(
      CBB_init(cbb.get(), 1024) && PKCS7_bundle_raw_certificates(cbb.get(), stack.get()) && CBB_flush(cbb.get()),
      "PKCS#7");
  return std::string(base::AsText({CBB_data(cbb.get()), CBB_len(cbb.get())}));
}

// The subjects in order, or the error.
std::string Subjects(const absl::StatusOr<std::vector<CertificatePtr>>& certificates) {
  if (!certificates.ok()) return "error: " + std::string(certificates.status().message());
  std::string text;
  for (const CertificatePtr& certificate : *certificates) text += certificate->subject().text() + " ";
  return text;
}
std::string In(const std::string& content) { return Subjects(ParseCertificateFile(content)); }

TEST(CertificateFileTest, ReadsEveryForm) {
  const std::string bundle = Pkcs7({A().der, B().der});
  EXPECT_EQ(In(A().Pem() + B().Pem()), "CN=a CN=b ");
  EXPECT_EQ(In(A().der), "CN=a ");
  EXPECT_THAT(In(bundle), AnyOf("CN=a CN=b ", "CN=b CN=a "));
  for (const char* label : {"PKCS7", "PKCS #7 SIGNED DATA", "CMS"}) EXPECT_EQ(In(PemOf(label, bundle)), In(bundle));
  EXPECT_EQ(In(PemOf("PRIVATE KEY", "key") + A().Pem() + PemOf("PKCS7", Pkcs7({B().der}))), "CN=a CN=b ");
  EXPECT_EQ(In("\xef\xbb\xbf" + A().Pem()), "CN=a ");
}

TEST(CertificateFileTest, ReadsFormsAsOtherToolsWriteThem) {
  EXPECT_EQ(In(A().der + B().der), "CN=a CN=b ") << "DER, one behind the other";
  EXPECT_EQ(In(PemOf("CERTIFICATE", Pkcs7({A().der}))), "CN=a ") << "PKCS#7 under the label of a certificate";
  EXPECT_EQ(In(PemOf("PKCS7", Pkcs7({B().der})) + A().Pem()), "CN=b CN=a ") << "in the order of the blocks";
  // A certificate that holds the text of a BEGIN line is no PEM.
  EXPECT_EQ(In(CertificateBuilder("-----BEGIN CERTIFICATE-----").Build().der), "CN=-----BEGIN CERTIFICATE----- ");
}

TEST(CertificateFileTest, OneThatIsBadHidesNoOther) {
  const auto found = ReadCertificateFile(A().Pem() + PemOf("CERTIFICATE", "junk") + PemOf("PKCS7", Pkcs7({B().der})));
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].certificate->subject().text(), "CN=a");
  EXPECT_EQ(found[0].problem, "");
  EXPECT_TRUE(found[0].ordered);
  EXPECT_EQ(found[1].certificate, nullptr);
  EXPECT_THAT(found[1].problem, HasSubstr("line "));
  EXPECT_EQ(found[2].certificate->subject().text(), "CN=b");
  EXPECT_FALSE(found[2].ordered) << "a SET has no order";
}

TEST(CertificateFileTest, ADamagedPemFileIsOneCertificateThatCannotBeParsed) {
  const auto found = ReadCertificateFile(A().Pem() + "-----BEGIN CERTIFICATE-----\nAAAA\n");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].certificate, nullptr);
  EXPECT_THAT(found[0].problem, HasSubstr("CERTIFICATE has no END line"));
}

TEST(CertificateFileTest, AStrayOctetBehindDerIsNotPassedOver) {
  const auto found = ReadCertificateFile(A().der + "\n");
  ASSERT_EQ(found.size(), 1u);
  ASSERT_EQ(found[0].certificate->problems().size(), 1u);
  EXPECT_EQ(found[0].certificate->problems()[0].detail, "1 octets follow it");
}

TEST(CertificateFileTest, NothingInItIsNoError) {
  for (const std::string& content : {""s, "no certificate"s, "\0"s, PemOf("PRIVATE KEY", "key"), Pkcs7({})}) {
    EXPECT_EQ(In(content), "");
  }
}

TEST(CertificateFileTest, SaysWhatCannotBeRead) {
  EXPECT_THAT(In(PemOf("CERTIFICATE", "junk")), HasSubstr("error: line 1: "));
  EXPECT_EQ(In("\n" + PemOf("PKCS7", "junk")), "error: line 2: not a PKCS#7 bundle of certificates");
  EXPECT_THAT(In("\x30junk"), HasSubstr("error: "));
  EXPECT_THAT(In("\x30"), HasSubstr("error: "));
  EXPECT_EQ(In("\x30\x03\x06\x01\x2a"), "error: not a PKCS#7 bundle of certificates");
  EXPECT_THAT(In(Pkcs7({"\x30\x00"s})), HasSubstr("error: ")) << "a certificate in the bundle that is none";
}

TEST(CertificateFileTest, NoTruncationOfABundleIsOne) {
  const std::string bundle = Pkcs7({A().der, B().der});
  for (size_t size = 0; size < bundle.size(); ++size) {
    EXPECT_FALSE(ParsePkcs7(base::AsBytes(bundle.substr(0, size))).ok()) << size;
  }
}

}  // namespace
}  // namespace certsweep::x509
