#include "engine/pki/checks/profile.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using test::ContextTag;
using test::Der;
using test::DerInteger;
using test::DerSequence;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Rules kStrictRules[] = {Rules::kRfc5280, Rules::kWebPki};
constexpr CertificateRole kAllRoles[] = {CertificateRole::kLeaf, CertificateRole::kAnchorAsLeaf,
                                         CertificateRole::kIssuer, CertificateRole::kAnchor,
                                         CertificateRole::kBystander};

std::vector<std::string> Problems(const CertificateBuilder& builder, CertificateRole role,
                                  Rules rules = Rules::kRfc5280) {
  return ProfileProblems(*builder.Build().Parse(), role, rules);
}
std::vector<std::string> OfLeaf(const CertificateBuilder& builder, Rules rules = Rules::kRfc5280) {
  return Problems(builder, CertificateRole::kLeaf, rules);
}
std::vector<std::string> OfIssuer(const CertificateBuilder& builder, Rules rules = Rules::kRfc5280) {
  return Problems(builder, CertificateRole::kIssuer, rules);
}
std::vector<std::string> OfAnchor(const CertificateBuilder& builder, Rules rules = Rules::kRfc5280) {
  return Problems(builder, CertificateRole::kAnchor, rules);
}

CertificateBuilder Intermediate() {
  return StrictCa("Issuing", 2).AuthorityKeyId("key of Root").IssuedBy(StrictRoot());
}
std::string KeyId(const std::string& id) { return DerSequence({Der(ContextTag(0), id)}); }

TEST(ProfileTest, WhatIsAsItShouldBeHasNoProblem) {
  for (const Rules rules : kStrictRules) {
    EXPECT_THAT(OfLeaf(StrictLeaf(), rules), IsEmpty());
    EXPECT_THAT(OfIssuer(Intermediate(), rules), IsEmpty());
    EXPECT_THAT(OfAnchor(StrictCa("Root", 1), rules), IsEmpty());
  }
}

TEST(ProfileTest, ThePrivateRulesAskForNothingAndABystanderForNobody) {
  const CertificateBuilder odd =
      CertificateBuilder("odd").Dns("a b").NameConstraints({}, {}, false).KeyUsage(x509::kKeyCertSign);
  for (const CertificateRole role : kAllRoles) EXPECT_THAT(Problems(odd, role, Rules::kPrivate), IsEmpty());
  for (const Rules rules : kStrictRules) EXPECT_THAT(Problems(odd, CertificateRole::kBystander, rules), IsEmpty());
}

TEST(ProfileTest, Criticality) {
  EXPECT_THAT(OfLeaf(StrictLeaf()
                         .WithoutExtension(x509::kAuthorityKeyIdOid)
                         .Extension(x509::kAuthorityKeyIdOid, true, KeyId("x"))),
              ElementsAre("authorityKeyIdentifier is critical"));
  EXPECT_THAT(OfLeaf(StrictLeaf().Extension(x509::kSubjectKeyIdOid, true, Der(test::kOctetStringTag, "x"))),
              ElementsAre("subjectKeyIdentifier is critical"));
  EXPECT_THAT(OfIssuer(Intermediate().NameConstraints({test::DnsName("a")}, {}, false)),
              ElementsAre("nameConstraints is not critical"));
  EXPECT_THAT(
      OfIssuer(Intermediate().Extension(x509::kPolicyConstraintsOid, false, DerSequence({Der(ContextTag(0), "\x01")}))),
      ElementsAre("policyConstraints is not critical"));
  EXPECT_THAT(OfIssuer(Intermediate().Extension(x509::kInhibitAnyPolicyOid, false, DerInteger(1))),
              ElementsAre("inhibitAnyPolicy is not critical"));
}

TEST(ProfileTest, AllButTheSelfSignedSayWhichKeySignedThem) {
  const char* const kProblem = "authorityKeyIdentifier without a key identifier, or not there";
  EXPECT_THAT(OfLeaf(StrictLeaf().WithoutExtension(x509::kAuthorityKeyIdOid)), ElementsAre(kProblem));
  EXPECT_THAT(OfLeaf(StrictLeaf()
                         .WithoutExtension(x509::kAuthorityKeyIdOid)
                         .Extension(x509::kAuthorityKeyIdOid, false, DerSequence({}))),
              ElementsAre(kProblem));
  EXPECT_THAT(OfAnchor(Intermediate().WithoutExtension(x509::kAuthorityKeyIdOid)), ElementsAre(kProblem))
      << "an anchor that another CA issued";
  EXPECT_THAT(OfAnchor(StrictCa("Root", 1)), IsEmpty());
  EXPECT_THAT(OfIssuer(StrictCa("Root", 1)), ElementsAre(kProblem)) << "between leaf and anchor";
  EXPECT_THAT(OfAnchor(CertificateBuilder("Old root").Key(CaKey(1)).Version(1)), IsEmpty());
}

