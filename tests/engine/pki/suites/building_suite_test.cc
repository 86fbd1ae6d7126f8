// Path building: whatever was sent in whatever order, a path that is there is found, and none that is not.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki::suites {
namespace {

using test::CertificateBuilder;
using test::DnsName;
using test::kTestDay;
using test::kTestTime;
using test::TestCertificate;
using Certificates = std::vector<TestCertificate>;

// The CA "Twin" with key 5: as one issuer certifies it.
CertificateBuilder Twin(const TestCertificate& issuer) { return SubCa(issuer, "Twin", 5); }
const TestCertificate& Unlisted() {
  static const auto* root = new TestCertificate(RootCa("Unlisted Root", 30).Build());
  return *root;
}
Scene Trusting(const TestCertificate& root, const Certificates& sent) { return {.sent = sent, .roots = {root}}; }
Scene Sent(const Certificates& sent) { return Trusting(Root(), sent); }
TestCertificate Expired(CertificateBuilder builder) {
  return builder.Valid(kTestTime - 400 * kTestDay, kTestTime - 30 * kTestDay).Build();
}

TEST(BuildingSuite, WhatIsSent) {
  const TestCertificate upper = SubCa(Root(), "Upper CA", 10).Build();
  const TestCertificate middle = SubCa(upper, "Middle CA", 11).Build();
  const TestCertificate lower = SubCa(middle, "Lower CA", 12).Build();
  const TestCertificate leaf = Server(lower).Build();
  const TestCertificate stranger = SubCa(Unlisted(), "Stranger", 13).Build();
  TestCertificate junk = Server(Root()).Build();
  junk.der = "no certificate";
  const Case cases[] = {
      {"three CAs in order", "", [=] { return Sent({leaf, lower, middle, upper}); }, Everywhere(kTrusted)},
      {"three CAs in the wrong order", "the order says nothing", [=] { return Sent({leaf, upper, lower, middle}); },
       Everywhere(kTrusted)},
      {"with the root", "", [=] { return Sent({leaf, lower, middle, upper, Root()}); }, Everywhere(kTrusted)},
      {"every CA twice", "", [=] { return Sent({leaf, lower, lower, upper, middle, upper, middle}); },
       Everywhere(kTrusted)},
      {"with the leaf again and a stranger between", "",
       [=] { return Sent({leaf, stranger, leaf, lower, middle, upper}); }, Everywhere(kTrusted)},
      {"one of the CAs missing", "", [=] { return Sent({leaf, lower, upper}); },
       Everywhere(Refused("incomplete_chain 1"))},
      {"the leaf alone", "", [=] { return Sent({leaf}); }, Everywhere(Refused("incomplete_chain 0"))},
      {"something that is no certificate among them", "it is told, and is in nobody's way",
       [=] { return Sent({leaf, junk, lower, middle, upper}); }, Everywhere(kTrusted)},
      {"up to a root that is not trusted", "a self-signed certificate vouches for itself alone",
       [=] { return Trusting(Unlisted(), {leaf, lower, middle, upper, Root()}); },
       Everywhere(Refused("untrusted_root 4"))},
      {"up to a root that is not trusted and not sent", "",
       [=] { return Trusting(Unlisted(), {leaf, lower, middle, upper}); }, Everywhere(Refused("incomplete_chain 3"))},
      {"nothing is trusted", "", [=] { return Scene{.sent = {leaf, lower, middle, upper, Root()}, .roots = {}}; },
       Everywhere(Refused("untrusted_root 4"))},
      {"self-signed leaf", "",
       [] {
         const TestCertificate self = CertificateBuilder("self")
                                          .Key(Key(0))
                                          .NotCa()
                                          .ExtendedKeyUsage({x509::kServerAuthOid})
                                          .Dns(kServer)
                                          .Build();
         return Sent({self});
       },
       Everywhere(Refused("self_signed 0"))},
  };
  RunCases(cases);
}

TEST(BuildingSuite, Anchors) {
  const TestCertificate upper = SubCa(Root(), "Upper CA", 10).Build();
  const TestCertificate leaf = Server(upper).Build();
  const TestCertificate namesake = RootCa("Suite Root", 31).Build();
  const TestCertificate pinned =
      CertificateBuilder("self").Key(Key(0)).NotCa().ExtendedKeyUsage({x509::kServerAuthOid}).Dns(kServer).Build();
  const Case cases[] = {
      {"an anchor that another CA signed", "an anchor need not be self-signed, and what is above it does not matter",
       [=] { return Trusting(upper, {leaf, Root()}); }, Everywhere(kTrusted)},
      {"an anchor that another CA signed, which is not there", "", [=] { return Trusting(upper, {leaf}); },
       Everywhere(kTrusted)},
      {"two anchors of one name", "the key decides",
       [=] { return Scene{.sent = {leaf, upper}, .roots = {namesake, Root()}}; }, Everywhere(kTrusted)},
      {"an anchor of the root's name alone", "the key decides", [=] { return Trusting(namesake, {leaf, upper}); },
       Everywhere(Refused("incomplete_chain 1"))},
      {"the server's own certificate is an anchor",
       "the private rules take it for trusted",
       [=] { return Trusting(pinned, {pinned}); },
       {Refused("self_signed 0"), Refused("self_signed 0"), kTrusted}},
      {"the server's own certificate is an anchor, and so is its CA", "there is a path without it",
       [=] { return Scene{.sent = {leaf, upper}, .roots = {leaf, Root()}}; }, Everywhere(kTrusted)},
  };
  RunCases(cases);
}

TEST(BuildingSuite, Twins) {
  const auto leaf = [] { return Server(Twin(Root()).Build()).Build(); };
  const TestCertificate good = Twin(Root()).Build();
  const TestCertificate second_root = RootCa("Second Root", 32).Build();
  const Case cases[] = {
      {"an expired twin first", "the one in force is found",
       [=] { return Sent({leaf(), Expired(Twin(Root())), good}); }, Everywhere(kTrusted)},
      {"a twin by a root that is not trusted first", "",
       [=] { return Sent({leaf(), Twin(Unlisted()).Build(), good, Unlisted()}); }, Everywhere(kTrusted)},
      {"a twin with a broken signature first", "",
       [=] { return Sent({leaf(), Twin(Root()).TamperedSignature().Build(), good}); }, Everywhere(kTrusted)},
      {"a twin that allows no such name first", "",
       [=] { return Sent({leaf(), Twin(Root()).NameConstraints({DnsName("other.example")}, {}).Build(), good}); },
       Everywhere(kTrusted)},
      {"a twin for mail first", "",
       [=] { return Sent({leaf(), Twin(Root()).ExtendedKeyUsage({"1.3.6.1.5.5.7.3.4"}).Build(), good}); },
       Everywhere(kTrusted)},
      {"a twin that is no CA first", "", [=] { return Sent({leaf(), Twin(Root()).NotCa().Build(), good}); },
       Everywhere(kTrusted)},
      {"a twin signed with SHA-1 first", "policy prefers the other one where the rules do not mind",
       [=] { return Sent({leaf(), Twin(Root()).Hash(x509::HashAlgorithm::kSha1).Build(), good}); },
       Everywhere(kTrusted)},
      {"a twin with an unknown critical extension first", "",
       [=] { return Sent({leaf(), Twin(Root()).Extension("1.3.6.1.4.1.32473.99", true, "").Build(), good}); },
       Everywhere(kTrusted)},
      {"an anchor whose twin by another anchor has expired", "what is expired is not needed",
       [=] {
         return Scene{.sent = {Server(Root()).Build(), Expired(SubCa(second_root, "Suite Root", 1))},
                      .roots = {Root(), second_root}};
       },
       Everywhere(kTrusted)},
      {"an expired anchor whose twin by another anchor is in force", "the path goes on through the twin",
       [=] {
         const TestCertificate old_root = Expired(RootCa("Old Root", 33));
         return Scene{.sent = {Server(old_root).Build(), SubCa(second_root, "Old Root", 33).Build()},
                      .roots = {old_root, second_root}};
       },
       Everywhere(kTrusted)},
  };
  RunCases(cases);
}

TEST(BuildingSuite, WaysThatAreTooLong) {
  // The twin is certified by the top of a tower of 80 CAs, and by the root.
  const auto tower = [] {
    Certificates sent;
    TestCertificate issuer = RootCa("Tower", 100).Build();
    for (int i = 1; i <= 80; ++i) {
      issuer = SubCa(issuer, "Tower " + std::to_string(i), 100 + i).Build();
      sent.push_back(issuer);
    }
    sent.push_back(Twin(issuer).Build());
    sent.push_back(Server(Twin(issuer).Build()).Build());
    std::reverse(sent.begin(), sent.end());
    return sent;
  };
  const Case cases[] = {
      {"a tower without end", "nobody follows it to its end", [=] { return Sent(tower()); },
       Everywhere(Refused("budget_exhausted"))},
      {"a tower without end, and a short way", "the short way is found",
       [=] {
         Certificates sent = tower();
         sent.push_back(Twin(Root()).Build());
         return Sent(sent);
       },
       Everywhere(kTrusted)},
  };
  RunCases(cases);
}

TEST(BuildingSuite, NamesThatOnePathForbids) {
  const TestCertificate namesake = RootCa("Suite Root", 31).Build();
  const TestCertificate restricted =
      SubCa(Root(), "Restricted", 10).NameConstraints({}, {DnsName("secret.example")}).Build();
  const TestCertificate leaf = Server(Twin(Root()).Build()).Build();
  const Case cases[] = {
      {"a twin by an unknown root of the same name, and one below a CA with constraints", "only the second leads up",
       [=] {
         const TestCertificate permitting = SubCa(Root(), "Permitting", 11)
                                                .NameConstraints({DnsName("shop.example")}, {DnsName("secret.example")})
                                                .Build();
         return Sent({leaf, permitting, Twin(namesake).Dns("ca.secret.example").Build(), Twin(permitting).Build()});
       },
       Everywhere(kTrusted)},
      {"a twin whose own name is excluded above it, and one by another root", "only the second is valid",
       [=] {
         return Scene{.sent = {leaf, restricted, Twin(restricted).Dns("ca.secret.example").Build(),
                               Twin(namesake).Dns("ca.open.example").Build()},
                      .roots = {Root(), namesake}};
       },
       Everywhere(kTrusted)},
      {"a twin whose own name is excluded above it, and no other", "told where it is",
       [=] { return Sent({leaf, restricted, Twin(restricted).Dns("ca.secret.example").Build()}); },
       Everywhere(Refused("name_constraint_violation 1"))},
  };
  RunCases(cases);
}

TEST(BuildingSuite, Cycles) {
  const auto between = [](const char* subject, int subject_key, const char* issuer, int issuer_key) {
    return SubCa(RootCa(issuer, issuer_key).Build(), subject, subject_key).Build();
  };
  const TestCertificate a_by_b = between("A", 20, "B", 21), b_by_a = between("B", 21, "A", 20);
  const auto of_a = [](int key) { return Server(RootCa("A", key).Build()).Build(); };
  const Case cases[] = {
      {"two CAs that certify each other", "there is no end to it, and no anchor",
       [=] { return Sent({of_a(20), a_by_b, b_by_a}); }, Everywhere(Refused("incomplete_chain 2"))},
      {"two CAs that certify each other, to a depth of 255", "",
       [=] {
         Scene scene = Sent({of_a(20), a_by_b, b_by_a});
         scene.max_depth = 255;
         return scene;
       },
       Everywhere(Refused("incomplete_chain 2"))},
      {"two keys of one CA that certify each other", "they are self-issued, so no length ends the search",
       [=] {
         const TestCertificate first = between("A", 20, "A", 22), second = between("A", 22, "A", 20);
         return Sent({of_a(20), first, second});
       },
       Everywhere(Refused("incomplete_chain 2"))},
      {"three CAs that all certify each other, one of them an anchor", "the way out is found",
       [=] {
         const TestCertificate anchor = RootCa("A", 20).Build();
         const TestCertificate issuing = SubCa(anchor, "A1", 23).Build();
         return Trusting(anchor, {Server(issuing).Build(), issuing, a_by_b, between("A", 20, "C", 24),
                                  SubCa(RootCa("B", 21).Build(), "B1", 25).Build(), b_by_a, between("B", 21, "C", 24),
                                  between("C", 24, "A", 20), between("C", 24, "B", 21)});
       },
       Everywhere(kTrusted)},
      {"a CA that certifies itself again and again", "the same name and key are passed once",
       [=] {
         Certificates sent = {Server(Twin(Root()).Build()).Build()};
         for (int i = 0; i < 20; ++i) sent.push_back(RootCa("Twin", 5).Build());
         sent.push_back(Twin(Root()).Build());
         return Sent(sent);
       },
       Everywhere(kTrusted)},
  };
  RunCases(cases);
}

}  // namespace
}  // namespace certsweep::pki::suites
