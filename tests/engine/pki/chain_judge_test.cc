// What is said of a chain, to the letter: each code that a chain can have, its severity, depth and evidence.
#include "engine/pki/chain_judge.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"
#include "tests/support/test_revocation_lists.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using test::kTestNotBefore;
using test::kTestTime;
using test::TestCertificate;
using test::TestKey;
using ::testing::IsEmpty;

constexpr int64_t kLastYear = kTestTime - 365 * test::kTestDay;

struct Case {
  std::vector<TestCertificate> sent;
  std::vector<std::string> identities = {"leaf.example"};
  std::vector<TestCertificate> anchors = {Root()};
  std::vector<TestCertificate> intermediates = {};
  std::vector<std::string> crls = {};
  Rules rules = Rules::kPrivate;
  Policy policy = {};
};

std::shared_ptr<const RevocationLists> Lists(const std::vector<std::string>& crls) {
  if (crls.empty()) return nullptr;
  std::vector<x509::RevocationListPtr> lists;
  for (const std::string& crl : crls) lists.push_back(*x509::CertificateRevocationList::Parse(base::AsBytes(crl)));
  return std::make_shared<const RevocationLists>(std::move(lists));
}

std::vector<SentCertificate> Sent(const std::vector<TestCertificate>& certificates) {
  std::vector<SentCertificate> sent;
  for (const TestCertificate& certificate : certificates) {
    const auto parsed = x509::Certificate::Parse(base::AsBytes(certificate.der));
    if (parsed.ok()) {
      sent.push_back({*parsed, ""});
    } else {
      sent.push_back({nullptr, std::string(parsed.status().message())});
    }
  }
  return sent;
}

ChainJudgement Judge(const Case& c) {
  std::vector<ReferenceIdentity> identities;
  for (const std::string& identity : c.identities) identities.push_back(*ReferenceIdentity::Parse(identity));
  const ChainJudge judge(ChainVerifier(Anchors(c.anchors), Parsed(c.intermediates), c.rules), c.policy, Lists(c.crls));
  ChainJudgement judgement = judge.Judge(Sent(c.sent), identities, kTestTime);
  Findings sorted = judgement.findings;
  SortFindings(sorted);
  EXPECT_EQ(judgement.findings, sorted);
  return judgement;
}

