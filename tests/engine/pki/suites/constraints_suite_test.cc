// Name constraints (RFC 5280, 4.2.1.10): which names they hold for, each form of name, and malformed ones.
#include <gtest/gtest.h>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki::suites {
namespace {

using test::CertificateBuilder;
using test::CommonName;
using test::Der;
using test::DerSequence;
using test::DirectoryName;
using test::DnsName;
using test::EmailName;
using test::IpName;
using test::IpRangeName;
using test::TestCertificate;
using test::UriName;

using Names = std::vector<std::string>;  // GeneralNames

CertificateBuilder Constrained(const Names& permitted, const Names& excluded = {}) {
  return SubCa(Root()).NameConstraints(permitted, excluded);
}
CertificateBuilder ConstrainedRoot(const Names& permitted, const Names& excluded = {}) {
  return RootCa().NameConstraints(permitted, excluded);
}
CertificateBuilder ServerFor(const TestCertificate& issuer, const Names& names) {
  CertificateBuilder leaf = NamelessServer(issuer);
  for (const std::string& name : names) leaf.San(name);
  return leaf;
}

// A leaf with these names below the CA, asked for `name`.
Scene Below(const CertificateBuilder& ca, const Names& names, const std::string& name = kServer) {
  const TestCertificate issuer = ca.Build();
  return {.sent = {ServerFor(issuer, names).Build(), issuer}, .roots = {Root()}, .name = name};
}
Scene BelowRoot(const CertificateBuilder& root, const Names& names, const std::string& name = kServer) {
  const TestCertificate anchor = root.Build();
  return {.sent = {ServerFor(anchor, names).Build()}, .roots = {anchor}, .name = name};
}
// The same, with the server's own name beside `other`: for forms of names that no server is asked for.
Scene WithOther(const CertificateBuilder& ca, const std::string& other) { return Below(ca, {DnsName(kServer), other}); }

const Outcomes kViolated = Everywhere(Refused("name_constraint_violation 0"));
// A violation beside a malformed certificate at `depth`, of which the private rules do not speak.
Outcomes ViolatedAndBadForm(int depth) {
  const std::string bad_form = Refused("name_constraint_violation 0, malformed_certificate " + std::to_string(depth));
  return {bad_form, bad_form, Refused("name_constraint_violation 0")};
}

TEST(ConstraintsSuite, DnsNames) {
  const Case cases[] = {
      {"permitted domain", "", [] { return Below(Constrained({DnsName("shop.example")}), {DnsName(kServer)}); },
       Everywhere(kTrusted)},
      {"permitted name itself", "", [] { return Below(Constrained({DnsName(kServer)}), {DnsName(kServer)}); },
       Everywhere(kTrusted)},
      {"permitted domain in capitals", "",
       [] { return Below(Constrained({DnsName("SHOP.Example")}), {DnsName(kServer)}); }, Everywhere(kTrusted)},
      {"three labels below the permitted domain", "any number may stand to the left",
       [] {
         return Below(Constrained({DnsName("shop.example")}), {DnsName("a.b.c.shop.example")}, "a.b.c.shop.example");
       },
       Everywhere(kTrusted)},
      {"outside of the permitted domain", "",
       [] { return Below(Constrained({DnsName("other.example")}), {DnsName(kServer)}); }, kViolated},
      {"permitted domain that is the end of a label only", "hop.example is no domain of www.shop.example",
       [] { return Below(Constrained({DnsName("hop.example")}), {DnsName(kServer)}); }, kViolated},
      {"the domain above a permitted one", "",
       [] { return Below(Constrained({DnsName("www.shop.example")}), {DnsName("shop.example")}, "shop.example"); },
       kViolated},
      {"excluded domain", "", [] { return Below(Constrained({}, {DnsName("shop.example")}), {DnsName(kServer)}); },
       kViolated},
      {"excluded name beside the one asked for", "every name counts",
       [] {
         return Below(Constrained({}, {DnsName("secret.shop.example")}),
                      {DnsName(kServer), DnsName("secret.shop.example")});
       },
       kViolated},
      {"excluded domain elsewhere", "",
       [] { return Below(Constrained({}, {DnsName("other.example")}), {DnsName(kServer)}); }, Everywhere(kTrusted)},
      {"the same domain permitted and excluded", "exclusion wins",
       [] { return Below(Constrained({DnsName("shop.example")}, {DnsName("shop.example")}), {DnsName(kServer)}); },
       kViolated},
      {"the empty domain permitted", "it holds every name",
       [] { return Below(Constrained({DnsName("")}), {DnsName(kServer)}); }, Everywhere(kTrusted)},
      {"the empty domain excluded", "it holds every name",
       [] { return Below(Constrained({}, {DnsName("")}), {DnsName(kServer)}); }, kViolated},
      {"constraints of the anchor", "they hold as well",
       [] { return BelowRoot(ConstrainedRoot({DnsName("other.example")}), {DnsName(kServer)}); }, kViolated},
      {"constraints of the anchor that fit", "",
       [] { return BelowRoot(ConstrainedRoot({DnsName("shop.example")}), {DnsName(kServer)}); }, Everywhere(kTrusted)},
  };
  RunCases(cases);
}

TEST(ConstraintsSuite, WildcardNames) {
  const Case cases[] = {
      {"wildcard inside the permitted domain", "all that it stands for is inside",
       [] { return Below(Constrained({DnsName("shop.example")}), {DnsName("*.shop.example")}); }, Everywhere(kTrusted)},
      {"wildcard that a permitted name is one of", "it stands for others too",
       [] { return Below(Constrained({DnsName(kServer)}), {DnsName("*.shop.example")}); }, kViolated},
      {"wildcard that an excluded name is one of", "though another one is asked for",
       [] { return Below(Constrained({}, {DnsName("secret.shop.example")}), {DnsName("*.shop.example")}); }, kViolated},
      {"wildcard asked for the excluded name", "",
       [] { return Below(Constrained({DnsName("shop.example")}, {DnsName(kServer)}), {DnsName("*.shop.example")}); },
       kViolated},
      {"wildcard inside an excluded domain", "",
       [] { return Below(Constrained({}, {DnsName("example")}), {DnsName("*.shop.example")}); }, kViolated},
      {"wildcard above an excluded domain of two labels", "the wildcard stands for one label: it never gets there",
       [] { return Below(Constrained({}, {DnsName("a.b.shop.example")}), {DnsName("*.shop.example")}); },
       Everywhere(kTrusted)},
  };
  RunCases(cases);
}

TEST(ConstraintsSuite, Addresses) {
  const auto address = [](const CertificateBuilder& ca, const char* ip) { return Below(ca, {IpName(ip)}, ip); };
  const auto raw = [](const std::string& octets) { return Constrained({Der(test::ContextTag(7), octets)}); };
  const std::string zeros(4, '\0'), host("\x7f\0\0\1", 4), mask_with_hole("\xff\0\xff\0", 4);
  const Case cases[] = {
      {"permitted IPv4 network", "", [=] { return address(Constrained({IpRangeName("192.0.2.0/24")}), "192.0.2.7"); },
       Everywhere(kTrusted)},
      {"outside of the permitted IPv4 network", "",
       [=] { return address(Constrained({IpRangeName("192.0.2.0/24")}), "192.0.3.7"); }, kViolated},
      {"excluded IPv4 network", "",
       [=] { return address(Constrained({}, {IpRangeName("192.0.2.0/24")}), "192.0.2.7"); }, kViolated},
      {"a network cut inside an octet", "",
       [=] { return address(Constrained({IpRangeName("192.0.2.0/27")}), "192.0.2.32"); }, kViolated},
      {"permitted IPv6 address", "",
       [=] { return address(Constrained({IpRangeName("2001:db8::1/128")}), "2001:db8::1"); }, Everywhere(kTrusted)},
      {"excluded IPv6 address", "",
       [=] { return address(Constrained({}, {IpRangeName("2001:db8::1/128")}), "2001:db8::1"); }, kViolated},
      {"an IPv6 address where an IPv4 network is permitted", "one form of name: it is outside",
       [=] { return address(Constrained({IpRangeName("192.0.2.0/24")}), "2001:db8::1"); }, kViolated},
      {"a host name where only networks are constrained", "another form of name",
       [] { return Below(Constrained({IpRangeName("192.0.2.0/24")}), {DnsName(kServer)}); }, Everywhere(kTrusted)},
      {"a host name where a network is excluded", "",
       [] { return Below(Constrained({}, {IpRangeName("0.0.0.0/0")}), {DnsName(kServer)}); }, Everywhere(kTrusted)},
      {"a constraint of 4 octets", "an address and its mask are 8", [=] { return address(raw(host), "127.0.0.1"); },
       Everywhere(Refused("malformed_certificate 1"))},
      {"a constraint of 16 octets", "an address and its mask are 32",
       [=] { return address(raw(host + zeros + zeros + zeros), "2001:db8::1"); },
       Everywhere(Refused("malformed_certificate 1"))},
      {"a mask with a hole", "a network is a prefix (RFC 4632)",
       [=] { return address(raw(zeros + mask_with_hole), "127.0.0.1"); },
       Everywhere(Refused("name_constraint_violation 0, malformed_certificate 1"))},
      {"an iPAddress of 8 octets in the leaf", "a network is no address",
       [] {
         return Below(Constrained({IpRangeName("192.0.2.0/24")}), {IpRangeName("192.0.2.0/24"), IpName("192.0.2.7")},
                      "192.0.2.7");
       },
       Everywhere(Refused("malformed_certificate 0"))},
  };
  RunCases(cases);
}

TEST(ConstraintsSuite, DirectoryNames) {
  const std::string ours = test::DerName({{{"2.5.4.10", "Shop"}}});
  const std::string server = test::DerName({{{"2.5.4.10", "Shop"}}, {{"2.5.4.3", "server"}}});
  const auto subject = [](const CertificateBuilder& ca, const std::string& name) {
    const TestCertificate issuer = ca.Build();
    return Scene{.sent = {Server(issuer).Subject(name).Build(), issuer}, .roots = {Root()}};
  };
  const auto both = [](const CertificateBuilder& ca, const std::string& name, const std::string& san) {
    const TestCertificate issuer = ca.Build();
    return Scene{.sent = {Server(issuer).Subject(name).San(DirectoryName(san)).Build(), issuer}, .roots = {Root()}};
  };
  const Case cases[] = {
      {"subject below the permitted name", "it begins with it",
       [=] { return subject(Constrained({DirectoryName(ours)}), server); }, Everywhere(kTrusted)},
      {"subject that is the permitted name", "", [=] { return subject(Constrained({DirectoryName(ours)}), ours); },
       Everywhere(kTrusted)},
      {"subject above the permitted name", "", [=] { return subject(Constrained({DirectoryName(server)}), ours); },
       kViolated},
      {"subject outside", "", [=] { return subject(Constrained({DirectoryName(ours)}), CommonName("server")); },
       kViolated},
      {"subject in the excluded name", "", [=] { return subject(Constrained({}, {DirectoryName(ours)}), server); },
       kViolated},
      {"subjectAltName outside, subject inside", "both are names of the certificate",
       [=] { return both(Constrained({DirectoryName(ours)}), server, CommonName("x")); }, kViolated},
      {"subject outside, subjectAltName inside", "",
       [=] { return both(Constrained({DirectoryName(ours)}), CommonName("x"), server); }, kViolated},
      {"subjectAltName excluded, subject not", "",
       [=] { return both(Constrained({}, {DirectoryName(ours)}), CommonName("x"), server); }, kViolated},
      {"both inside", "", [=] { return both(Constrained({DirectoryName(ours)}), server, ours); }, Everywhere(kTrusted)},
      {"an empty subject", "no name, so none that is outside",
       [=] {
         const TestCertificate issuer = Constrained({DirectoryName(ours)}).Build();
         return Scene{.sent = {Server(issuer).Subject(DerSequence({})).CriticalSan().Build(), issuer},
                      .roots = {Root()}};
       },
       Everywhere(kTrusted)},
  };
  RunCases(cases);
}

TEST(ConstraintsSuite, MailAddresses) {
  const auto mail = [](const char* permitted, const char* address) {
    return WithOther(Constrained({EmailName(permitted)}), EmailName(address));
  };
  const Case cases[] = {
      {"the permitted mailbox", "", [=] { return mail("ann@shop.example", "ann@shop.example"); }, Everywhere(kTrusted)},
      {"another mailbox of the host", "", [=] { return mail("ann@shop.example", "bob@shop.example"); }, kViolated},
      {"the same local part at another host", "", [=] { return mail("ann@shop.example", "ann@other.example"); },
       kViolated},
      {"two permitted mailboxes with one local part", "each is compared whole",
       [] {
         return WithOther(Constrained({EmailName("ann@a.example"), EmailName("ann@b.example")}),
                          EmailName("ann@a.example"));
       },
       Everywhere(kTrusted)},
      {"a mailbox in another case before the at sign", "the local part is case-sensitive",
       [=] { return mail("ann@shop.example", "Ann@shop.example"); }, kViolated},
      {"a mailbox in another case behind the at sign", "the host is not",
       [=] { return mail("ann@shop.example", "ann@SHOP.example"); }, Everywhere(kTrusted)},
      {"a mailbox at the permitted host", "", [=] { return mail("shop.example", "ann@shop.example"); },
       Everywhere(kTrusted)},
      {"a mailbox below the permitted host", "a host is that host alone",
       [=] { return mail("shop.example", "ann@mail.shop.example"); }, kViolated},
      {"a mailbox below the permitted domain", "", [=] { return mail(".shop.example", "ann@mail.shop.example"); },
       Everywhere(kTrusted)},
      {"a mailbox at the permitted domain itself", "a domain that begins with a period holds what is below",
       [=] { return mail(".shop.example", "ann@shop.example"); }, kViolated},
      {"a star as the local part", "a star is a character", [=] { return mail("*@shop.example", "*@shop.example"); },
       Everywhere(kTrusted)},
      {"a mailbox where a star is permitted", "a star is a character",
       [=] { return mail("*@shop.example", "ann@shop.example"); }, kViolated},
      {"a star at another host", "", [=] { return mail("*@shop.example", "*@mail.shop.example"); }, kViolated},
      {"two stars", "", [=] { return mail("**@shop.example", "**@shop.example"); }, Everywhere(kTrusted)},
      {"one star where two are permitted", "", [=] { return mail("**@shop.example", "*@shop.example"); }, kViolated},
      {"a star inside the local part", "", [=] { return mail("ann*@shop.example", "ann*@shop.example"); },
       Everywhere(kTrusted)},
      {"a mailbox with two at signs", "it can't be told what its host is",
       [=] { return mail("shop.example", "ann@evil.example@shop.example"); }, kViolated},
      {"one of three mailboxes with two at signs", "every name counts",
       [] {
         return Below(Constrained({EmailName("shop.example")}),
                      {DnsName(kServer), EmailName("a@shop.example"), EmailName("b@shop.example"),
                       EmailName("c@d@shop.example")});
       },
       kViolated},
      {"a constraint with two at signs", "", [=] { return mail("a@b@shop.example", "ann@shop.example"); },
       ViolatedAndBadForm(1)},
      {"an address in the subject", "it counts where subjectAltName has none",
       [] {
         const TestCertificate issuer = Constrained({EmailName("shop.example")}).Build();
         const std::string subject =
             test::DerName({{{"1.2.840.113549.1.9.1", "ann@other.example", test::kIa5StringTag}}});
         return Scene{.sent = {Server(issuer).Subject(subject).Build(), issuer}, .roots = {Root()}};
       },
       kViolated},
  };
  RunCases(cases);
}

TEST(ConstraintsSuite, Uris) {
  const auto uri = [](const char* permitted, const char* name) {
    return WithOther(Constrained({UriName(permitted)}), UriName(name));
  };
  const Case cases[] = {
      {"the permitted host", "", [=] { return uri("shop.example", "https://shop.example/a"); }, Everywhere(kTrusted)},
      {"below the permitted host", "a host is that host alone",
       [=] { return uri("shop.example", "https://www.shop.example"); }, kViolated},
      {"below the permitted domain", "", [=] { return uri(".shop.example", "https://www.shop.example:8443/"); },
       Everywhere(kTrusted)},
      {"the permitted domain itself", "it holds what is below",
       [=] { return uri(".shop.example", "https://shop.example"); }, kViolated},
      {"a user named like the permitted host", "",
       [=] { return uri("shop.example", "https://shop.example@evil.example/"); }, kViolated},
      {"an address for a host", "it can't be compared", [=] { return uri("shop.example", "https://192.0.2.7/"); },
       kViolated},
      {"an IPv6 address with a zone", "it can't be compared",
       [=] { return uri("shop.example", "https://[fe80::1%25shop.example]/"); }, kViolated},
      {"no host at all", "it can't be compared", [=] { return uri("shop.example", "urn:shop.example"); }, kViolated},
  };
  RunCases(cases);
}

TEST(ConstraintsSuite, FormsThatNothingHereCompares) {
  const std::string registered = Der(test::ContextTag(8), "\x2a\x03\x04");
  const Case cases[] = {
      {"otherName excluded, and there", "",
       [] { return WithOther(Constrained({}, {test::OtherName()}), test::OtherName()); }, kViolated},
      {"otherName excluded, and not there", "nothing to compare",
       [] { return Below(Constrained({DnsName("shop.example")}, {test::OtherName()}), {DnsName(kServer)}); },
       Everywhere(kTrusted)},
      {"otherName permitted, and there", "it can't be told that it is inside",
       [] { return WithOther(Constrained({test::OtherName()}), test::OtherName()); }, kViolated},
      {"registeredID excluded, and there", "", [=] { return WithOther(Constrained({}, {registered}), registered); },
       kViolated},
      {"otherName there, and only host names constrained", "another form of name",
       [] { return WithOther(Constrained({DnsName("shop.example")}), test::OtherName()); }, Everywhere(kTrusted)},
  };
  RunCases(cases);
}

TEST(ConstraintsSuite, WhomTheyHoldFor) {
  const Case cases[] = {
      {"a CA's own names", "its constraints are for what is below it",
       [] { return Below(Constrained({DnsName("shop.example")}).Dns("ca.other.example"), {DnsName(kServer)}); },
       Everywhere(kTrusted)},
      {"the names of a CA below", "a CA's names are constrained by those above",
       [] {
         const TestCertificate upper = Constrained({DnsName("shop.example")}).Build();
         const TestCertificate lower = SubCa(upper, "Lower CA", 3).Dns("ca.other.example").Build();
         return Scene{.sent = {Server(lower).Build(), lower, upper}, .roots = {Root()}};
       },
       Everywhere(Refused("name_constraint_violation 1"))},
      {"the names of a CA below the anchor", "",
       [] {
         const TestCertificate anchor = ConstrainedRoot({}, {DnsName("other.example")}).Build();
         const TestCertificate ca = SubCa(anchor).Dns("ca.other.example").Build();
         return Scene{.sent = {Server(ca).Build(), ca}, .roots = {anchor}};
       },
       Everywhere(Refused("name_constraint_violation 1"))},
      {"a self-issued CA's names", "new keys of the same CA are let pass (6.1.3 (b))",
       [] {
         const TestCertificate anchor = ConstrainedRoot({DnsName("shop.example")}).Build();
         const TestCertificate rollover = SubCa(anchor, "Suite Root", 3).Dns("ca.other.example").Build();
         return Scene{.sent = {Server(rollover).Build(), rollover}, .roots = {anchor}};
       },
       Everywhere(kTrusted)},
      {"a self-issued leaf's names", "the leaf is never let pass",
       [] {
         const TestCertificate ca = Constrained({DnsName("other.example")}).Build();
         return Scene{.sent = {Server(ca).Subject(ca.subject).Build(), ca}, .roots = {Root()}};
       },
       kViolated},
      {"a lower CA that permits less", "both sets hold",
       [] {
         const TestCertificate upper = Constrained({DnsName("shop.example"), DnsName("other.example")}).Build();
         const TestCertificate lower =
             SubCa(upper, "Lower CA", 3).NameConstraints({DnsName("other.example")}, {}).Build();
         return Scene{.sent = {Server(lower).Build(), lower, upper}, .roots = {Root()}};
       },
       kViolated},
      {"a lower CA that permits more", "both sets hold",
       [] {
         const TestCertificate upper = Constrained({DnsName("other.example")}).Build();
         const TestCertificate lower = SubCa(upper, "Lower CA", 3)
                                           .NameConstraints({DnsName("shop.example"), DnsName("other.example")}, {})
                                           .Build();
         return Scene{.sent = {Server(lower).Build(), lower, upper}, .roots = {Root()}};
       },
       kViolated},
      {"constraints in a leaf", "they belong in CAs' certificates",
       [] {
         return Scene{.sent = {Server(Root()).NameConstraints({DnsName("shop.example")}, {}).Build()},
                      .roots = {Root()}};
       },
       StrictlyRefused("malformed_certificate 0")},
      {"constraints in a leaf, not critical", "",
       [] {
         return Scene{.sent = {Server(Root()).NameConstraints({DnsName("shop.example")}, {}, false).Build()},
                      .roots = {Root()}};
       },
       StrictlyRefused("malformed_certificate 0")},
  };
  RunCases(cases);
}

TEST(ConstraintsSuite, BadForm) {
  const auto raw = [](const std::string& value) {
    return Below(SubCa(Root()).Extension(x509::kNameConstraintsOid, true, value), {DnsName(kServer)});
  };
  const auto list = [](int tag, const std::string& names) {
    return Der(test::ConstructedContextTag(tag), names.empty() ? "" : DerSequence({names}));
  };
  const Outcomes bad_form = StrictlyRefused("malformed_certificate 1");
  const Case cases[] = {
      {"constraints that are not critical", "they must be, or old verifiers pass over them",
       [] { return Below(SubCa(Root()).NameConstraints({DnsName("shop.example")}, {}, false), {DnsName(kServer)}); },
       bad_form},
      {"constraints that are not critical and are broken", "they hold all the same",
       [] { return Below(SubCa(Root()).NameConstraints({DnsName("other.example")}, {}, false), {DnsName(kServer)}); },
       ViolatedAndBadForm(1)},
      {"constraints of the anchor that are not critical", "",
       [] { return BelowRoot(RootCa().NameConstraints({DnsName("shop.example")}, {}, false), {DnsName(kServer)}); },
       bad_form},
      {"a wildcard as a constraint", "a constraint is a domain, and this one holds nothing",
       [] { return Below(Constrained({DnsName("*.shop.example")}), {DnsName(kServer)}); }, ViolatedAndBadForm(1)},
      {"a domain that begins with a period", "that form is for mail addresses and URIs",
       [] { return Below(Constrained({DnsName(".shop.example")}), {DnsName(kServer)}); }, bad_form},
      {"a domain that begins with a period, of the anchor", "what path validation reads must be readable there too",
       [] { return BelowRoot(ConstrainedRoot({DnsName(".shop.example")}), {DnsName(kServer)}); }, bad_form},
      {"a wildcard as a constraint of the anchor", "",
       [] { return BelowRoot(ConstrainedRoot({DnsName("*.shop.example")}), {DnsName(kServer)}); },
       ViolatedAndBadForm(1)},
      {"a domain that begins with a period, and the domain itself", "it holds what is below",
       [] { return Below(Constrained({DnsName(".shop.example")}), {DnsName("shop.example")}, "shop.example"); },
       ViolatedAndBadForm(1)},
      {"neither list", "at least one must be there", [=] { return raw(DerSequence({})); }, bad_form},
      {"neither list, of the anchor", "",
       [] {
         return BelowRoot(RootCa().Extension(x509::kNameConstraintsOid, true, DerSequence({})), {DnsName(kServer)});
       },
       bad_form},
      {"two empty lists", "a list has at least one subtree",
       [=] { return raw(DerSequence({list(0, ""), list(1, "")})); }, bad_form},
      {"an empty permitted list", "",
       [=] { return raw(DerSequence({list(0, ""), list(1, DnsName("other.example"))})); }, bad_form},
      {"an empty excluded list", "", [=] { return raw(DerSequence({list(0, DnsName("shop.example")), list(1, "")})); },
       bad_form},
      {"both lists", "as they should be",
       [=] { return raw(DerSequence({list(0, DnsName("shop.example")), list(1, DnsName("other.example"))})); },
       Everywhere(kTrusted)},
      {"a subtree with a minimum", "4.2.1.10: it is not used",
       [=] { return raw(DerSequence({list(0, DnsName("shop.example") + Der(test::ContextTag(0), "\x01"))})); },
       Everywhere(Refused("malformed_certificate 1"))},
      {"text for constraints", "nobody can say what they are", [=] { return raw("shop.example"); },
       Everywhere(Refused("malformed_certificate 1"))},
      {"a leaf's name that begins with a period", "no name that could be compared",
       [] { return WithOther(Constrained({DnsName("shop.example")}), DnsName(".shop.example")); },
       ViolatedAndBadForm(0)},
      {"an empty name of the leaf", "no name that could be compared",
       [] { return WithOther(Constrained({DnsName("shop.example")}), DnsName("")); }, ViolatedAndBadForm(0)},
  };
  RunCases(cases);
}

}  // namespace
}  // namespace certsweep::pki::suites