TEST(ProfileTest, NamesAreThoseOfHosts) {
  for (const char* good : {"a.example", "*.a.example", "xn--mnchen-3ya.example", "1.a.example", "a-b.c"}) {
    EXPECT_THAT(OfLeaf(StrictLeaf().Dns(good)), IsEmpty()) << good;
  }
  for (const char* bad : {"", ".", "a..b", ".a.example", "a.example.", "*", "*a.example", "a.*.example", "*.*.example",
                          "a_b.example", "-a.example", "a-.example", "a b.example", "10.0.0.1"}) {
    EXPECT_THAT(OfLeaf(StrictLeaf().Dns(bad)),
                ElementsAre(std::string("subjectAltName: a dNSName that is no host name: ") + bad))
        << bad;
  }
  EXPECT_THAT(OfAnchor(StrictCa("Root", 1).Dns("a b")), IsEmpty());
  // RFC 1035, 2.3.4: 63 bytes to a label, 253 to a name.
  const std::string label(63, 'a'), longest = label + "." + label + "." + label + "." + std::string(61, 'a');
  EXPECT_THAT(OfLeaf(StrictLeaf().Dns(longest)), IsEmpty());
  EXPECT_THAT(OfLeaf(StrictLeaf().Dns("*." + longest)), IsEmpty());
  for (const std::string& bad : {longest + "a", label + "a.example"}) {
    EXPECT_THAT(OfLeaf(StrictLeaf().Dns(bad)), testing::SizeIs(1)) << bad;
  }
}

TEST(ProfileTest, Issuers) {
  EXPECT_THAT(OfIssuer(Intermediate().Subject(DerSequence({}))), ElementsAre("the subject of a CA is empty"));
  EXPECT_THAT(OfIssuer(Intermediate().WithoutExtension(x509::kSubjectKeyIdOid)),
              ElementsAre("subjectKeyIdentifier of a CA is not there"));
  const std::string ca = DerSequence({Der(test::kBooleanTag, "\xff")});
  EXPECT_THAT(
      OfIssuer(
          Intermediate().WithoutExtension(x509::kBasicConstraintsOid).Extension(x509::kBasicConstraintsOid, false, ca)),
      ElementsAre("basicConstraints of a CA is not critical"));
}

TEST(ProfileTest, WhatOnlyACaMaySay) {
  EXPECT_THAT(OfLeaf(StrictLeaf().KeyUsage(x509::kDigitalSignature | x509::kKeyCertSign)),
              ElementsAre("keyCertSign without cA"));
  EXPECT_THAT(OfLeaf(StrictLeaf().NameConstraints({test::DnsName("a")}, {})),
              ElementsAre("nameConstraints in a certificate that is no CA's"));
  EXPECT_THAT(OfLeaf(StrictLeaf()
                         .WithoutExtension(x509::kBasicConstraintsOid)
                         .Extension(x509::kBasicConstraintsOid, true, DerSequence({DerInteger(0)}))),
              ElementsAre("pathLenConstraint without cA"));
}

TEST(ProfileTest, OnTheWebALeafIsOfVersion3AndForServersAlone) {
  EXPECT_THAT(OfLeaf(CertificateBuilder("a").Version(1).IssuedBy(StrictRoot()), Rules::kWebPki),
              ElementsAre("version 1"));
  EXPECT_THAT(OfLeaf(StrictLeaf().CriticalSan(), Rules::kWebPki),
              ElementsAre("subjectAltName is critical although there is a subject"));
  EXPECT_THAT(OfLeaf(StrictLeaf().CriticalSan(), Rules::kRfc5280), IsEmpty());
  EXPECT_THAT(OfLeaf(StrictLeaf().ExtendedKeyUsage({x509::kServerAuthOid, "1.3.6.1.5.5.7.3.2"}), Rules::kWebPki),
              IsEmpty());
  for (const std::string forbidden : {"2.5.29.37.0", "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.8",
                                      "1.3.6.1.5.5.7.3.9", "1.3.6.1.4.1.11129.2.4.4"}) {
    const CertificateBuilder both = StrictLeaf().ExtendedKeyUsage({x509::kServerAuthOid, forbidden});
    EXPECT_THAT(OfLeaf(both, Rules::kWebPki),
                ElementsAre("extendedKeyUsage has a purpose that does not go with serverAuth: " + forbidden));
    EXPECT_THAT(OfLeaf(both, Rules::kRfc5280), IsEmpty());
  }
}

TEST(ProfileTest, OnTheWebARootNamesNoOtherKeyThanItsOwn) {
  EXPECT_THAT(OfAnchor(StrictCa("Root", 1).AuthorityKeyId("key of Root"), Rules::kWebPki), IsEmpty());
  EXPECT_THAT(OfAnchor(StrictCa("Root", 1).AuthorityKeyId("other"), Rules::kWebPki),
              ElementsAre("authorityKeyIdentifier of a root is not its subjectKeyIdentifier"));
  EXPECT_THAT(OfAnchor(StrictCa("Root", 1).ExtendedKeyUsage({x509::kServerAuthOid}), Rules::kWebPki),
              ElementsAre("a root with extendedKeyUsage"));
  const std::string names_issuer = DerSequence(
      {Der(ContextTag(0), "key of Root"),
       Der(test::ConstructedContextTag(1), test::DirectoryName(test::CommonName("Root"))), Der(ContextTag(2), "\x01")});
  EXPECT_THAT(OfAnchor(StrictCa("Root", 1).Extension(x509::kAuthorityKeyIdOid, false, names_issuer), Rules::kWebPki),
              ElementsAre("authorityKeyIdentifier of a root names an issuer"));
}

}  // namespace
}  // namespace certsweep::pki
