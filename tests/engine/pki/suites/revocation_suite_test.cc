// CRLs (RFC 5280, 5 and 6.3): which list speaks of a certificate, which can be relied on, and that no answer is none.
#include <gtest/gtest.h>

#include "tests/engine/pki/suites/suite_case.h"
#include "tests/support/test_revocation_lists.h"

namespace certsweep::pki::suites {
namespace {

using test::CertificateBuilder;
using test::Der;
using test::DerInteger;
using test::DerSequence;
using test::kTestDay;
using test::kTestTime;
using test::RevocationListBuilder;
using test::TestCertificate;

constexpr char kCrlNumberOid[] = "2.5.29.20";
constexpr char kDeltaOid[] = "2.5.29.27";
constexpr char kIssuingDistributionPointOid[] = "2.5.29.28";
constexpr char kCertificateIssuerOid[] = "2.5.29.29";
constexpr char kDistributionPointsOid[] = "2.5.29.31";
constexpr char kUnheardOfOid[] = "1.3.6.1.4.1.32473.99";
constexpr char kPartition[] = "http://crl.example/1.crl";
constexpr uint64_t kSerial = 0x4f01, kAnother = 0x4f02;

// The leaf asked about is by the root, so that one list answers for the whole path.
CertificateBuilder Leaf() { return Server(Root()).Serial(kSerial); }
Scene Asked(const CertificateBuilder& leaf, const std::vector<std::string>& crls) {
  return {.sent = {leaf.Build()}, .roots = {Root()}, .crls = crls};
}
Scene Asked(const RevocationListBuilder& crl) { return Asked(Leaf(), {crl.Build()}); }
RevocationListBuilder List() { return RevocationListBuilder(Root()); }
RevocationListBuilder ListWith(const std::string& oid, bool critical, const std::string& value) {
  return List().Revoke(kAnother).Extension(oid, critical, value);
}
std::string Boolean(int tag) { return Der(test::ContextTag(tag), "\xff"); }
std::string PointName(const std::string& uri) {
  return Der(test::ConstructedContextTag(0), Der(test::ConstructedContextTag(0), test::UriName(uri)));
}
RevocationListBuilder Scoped(const std::string& parts) {
  return ListWith(kIssuingDistributionPointOid, true, DerSequence({parts}));
}
CertificateBuilder LeafAt(const std::string& uri) {
  return Leaf().Extension(kDistributionPointsOid, false, DerSequence({DerSequence({PointName(uri)})}));
}
Scene UnderRoot(const CertificateBuilder& root) {
  const TestCertificate anchor = root.Build();
  return {.sent = {Server(anchor).Serial(kSerial).Build()},
          .roots = {anchor},
          .crls = {RevocationListBuilder(anchor).Revoke(kAnother).Build()}};
}

const Outcomes kRevoked = Everywhere(Refused("revoked 0"));
// The strict rules demand an answer, the private ones tell that there is none.
Outcomes NoAnswer(int depth) {
  const std::string unknown = "revocation_unknown " + std::to_string(depth);
  return {Refused(unknown), Refused(unknown), TrustedBut("warn " + unknown)};
}

TEST(RevocationSuite, WhoIsOnTheList) {
  const TestCertificate other_root = RootCa("Other Root", 7).Build();
  const Case cases[] = {
      {"no list at all", "then nobody asked", [] { return Asked(Leaf(), {}); }, Everywhere(kTrusted)},
      {"the leaf is on the list", "", [] { return Asked(List().Revoke(kSerial)); }, kRevoked},
      {"others are on the list", "", [] { return Asked(List().Revoke(kAnother).Revoke(kAnother + 1)); },
       Everywhere(kTrusted)},
      {"an empty list", "", [] { return Asked(List()); }, Everywhere(kTrusted)},
      {"10,000 others", "",
       [] {
         RevocationListBuilder list = List();
         for (uint64_t i = 1; i <= 10000; ++i) list.Revoke(kSerial + i);
         return Asked(list);
       },
       Everywhere(kTrusted)},
      {"the serial number is on another issuer's list", "a serial number is its issuer's",
       [=] {
         Scene scene = Asked(Leaf(), {List().Build(), RevocationListBuilder(other_root).Revoke(kSerial).Build()});
         scene.roots.push_back(other_root);
         return scene;
       },
       Everywhere(kTrusted)},
      {"only another issuer's list",
       "none that speaks of the leaf",
       [=] { return Asked(Leaf(), {RevocationListBuilder(other_root).Build()}); },
       {Refused("revocation_unknown 0"), Refused("revocation_unknown 0"), kTrusted}},
      {"revoked for a reason", "", [] { return Asked(List().Revoke(kSerial, 1)); }, kRevoked},
      {"revoked from tomorrow on", "who is listed is revoked",
       [] { return Asked(List().Entry(test::RevokedEntry(kSerial, kTestTime + kTestDay))); }, kRevoked},
      {"revoked before it was valid", "",
       [] { return Asked(List().Entry(test::RevokedEntry(kSerial, test::kTestNotBefore - 30 * kTestDay))); }, kRevoked},
      {"the entry has an unknown extension", "",
       [] {
         return Asked(
             List().Entry(test::RevokedEntry(kSerial, kTestTime - kTestDay, {}, {{kUnheardOfOid, false, ""}})));
       },
       kRevoked},
      {"the serial number with an octet too many",
       "the number counts, not how it is written",
       [] {
         CertificateBuilder leaf = Leaf().RawSerial(std::string("\0\x4f\x01", 3));
         return Asked(leaf, {List().Revoke(kSerial).Build()});
       },
       {Refused("malformed_certificate 0, revoked 0"), Refused("malformed_certificate 0, revoked 0"),
        Refused("revoked 0")}},
      {"a CA is on the list", "",
       [] {
         const TestCertificate ca = SubCa(Root()).Serial(kSerial).Build();
         return Scene{.sent = {Server(ca).Build(), ca},
                      .roots = {Root()},
                      .crls = {List().Revoke(kSerial).Build(), RevocationListBuilder(ca).Build()}};
       },
       Everywhere(Refused("revoked 1"))},
      {"no list of the CA in between",
       "each certificate of the path is asked about",
       [] {
         return Scene{.sent = {Server(Issuing()).Build(), Issuing()}, .roots = {Root()}, .crls = {List().Build()}};
       },
       {Refused("revocation_unknown 0"), Refused("revocation_unknown 0"), kTrusted}},
      {"a twin of a revoked CA is not revoked", "another path may be valid",
       [] {
         const TestCertificate revoked = SubCa(Root(), "Twin", 5).Serial(kSerial).Build();
         const TestCertificate good = SubCa(Root(), "Twin", 5).Serial(kAnother).Build();
         return Scene{.sent = {Server(good).Build(), revoked, good},
                      .roots = {Root()},
                      .crls = {List().Revoke(kSerial).Build(), RevocationListBuilder(good).Build()}};
       },
       Everywhere(kTrusted)},
  };
  RunCases(cases);
}

TEST(RevocationSuite, WhoSignedTheList) {
  const Case cases[] = {
      {"an issuer without cRLSign", "it may not sign lists",
       [] { return UnderRoot(RootCa().KeyUsage(x509::kKeyCertSign)); }, NoAnswer(0)},
      {"an issuer without keyUsage", "then it may do all",
       [] { return UnderRoot(RootCa().WithoutExtension(x509::kKeyUsageOid)); }, Everywhere(kTrusted)},
      {"an issuer with both", "", [] { return UnderRoot(RootCa()); }, Everywhere(kTrusted)},
      {"a list with a broken signature", "", [] { return Asked(List().TamperedSignature()); }, NoAnswer(0)},
      {"a list with a broken signature that lists the leaf", "anybody could write that",
       [] { return Asked(List().Revoke(kSerial).TamperedSignature()); }, NoAnswer(0)},
      {"a list of the issuer's name by another root", "", [] { return Asked(List().SignedBy(Key(7))); }, NoAnswer(0)},
      {"a broken list and a good one", "one good answer is enough",
       [] { return Asked(Leaf(), {List().TamperedSignature().Build(), List().Build()}); }, Everywhere(kTrusted)},
  };
  RunCases(cases);
}

TEST(RevocationSuite, WhenTheListIsOf) {
  const auto dated = [](int from_days, int to_days) {
    return Asked(List().Updates(kTestTime + from_days * kTestDay, kTestTime + to_days * kTestDay));
  };
  const Case cases[] = {
      {"a list of tomorrow", "", [=] { return dated(1, 30); }, NoAnswer(0)},
      {"a list of last month", "", [=] { return dated(-60, -30); }, NoAnswer(0)},
      {"a list of a year ago", "", [=] { return dated(-365, -180); }, NoAnswer(0)},
      {"a list of this second until this second", "both ends belong to it", [=] { return dated(0, 0); },
       Everywhere(kTrusted)},
      {"an old list that lists the leaf", "no later list takes that back",
       [] { return Asked(List().Updates(kTestTime - 60 * kTestDay, kTestTime - 30 * kTestDay).Revoke(kSerial)); },
       kRevoked},
      {"no date of the next list",
       "it must have one (5.1.2.5); the private rules let that pass",
       [] { return Asked(List().Updates(kTestTime - kTestDay, std::nullopt)); },
       {Refused("revocation_unknown 0"), Refused("revocation_unknown 0"), kTrusted}},
  };
  RunCases(cases);
}

TEST(RevocationSuite, WhatTheListSpeaksOf) {
  const Outcomes no_answer = NoAnswer(0);
  const Case cases[] = {
      {"the leaf's distribution point", "",
       [] { return Asked(LeafAt(kPartition), {Scoped(PointName(kPartition)).Build()}); }, Everywhere(kTrusted)},
      {"another distribution point", "",
       [] { return Asked(LeafAt(kPartition), {Scoped(PointName("http://crl.example/2.crl")).Build()}); }, no_answer},
      {"a distribution point, and the leaf names none", "", [] { return Asked(Scoped(PointName(kPartition))); },
       no_answer},
      {"a distribution point in another spelling", "octets are compared",
       [] { return Asked(LeafAt("http://crl.example/%31.crl"), {Scoped(PointName(kPartition)).Build()}); }, no_answer},
      {"a distribution point by a name relative to the issuer's", "it is in no leaf that has URIs",
       [] {
         const std::string name = Der(test::ConstructedContextTag(1), test::DerSequence({}));
         return Asked(LeafAt(kPartition), {Scoped(Der(test::ConstructedContextTag(0), name)).Build()});
       },
       no_answer},
      {"servers alone", "", [] { return Asked(Scoped(Boolean(1))); }, Everywhere(kTrusted)},
      {"CAs alone, asked about a server", "", [] { return Asked(Scoped(Boolean(2))); }, no_answer},
      {"servers alone, asked about a CA", "",
       [] {
         return Scene{.sent = {Server(Issuing()).Build(), Issuing()},
                      .roots = {Root()},
                      .crls = {Scoped(Boolean(1)).Build(), RevocationListBuilder(Issuing()).Build()}};
       },
       NoAnswer(1)},
      {"attribute certificates alone", "", [] { return Asked(Scoped(Boolean(5))); }, no_answer},
      {"some reasons alone", "it may be revoked for the others",
       [] { return Asked(Scoped(Der(test::ContextTag(3), "\x06\x40"))); }, no_answer},
      {"other issuers' certificates", "indirect lists are not supported", [] { return Asked(Scoped(Boolean(4))); },
       no_answer},
      {"an entry of another issuer", "indirect lists are not supported",
       [] {
         const std::string issuer = DerSequence({test::DirectoryName(test::CommonName("Other Root"))});
         return Asked(
             List().Entry(test::RevokedEntry(kAnother, kTestTime, {}, {{kCertificateIssuerOid, true, issuer}})));
       },
       no_answer},
      {"changes alone", "delta lists are not supported", [] { return Asked(ListWith(kDeltaOid, true, DerInteger(1))); },
       no_answer},
  };
  RunCases(cases);
}

TEST(RevocationSuite, BadForm) {
  const Outcomes strict = {Refused("revocation_unknown 0"), Refused("revocation_unknown 0"), kTrusted};
  const Outcomes unreadable = Everywhere(Refused("malformed_certificate"));
  const Case cases[] = {
      {"no number", "5.2.3 asks for one", [] { return Asked(List().Revoke(kAnother).WithoutExtensions()); }, strict},
      {"a critical number", "it may not be",
       [] { return Asked(List().WithoutExtensions().Extension(kCrlNumberOid, true, DerInteger(12345))); }, strict},
      {"an unknown critical extension", "it may say anything", [] { return Asked(ListWith(kUnheardOfOid, true, "")); },
       NoAnswer(0)},
      {"an unknown extension", "", [] { return Asked(ListWith(kUnheardOfOid, false, "")); }, Everywhere(kTrusted)},
      {"an unknown critical extension of the leaf's entry", "what it says can't be told, so it is no answer",
       [] {
         return Asked(List().Entry(test::RevokedEntry(kSerial, kTestTime - kTestDay, {}, {{kUnheardOfOid, true, ""}})));
       },
       NoAnswer(0)},
      {"a serial number listed twice", "a list holds each once",
       [] { return Asked(List().Revoke(kAnother).Revoke(kAnother)); }, strict},
      {"version 1", "it has no number", [] { return Asked(List().RawVersion("").WithoutExtensions()); }, strict},
      {"version 3", "there is none", [] { return Asked(List().RawVersion(DerInteger(2))); }, unreadable},
      {"two signature algorithms", "",
       [] { return Asked(List().RawInnerAlgorithm(test::AlgorithmIdentifier("1.2.840.10045.4.3.3", ""))); },
       unreadable},
      {"text for a list", "", [] { return Asked(Leaf(), {"no list"}); }, unreadable},
  };
  RunCases(cases);
}

}  // namespace
}  // namespace certsweep::pki::suites
