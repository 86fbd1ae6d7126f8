#include "engine/x509/certificate_revocation_list.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_revocation_lists.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;
using test::CertificateBuilder;
using test::ConstructedContextTag;
using test::ContextTag;
using test::Der;
using test::DerInteger;
using test::DerSequence;
using test::DerTime;
using test::kTestDay;
using test::kTestTime;
using test::RevocationListBuilder;
using test::RevokedEntry;
using test::TestCertificate;
using test::TestKey;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kDeltaOid[] = "2.5.29.27";
constexpr char kIssuingDistributionPointOid[] = "2.5.29.28";
constexpr char kCertificateIssuerOid[] = "2.5.29.29";
constexpr char kAuthorityKeyIdExtensionOid[] = "2.5.29.35";
constexpr char kInvalidityDateOid[] = "2.5.29.24";
constexpr char kNumberOid[] = "2.5.29.20";

const TestCertificate& Issuer() {
  static const auto* issuer = new TestCertificate(CertificateBuilder("ca").Key(TestKey::Ec("P-256", 1)).Ca().Build());
  return *issuer;
}

RevocationListBuilder List() { return RevocationListBuilder(Issuer()); }

RevocationListPtr Parse(const RevocationListBuilder& builder) {
  const std::string der = builder.Build();
  const auto list = CertificateRevocationList::Parse(base::AsBytes(der));
  EXPECT_TRUE(list.ok()) << list.status();
  return list.ok() ? *list : nullptr;
}

