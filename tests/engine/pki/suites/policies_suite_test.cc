// Certificate policies (RFC 5280, 6.1) where a certificate of the path demands one.
#include <gtest/gtest.h>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki::suites {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using Oids = std::vector<std::string>;

constexpr char kGold[] = "1.3.6.1.4.1.32473.1";
constexpr char kSilver[] = "1.3.6.1.4.1.32473.2";

// CAs demanding a policy from `skip` certificates below on.
CertificateBuilder Demanding(int skip) { return SubCa(Root()).PolicyConstraints(skip, std::nullopt); }
CertificateBuilder WithPolicies(CertificateBuilder builder, const Oids& oids) {
  return oids.empty() ? builder : builder.Policies(oids);
}
Scene Chain(const CertificateBuilder& ca, const Oids& of_leaf) {
  const TestCertificate issuer = ca.Build();
  return {.sent = {WithPolicies(Server(issuer), of_leaf).Build(), issuer}, .roots = {Root()}};
}
// The same with a second CA between.
Scene LongChain(const CertificateBuilder& upper, const Oids& of_lower, const Oids& of_leaf) {
  const TestCertificate above = upper.Build();
  const TestCertificate below = WithPolicies(SubCa(above, "Lower CA", 3), of_lower).Build();
  return {.sent = {WithPolicies(Server(below), of_leaf).Build(), below, above}, .roots = {Root()}};
}

TEST(PoliciesSuite, Demanded) {
  const Outcomes violated = Everywhere(Refused("certificate_policy_violation 0"));
  const Case cases[] = {
      {"no policies, none demanded", "", [] { return Chain(SubCa(Root()), {}); }, Everywhere(kTrusted)},
      {"other policies, none demanded", "they say something, and nobody asked",
       [] { return Chain(SubCa(Root()).Policies({kGold}), {kSilver}); }, Everywhere(kTrusted)},
      {"critical policies, none demanded", "they are understood",
       [] { return Chain(SubCa(Root()).Policies({kGold}, true), {kGold}); }, Everywhere(kTrusted)},
      {"demanded and there", "", [] { return Chain(Demanding(0).Policies({kGold}), {kGold}); }, Everywhere(kTrusted)},
      {"demanded, and not in the leaf", "", [] { return Chain(Demanding(0).Policies({kGold}), {}); }, violated},
      {"demanded, and another in the leaf", "", [] { return Chain(Demanding(0).Policies({kGold}), {kSilver}); },
       violated},
      {"demanded, and the CA has any", "", [] { return Chain(Demanding(0).Policies({x509::kAnyPolicyOid}), {kGold}); },
       Everywhere(kTrusted)},
      {"demanded, and both have any", "",
       [] { return Chain(Demanding(0).Policies({x509::kAnyPolicyOid}), {x509::kAnyPolicyOid}); }, Everywhere(kTrusted)},
      {"demanded from four certificates below on", "the leaf is nearer", [] { return Chain(Demanding(4), {}); },
       Everywhere(kTrusted)},
      {"demanded, and a CA between has none", "from it on none is valid",
       [] { return LongChain(Demanding(0).Policies({kGold}), {}, {kGold}); },
       Everywhere(Refused("certificate_policy_violation 1"))},
      {"demanded, and not critical", "it must be (4.2.1.11)",
       [] {
         const std::string demand = test::DerSequence({test::Der(test::ContextTag(0), "\x03")});
         return Chain(SubCa(Root()).Extension(x509::kPolicyConstraintsOid, false, demand), {});
       },
       StrictlyRefused("malformed_certificate 1")},
      {"demanded by the anchor", "what an anchor says of policies is no input (6.1.1 (d))",
       [] {
         const TestCertificate root = RootCa().PolicyConstraints(0, std::nullopt).Build();
         return Scene{.sent = {Server(root).Build()}, .roots = {root}};
       },
       Everywhere(kTrusted)},
      {"an empty list of policies", "it has at least one",
       [] { return Chain(SubCa(Root()).Extension(x509::kCertificatePoliciesOid, false, test::DerSequence({})), {}); },
       StrictlyRefused("malformed_certificate 1")},
      {"a policy twice", "4.2.1.4 forbids it", [] { return Chain(SubCa(Root()).Policies({kGold, kGold}), {}); },
       Everywhere(Refused("malformed_certificate 1"))},
  };
  RunCases(cases);
}

TEST(PoliciesSuite, MappedAndInhibited) {
  const auto mapping = [](CertificateBuilder ca) { return ca.Policies({kGold}).PolicyMappings({{kGold, kSilver}}); };
  const Case cases[] = {
      {"mapped to the leaf's policy", "", [=] { return Chain(mapping(Demanding(0)), {kSilver}); },
       Everywhere(kTrusted)},
      {"mapped away from the leaf's policy", "", [=] { return Chain(mapping(Demanding(0)), {kGold}); },
       Everywhere(Refused("certificate_policy_violation 0"))},
      {"mapped where mapping is inhibited", "",
       [=] {
         const TestCertificate above = SubCa(Root()).Policies({kGold}).PolicyConstraints(0, 0).Build();
         const TestCertificate below = mapping(SubCa(above, "Lower CA", 3)).Build();
         return Scene{.sent = {Server(below).Policies({kSilver}).Build(), below, above}, .roots = {Root()}};
       },
       Everywhere(Refused("certificate_policy_violation 0"))},
      {"any policy is mapped", "4.2.1.5 forbids it",
       [] { return Chain(SubCa(Root()).Policies({kGold}).PolicyMappings({{x509::kAnyPolicyOid, kSilver}}), {}); },
       Everywhere(Refused("malformed_certificate 1"))},
      {"any policy where it is inhibited", "it then stands for none",
       [] { return LongChain(Demanding(0).Policies({kGold}).InhibitAnyPolicy(0), {x509::kAnyPolicyOid}, {kGold}); },
       Everywhere(Refused("certificate_policy_violation 1"))},
      {"any policy where it is not yet inhibited", "",
       [] { return LongChain(Demanding(0).Policies({kGold}).InhibitAnyPolicy(1), {x509::kAnyPolicyOid}, {kGold}); },
       Everywhere(kTrusted)},
      {"inhibitAnyPolicy that is not critical", "it must be (4.2.1.14)",
       [] { return Chain(SubCa(Root()).Extension(x509::kInhibitAnyPolicyOid, false, test::DerInteger(0)), {}); },
       StrictlyRefused("malformed_certificate 1")},
  };
  RunCases(cases);
}

}  // namespace
}  // namespace certsweep::pki::suites
