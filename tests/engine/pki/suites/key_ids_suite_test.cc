// Key identifiers (RFC 5280, 4.2.1.1 and 4.2.1.2): where they must be, and that they are hints, not proofs.
#include <gtest/gtest.h>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki::suites {
namespace {

using test::CertificateBuilder;
using test::Der;
using test::DerSequence;
using test::TestCertificate;

// authorityKeyIdentifier out of its three parts; empty ones are left out.
std::string AuthorityKeyId(const std::string& key_id, const std::string& issuer = {}, const std::string& serial = {}) {
  std::string value;
  if (!key_id.empty()) value += Der(test::ContextTag(0), key_id);
  if (!issuer.empty()) value += Der(test::ConstructedContextTag(1), issuer);
  if (!serial.empty()) value += Der(test::ContextTag(2), serial);
  return Der(test::kSequenceTag, value);
}
std::string SomeIssuer() { return test::DirectoryName(test::CommonName("Some Issuer")); }

Scene UnderAnchor(const CertificateBuilder& root) {
  const TestCertificate anchor = root.Build();
  return {.sent = {Server(anchor).Build()}, .roots = {anchor}};
}
Scene UnderCa(const CertificateBuilder& ca) {
  const TestCertificate issuing = ca.Build();
  return {.sent = {Server(issuing).Build(), issuing}, .roots = {Root()}};
}
Scene Leaf(const CertificateBuilder& leaf) { return {.sent = {leaf.Build(), Issuing()}, .roots = {Root()}}; }
CertificateBuilder RootWith(const std::string& authority_key_id) {
  return RootCa().Extension(x509::kAuthorityKeyIdOid, false, authority_key_id);
}
CertificateBuilder ServerWith(const std::string& authority_key_id) {
  return With(Server(Issuing()), x509::kAuthorityKeyIdOid, false, authority_key_id);
}

TEST(KeyIdsSuite, WhereTheyMustBe) {
  const Case cases[] = {
      {"leaf without authorityKeyIdentifier", "only self-signed certificates may lack it",
       [] { return Leaf(Server(Issuing()).WithoutExtension(x509::kAuthorityKeyIdOid)); },
       StrictlyRefused("malformed_certificate 0")},
      {"CA without authorityKeyIdentifier", "",
       [] { return UnderCa(SubCa(Root()).WithoutExtension(x509::kAuthorityKeyIdOid)); },
       StrictlyRefused("malformed_certificate 1")},
      {"self-signed anchor without authorityKeyIdentifier", "as it may be", [] { return UnderAnchor(RootCa()); },
       Everywhere(kTrusted)},
      {"self-signed anchor with its own authorityKeyIdentifier", "as it may be",
       [] { return UnderAnchor(RootWith(AuthorityKeyId(KeyId(Key(1))))); }, Everywhere(kTrusted)},
      {"anchor signed by another CA, without authorityKeyIdentifier", "it is not self-signed",
       [] { return UnderAnchor(RootCa().IssuedBy(RootCa("Upper Root", 9).Build())); },
       StrictlyRefused("malformed_certificate 1")},
      {"anchor signed by itself under another issuer name", "self-signed all the same",
       [] { return UnderAnchor(RootCa().IssuerName(test::CommonName("Another Name"))); }, Everywhere(kTrusted)},
      {"anchor without subjectKeyIdentifier", "every CA has one",
       [] { return UnderAnchor(RootCa().WithoutExtension(x509::kSubjectKeyIdOid)); },
       StrictlyRefused("malformed_certificate 1")},
      {"CA without subjectKeyIdentifier", "every CA has one",
       [] { return UnderCa(SubCa(Root()).WithoutExtension(x509::kSubjectKeyIdOid)); },
       StrictlyRefused("malformed_certificate 1")},
      {"leaf without subjectKeyIdentifier", "it may lack one", [] { return Leaf(Server(Issuing())); },
       Everywhere(kTrusted)},
      {"authorityKeyIdentifier of the leaf without a key identifier", "issuer and serial number alone do not do",
       [] { return Leaf(ServerWith(AuthorityKeyId("", SomeIssuer(), "\x01"))); },
       StrictlyRefused("malformed_certificate 0")},
      {"authorityKeyIdentifier of the leaf with an issuer and no serial number", "they come together",
       [] { return Leaf(ServerWith(AuthorityKeyId(KeyId(Key(2)), SomeIssuer()))); },
       StrictlyRefused("malformed_certificate 0")},
  };
  RunCases(cases);
}

TEST(KeyIdsSuite, RootsOfTheWeb) {
  const std::string id = KeyId(Key(1));
  const Outcomes refused_by_webpki = RefusedByWebPki("malformed_certificate 1");
  const Case cases[] = {
      {"root with an empty authorityKeyIdentifier", "if it is there it names the key",
       [] { return UnderAnchor(RootWith(AuthorityKeyId(""))); }, refused_by_webpki},
      {"root whose authorityKeyIdentifier names an issuer and serial number", "the key identifier alone may be there",
       [=] { return UnderAnchor(RootWith(AuthorityKeyId(id, SomeIssuer(), "\x01"))); }, refused_by_webpki},
      {"root whose authorityKeyIdentifier names an issuer", "",
       [=] { return UnderAnchor(RootWith(AuthorityKeyId(id, SomeIssuer()))); }, refused_by_webpki},
      {"root whose authorityKeyIdentifier names a serial number", "",
       [=] { return UnderAnchor(RootWith(AuthorityKeyId(id, "", "\x01"))); }, refused_by_webpki},
      {"root whose authorityKeyIdentifier is of another key", "it is self-signed, so both must agree",
       [] { return UnderAnchor(RootWith(AuthorityKeyId(KeyId(Key(7))))); }, refused_by_webpki},
  };
  RunCases(cases);
}

TEST(KeyIdsSuite, HintsOnly) {
  const Case cases[] = {
      {"leaf that names another key than its issuer has", "the signature decides",
       [] { return Leaf(Server(Issuing()).AuthorityKeyId("of another key")); }, Everywhere(kTrusted)},
      {"two CAs of one name, the wrong one with the right identifier", "the signature decides",
       [] {
         const TestCertificate right = SubCa(Root()).SubjectKeyId("wrong").Build();
         const TestCertificate wrong = SubCa(Root(), "Suite Issuing", 8).SubjectKeyId(KeyId(Key(2))).Build();
         return Scene{.sent = {Server(right).Build(), wrong, right}, .roots = {Root()}};
       },
       Everywhere(kTrusted)},
      {"authorityKeyIdentifier that names issuer and serial number of nobody", "the signature decides",
       [] { return Leaf(ServerWith(AuthorityKeyId(KeyId(Key(2)), SomeIssuer(), "\x01"))); }, Everywhere(kTrusted)},
  };
  RunCases(cases);
}

}  // namespace
}  // namespace certsweep::pki::suites
