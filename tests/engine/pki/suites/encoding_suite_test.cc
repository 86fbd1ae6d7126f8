// The form of certificates: DER, versions, serial numbers, which extensions may be critical and which must be.
#include <gtest/gtest.h>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki::suites {
namespace {

using test::CertificateBuilder;
using test::Der;
using test::DerInteger;
using test::DerOid;
using test::DerSequence;
using test::TestCertificate;

constexpr char kUnheardOfOid[] = "1.3.6.1.4.1.32473.99";
constexpr char kAdIssuersOid[] = "1.3.6.1.5.5.7.48.2";

Scene UnderRoot(const CertificateBuilder& leaf) { return {.sent = {leaf.Build()}, .roots = {Root()}}; }
Scene UnderCa(const CertificateBuilder& ca) {
  const TestCertificate issuing = ca.Build();
  return {.sent = {Server(issuing).Build(), issuing}, .roots = {Root()}};
}
Scene UnderAnchor(const CertificateBuilder& root) {
  const TestCertificate anchor = root.Build();
  return {.sent = {Server(anchor).Build()}, .roots = {anchor}};
}

CertificateBuilder Unheard(CertificateBuilder builder) { return builder.Extension(kUnheardOfOid, true, ""); }
std::string ServerSan() { return DerSequence({test::DnsName(kServer)}); }
std::string AccessTo(const std::string& location) {
  return DerSequence({DerSequence({DerOid(kAdIssuersOid), location})});
}
std::string OtherAlgorithm() { return test::AlgorithmIdentifier("1.2.840.10045.4.3.3", ""); }

Scene WithRawCertificate(const std::string& der) {
  Scene scene = UnderRoot(Server(Root()));
  scene.sent.front().der = der;
  return scene;
}

TEST(EncodingSuite, Extensions) {
  const Case cases[] = {
      {"two equal subjectAltNames", "an extension stands in a certificate once",
       [] { return UnderRoot(Server(Root()).Extension(x509::kSubjectAltNameOid, false, ServerSan())); },
       Everywhere(Refused("malformed_certificate 0"))},
      {"text for a subjectAltName", "the extension holds the letters of a name in place of DER",
       [] { return UnderRoot(NamelessServer(Root()).Extension(x509::kSubjectAltNameOid, false, kServer)); },
       Everywhere(Refused("no_subject_alt_name 0, malformed_certificate 0"))},
      {"text for an authorityInfoAccess", "an extension that is known has to be readable, critical or not",
       [] { return UnderRoot(Server(Root()).Extension(x509::kAuthorityInfoAccessOid, false, "no DER")); },
       StrictlyRefused("malformed_certificate 0")},
      {"authorityInfoAccess to a host name", "odd, but one of the forms a location may have",
       [] {
         return UnderRoot(
             Server(Root()).Extension(x509::kAuthorityInfoAccessOid, false, AccessTo(test::DnsName("ca.example"))));
       },
       Everywhere(kTrusted)},
      {"critical authorityInfoAccess", "nothing here follows it, and it may not be critical (4.2.2.1)",
       [] {
         return UnderRoot(Server(Root()).Extension(x509::kAuthorityInfoAccessOid, true,
                                                   AccessTo(test::UriName("http://ca.example"))));
       },
       Everywhere(Refused("unknown_critical_extension 0"))},
      {"extendedKeyUsage without a purpose",
       "an empty list is not the same as no list",
       [] { return UnderRoot(With(Server(Root()), x509::kExtendedKeyUsageOid, false, DerSequence({}))); },
       {Refused("not_for_server_auth 0, malformed_certificate 0"),
        Refused("not_for_server_auth 0, malformed_certificate 0"), Refused("not_for_server_auth 0")}},
      {"no key usage at all", "keyUsage is optional",
       [] { return UnderRoot(Server(Root()).WithoutExtension(x509::kKeyUsageOid)); }, Everywhere(kTrusted)},
      {"no basicConstraints", "basicConstraints is optional in a server's certificate",
       [] { return UnderRoot(Server(Root()).WithoutExtension(x509::kBasicConstraintsOid)); }, Everywhere(kTrusted)},
      {"an empty list of extensions",
       "Extensions has at least one element",
       [] {
         CertificateBuilder leaf = CertificateBuilder("server").Key(Key(0)).IssuedBy(Root());
         return UnderRoot(leaf.RawUniqueIds(Der(test::ConstructedContextTag(3), DerSequence({}))));
       },
       {Refused("no_subject_alt_name 0, malformed_certificate 0"),
        Refused("no_subject_alt_name 0, not_for_server_auth 0, malformed_certificate 0"),
        Refused("no_subject_alt_name 0")}},
  };
  RunCases(cases);
}

TEST(EncodingSuite, CriticalExtensionsThatNobodyKnows) {
  const Case cases[] = {
      {"unknown critical extension in the leaf", "it may say anything, so the certificate can't be relied on",
       [] { return UnderRoot(Unheard(Server(Root()))); }, Everywhere(Refused("unknown_critical_extension 0"))},
      {"unknown critical extension in a CA", "the same of an issuer", [] { return UnderCa(Unheard(SubCa(Root()))); },
       Everywhere(Refused("unknown_critical_extension 1"))},
      {"unknown critical extension in the anchor", "the same of the anchor",
       [] { return UnderAnchor(Unheard(RootCa())); }, Everywhere(Refused("unknown_critical_extension 1"))},
      {"unknown extension that is not critical", "whoever does not know it passes over it",
       [] { return UnderRoot(Server(Root()).Extension(kUnheardOfOid, false, "")); }, Everywhere(kTrusted)},
      {"unknown critical extension in another anchor", "it is not in the path",
       [] {
         Scene scene = UnderRoot(Server(Root()));
         scene.roots.push_back(Unheard(RootCa("Another Root", 3)).Build());
         return scene;
       },
       Everywhere(kTrusted)},
      {"unknown critical extension in a CA that is not needed", "it is not in the path",
       [] {
         Scene scene = UnderCa(SubCa(Root()));
         scene.sent.push_back(Unheard(SubCa(Root(), "Another CA", 3)).Build());
         return scene;
       },
       Everywhere(kTrusted)},
  };
  RunCases(cases);
}

TEST(EncodingSuite, Criticality) {
  const std::string root_id = Der(test::kOctetStringTag, KeyId(Key(1)));
  const std::string ca = DerSequence({Der(test::kBooleanTag, "\xff")});
  const Case cases[] = {
      {"critical authorityKeyIdentifier", "it may not be (4.2.1.1)",
       [] {
         const std::string id = DerSequence({Der(test::ContextTag(0), KeyId(Key(1)))});
         return UnderAnchor(RootCa().Extension(x509::kAuthorityKeyIdOid, true, id));
       },
       StrictlyRefused("malformed_certificate 1")},
      {"critical subjectKeyIdentifier", "it may not be (4.2.1.2)",
       [=] { return UnderAnchor(With(RootCa(), x509::kSubjectKeyIdOid, true, root_id)); },
       StrictlyRefused("malformed_certificate 1")},
      {"basicConstraints of an anchor not critical", "it must be in a CA's certificate (4.2.1.9)",
       [=] { return UnderAnchor(With(RootCa(), x509::kBasicConstraintsOid, false, ca)); },
       StrictlyRefused("malformed_certificate 1")},
      {"basicConstraints of a CA not critical", "it must be (4.2.1.9)",
       [=] { return UnderCa(With(SubCa(Root()), x509::kBasicConstraintsOid, false, ca)); },
       StrictlyRefused("malformed_certificate 1")},
      {"key usage that is not critical", "it should be, which is less than must",
       [] { return UnderRoot(With(Server(Root()), x509::kKeyUsageOid, false, Der(test::kBitStringTag, "\x07\x80"))); },
       Everywhere(kTrusted)},
      {"critical extendedKeyUsage", "the web's rules forbid it, the standard leaves it to the issuer",
       [] {
         return UnderRoot(
             With(Server(Root()), x509::kExtendedKeyUsageOid, true, DerSequence({DerOid(x509::kServerAuthOid)})));
       },
       RefusedByWebPki("malformed_certificate 0")},
      {"empty subject and a subjectAltName that is not critical", "the names are there alone, so it must be (4.1.2.6)",
       [] { return UnderRoot(Server(Root()).Subject(DerSequence({}))); }, StrictlyRefused("malformed_certificate 0")},
      {"empty subject and a critical subjectAltName", "as it has to be",
       [] { return UnderRoot(Server(Root()).Subject(DerSequence({})).CriticalSan()); }, Everywhere(kTrusted)},
      {"critical subjectAltName beside a subject", "the web's rules want it not critical then",
       [] { return UnderRoot(Server(Root()).CriticalSan()); }, RefusedByWebPki("malformed_certificate 0")},
  };
  RunCases(cases);
}

TEST(EncodingSuite, Names) {
  const TestCertificate nameless = RootCa().Subject(DerSequence({})).IssuerName(test::CommonName("Someone")).Build();
  const Case cases[] = {
      {"empty issuer",
       "nobody could be it, and no certificate is found for it",
       [] { return UnderRoot(Server(Root()).IssuerName(DerSequence({}))); },
       {Refused("incomplete_chain 0, malformed_certificate 0"), Refused("incomplete_chain 0, malformed_certificate 0"),
        Refused("incomplete_chain 0")}},
      {"CA without a name",
       "leaf and anchor agree in the empty name, and a CA must have one (4.1.2.6)",
       [=] { return Scene{.sent = {Server(nameless).Build()}, .roots = {nameless}}; },
       {Refused("malformed_certificate 0, malformed_certificate 1"),
        Refused("malformed_certificate 0, malformed_certificate 1"), kTrusted}},
      {"subject that is no Name", "its relative name is no SET",
       [] { return UnderRoot(Server(Root()).Subject(DerSequence({DerSequence({})}))); },
       Everywhere(Refused("malformed_certificate 0"))},
  };
  RunCases(cases);
}

TEST(EncodingSuite, SignatureAlgorithms) {
  const Case cases[] = {
      {"leaf with two signature algorithms", "only the one inside is signed, so they must be the same",
       [] { return UnderRoot(Server(Root()).RawInnerAlgorithm(OtherAlgorithm())); },
       Everywhere(Refused("malformed_certificate 0"))},
      {"CA with two signature algorithms", "the same of an issuer",
       [] { return UnderCa(SubCa(Root()).RawInnerAlgorithm(OtherAlgorithm())); },
       Everywhere(Refused("malformed_certificate 1"))},
      {"anchor with two signature algorithms", "the same of the anchor",
       [] { return UnderAnchor(RootCa().RawInnerAlgorithm(OtherAlgorithm())); },
       Everywhere(Refused("malformed_certificate 1"))},
      {"ECDSA with parameters", "they must be absent (RFC 5758, 3.2)",
       [] {
         const std::string algorithm = test::AlgorithmIdentifier("1.2.840.10045.4.3.2");
         return UnderRoot(Server(Root()).RawInnerAlgorithm(algorithm).RawOuterAlgorithm(algorithm));
       },
       StrictlyRefused("malformed_certificate 0")},
      {"one bit of the signature changed", "nobody signed this",
       [] { return UnderRoot(Server(Root()).TamperedSignature()); }, Everywhere(Refused("bad_signature 0"))},
      {"an issuer's key without octets and a signature that is an empty SEQUENCE",
       "refused, and nothing falls over",
       [] {
         const std::string no_key =
             DerSequence({test::AlgorithmIdentifier("1.2.840.113549.1.1.1"), test::DerBitString("")});
         const TestCertificate other_root = RootCa("Suite Root", 9).Build();
         const TestCertificate ca = SubCa(other_root)
                                        .Key(test::TestKey::OfSpki(no_key))
                                        .SubjectKeyId(KeyId(test::TestKey::OfSpki(no_key)))
                                        .Build();
         return Scene{.sent = {Server(ca).RawSignature(DerSequence({})).Build(), ca}, .roots = {Root()}};
       },
       {Refused("bad_signature 0, malformed_certificate 1"), Refused("bad_signature 0, malformed_certificate 1"),
        Refused("bad_signature 0, malformed_certificate 1")}},
  };
  RunCases(cases);
}

TEST(EncodingSuite, Versions) {
  const auto v1_leaf = [] { return CertificateBuilder("server").Key(Key(0)).Version(1).IssuedBy(Root()); };
  const TestCertificate v1_root = CertificateBuilder("Old Root").Key(Key(1)).Version(1).Build();
  const Case cases[] = {
      {"version 1 leaf, judged by a name",
       "it has no subjectAltName, and a common name counts for nothing",
       [=] { return UnderRoot(v1_leaf().Subject(test::CommonName(kServer))); },
       {Refused("no_subject_alt_name 0"),
        Refused("no_subject_alt_name 0, not_for_server_auth 0, malformed_certificate 0"),
        Refused("no_subject_alt_name 0")}},
      {"version 1 leaf, judged by no name",
       "the standard asks a leaf for no extension",
       [=] {
         Scene scene = UnderRoot(v1_leaf());
         scene.name = "";
         return scene;
       },
       {kTrusted, Refused("no_subject_alt_name 0, not_for_server_auth 0, malformed_certificate 0"),
        Refused("no_subject_alt_name 0")}},
      {"version 1 leaf with extensions", "there are none before version 3",
       [] { return UnderRoot(Server(Root()).Version(1)); }, StrictlyRefused("malformed_certificate 0")},
      {"version 1 CA", "it can't say that it is one",
       [] { return UnderCa(CertificateBuilder("Old CA").Key(Key(2)).Version(1).IssuedBy(Root())); },
       Everywhere(Refused("issuer_not_ca 1"))},
      {"version 1 CA with basicConstraints",
       "an extension that its version does not have counts for nothing",
       [] { return UnderCa(SubCa(Root()).Version(1)); },
       {Refused("issuer_not_ca 1, malformed_certificate 1"), Refused("issuer_not_ca 1, malformed_certificate 1"),
        Refused("issuer_not_ca 1")}},
      {"version 1 anchor", "whoever lists it as an anchor says that it is a CA",
       [=] { return Scene{.sent = {Server(v1_root).Build()}, .roots = {v1_root}}; }, Everywhere(kTrusted)},
      {"version 4", "there is none", [] { return UnderRoot(Server(Root()).Version(4)); },
       Everywhere(Refused("malformed_certificate 0"))},
  };
  RunCases(cases);
}

TEST(EncodingSuite, SerialNumbers) {
  const Case cases[] = {
      {"serial number of 20 octets", "the longest there may be",
       [] { return UnderRoot(Server(Root()).RawSerial("\x7f" + std::string(19, '\x01'))); }, Everywhere(kTrusted)},
      {"serial number of 22 octets", "over 20 (4.1.2.2)",
       [] { return UnderRoot(Server(Root()).RawSerial("\x7f" + std::string(21, '\x01'))); },
       StrictlyRefused("malformed_certificate 0")},
      {"serial number zero", "it must be positive", [] { return UnderRoot(Server(Root()).Serial(0)); },
       StrictlyRefused("malformed_certificate 0")},
      {"negative serial number", "it must be positive", [] { return UnderRoot(Server(Root()).RawSerial("\x80\x01")); },
       StrictlyRefused("malformed_certificate 0")},
      {"negative serial number with an octet too many", "not DER either",
       [] { return UnderRoot(Server(Root()).RawSerial("\xff\x80\x01")); }, StrictlyRefused("malformed_certificate 0")},
  };
  RunCases(cases);
}

TEST(EncodingSuite, Der) {
  const Case cases[] = {
      {"octets behind the certificate", "they are nobody's",
       [] { return WithRawCertificate(Server(Root()).Build().der + "x"); },
       Everywhere(Refused("malformed_certificate 0"))},
      {"half a certificate", "described as what it is",
       [] { return WithRawCertificate(Server(Root()).Build().der.substr(0, 200)); },
       Everywhere(Refused("malformed_certificate 0"))},
      {"an octet for a certificate", "described as what it is", [] { return WithRawCertificate("0"); },
       Everywhere(Refused("malformed_certificate 0"))},
      {"critical FALSE written out", "DER leaves a default out",
       [] {
         const std::string san =
             DerSequence({DerOid(x509::kSubjectAltNameOid), Der(test::kBooleanTag, std::string(1, '\0')),
                          Der(test::kOctetStringTag, ServerSan())});
         const std::string purpose =
             test::EncodedExtension({x509::kExtendedKeyUsageOid, false, DerSequence({DerOid(x509::kServerAuthOid)})});
         const std::string id = test::EncodedExtension(
             {x509::kAuthorityKeyIdOid, false, DerSequence({Der(test::ContextTag(0), KeyId(Key(1)))})});
         CertificateBuilder leaf = CertificateBuilder("server").Key(Key(0)).IssuedBy(Root());
         return UnderRoot(leaf.RawUniqueIds(Der(test::ConstructedContextTag(3), DerSequence({san, purpose, id}))));
       },
       StrictlyRefused("malformed_certificate 0")},
      {"cA TRUE as the octet 01", "DER knows one TRUE, ff",
       [] {
         return UnderCa(
             With(SubCa(Root()), x509::kBasicConstraintsOid, true, DerSequence({Der(test::kBooleanTag, "\x01")})));
       },
       Everywhere(Refused("issuer_not_ca 1, malformed_certificate 1"))},
      {"cA FALSE written out", "DER leaves a default out",
       [] {
         const std::string no = DerSequence({Der(test::kBooleanTag, std::string(1, '\0'))});
         return UnderRoot(With(Server(Root()), x509::kBasicConstraintsOid, true, no));
       },
       StrictlyRefused("malformed_certificate 0")},
  };
  RunCases(cases);
}

}  // namespace
}  // namespace certsweep::pki::suites