// Each finding as "fail weak_key 0 expected 2048 actual 1024".
std::vector<std::string> Say(const Case& c) {
  std::vector<std::string> lines;
  for (const Finding& finding : Judge(c).findings) {
    std::string line = FindingsText({finding});
    if (!finding.expected.empty()) line += " expected " + finding.expected;
    if (!finding.actual.empty()) line += " actual " + finding.actual;
    EXPECT_FALSE(finding.message.empty()) << line;
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> SayOfLeaf(const CertificateBuilder& leaf) {
  return Say({.sent = {CertificateBuilder(leaf).IssuedBy(Root()).Build()}});
}

using Lines = std::vector<std::string>;

TEST(ChainJudgeTest, AHealthyChainHasNoFinding) {
  const ChainJudgement judgement = Judge({.sent = {Leaf().IssuedBy(Issuing()).Build(), Issuing()}});
  EXPECT_THAT(judgement.findings, IsEmpty());
  EXPECT_TRUE(judgement.has_verified_path);
  EXPECT_TRUE(judgement.trusted);
  EXPECT_EQ(PathText(judgement.path), "sent CN=leaf, sent CN=Issuing, anchor CN=Root");
  for (const Rules rules : {Rules::kRfc5280, Rules::kWebPki}) {
    EXPECT_EQ(Say({.sent = {StrictLeaf().Build(), StrictIssuing()}, .anchors = {StrictRoot()}, .rules = rules}),
              Lines{});
  }
}

TEST(ChainJudgeTest, WhyThereIsNoPath) {
  const TestCertificate stranger = Ca("Stranger", 4).Build();
  const TestCertificate leaf = Leaf().IssuedBy(Issuing()).Build();
  EXPECT_EQ(Say({.sent = {Leaf().Build()}}), Lines{"fail self_signed 0 actual CN=leaf"});
  EXPECT_EQ(Say({.sent = {Leaf().IssuedBy(Root()).TamperedSignature().Build()}}),
            Lines{"fail bad_signature 0 actual ecdsa-with-SHA256"});
  EXPECT_EQ(Say({.sent = {Leaf().IssuedBy(stranger).Build(), stranger}}),
            Lines{"fail untrusted_root 1 actual CN=Stranger"});
  EXPECT_EQ(Say({.sent = {leaf}}), Lines{"fail incomplete_chain 0 expected CN=Issuing"});
  EXPECT_EQ(Say({.sent = {leaf}, .intermediates = {Issuing()}}), Lines{"warn incomplete_chain 0 expected CN=Issuing"});
  const ChainJudgement judgement = Judge({.sent = {leaf}});
  EXPECT_THAT(judgement.path, IsEmpty());
  EXPECT_FALSE(judgement.has_verified_path);
  EXPECT_FALSE(judgement.trusted);
}

TEST(ChainJudgeTest, WithoutAPathTheFurthestOneIsShown) {
  const std::vector<TestCertificate> sent = {Leaf().IssuedBy(Issuing()).Build(), Ca("Other", 5).Build(), Issuing()};
  const ChainJudgement broken = Judge({.sent = sent, .anchors = {Ca("Elsewhere", 6).Build()}});
  EXPECT_THAT(broken.path, IsEmpty());
  EXPECT_EQ(PathText(broken.partial_path), "sent CN=leaf, sent CN=Issuing");
  EXPECT_THAT(Judge({.sent = sent}).partial_path, IsEmpty());
}

TEST(ChainJudgeTest, Times) {
  EXPECT_EQ(SayOfLeaf(Leaf().Valid(kTestNotBefore, kLastYear)),
            Lines{"fail expired 0 expected 2026-01-02T03:04:05Z actual 2025-01-02T03:04:05Z"});
  EXPECT_EQ(SayOfLeaf(Leaf().Valid(kTestTime + 60, kTestTime + 365 * test::kTestDay)),
            Lines{"fail not_yet_valid 0 expected 2026-01-02T03:04:05Z actual 2026-01-02T03:05:05Z"});
  EXPECT_EQ(SayOfLeaf(Leaf().Valid(kTestNotBefore, kTestTime + 7 * test::kTestDay)),
            Lines{"warn expiring_soon 0 expected 30 actual 7"});
  EXPECT_EQ(Say({.sent = {Leaf().IssuedBy(Root()).Build()}, .policy = {.max_validity_days = 398}}),
            Lines{"fail validity_too_long 0 expected 398 actual 3653"});
}

TEST(ChainJudgeTest, Names) {
  const TestCertificate leaf = Leaf().Ip("10.0.0.1").IssuedBy(Root()).Build();
  EXPECT_EQ(Say({.sent = {leaf}, .identities = {"leaf.example", "10.0.0.1"}}), Lines{});
  EXPECT_EQ(Say({.sent = {leaf}, .identities = {"other.example", "leaf.example", "10.0.0.2"}}),
            Lines{"fail name_mismatch 0 expected other.example, 10.0.0.2 actual leaf.example, 10.0.0.1"});
  EXPECT_EQ(Say({.sent = {leaf}, .identities = {}}), Lines{"info name_not_judged"});
  EXPECT_EQ(SayOfLeaf(CertificateBuilder("leaf.example")), Lines{"fail no_subject_alt_name 0 expected leaf.example"});
}

TEST(ChainJudgeTest, WhichNamesALeafCoversFollowsTheRules) {
  const auto covers = [](Rules rules, const TestCertificate& leaf) {
    const ChainJudge judge(ChainVerifier(Anchors({Root()}), {}, rules), Policy());
    return judge.Covers(*leaf.Parse(), *ReferenceIdentity::Parse("a.co.uk"));
  };
  const TestCertificate wildcard = CertificateBuilder("Leaf").Dns("*.co.uk").Build();
  EXPECT_TRUE(covers(Rules::kPrivate, wildcard));
  EXPECT_FALSE(covers(Rules::kWebPki, wildcard));
  EXPECT_FALSE(covers(Rules::kPrivate, CertificateBuilder("a.co.uk").Build()));
}

TEST(ChainJudgeTest, Strength) {
  EXPECT_EQ(SayOfLeaf(Leaf().Key(TestKey::Rsa(1024))), Lines{"fail weak_key 0 expected 2048 actual 1024"});
  EXPECT_EQ(SayOfLeaf(Leaf().Key(TestKey::OfSpki(test::RsaSpki(2048, 1)))),
            Lines{"fail weak_key 0 expected an odd exponent of 3 or more"});
  EXPECT_EQ(SayOfLeaf(Leaf().Key(TestKey::OfSpki(test::DsaSpki(2048)))),
            Lines{"fail weak_key 0 expected RSA or EC actual DSA"});
  EXPECT_EQ(SayOfLeaf(Leaf().Key(TestKey::Ec("P-224"))), Lines{"fail weak_key 0 expected 256 actual 224"});
  EXPECT_EQ(SayOfLeaf(Leaf().Hash(x509::HashAlgorithm::kSha1)),
            Lines{"fail weak_signature 0 expected SHA-256 actual SHA-1"});
  const TestCertificate weak =
      Ca("Weak", 3).Key(TestKey::Rsa(1024)).Hash(x509::HashAlgorithm::kSha1).IssuedBy(Root()).Build();
  EXPECT_EQ(
      Say({.sent = {Leaf().IssuedBy(weak).Build(), weak}}),
      (Lines{"fail weak_key 1 expected 2048 actual 1024", "fail weak_signature 1 expected SHA-256 actual SHA-1"}));
}

TEST(ChainJudgeTest, Uses) {
  EXPECT_EQ(SayOfLeaf(Leaf().ExtendedKeyUsage({"1.3.6.1.5.5.7.3.2"})),
            Lines{"fail not_for_server_auth 0 expected serverAuth (1.3.6.1.5.5.7.3.1) actual 1.3.6.1.5.5.7.3.2"});
  EXPECT_EQ(SayOfLeaf(Leaf().Ca().KeyUsage(x509::kDigitalSignature)),
            Lines{"fail ca_certificate_as_leaf 0 expected cA FALSE actual cA TRUE"});
  const TestCertificate not_ca = CertificateBuilder("CA").Key(CaKey(3)).NotCa().IssuedBy(Root()).Build();
  EXPECT_EQ(Say({.sent = {Leaf().IssuedBy(not_ca).Build(), not_ca}}),
            Lines{"fail issuer_not_ca 1 expected cA TRUE, keyCertSign actual cA FALSE"});
}

TEST(ChainJudgeTest, Constraints) {
  const TestCertificate named =
      Ca("Named", 3).NameConstraints({test::DnsName("corp.example")}, {}).IssuedBy(Root()).Build();
  EXPECT_EQ(Say({.sent = {Leaf().IssuedBy(named).Build(), named}}),
            Lines{"fail name_constraint_violation 0 actual leaf.example"});
  const TestCertificate limited = Ca("Limited", 3).Ca(0).IssuedBy(Root()).Build();
  const TestCertificate below = Ca("Below", 4).IssuedBy(limited).Build();
  EXPECT_EQ(Say({.sent = {Leaf().IssuedBy(below).Build(), below, limited}}),
            Lines{"fail path_length_exceeded 2 expected 0 actual 1"});
  const TestCertificate demanding = Ca("Demanding", 3).PolicyConstraints(0, std::nullopt).IssuedBy(Root()).Build();
  EXPECT_EQ(Say({.sent = {Leaf().IssuedBy(demanding).Build(), demanding}}),
            Lines{"fail certificate_policy_violation 0"});
}

TEST(ChainJudgeTest, Encoding) {
  EXPECT_EQ(SayOfLeaf(Leaf().Extension("1.2.3.4", true, "x")),
            Lines{"fail unknown_critical_extension 0 actual 1.2.3.4"});
  EXPECT_EQ(SayOfLeaf(Leaf().Extension("2.5.29.35", false, "x").Extension("2.5.29.35", false, "x")),
            Lines{"fail malformed_certificate 0"});
}

TEST(ChainJudgeTest, AKeyThatNobodyCouldUseIsMalformed) {
  const std::string off_curve = test::NamedCurveSpki("1.2.840.10045.3.1.7", 256);
  EXPECT_EQ(SayOfLeaf(Leaf().Key(TestKey::OfSpki(off_curve))), Lines{"fail malformed_certificate 0"});
  EXPECT_EQ(SayOfLeaf(Leaf().Key(TestKey::OfSpki(test::NamedCurveSpki(test::kBrainpoolP256r1Oid, 256)))), Lines{});
}

TEST(ChainJudgeTest, Budget) {
  std::vector<TestCertificate> namesakes;
  for (int i = 0; i < 70; ++i) namesakes.push_back(Ca("Issuing", 100 + i).IssuedBy(Root()).Build());
  const Lines said = Say({.sent = {Leaf().IssuedBy(Issuing()).Build()}, .intermediates = namesakes});
  ASSERT_EQ(said.size(), 1u);
  EXPECT_THAT(said[0], testing::StartsWith("fail budget_exhausted expected 65 signatures"));
}

TEST(ChainJudgeTest, Revocation) {
  const TestCertificate leaf = Leaf().Serial(0x4f01).IssuedBy(Issuing()).Build();
  const auto say = [&leaf](const std::string& crl, Rules rules = Rules::kPrivate) {
    return Say({.sent = {leaf, Issuing()}, .crls = {crl}, .rules = rules});
  };
  EXPECT_EQ(say(test::RevocationListBuilder(Issuing()).Revoke(0x4f01).Build()), Lines{"fail revoked 0 actual 4f01"});
  EXPECT_EQ(say(test::RevocationListBuilder(Issuing()).Revoke(0x4f02).Build()), Lines{});
  EXPECT_EQ(say(test::RevocationListBuilder(Issuing()).TamperedSignature().Build()),
            Lines{"warn revocation_unknown 0 actual CN=Issuing"});
}

TEST(ChainJudgeTest, EveryCheckReportsAndNoneHidesAnother) {
  const TestCertificate leaf = CertificateBuilder("leaf")
                                   .Key(TestKey::Rsa(1024))
                                   .Dns("other.example")
                                   .Ca()
                                   .ExtendedKeyUsage({"1.2.3"})
                                   .Extension("1.2.3.4", true, "x")
                                   .Valid(kTestNotBefore, kLastYear)
                                   .Hash(x509::HashAlgorithm::kSha1)
                                   .Build();
  EXPECT_EQ(FindingsText(Judge({.sent = {leaf}}).findings),
            "fail self_signed 0, fail expired 0, fail name_mismatch 0, fail weak_key 0, fail weak_signature 0, "
            "fail not_for_server_auth 0, fail ca_certificate_as_leaf 0, fail unknown_critical_extension 0");
}

TEST(ChainJudgeTest, WithoutAPathAllThatWasSentIsChecked) {
  const TestCertificate stranger =
      Ca("Stranger", 4).Valid(kTestNotBefore, kLastYear).Hash(x509::HashAlgorithm::kSha1).Build();
  const TestCertificate bystander = Ca("Bystander", 5).Key(TestKey::Rsa(1024)).IssuedBy(Root()).Build();
  EXPECT_EQ(FindingsText(Judge({.sent = {Leaf().IssuedBy(stranger).Build(), bystander, stranger}}).findings),
            "fail weak_key 1, fail untrusted_root 2, fail expired 2")
      << "the signature of a self-signed certificate is nobody's business";
}

TEST(ChainJudgeTest, WithAPathOnlyThePathIsChecked) {
  const TestCertificate bad = Ca("Bad", 4).Key(TestKey::Rsa(1024)).Valid(kTestNotBefore, kLastYear).Build();
  const ChainJudgement judgement =
      Judge({.sent = {Leaf().IssuedBy(Issuing()).Build(), bad, Issuing(), {"junk", "", CaKey(1)}}});
  EXPECT_THAT(judgement.findings, IsEmpty());
  EXPECT_TRUE(judgement.trusted);
}

TEST(ChainJudgeTest, APathWithFaultsIsShownWithTheFindingsDepths) {
  const TestCertificate expired = Ca("Expired", 3).Valid(kTestNotBefore, kLastYear).IssuedBy(Root()).Build();
  const ChainJudgement judgement = Judge({.sent = {Leaf().IssuedBy(expired).Build(), Ca("Other", 4).Build(), expired}});
  EXPECT_EQ(PathText(judgement.path), "sent CN=leaf, sent CN=Expired, anchor CN=Root");
  EXPECT_EQ(FindingsText(judgement.findings), "fail expired 1");
  EXPECT_FALSE(judgement.has_verified_path);
  EXPECT_FALSE(judgement.trusted);
}

TEST(ChainJudgeTest, CertificatesThatCouldNotBeParsed) {
  const TestCertificate junk{"junk", "", CaKey(1)};
  EXPECT_EQ(Say({.sent = {junk}}), Lines{"fail malformed_certificate 0"});
  EXPECT_EQ(Say({.sent = {Leaf().IssuedBy(Issuing()).Build(), junk}}),
            (Lines{"fail incomplete_chain 0 expected CN=Issuing", "fail malformed_certificate 1"}));
  const ChainJudgement judgement = Judge({.sent = {junk}});
  EXPECT_FALSE(judgement.trusted);
  EXPECT_THAT(judgement.findings[0].message, testing::StartsWith("it cannot be parsed: "));
}

TEST(ChainJudgeTest, WithoutIdentitiesItIsSaidWhateverTheLeafIs) {
  const TestCertificate junk{"junk", "", CaKey(1)};
  EXPECT_EQ(FindingsText(Judge({.sent = {junk}, .identities = {}}).findings),
            "fail malformed_certificate 0, info name_not_judged");
  EXPECT_EQ(FindingsText(Judge({.sent = {Leaf().Build()}, .identities = {}}).findings),
            "fail self_signed 0, info name_not_judged");
}

TEST(ChainJudgeTest, ThePolicyStandsBesideTrust) {
  const TestCertificate weak = Leaf().Key(TestKey::Rsa(1024)).IssuedBy(Root()).Build();
  EXPECT_TRUE(Judge({.sent = {weak}}).trusted);
  EXPECT_TRUE(Judge({.sent = {weak}}).has_verified_path);
  const ChainJudgement misnamed = Judge({.sent = {Leaf().IssuedBy(Root()).Build()}, .identities = {"other.example"}});
  EXPECT_TRUE(misnamed.has_verified_path);
  EXPECT_FALSE(misnamed.trusted);
  EXPECT_TRUE(Judge({.sent = {Leaf().IssuedBy(Root()).Build()}, .identities = {}}).trusted) << "no name is judged";
}

TEST(ChainJudgeTest, ALeafThatIsAnAnchorIsTrustedAndJudged) {
  const TestCertificate leaf = Leaf().Key(TestKey::Rsa(1024)).Build();
  const ChainJudgement judgement = Judge({.sent = {leaf}, .identities = {"other.example"}, .anchors = {leaf}});
  EXPECT_TRUE(judgement.has_verified_path);
  EXPECT_EQ(PathText(judgement.path), "anchor CN=leaf");
  EXPECT_EQ(FindingsText(judgement.findings), "fail name_mismatch 0, fail weak_key 0");
}

TEST(ChainJudgeTest, TheOrderOfWhatWasSentChangesNoVerdict) {
  const TestCertificate old_root = Ca("Old root", 4).Build();
  const TestCertificate by_old = Ca("Issuing", 2).IssuedBy(old_root).Build();
  std::vector<TestCertificate> above = {by_old, old_root, Issuing()};
  const auto by_der = [](const TestCertificate& a, const TestCertificate& b) { return a.der < b.der; };
  std::sort(above.begin(), above.end(), by_der);
  do {
    std::vector<TestCertificate> sent = {Leaf().IssuedBy(Issuing()).Build()};
    sent.insert(sent.end(), above.begin(), above.end());
    EXPECT_EQ(PathText(Judge({.sent = sent}).path), "sent CN=leaf, sent CN=Issuing, anchor CN=Root");
  } while (std::next_permutation(above.begin(), above.end(), by_der));
}

}  // namespace
}  // namespace certsweep::pki
