#include "replacer/issuer/certificate_answer.h"

#include <set>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/issuer/test_order.h"
#include "tests/support/test_certificates.h"

namespace certsweep::replacer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The subjects, sorted: PKCS#7 is a set.
std::string In(std::string_view content) {
  const auto certificates = ReadCertificateAnswer(content);
  if (!certificates.ok()) return std::string(certificates.status().message());
  std::set<std::string> names;
  for (const auto& certificate : *certificates) names.insert(certificate->subject().text());
  return absl::StrJoin(names, " ");
}

std::string Utf16(std::string_view ascii, bool little) {
  std::string wide = little ? "\xff\xfe" : "\xfe\xff";
  for (const char c : ascii) wide += little ? std::string{c, '\0'} : std::string{'\0', c};
  return wide;
}

std::string WithCrLf(std::string text) {
  for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) text.insert(at, "\r");
  return text;
}

TEST(CertificateAnswerTest, TakesEveryForm) {
  const auto leaf = OrderLeaf();
  const std::string bundle = Pkcs7Of({OrderLeaf(), IssuingCa()});
  EXPECT_EQ(In(leaf.der), "CN=sps01");
  EXPECT_EQ(In(leaf.Pem()), "CN=sps01");
  EXPECT_EQ(In("\xef\xbb\xbf" + WithCrLf(leaf.Pem())), "CN=sps01");
  EXPECT_EQ(In(Utf16(leaf.Pem(), true)), "CN=sps01") << "as PowerShell writes it";
  EXPECT_EQ(In(Utf16(leaf.Pem(), false)), "CN=sps01");
  EXPECT_EQ(In(bundle), "CN=Issuing CA CN=sps01");
  EXPECT_EQ(In(absl::Base64Escape(bundle) + "\r\n"), "CN=Issuing CA CN=sps01") << "as EST sends it";
  EXPECT_EQ(In(absl::Base64Escape(leaf.der)), "CN=sps01");
}

TEST(CertificateAnswerTest, DoesNotRelyOnLabels) {
  const std::string bundle = Pkcs7Of({IssuingCa()});
  for (const char* label : {"CERTIFICATE", "PKCS7", "CMS", "NEW CERTIFICATE", "X"}) {
    EXPECT_EQ(In(test::PemOf(label, bundle)), "CN=Issuing CA") << label;
    EXPECT_EQ(In(test::PemOf(label, OrderLeaf().der)), "CN=sps01") << label;
  }
  EXPECT_EQ(In(PrivateKeyPem(OrderKey()) + TestOrder().csr_pem + OrderLeaf().Pem()), "CN=sps01");
}

TEST(CertificateAnswerTest, WhatHoldsNoneIsEmpty) {
  for (const char* content : {"", "\n", "<HTML>no</HTML>", "not yet", "AAAA", "\xff\xfe"}) EXPECT_EQ(In(content), "");
}

TEST(CertificateAnswerTest, WhatIsDamagedIsAnError) {
  EXPECT_FALSE(ReadCertificateAnswer(OrderLeaf().der.substr(0, 100)).ok());
  EXPECT_FALSE(ReadCertificateAnswer(OrderLeaf().Pem().substr(0, 200)).ok());
  EXPECT_FALSE(ReadCertificateAnswer(test::PemOf("CERTIFICATE", "\x30junk")).ok());
}

TEST(CertificateAnswerTest, OrdersByKey) {
  const auto bag = ReadCertificateAnswer(test::PemBundle({RootCa(), OtherLeaf(), OrderLeaf(), RootCa()}));
  ASSERT_TRUE(bag.ok());
  const auto spki = TestOrder().spki_sha256;
  EXPECT_THAT(OrderedByKey(*bag, spki), ElementsAre(OrderLeaf().der, RootCa().der, OtherLeaf().der));
  EXPECT_THAT(OrderedByKey(std::vector<x509::CertificatePtr>(1, bag->front()), spki), IsEmpty());
  EXPECT_THAT(OrderedByKey(std::vector<x509::CertificatePtr>(), spki), IsEmpty());
}

TEST(CertificateAnswerTest, OfSeveralTheOneThatBeginsLast) {
  const auto made = [](int64_t day) {
    const int64_t begin = test::kTestNotBefore + day * test::kTestDay;
    return test::CertificateBuilder().Key(OrderKey()).Valid(begin, begin + 1).Build().Parse();
  };
  const std::vector<x509::CertificatePtr> days = {made(1), made(3), made(2)};
  const auto ordered = OrderedByKey(days, TestOrder().spki_sha256);
  ASSERT_EQ(ordered.size(), 3U);
  EXPECT_EQ(ordered.front(), base::AsText(days[1]->der()));
}

}  // namespace
}  // namespace certsweep::replacer
