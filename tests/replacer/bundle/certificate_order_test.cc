#include "replacer/bundle/certificate_order.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::replacer {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const TestKey kLeafKey = TestKey::Ec("P-256", 9);

struct Chain {
  TestCertificate root = CertificateBuilder("Root").Key(TestKey::Ec("P-256", 1)).Ca().Build();
  TestCertificate policy = CertificateBuilder("Policy").Key(TestKey::Ec("P-256", 2)).Ca().IssuedBy(root).Build();
  TestCertificate issuing = CertificateBuilder("Issuing").Key(TestKey::Ec("P-256", 3)).Ca().IssuedBy(policy).Build();
  TestCertificate leaf = CertificateBuilder("leaf").Key(kLeafKey).IssuedBy(issuing).Build();
};

x509::PrivateKey Key() { return x509::PrivateKey(bssl::UpRef(kLeafKey.pkey())); }

absl::StatusOr<OrderedCertificates> Order(const std::vector<TestCertificate>& certificates) {
  std::vector<x509::CertificatePtr> parsed;
  for (const TestCertificate& certificate : certificates) parsed.push_back(certificate.Parse());
  return OrderCertificates(Key(), parsed);
}

std::vector<std::string> Texts(const OrderedCertificates& ordered) {
  std::vector<std::string> texts = {ordered.leaf->subject().text()};
  for (const auto& certificate : ordered.intermediates) texts.push_back(certificate->subject().text());
  if (ordered.root != nullptr) texts.push_back("root " + ordered.root->subject().text());
  return texts;
}

TEST(CertificateOrderTest, FollowsIssuanceWhateverTheOrderOfTheInput) {
  const Chain chain;
  std::vector<TestCertificate> all = {chain.root, chain.policy, chain.leaf, chain.issuing};
  for (int turn = 0; turn < 4; ++turn) {
    std::rotate(all.begin(), all.begin() + 1, all.end());
    const auto ordered = Order(all);
    ASSERT_TRUE(ordered.ok()) << ordered.status();
    EXPECT_THAT(Texts(*ordered), ElementsAre("CN=leaf", "CN=Issuing", "CN=Policy", "root CN=Root"));
    EXPECT_THAT(ordered->notices, IsEmpty());
  }
}

TEST(CertificateOrderTest, WithoutARootOrWithoutAnythingElse) {
  const Chain chain;
  EXPECT_THAT(Texts(*Order({chain.issuing, chain.leaf})), ElementsAre("CN=leaf", "CN=Issuing"));
  EXPECT_THAT(Texts(*Order({chain.leaf})), ElementsAre("CN=leaf"));
}

TEST(CertificateOrderTest, DuplicatesAndStrangersAreDroppedAndStrangersTold) {
  const Chain chain;
  const TestCertificate stranger = CertificateBuilder("Other CA").Key(TestKey::Ec("P-256", 5)).Ca().Build();
  const auto ordered = Order({chain.leaf, chain.leaf, stranger, chain.issuing, chain.issuing});
  ASSERT_TRUE(ordered.ok());
  EXPECT_THAT(Texts(*ordered), ElementsAre("CN=leaf", "CN=Issuing"));
  EXPECT_THAT(ordered->notices, ElementsAre("\"CN=Other CA\" is left out: it is not part of the leaf's chain"));
}

TEST(CertificateOrderTest, ANamesakeWithAnotherKeyIsAStranger) {
  const Chain chain;
  const TestCertificate namesake = CertificateBuilder("Issuing").Key(TestKey::Ec("P-256", 6)).Ca().Build();
  const auto ordered = Order({namesake, chain.leaf, chain.issuing});
  ASSERT_TRUE(ordered.ok());
  EXPECT_THAT(Texts(*ordered), ElementsAre("CN=leaf", "CN=Issuing"));
  EXPECT_THAT(ordered->notices, ElementsAre(HasSubstr("CN=Issuing")));
}

TEST(CertificateOrderTest, ARootComesBeforeItsCrossSignedTwin) {
  const Chain chain;
  const TestCertificate old = CertificateBuilder("Old Root").Key(TestKey::Ec("P-256", 7)).Ca().Build();
  const TestCertificate twin = CertificateBuilder("Root").Key(TestKey::Ec("P-256", 1)).Ca().IssuedBy(old).Build();
  EXPECT_THAT(Texts(*Order({chain.leaf, chain.issuing, chain.policy, twin, chain.root})),
              ElementsAre("CN=leaf", "CN=Issuing", "CN=Policy", "root CN=Root"));
  EXPECT_THAT(Texts(*Order({chain.leaf, chain.issuing, chain.policy, twin, old})),
              ElementsAre("CN=leaf", "CN=Issuing", "CN=Policy", "CN=Root", "root CN=Old Root"));
}

TEST(CertificateOrderTest, OfSeveralForTheKeyTheOneOfACaThatIsValidLongest) {
  const Chain chain;
  const TestCertificate longer = CertificateBuilder("longer")
                                     .Key(kLeafKey)
                                     .IssuedBy(chain.issuing)
                                     .Valid(test::kTestNotBefore, test::kTestNotAfter + test::kTestDay)
                                     .Build();
  const TestCertificate own = CertificateBuilder("own")
                                  .Key(kLeafKey)
                                  .Valid(test::kTestNotBefore, test::kTestNotAfter + 9 * test::kTestDay)
                                  .Build();
  EXPECT_EQ(Order({chain.leaf, own, longer, chain.issuing})->leaf->subject().text(), "CN=longer");
  const auto alone = Order({own});
  EXPECT_EQ(alone->leaf->subject().text(), "CN=own");
  EXPECT_EQ(alone->root, nullptr);
}

TEST(CertificateOrderTest, CasThatSignEachOtherEndSomewhere) {
  const TestKey key_a = TestKey::Ec("P-256", 1), key_b = TestKey::Ec("P-256", 2);
  const TestCertificate seed_a = CertificateBuilder("A").Key(key_a).Ca().Build();
  const TestCertificate b = CertificateBuilder("B").Key(key_b).Ca().IssuedBy(seed_a).Build();
  const TestCertificate a = CertificateBuilder("A").Key(key_a).Ca().IssuedBy(b).Build();
  const TestCertificate leaf = CertificateBuilder("leaf").Key(kLeafKey).IssuedBy(a).Build();
  EXPECT_THAT(Texts(*Order({leaf, a, b})), ElementsAre("CN=leaf", "CN=A", "CN=B"));
}

TEST(CertificateOrderTest, NoCertificateForTheKey) {
  const Chain chain;
  EXPECT_EQ(Order({}).status().message(), "there is no certificate");
  EXPECT_EQ(Order({chain.issuing, chain.root}).status().message(),
            "no certificate is for this private key, but for other keys; \"CN=Issuing\"; \"CN=Root\"");
}

}  // namespace
}  // namespace certsweep::replacer
