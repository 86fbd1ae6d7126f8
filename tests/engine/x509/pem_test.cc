#include "engine/x509/pem.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;
using test::CertificateBuilder;
using test::PemOf;
using test::TestCertificate;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const TestCertificate& A() {
  static const auto* certificate = new TestCertificate(CertificateBuilder("a").Build());
  return *certificate;
}
const TestCertificate& B() {
  static const auto* certificate = new TestCertificate(CertificateBuilder("b").Build());
  return *certificate;
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  absl::StrReplaceAll({{from, to}}, &text);
  return text;
}

// The certificates' DER; an error is a list with its message.
std::vector<std::string> CertificatesIn(std::string_view text) {
  const auto certificates = ParsePemCertificates(text);
  if (!certificates.ok()) return {"error: " + std::string(certificates.status().message())};
  std::vector<std::string> der;
  for (const CertificatePtr& certificate : *certificates) der.emplace_back(base::AsText(certificate->der()));
  return der;
}

std::string ErrorOf(std::string_view text) {
  const auto blocks = ParsePem(text);
  if (blocks.ok()) return "no error";
  EXPECT_EQ(blocks.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(blocks.status().message());
}

TEST(PemTest, ReadsBlocksInOrderWithTheirLines) {
  const std::string text = "subject=a\n" + PemOf("PRIVATE KEY", "key") + "\n# comment\n" + PemOf("CERTIFICATE", "one") +
                           PemOf("X509 CRL", "two") + "the end";
  const auto blocks = ParsePem(text);
  ASSERT_TRUE(blocks.ok()) << blocks.status();
  ASSERT_THAT(*blocks, SizeIs(3));
  EXPECT_EQ((*blocks)[0].label, "PRIVATE KEY");
  EXPECT_EQ((*blocks)[0].der, "key");
  EXPECT_EQ((*blocks)[0].line, 2);
  EXPECT_EQ((*blocks)[1].label, "CERTIFICATE");
  EXPECT_EQ((*blocks)[1].der, "one");
  EXPECT_EQ((*blocks)[1].line, 7);
  EXPECT_EQ((*blocks)[2].label, "X509 CRL");
  EXPECT_EQ((*blocks)[2].der, "two");
  EXPECT_EQ((*blocks)[2].line, 10);
}

TEST(PemTest, TextWithoutBlocksHasNone) {
  for (const std::string& text : {""s, "\n\n"s, "subject=a\n"s, std::string(1000, '\0'), "\xef\xbb\xbf"s,
                                  "----- BEGIN x"s, "-----BEGINCERTIFICATE-----\n"s}) {
    const auto blocks = ParsePem(text);
    ASSERT_TRUE(blocks.ok()) << blocks.status();
    EXPECT_THAT(*blocks, IsEmpty());
  }
}

TEST(PemTest, ReadsFilesAsPeopleHaveThem) {
  const std::vector<std::string> both = {A().der, B().der};
  const std::string text = A().Pem() + B().Pem();
  EXPECT_EQ(CertificatesIn(text), both);
  EXPECT_EQ(CertificatesIn(Replaced(text, "\n", "\r\n")), both);
  EXPECT_EQ(CertificatesIn(Replaced(text, "\n", "\r")), both);
  EXPECT_EQ(CertificatesIn(Replaced(text, "\n", " \t\n")), both) << "trailing blanks";
  EXPECT_EQ(CertificatesIn(Replaced(text, "\n", "\n  ")), both) << "indented";
  EXPECT_EQ(CertificatesIn(Replaced(text, "\n", "\n\n")), both) << "empty lines between all";
  EXPECT_EQ(CertificatesIn("\xef\xbb\xbf" + text), both) << "a byte order mark";
  EXPECT_EQ(CertificatesIn("\xef\xbb\xbf" + A().Pem() + "\xef\xbb\xbf" + B().Pem()), both) << "two files with one each";
  EXPECT_EQ(CertificatesIn(text.substr(0, text.size() - 1)), both) << "no line end at the end";
  EXPECT_EQ(CertificatesIn(Replaced(text, "-----\n-----", "----------")), both) << "no line end between the blocks";
  EXPECT_EQ(CertificatesIn(Replaced(text, "\n-----END", "-----END")), both) << "END behind the last line of base64";
  EXPECT_EQ(CertificatesIn(Replaced(text, "\n", "")), both) << "one line";
  EXPECT_EQ(CertificatesIn(Replaced(text, "\n", " ")), both) << "one line, with blanks for line ends";
}

TEST(PemTest, OneByteALineIsReadToo) {
  const std::string pem = PemOf("CERTIFICATE", A().der);
  const size_t body = pem.find('\n') + 1;
  std::string text = pem.substr(0, body);
  for (const char c : pem.substr(body, pem.rfind("-----END") - body)) text += {c, '\n'};
  EXPECT_EQ(CertificatesIn(text + pem.substr(pem.rfind("-----END"))), std::vector<std::string>{A().der});
}

TEST(PemTest, HeadersOfEncryptedKeysAreReadOver) {
  const std::string text =
      "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "
      "AES-256-CBC,00112233445566778899AABBCCDDEEFF\n"
      "\na2V5\n-----END RSA PRIVATE KEY-----\n";
  const auto blocks = ParsePem(text);
  ASSERT_TRUE(blocks.ok()) << blocks.status();
  ASSERT_THAT(*blocks, SizeIs(1));
  EXPECT_EQ((*blocks)[0].der, "key");
  // What looks like one further down is damage.
  EXPECT_EQ(ErrorOf("-----BEGIN X-----\na2V5\nProc-Type: 4\n\na2V5\n-----END X-----\n"),
            "line 3: not base64 (in the X that begins at line 1)");
}

TEST(PemTest, OtherLabelsOfCertificatesAndOtherBlocks) {
  EXPECT_EQ(CertificatesIn(PemOf("X509 CERTIFICATE", A().der)), std::vector<std::string>{A().der});
  // OpenSSL's settings stand behind the certificate.
  EXPECT_EQ(CertificatesIn(PemOf("TRUSTED CERTIFICATE", A().der + test::DerSequence({}))),
            std::vector<std::string>{A().der});
  EXPECT_EQ(CertificatesIn(PemOf("PRIVATE KEY", "key") + A().Pem() + PemOf("DH PARAMETERS", "dh")),
            std::vector<std::string>{A().der});
  EXPECT_THAT(CertificatesIn(PemOf("CERTIFICATE REQUEST", A().der)), IsEmpty());
}

TEST(PemTest, SaysWhereABlockIsDamaged) {
  const std::string begin = "-----BEGIN CERTIFICATE-----\n", end = "-----END CERTIFICATE-----\n";
  EXPECT_EQ(ErrorOf("\n\n" + begin + "AAAA\n"), "line 3: CERTIFICATE has no END line");
  EXPECT_EQ(ErrorOf(begin), "line 1: CERTIFICATE has no END line");
  EXPECT_EQ(ErrorOf(begin + "AAAA\n" + begin + "AAAA\n" + end), "line 1: CERTIFICATE has no END line");
  EXPECT_EQ(ErrorOf(begin + "AAAA\n-----END PRIVATE KEY-----\n"),
            "line 3: END PRIVATE KEY does not fit BEGIN CERTIFICATE at line 1");
  EXPECT_EQ(ErrorOf(begin + "AAAA\n-----END CERTIFICATE\n"), "line 3: END ? does not fit BEGIN CERTIFICATE at line 1");
  EXPECT_EQ(ErrorOf("\n-----BEGIN CERTIFICATE\nAAAA\n" + end), "line 2: a BEGIN line does not end in five dashes");
  EXPECT_EQ(ErrorOf("\r\n" + begin + "AAAA\r\n\r\nAA*A\r\n" + end),
            "line 5: not base64 (in the CERTIFICATE that begins at line 2)");
  EXPECT_EQ(ErrorOf(begin + "AA\0A\n"s + end), "line 2: not base64 (in the CERTIFICATE that begins at line 1)");
  EXPECT_EQ(ErrorOf(begin + "AA-A\n" + end), "line 2: not base64 (in the CERTIFICATE that begins at line 1)");
  for (const std::string body : {"AAA", "AAAAA", "AA==AA==", "=AAA", "AAA=AAAA", "A==="}) {
    EXPECT_EQ(ErrorOf("\n" + begin + body + "\n" + end), "line 2: CERTIFICATE is not base64: damaged or incomplete")
        << body;
  }
}

// A dash lost in pasting must not make a certificate disappear without a word.
TEST(PemTest, AnEndWithoutABeginIsDamageToo) {
  const std::string pem = A().Pem();
  EXPECT_THAT(ErrorOf(B().Pem() + pem.substr(1)), HasSubstr(": END CERTIFICATE without a BEGIN line"));
  EXPECT_THAT(ErrorOf("the certificate: " + pem), HasSubstr(": END CERTIFICATE without a BEGIN line"));
  EXPECT_EQ(ErrorOf("AAAA\n-----END CERTIFICATE-----\n"), "line 2: END CERTIFICATE without a BEGIN line");
}

TEST(PemTest, ALabelCannotForgeTheMessage) {
  EXPECT_EQ(ErrorOf("-----BEGIN \x1b[31m-----\nAAAA\n"), "line 1: \\x1b[31m has no END line");
  EXPECT_LT(ErrorOf("-----BEGIN " + std::string(100000, 'x') + "-----\n").size(), 100u);
}

TEST(PemTest, ACertificateThatIsNoneIsAnErrorWithItsLine) {
  const std::string good = A().Pem();
  const auto line = 2 + std::count(good.begin(), good.end(), '\n');
  EXPECT_THAT(CertificatesIn(good + "\n" + PemOf("CERTIFICATE", "no certificate")),
              ElementsAre(HasSubstr("error: line " + std::to_string(line) + ": ")));
  EXPECT_THAT(CertificatesIn(PemOf("CERTIFICATE", "")), ElementsAre(HasSubstr("error: line 1: ")));
  EXPECT_THAT(CertificatesIn(PemOf("TRUSTED CERTIFICATE", "x")), ElementsAre(HasSubstr("error: line 1: ")));
}

TEST(PemTest, EveryTruncationIsAnErrorOrHasFewerBlocks) {
  const std::string text = A().Pem() + B().Pem();
  // The line end behind the last block may be missing.
  for (size_t size = 0; size + 1 < text.size(); ++size) {
    const auto blocks = ParsePem(text.substr(0, size));
    if (!blocks.ok()) continue;
    EXPECT_LT(blocks->size(), 2u) << size;
    for (const PemBlock& block : *blocks) EXPECT_EQ(block.der, A().der);
  }
}

TEST(PemTest, TellsPemFromDer) {
  EXPECT_TRUE(IsPem(A().Pem()));
  EXPECT_TRUE(IsPem("0 is the first certificate\n" + A().Pem()));
  EXPECT_FALSE(IsPem(A().der));
  EXPECT_FALSE(IsPem(test::CertificateBuilder("-----BEGIN CERTIFICATE-----").Build().der));
  EXPECT_FALSE(IsPem(""));
  EXPECT_FALSE(IsPem("no certificate"));
}

TEST(PemTest, TheCertificateInABlock) {
  const PemBlock plain = {.label = "CERTIFICATE", .der = "der", .line = 1};
  EXPECT_EQ(base::AsText(CertificateIn(plain).value()), "der");
  const PemBlock trusted = {.label = "TRUSTED CERTIFICATE", .der = A().der + "settings", .line = 1};
  EXPECT_EQ(base::AsText(CertificateIn(trusted).value()), A().der);
  const PemBlock followed = {.label = "CERTIFICATE", .der = A().der + "settings", .line = 1};
  EXPECT_EQ(base::AsText(CertificateIn(followed).value()), A().der + "settings") << "which the parser minds";
  const PemBlock key = {.label = "PRIVATE KEY", .der = "der", .line = 1};
  EXPECT_FALSE(CertificateIn(key).has_value());
}

TEST(PemTest, WritesWhatItReads) {
  EXPECT_EQ(EncodePem("CERTIFICATE", {}), "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n");
  EXPECT_EQ(EncodePem("X", base::AsBytes("key")), "-----BEGIN X-----\na2V5\n-----END X-----\n");
  for (const size_t size : {0, 1, 2, 3, 47, 48, 49, 95, 96, 97, 100000}) {
    std::string der(size, '\0');
    for (size_t i = 0; i < size; ++i) der[i] = static_cast<char>(i * 7);
    const std::string pem = PemOf("SOME LABEL", der);
    size_t longest = 0;
    for (size_t at = 0; at < pem.size(); at = pem.find('\n', at) + 1)
      longest = std::max(longest, pem.find('\n', at) - at);
    EXPECT_LE(longest, 64u);
    const auto blocks = ParsePem(pem);
    ASSERT_TRUE(blocks.ok()) << blocks.status();
    ASSERT_THAT(*blocks, SizeIs(1));
    EXPECT_EQ((*blocks)[0].der, der);
    EXPECT_EQ((*blocks)[0].label, "SOME LABEL");
  }
}

}  // namespace
}  // namespace certsweep::x509
