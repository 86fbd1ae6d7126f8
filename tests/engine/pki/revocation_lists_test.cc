#include "engine/pki/revocation_lists.h"

#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_revocation_lists.h"

namespace certsweep::pki {
namespace {

using namespace std::string_literals;
using test::CertificateBuilder;
using test::ConstructedContextTag;
using test::ContextTag;
using test::Der;
using test::DerSequence;
using test::kTestDay;
using test::kTestTime;
using test::RevocationListBuilder;
using test::TemporaryFolder;
using test::TestCertificate;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint64_t kLeafSerial = 0x4f01;
constexpr uint64_t kIssuingSerial = 0x4f02;
constexpr char kIssuingDistributionPointOid[] = "2.5.29.28";
constexpr char kCrlDistributionPointsOid[] = "2.5.29.31";

const TestCertificate& Intermediate() {
  static const auto* issuing = new TestCertificate(Ca("Issuing", 2).Serial(kIssuingSerial).IssuedBy(Root()).Build());
  return *issuing;
}
CertificateBuilder RevocableLeaf() { return Leaf().Serial(kLeafSerial).IssuedBy(Intermediate()); }

RevocationListBuilder OfIssuing() { return RevocationListBuilder(Intermediate()); }
RevocationListBuilder OfRoot() { return RevocationListBuilder(Root()); }

RevocationLists Lists(const std::vector<RevocationListBuilder>& builders) {
  std::vector<x509::RevocationListPtr> lists;
  for (const RevocationListBuilder& builder : builders) {
    lists.push_back(*x509::CertificateRevocationList::Parse(base::AsBytes(builder.Build())));
  }
  return RevocationLists(std::move(lists));
}

Findings Check(const std::vector<RevocationListBuilder>& lists, const CertificateBuilder& leaf = RevocableLeaf(),
               Rules rules = Rules::kPrivate, int64_t now = kTestTime) {
  return Lists(lists).Check(Parsed({leaf.Build(), Intermediate(), Root()}), rules, now);
}

// What is said of the leaf: "" if it is good or nobody was asked.
std::string Unknown(const RevocationListBuilder& list, Rules rules = Rules::kPrivate, int64_t now = kTestTime) {
  const Findings findings = Check({list, OfRoot().Updates(0, 4000000000)}, RevocableLeaf(), rules, now);
  if (findings.empty()) return "";
  EXPECT_EQ(findings.size(), 1u) << FindingsText(findings);
  EXPECT_EQ(findings[0].code, FindingCode::kRevocationUnknown);
  EXPECT_EQ(findings[0].depth, 0);
  EXPECT_EQ(findings[0].severity, rules == Rules::kPrivate ? Severity::kWarn : Severity::kFail);
  EXPECT_EQ(findings[0].actual, "CN=Issuing");
  return findings[0].message.substr(findings[0].message.find(": ") + 2);
}

TEST(RevocationListsTest, WhatIsOnTheListOfItsIssuerIsRevoked) {
  EXPECT_THAT(Check({OfIssuing().Revoke(kLeafSerial, 1)}),
              ElementsAre(MakeFinding(FindingCode::kRevoked, 0,
                                      "revoked at 2026-01-01T03:04:05Z (keyCompromise) by CN=Issuing", {}, "4f01")));
  EXPECT_THAT(
      Check({OfRoot().Revoke(kIssuingSerial)}),
      ElementsAre(MakeFinding(FindingCode::kRevoked, 1, "revoked at 2026-01-01T03:04:05Z by CN=Root", {}, "4f02")));
  EXPECT_EQ(FindingsText(Check({OfIssuing().Revoke(kLeafSerial), OfRoot().Revoke(kIssuingSerial)})),
            "fail revoked 0, fail revoked 1");
}

TEST(RevocationListsTest, WhatIsNotOnItIsGood) {
  EXPECT_THAT(Check({OfIssuing().Revoke(kIssuingSerial), OfRoot().Revoke(kLeafSerial)}), IsEmpty())
      << "the numbers of another issuer";
  EXPECT_THAT(Check({OfIssuing(), OfRoot()}, RevocableLeaf(), Rules::kWebPki), IsEmpty());
}

TEST(RevocationListsTest, WithoutAListOfItsIssuerOnlyTheStricterRulesAsk) {
  EXPECT_THAT(Check({}), IsEmpty());
  EXPECT_THAT(Check({OfRoot()}), IsEmpty());
  for (const Rules rules : {Rules::kRfc5280, Rules::kWebPki}) {
    const Findings findings = Check({OfRoot()}, RevocableLeaf(), rules);
    EXPECT_EQ(FindingsText(findings), "fail revocation_unknown 0");
    EXPECT_EQ(findings[0].message, "whether it is revoked can't be told: no CRL of its issuer was given");
  }
}

TEST(RevocationListsTest, ListsWithoutEndAreNotRead) {
  const auto list = *x509::CertificateRevocationList::Parse(base::AsBytes(OfIssuing().Build()));
  const auto path = Parsed({RevocableLeaf().Build(), Intermediate(), Root()});
  const auto check = [&](size_t count) {
    return RevocationLists(std::vector(count, list)).Check(path, Rules::kPrivate, kTestTime);
  };
  EXPECT_THAT(check(1000), IsEmpty());
  ASSERT_EQ(FindingsText(check(1001)), "warn revocation_unknown 0");
  EXPECT_EQ(check(1001)[0].message,
            "whether it is revoked can't be told: 1001 CRLs of its issuer were given, over 1000");
}

TEST(RevocationListsTest, TheAnchorIsNotLookedUp) {
  const TestCertificate root = Ca("Root", 1).Serial(1).Build();
  EXPECT_THAT(Lists({OfRoot().Revoke(1)}).Check(Parsed({root}), Rules::kWebPki, kTestTime), IsEmpty());
}

TEST(RevocationListsTest, AListThatAnotherSignedSaysNothing) {
  EXPECT_EQ(Unknown(OfIssuing().Revoke(kLeafSerial).TamperedSignature()), "the CRL is not signed by its issuer");
  EXPECT_EQ(Unknown(OfIssuing().Revoke(kLeafSerial).SignedBy(CaKey(9))), "the CRL is not signed by its issuer")
      << "nobody may revoke the certificates of others";
  EXPECT_EQ(Unknown(OfIssuing().Revoke(kLeafSerial).SignedBy(test::TestKey::Rsa())),
            "the CRL is not signed by its issuer")
      << "by an algorithm that does not fit the issuer's key";
}

TEST(RevocationListsTest, AListOfANamesakeSaysNothingOfWhatAnotherIssued) {
  const RevocationLists lists = Lists({OfIssuing().Revoke(kLeafSerial)});
  const TestCertificate namesake = Ca("Issuing", 5).IssuedBy(Root()).Build();
  const auto of_issuing = Parsed({RevocableLeaf().Build(), Intermediate(), Root()});
  const auto of_namesake = Parsed({Leaf().Serial(kLeafSerial).IssuedBy(namesake).Build(), namesake, Root()});
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(FindingsText(lists.Check(of_issuing, Rules::kPrivate, kTestTime)), "fail revoked 0");
    EXPECT_EQ(FindingsText(lists.Check(of_namesake, Rules::kPrivate, kTestTime)), "warn revocation_unknown 0");
  }
}

TEST(RevocationListsTest, TimesOfTheList) {
  const RevocationListBuilder list = OfIssuing().Updates(kTestTime - 10, kTestTime + 10);
  EXPECT_EQ(Unknown(list, Rules::kPrivate, kTestTime - 10), "");
  EXPECT_EQ(Unknown(list, Rules::kPrivate, kTestTime + 10), "");
  EXPECT_EQ(Unknown(list, Rules::kPrivate, kTestTime - 11), "the CRL is of 2026-01-02T03:03:55Z, which is to come");
  EXPECT_EQ(Unknown(list, Rules::kPrivate, kTestTime + 11), "the CRL is out of date since 2026-01-02T03:04:15Z");
}

TEST(RevocationListsTest, AnOldListDoesNotUndoARevocation) {
  EXPECT_EQ(
      FindingsText(Check({OfIssuing().Updates(kTestTime - 100 * kTestDay, kTestTime - kTestDay).Revoke(kLeafSerial)})),
      "fail revoked 0");
}

TEST(RevocationListsTest, OneListThatCanBeReliedOnIsEnough) {
  const RevocationListBuilder old = OfIssuing().Updates(kTestTime - 100 * kTestDay, kTestTime - kTestDay);
  for (const auto& lists : {std::vector{old, OfIssuing()}, std::vector{OfIssuing(), old}})
    EXPECT_THAT(Check(lists), IsEmpty());
  for (const auto& lists : {std::vector{OfIssuing(), OfIssuing().Revoke(kLeafSerial)},
                            std::vector{OfIssuing().Revoke(kLeafSerial), OfIssuing()}}) {
    EXPECT_EQ(FindingsText(Check(lists)), "fail revoked 0") << "on any of them";
  }
}

TEST(RevocationListsTest, AnIssuerThatMayNotSignListsSaysNothing) {
  const TestCertificate issuing = Ca("Issuing", 2).KeyUsage(x509::kKeyCertSign).IssuedBy(Root()).Build();
  const Findings findings =
      Lists({OfIssuing()})
          .Check(Parsed({Leaf().IssuedBy(issuing).Build(), issuing, Root()}), Rules::kPrivate, kTestTime);
  EXPECT_EQ(FindingsText(findings), "warn revocation_unknown 0");
  EXPECT_THAT(findings[0].message, testing::EndsWith("the issuer may not sign CRLs (no cRLSign)"));
}

TEST(RevocationListsTest, ListsThatAreNotSupportedSayNothing) {
  EXPECT_EQ(Unknown(OfIssuing().Extension("2.5.29.27", true, test::DerInteger(1))), "not supported: a delta CRL");
  EXPECT_EQ(Unknown(OfIssuing().Extension("1.2.3", true, "x").Revoke(kLeafSerial)),
            "not supported: a critical extension 1.2.3")
      << "nor is a revocation believed: it may be another's (an indirect CRL)";
}

// It can't say that a certificate is good, but that one is revoked it can.
TEST(RevocationListsTest, ADeltaOrPartialListRevokesAllTheSame) {
  const RevocationListBuilder delta = OfIssuing().Extension("2.5.29.27", true, test::DerInteger(1));
  const RevocationListBuilder some_reasons = OfIssuing().Extension(
      kIssuingDistributionPointOid, true, DerSequence({Der(ContextTag(3), std::string_view("\x06\x40", 2))}));
  for (const RevocationListBuilder& partial : {delta, some_reasons}) {
    RevocationListBuilder listing = partial;
    listing.Revoke(kLeafSerial);
    for (const auto& lists : {std::vector{OfIssuing(), listing}, std::vector{listing, OfIssuing()}}) {
      EXPECT_EQ(FindingsText(Check(lists)), "fail revoked 0") << "though the whole list does not know of it yet";
    }
    EXPECT_EQ(FindingsText(Check({OfIssuing(), partial})), "");
    EXPECT_EQ(FindingsText(Check({partial})), "warn revocation_unknown 0");
  }
}

TEST(RevocationListsTest, WhatADeltaListTakesOffIsNotRevokedByIt) {
  const RevocationListBuilder delta = OfIssuing().Extension("2.5.29.27", true, test::DerInteger(1));
  RevocationListBuilder listing = delta;
  listing.Revoke(kLeafSerial, 8);
  EXPECT_EQ(FindingsText(Check({OfIssuing(), listing})), "");
  EXPECT_EQ(FindingsText(Check({listing})), "warn revocation_unknown 0");
}

TEST(RevocationListsTest, AWholeListTakesNothingOff) {
  EXPECT_EQ(FindingsText(Check({OfIssuing().Revoke(kLeafSerial, 8)})), "fail revoked 0");
}

TEST(RevocationListsTest, OfTwoEntriesTheOneThatRevokesIsBelieved) {
  const RevocationListBuilder delta = OfIssuing().Extension("2.5.29.27", true, test::DerInteger(1));
  for (const auto& reasons : {std::pair(8, 1), std::pair(1, 8)}) {
    RevocationListBuilder list = delta;
    list.Revoke(kLeafSerial, reasons.first).Revoke(kLeafSerial, reasons.second);
    EXPECT_EQ(FindingsText(Check({OfIssuing(), list})), "fail revoked 0");
  }
}

TEST(RevocationListsTest, BadFormCountsUnderTheStricterRules) {
  const RevocationListBuilder without_number = OfIssuing().WithoutExtensions();
  EXPECT_EQ(Unknown(without_number), "");
  EXPECT_EQ(Unknown(without_number, Rules::kWebPki), "the CRL is not as it should be: it has no crlNumber");
}

TEST(RevocationListsTest, AListMaySpeakOfSomeCertificatesAlone) {
  const auto only = [](int tag) {
    return OfIssuing().Extension(kIssuingDistributionPointOid, true, DerSequence({Der(ContextTag(tag), "\xff")}));
  };
  EXPECT_EQ(Unknown(only(1)), "") << "users' certificates";
  EXPECT_EQ(Unknown(only(2)), "the CRL speaks of other certificates") << "CAs' certificates";
}

TEST(RevocationListsTest, AListOfADistributionPointSpeaksOfThoseThatNameIt) {
  const auto point = [](const char* uri) {
    return Der(ConstructedContextTag(0), Der(ConstructedContextTag(0), test::UriName(uri)));
  };
  const RevocationListBuilder list =
      OfIssuing().Extension(kIssuingDistributionPointOid, true, DerSequence({point("http://a.example/1.crl")}));
  const auto leaf = [&](const char* uri) {
    return RevocableLeaf().Extension(kCrlDistributionPointsOid, false, DerSequence({DerSequence({point(uri)})}));
  };
  EXPECT_EQ(FindingsText(Check({list}, leaf("http://a.example/1.crl"))), "");
  EXPECT_EQ(FindingsText(Check({list}, leaf("http://a.example/2.crl"))), "warn revocation_unknown 0");
  EXPECT_EQ(FindingsText(Check({list}, RevocableLeaf())), "warn revocation_unknown 0");
}

TEST(RevocationListsTest, ThreadsMayAskAtOnce) {
  const RevocationLists lists = Lists({OfIssuing().Revoke(kLeafSerial), OfRoot()});
  const auto path = Parsed({RevocableLeaf().Build(), Intermediate(), Root()});
  std::vector<char> right(4, 1);
  std::vector<std::thread> threads;
  for (char& ok : right) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        if (lists.Check(path, Rules::kPrivate, kTestTime).size() != 1) ok = 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(right, testing::Each(1));
}

TEST(RevocationListsTest, LoadsFiles) {
  const TemporaryFolder folder;
  test::WriteWholeFile(folder.Path("a.crl"), OfIssuing().Build());
  test::WriteWholeFile(folder.Path("b.pem"), Root().Pem() + OfIssuing().Pem() + OfRoot().Pem());
  const auto lists = RevocationLists::Load({folder.Path("a.crl"), folder.Path("b.pem")});
  ASSERT_TRUE(lists.ok()) << lists.status();
  EXPECT_EQ((*lists)->size(), 3u);
}

TEST(RevocationListsTest, ErrorsNameThePath) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("a.crl");
  EXPECT_EQ(RevocationLists::Load({path}).status().message(), path + ": No such file or directory");
  const auto error_of = [&](const std::string& content) {
    test::WriteWholeFile(path, content);
    const absl::Status status = RevocationLists::Load({path}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_EQ(RevocationLists::Load({path, folder.Path("b.crl")}).status().message(),
            path + ": No such file or directory\n" + folder.Path("b.crl") + ": No such file or directory");
  EXPECT_EQ(error_of(Root().Pem()), path + ": no CRL in it");
  EXPECT_EQ(error_of(""), path + ": not a CRL: no SEQUENCE of its own length");
  EXPECT_EQ(error_of("\n-----BEGIN X509 CRL-----\nAAAA\n"), path + ": line 2: X509 CRL has no END line");
}

}  // namespace
}  // namespace certsweep::pki
