// What certificates are for: CAs and servers, keyUsage, extendedKeyUsage along the path.
#include <gtest/gtest.h>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki::suites {
namespace {

using test::CertificateBuilder;
using test::Der;
using test::DerOid;
using test::DerSequence;
using test::TestCertificate;

constexpr char kClientAuth[] = "1.3.6.1.5.5.7.3.2";
constexpr char kCodeSigning[] = "1.3.6.1.5.5.7.3.3";
constexpr char kEmailProtection[] = "1.3.6.1.5.5.7.3.4";
constexpr char kTimeStamping[] = "1.3.6.1.5.5.7.3.8";
constexpr char kOcspSigning[] = "1.3.6.1.5.5.7.3.9";
constexpr char kPrecertificates[] = "1.3.6.1.4.1.11129.2.4.4";

Scene UnderRoot(const CertificateBuilder& leaf) { return {.sent = {leaf.Build()}, .roots = {Root()}}; }
Scene UnderCa(const CertificateBuilder& ca) {
  const TestCertificate issuing = ca.Build();
  return {.sent = {Server(issuing).Build(), issuing}, .roots = {Root()}};
}
Scene UnderAnchor(const CertificateBuilder& root) {
  const TestCertificate anchor = root.Build();
  return {.sent = {Server(anchor).Build()}, .roots = {anchor}};
}
Scene For(const std::vector<std::string>& purposes) { return UnderRoot(Server(Root()).ExtendedKeyUsage(purposes)); }
Scene CaFor(const std::vector<std::string>& purposes) { return UnderCa(SubCa(Root()).ExtendedKeyUsage(purposes)); }

TEST(UsageSuite, Issuers) {
  const Outcomes no_ca_1 = Everywhere(Refused("issuer_not_ca 1"));
  const std::string no_bits = Der(test::kBitStringTag, std::string(1, '\0'));
  const std::string both = "issuer_not_ca 1, malformed_certificate 1";
  const Outcomes no_bits_1 = {Refused(both), Refused(both), Refused("issuer_not_ca 1")};
  const Case cases[] = {
      {"CA without basicConstraints",
       "it does not say that it is one",
       [] { return UnderCa(SubCa(Root()).WithoutExtension(x509::kBasicConstraintsOid)); },
       {Refused(both), Refused(both), Refused("issuer_not_ca 1")}},
      {"CA with cA FALSE",
       "it says that it is none",
       [] { return UnderCa(SubCa(Root()).NotCa().KeyUsage(x509::kKeyCertSign)); },
       {Refused(both), Refused(both), Refused("issuer_not_ca 1")}},
      {"anchor without basicConstraints",
       "the same of the anchor",
       [] { return UnderAnchor(RootCa().WithoutExtension(x509::kBasicConstraintsOid)); },
       {Refused(both), Refused(both), Refused("issuer_not_ca 1")}},
      {"CA without keyUsage", "then it may do all",
       [] { return UnderCa(SubCa(Root()).WithoutExtension(x509::kKeyUsageOid)); }, Everywhere(kTrusted)},
      {"CA that may sign CRLs alone", "keyCertSign is what signs certificates",
       [] { return UnderCa(SubCa(Root()).KeyUsage(x509::kCrlSign)); }, no_ca_1},
      {"CA whose keyUsage has no bit", "", [=] { return UnderCa(SubCa(Root()).KeyUsage(0)); }, no_bits_1},
      {"anchor whose keyUsage has no bit", "",
       [=] { return UnderAnchor(With(RootCa(), x509::kKeyUsageOid, false, no_bits)); }, no_ca_1},
      {"a server that issued a certificate", "its own certificate is a good one, and no CA's",
       [] {
         const TestCertificate server = Server(Issuing()).SubjectKeyId(KeyId(Key(0))).Build();
         const TestCertificate forged = Server(server).Key(Key(5)).Build();
         return Scene{.sent = {forged, server, Issuing()}, .roots = {Root()}};
       },
       no_ca_1},
  };
  RunCases(cases);
}

TEST(UsageSuite, CasAsServers) {
  const std::string as_leaf = "ca_certificate_as_leaf 0";
  const Case cases[] = {
      {"a CA as the server",
       "path validation does not mind; a server should not have such a certificate",
       [] { return UnderRoot(SubCa(Root()).Dns(kServer)); },
       {kTrusted, Refused("not_for_server_auth 0, ca_certificate_as_leaf 0"),
        Refused("not_for_server_auth 0, ca_certificate_as_leaf 0")}},
      {"a CA as the server, of another name",
       "",
       [] { return UnderRoot(SubCa(Root()).Dns("ca.other.example")); },
       {Refused("name_mismatch 0"), Refused("name_mismatch 0, not_for_server_auth 0, ca_certificate_as_leaf 0"),
        Refused("name_mismatch 0, not_for_server_auth 0, ca_certificate_as_leaf 0")}},
      {"a server whose certificate says cA TRUE",
       "without keyCertSign",
       [] { return UnderRoot(Server(Root()).Ca().KeyUsage(x509::kDigitalSignature)); },
       {kTrusted, Refused(as_leaf), Refused(as_leaf)}},
      {"a server that may sign certificates", "keyCertSign asks for cA TRUE (4.2.1.3)",
       [] { return UnderRoot(Server(Root()).KeyUsage(x509::kDigitalSignature | x509::kKeyCertSign)); },
       StrictlyRefused("malformed_certificate 0")},
      {"a server with a path length", "pathLenConstraint asks for cA TRUE (4.2.1.9)",
       [] {
         return UnderRoot(With(Server(Root()), x509::kBasicConstraintsOid, true, DerSequence({test::DerInteger(0)})));
       },
       StrictlyRefused("malformed_certificate 0")},
  };
  RunCases(cases);
}

TEST(UsageSuite, KeyUsageOfServers) {
  const std::string both = "not_for_server_auth 0, malformed_certificate 0";
  const Case cases[] = {
      {"encryption of keys alone", "RSA key exchange does that",
       [] { return UnderRoot(Server(Root()).KeyUsage(x509::kKeyEncipherment)); }, Everywhere(kTrusted)},
      {"signing of CRLs alone", "no server does that",
       [] { return UnderRoot(Server(Root()).KeyUsage(x509::kCrlSign)); }, Everywhere(Refused("not_for_server_auth 0"))},
      {"no bit, EC key",
       "",
       [] { return UnderRoot(Server(Root()).KeyUsage(0)); },
       {Refused(both), Refused(both), Refused("not_for_server_auth 0")}},
      {"no bit, RSA key",
       "",
       [] { return UnderRoot(Server(Root()).Key(test::TestKey::Rsa()).KeyUsage(0)); },
       {Refused(both), Refused(both), Refused("not_for_server_auth 0")}},
  };
  RunCases(cases);
}

TEST(UsageSuite, PurposesOfServers) {
  const Outcomes beside = RefusedByWebPki("malformed_certificate 0");
  const Case cases[] = {
      {"for clients alone", "", [] { return For({kClientAuth}); }, Everywhere(Refused("not_for_server_auth 0"))},
      {"for servers and clients", "", [] { return For({x509::kServerAuthOid, kClientAuth}); }, Everywhere(kTrusted)},
      {"for no purpose that is named", "the web asks for one",
       [] { return UnderRoot(Server(Root()).WithoutExtension(x509::kExtendedKeyUsageOid)); },
       RefusedByWebPki("not_for_server_auth 0")},
      {"for any purpose", "the web does not take that for serverAuth",
       [] { return For({x509::kAnyExtendedKeyUsageOid}); },
       RefusedByWebPki("not_for_server_auth 0, malformed_certificate 0")},
      {"for servers and any purpose", "", [] { return For({x509::kServerAuthOid, x509::kAnyExtendedKeyUsageOid}); },
       beside},
      {"for servers and code", "", [] { return For({x509::kServerAuthOid, kCodeSigning}); }, beside},
      {"for servers and mail", "", [] { return For({x509::kServerAuthOid, kEmailProtection}); }, beside},
      {"for servers and time stamps", "", [] { return For({x509::kServerAuthOid, kTimeStamping}); }, beside},
      {"for servers and OCSP", "", [] { return For({x509::kServerAuthOid, kOcspSigning}); }, beside},
      {"for servers and precertificates", "", [] { return For({x509::kServerAuthOid, kPrecertificates}); }, beside},
      {"for precertificates alone",
       "",
       [] { return For({kPrecertificates}); },
       {Refused("not_for_server_auth 0"), Refused("not_for_server_auth 0, malformed_certificate 0"),
        Refused("not_for_server_auth 0")}},
  };
  RunCases(cases);
}

TEST(UsageSuite, PurposesOfCas) {
  // The standard gives extendedKeyUsage of a CA no meaning for what it issues; everybody else does.
  const Outcomes nested = {kTrusted, Refused("not_for_server_auth 1"), Refused("not_for_server_auth 1")};
  const Case cases[] = {
      {"a CA for mail", "", [] { return CaFor({kEmailProtection}); }, nested},
      {"a CA for clients", "", [] { return CaFor({kClientAuth}); }, nested},
      {"a CA for precertificates", "", [] { return CaFor({kPrecertificates}); }, nested},
      {"a CA for servers", "", [] { return CaFor({x509::kServerAuthOid}); }, Everywhere(kTrusted)},
      {"a CA for servers and clients", "", [] { return CaFor({x509::kServerAuthOid, kClientAuth}); },
       Everywhere(kTrusted)},
      {"a CA for any purpose", "", [] { return CaFor({x509::kAnyExtendedKeyUsageOid}); }, Everywhere(kTrusted)},
      {"a CA without purposes", "it may issue for all", [] { return UnderCa(SubCa(Root())); }, Everywhere(kTrusted)},
      {"a CA without purposes and keyUsage", "",
       [] { return UnderCa(SubCa(Root()).WithoutExtension(x509::kKeyUsageOid)); }, Everywhere(kTrusted)},
      {"a root for mail",
       "what an anchor says that it is for holds as well",
       [] { return UnderAnchor(RootCa().ExtendedKeyUsage({kEmailProtection})); },
       {kTrusted, Refused("not_for_server_auth 1, malformed_certificate 1"), Refused("not_for_server_auth 1")}},
      {"a root with purposes", "the web's roots have none",
       [] { return UnderAnchor(RootCa().ExtendedKeyUsage({x509::kServerAuthOid})); },
       RefusedByWebPki("malformed_certificate 1")},
  };
  RunCases(cases);
}

}  // namespace
}  // namespace certsweep::pki::suites