std::string ErrorOf(const std::string& der) {
  const auto list = CertificateRevocationList::Parse(base::AsBytes(der));
  if (list.ok()) return "no error";
  EXPECT_EQ(list.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(list.status().message());
}
std::string ErrorOf(const RevocationListBuilder& builder) { return ErrorOf(builder.Build()); }

const RevokedCertificate* Find(const RevocationListPtr& list, std::string_view serial) {
  return list->Find(base::AsBytes(serial));
}

RevocationListBuilder WithDistributionPoint(const std::string& fields) {
  return List().Extension(kIssuingDistributionPointOid, true, Der(test::kSequenceTag, fields));
}

TEST(CertificateRevocationListTest, ShowsWhatIsOnIt) {
  const RevocationListPtr list = Parse(List().Revoke(0x4f01, 1).Entry(RevokedEntry(0x80, kTestTime - 5 * kTestDay)));
  EXPECT_EQ(list->issuer().text(), "CN=ca");
  EXPECT_EQ(list->this_update(), kTestTime - kTestDay);
  EXPECT_EQ(list->next_update(), kTestTime + 30 * kTestDay);
  EXPECT_EQ(list->size(), 2u);
  EXPECT_EQ(list->unsupported(), "");
  EXPECT_EQ(list->problem(), "");
  ASSERT_NE(Find(list, "\x4f\x01"), nullptr);
  EXPECT_EQ(Find(list, "\x4f\x01")->reason, "keyCompromise");
  EXPECT_EQ(Find(list, "\x4f\x01")->revoked_unix_seconds, kTestTime - kTestDay);
  ASSERT_NE(Find(list, "\0\x80"s), nullptr);
  EXPECT_EQ(Find(list, "\0\x80"s)->reason, "");
  EXPECT_EQ(Find(list, "\x4f\x02"), nullptr);
  EXPECT_EQ(Find(list, "\x80"), nullptr) << "a negative number";
}

// A certificate must not get off the list by writing its number with more octets.
TEST(CertificateRevocationListTest, SerialNumbersAreComparedAsNumbers) {
  const RevocationListPtr list =
      Parse(List().Revoke(1).Entry(DerSequence({Der(test::kIntegerTag, "\0\0\2"s), DerTime(kTestTime)})));
  EXPECT_NE(Find(list, "\1"), nullptr);
  EXPECT_NE(Find(list, "\0\1"s), nullptr);
  EXPECT_NE(Find(list, "\2"), nullptr);
  EXPECT_EQ(Find(list, "\xff\1"), nullptr);
}

TEST(CertificateRevocationListTest, NamesTheReasons) {
  const std::vector<std::string> reasons = {
      "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
      "superseded",    "cessationOfOperation", "certificateHold", "",
      "removeFromCRL", "privilegeWithdrawn",   "aACompromise",    ""};
  for (size_t i = 0; i < reasons.size(); ++i) {
    EXPECT_EQ(Find(Parse(List().Revoke(1, static_cast<int>(i))), "\1")->reason, reasons[i]) << i;
  }
}

TEST(CertificateRevocationListTest, OnlyItsIssuersKeySignedIt) {
  const PublicKey key = PublicKey::Parse(base::AsBytes(Issuer().key.spki()));
  const PublicKey other = PublicKey::Parse(base::AsBytes(TestKey::Ec("P-256", 2).spki()));
  EXPECT_EQ(Parse(List().Revoke(1))->CheckSignature(key), SignatureCheck::kValid);
  EXPECT_EQ(Parse(List().Revoke(1))->CheckSignature(other), SignatureCheck::kInvalid);
  EXPECT_EQ(Parse(List().Revoke(1).TamperedSignature())->CheckSignature(key), SignatureCheck::kInvalid);
  const PublicKey rsa = PublicKey::Parse(base::AsBytes(TestKey::Rsa().spki()));
  EXPECT_EQ(Parse(List().SignedBy(TestKey::Rsa()).Signature({.pss = true}))->CheckSignature(rsa),
            SignatureCheck::kValid);
}

TEST(CertificateRevocationListTest, ALotIsFoundAtOnce) {
  RevocationListBuilder builder = List();
  std::string entries;
  for (uint64_t serial = 1; serial <= 100000; ++serial) entries += RevokedEntry(serial, kTestTime);
  const RevocationListPtr list = Parse(builder.Entry(entries));
  EXPECT_EQ(list->size(), 100000u);
  EXPECT_NE(Find(list, "\x01\x86\xa0"), nullptr);
  EXPECT_EQ(Find(list, "\x01\x86\xa1"), nullptr);
}

TEST(CertificateRevocationListTest, WhatTheStandardAsksForAndIsNotThereIsAProblem) {
  EXPECT_EQ(Parse(List().Updates(kTestTime, std::nullopt))->problem(), "it has no nextUpdate");
  EXPECT_EQ(Parse(List().WithoutExtensions())->problem(), "it has no crlNumber");
  EXPECT_EQ(Parse(List().WithoutExtensions().RawVersion(""))->problem(), "it is of version 1");
  EXPECT_EQ(Parse(List().WithoutExtensions().Extension("1.2.3", false, "x"))->problem(), "it has no crlNumber");
  EXPECT_EQ(Parse(List().WithoutExtensions().Extension(kNumberOid, true, DerInteger(1)))->problem(),
            "its crlNumber is critical");
  EXPECT_EQ(Parse(List().Revoke(1).Revoke(1))->problem(), "it lists a serial number twice");
  const std::string long_number = Der(test::kIntegerTag, "\x01" + std::string(20, 'x'));
  for (const std::string& number :
       {long_number, Der(test::kIntegerTag, "\xff"), "junk"s, DerInteger(1) + '\0', Der(test::kIntegerTag, "\0\1"s)}) {
    EXPECT_EQ(Parse(List().WithoutExtensions().Extension(kNumberOid, false, number))->problem(),
              "its crlNumber is no number of up to 20 octets");
  }
}

TEST(CertificateRevocationListTest, WhatIsNotSupportedIsSaid) {
  EXPECT_EQ(Parse(List().Extension(kDeltaOid, true, DerInteger(1)))->unsupported(), "a delta CRL");
  EXPECT_EQ(Parse(List().Extension("1.2.3.4", true, "x"))->unsupported(), "a critical extension 1.2.3.4");
  EXPECT_EQ(Parse(List().Extension("1.2.3.4", false, "x"))->unsupported(), "");
  EXPECT_EQ(Parse(List().Extension(kDeltaOid, true, DerInteger(1)).Extension("1.2.3.4", true, "x"))->unsupported(),
            "a delta CRL")
      << "the first";
  const auto entry = [](const char* oid, bool critical) {
    return Parse(List().Entry(RevokedEntry(1, kTestTime, std::nullopt, {{oid, critical, "x"}})))->unsupported();
  };
  EXPECT_EQ(entry(kCertificateIssuerOid, false), "an indirect CRL (certificateIssuer)");
  EXPECT_EQ(entry("1.2.3.4", true), "a critical entry extension 1.2.3.4");
  EXPECT_EQ(entry("1.2.3.4", false), "");
  EXPECT_EQ(entry(kInvalidityDateOid, true), "");
}

TEST(CertificateRevocationListTest, ReadsTheIssuingDistributionPoint) {
  const auto flag = [](int number) { return Der(ContextTag(number), "\xff"); };
  EXPECT_TRUE(Parse(WithDistributionPoint(flag(1)))->only_user_certificates());
  EXPECT_TRUE(Parse(WithDistributionPoint(flag(2)))->only_ca_certificates());
  EXPECT_EQ(Parse(WithDistributionPoint(flag(4)))->unsupported(), "an indirect CRL");
  EXPECT_EQ(Parse(WithDistributionPoint(flag(5)))->unsupported(), "it lists attribute certificates");
  EXPECT_EQ(Parse(WithDistributionPoint(Der(ContextTag(3), "\x06\x40")))->unsupported(), "it lists only some reasons");
  EXPECT_EQ(Parse(WithDistributionPoint(flag(6)))->unsupported(), "an issuingDistributionPoint that can't be read");
  EXPECT_EQ(Parse(List().Extension(kIssuingDistributionPointOid, true, "junk"))->unsupported(),
            "an issuingDistributionPoint that can't be read");
  const std::string names =
      Der(ConstructedContextTag(0), test::UriName("http://a.example/1.crl") + test::UriName("ldap://b"));
  const RevocationListPtr named = Parse(WithDistributionPoint(Der(ConstructedContextTag(0), names)));
  EXPECT_TRUE(named->has_distribution_point());
  EXPECT_THAT(named->distribution_point_uris(), ElementsAre("http://a.example/1.crl", "ldap://b"));
  EXPECT_EQ(named->unsupported(), "");
  const RevocationListPtr plain = Parse(List());
  EXPECT_FALSE(plain->has_distribution_point() || plain->only_user_certificates() || plain->only_ca_certificates());
  EXPECT_THAT(plain->distribution_point_uris(), IsEmpty());
}

TEST(CertificateRevocationListTest, WhatAnIssuingDistributionPointDoesNotClaimIsNotHeldAgainstIt) {
  for (const std::string& value : {"\0"s, "\xff\xff"s}) {
    for (const int field : {1, 2, 4, 5}) {
      const RevocationListPtr list = Parse(WithDistributionPoint(Der(ContextTag(field), value)));
      EXPECT_FALSE(list->only_user_certificates() || list->only_ca_certificates()) << field;
      EXPECT_EQ(list->unsupported(), "") << field;
    }
  }
}

TEST(CertificateRevocationListTest, ReadsTheAuthorityKeyIdentifier) {
  const std::string id = DerSequence({Der(ContextTag(0), "id")});
  EXPECT_EQ(Parse(List().Extension(kAuthorityKeyIdExtensionOid, false, id))->authority_key_id(), "id");
  EXPECT_EQ(Parse(List())->authority_key_id(), std::nullopt);
}

TEST(CertificateRevocationListTest, AListThatIsReadInPartIsNone) {
  EXPECT_EQ(ErrorOf(""), "not a CRL: no SEQUENCE of its own length");
  EXPECT_EQ(ErrorOf("junk"), "not a CRL: no SEQUENCE of its own length");
  EXPECT_EQ(ErrorOf(List().Build() + '\0'), "not a CRL: no SEQUENCE of its own length");
  EXPECT_THAT(ErrorOf(Issuer().der), HasSubstr("not a CRL: ")) << "a certificate";
  EXPECT_EQ(ErrorOf(List().RawVersion(DerInteger(0))), "not a CRL: neither version 1 nor 2");
  EXPECT_EQ(ErrorOf(List().RawVersion(DerInteger(2))), "not a CRL: neither version 1 nor 2");
  EXPECT_EQ(ErrorOf(List().RawInnerAlgorithm(test::AlgorithmIdentifier("1.2.3"))),
            "not a CRL: signature is not the same algorithm as signatureAlgorithm");
  EXPECT_EQ(ErrorOf(List().IssuerName(DerSequence({DerInteger(1)}))), "not a CRL: issuer is no Name");
  EXPECT_EQ(ErrorOf(List().RawUpdates(DerInteger(1))), "not a CRL: thisUpdate is no time");
  EXPECT_EQ(ErrorOf(List().RawUpdates(Der(test::kUtcTimeTag, "junk"))), "not a CRL: thisUpdate is no time");
  EXPECT_EQ(ErrorOf(List().RawUpdates(DerTime(kTestTime) + Der(test::kUtcTimeTag, "junk"))),
            "not a CRL: nextUpdate is no time");
  EXPECT_EQ(ErrorOf(List().Entry(DerSequence({DerTime(kTestTime)}))), "not a CRL: an entry without a serial number");
  EXPECT_EQ(ErrorOf(List().Entry(DerSequence({DerInteger(1)}))), "not a CRL: an entry without a time");
  EXPECT_EQ(ErrorOf(List().Entry(DerSequence({DerInteger(1), DerTime(kTestTime), DerInteger(1)}))),
            "not a CRL: an entry with bad extensions");
  EXPECT_EQ(ErrorOf(List().Revoke(1).Entry("\x30\x05")), "not a CRL: an entry without a serial number");
  EXPECT_EQ(ErrorOf(List().Entry(DerSequence({DerInteger(1), DerTime(kTestTime), DerSequence({}), DerInteger(1)}))),
            "not a CRL: an entry with bad extensions");
  EXPECT_EQ(ErrorOf(List().Entry(DerSequence({DerInteger(1), DerTime(kTestTime), DerSequence({DerInteger(1)})}))),
            "not a CRL: an entry with bad extensions");
  EXPECT_EQ(ErrorOf(List().RawTail(DerInteger(1))), "not a CRL: something follows the list");
  const auto with_extensions = [](const std::string& contents) {
    return ErrorOf(List().WithoutExtensions().RawTail(Der(ConstructedContextTag(0), contents)));
  };
  const std::string number = test::EncodedExtension({kNumberOid, false, DerInteger(1)});
  EXPECT_EQ(with_extensions(DerSequence({number})), "no error");
  for (const std::string& contents :
       {""s, number, DerSequence({number}) + DerSequence({}), DerSequence({DerInteger(1)}),
        DerSequence({DerSequence({test::DerOid(kNumberOid)})}),
        DerSequence(
            {DerSequence({test::DerOid(kNumberOid), Der(test::kBooleanTag, ""), Der(test::kOctetStringTag, "x")})}),
        DerSequence({DerSequence({test::DerOid(kNumberOid), Der(test::kOctetStringTag, "x"), DerInteger(1)})})}) {
    EXPECT_EQ(with_extensions(contents), "not a CRL: crlExtensions can't be read");
  }
}

// Each part of a list as DER; only the outer ones can be wrong here.
TEST(CertificateRevocationListTest, TheSignatureIsWholeOctetsAtTheEnd) {
  const std::string algorithm = test::AlgorithmIdentifier("1.2.840.10045.4.3.2", "");
  const std::string tbs =
      DerSequence({DerInteger(1), algorithm, test::CommonName("ca"), DerTime(kTestTime), DerTime(kTestTime)});
  const std::string signature = test::DerBitString("signature");
  EXPECT_EQ(ErrorOf(DerSequence({tbs, algorithm, signature})), "no error");
  for (const std::string& end : {""s, DerInteger(1), Der(test::kBitStringTag, ""), Der(test::kBitStringTag, "\x01\x02"),
                                 signature + DerInteger(1)}) {
    EXPECT_EQ(ErrorOf(DerSequence({tbs, algorithm, end})), "not a CRL: no signatureValue at its end");
  }
  EXPECT_EQ(ErrorOf(DerSequence({tbs, signature})), "not a CRL: no signatureAlgorithm");
  EXPECT_EQ(ErrorOf(DerSequence({signature})), "not a CRL: tbsCertList is no SEQUENCE");
}

TEST(CertificateRevocationListTest, NoTruncationIsAList) {
  const std::string whole = List().Revoke(1, 1).Revoke(2).Build();
  for (size_t size = 0; size < whole.size(); ++size) EXPECT_NE(ErrorOf(whole.substr(0, size)), "no error") << size;
}

TEST(CertificateRevocationListTest, AFlippedBitNeverKeepsTheSignature) {
  const PublicKey key = PublicKey::Parse(base::AsBytes(Issuer().key.spki()));
  std::string der = List().Revoke(1, 1).Build();
  for (size_t bit = 0; bit < 8 * der.size(); ++bit) {
    der[bit / 8] = static_cast<char>(der[bit / 8] ^ (1 << bit % 8));
    const auto list = CertificateRevocationList::Parse(base::AsBytes(der));
    EXPECT_FALSE(list.ok() && (*list)->CheckSignature(key) == SignatureCheck::kValid) << bit;
    der[bit / 8] = static_cast<char>(der[bit / 8] ^ (1 << bit % 8));
  }
}

}  // namespace
}  // namespace certsweep::x509
