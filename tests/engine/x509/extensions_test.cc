#include "engine/x509/extensions.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/der.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;
using test::ConstructedContextTag;
using test::ContextTag;
using test::Der;
using test::DerInteger;
using test::DerOid;
using test::DerSequence;
using test::DnsName;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kTrue = Der(test::kBooleanTag, "\xff");
const std::string kFalse = Der(test::kBooleanTag, "\0"s);

std::string Extension(std::string_view oid, const std::string& value, const std::string& critical = "") {
  return DerSequence({DerOid(oid), critical, Der(test::kOctetStringTag, value)});
}

struct Result {
  Extensions extensions;
  std::vector<CertificateProblem> problems;
};

Result ReadDer(const std::string& der) {
  Result result;
  ReadExtensions(base::AsBytes(der), &result.extensions, &result.problems);
  return result;
}

Result Read(const std::vector<std::string>& extensions) { return ReadDer(DerSequence(extensions)); }
Result ReadOne(std::string_view oid, const std::string& value) { return Read({Extension(oid, value)}); }

// "fatal extensions.keyUsage: not a BIT STRING"; several are joined by "; ".
std::string ProblemsOf(const Result& result) {
  std::string out;
  for (const CertificateProblem& problem : result.problems) {
    if (!out.empty()) out += "; ";
    out += (problem.fatal ? "fatal " : "bad form ") + problem.field + ": " + problem.detail;
  }
  return out;
}
std::string ProblemsOf(std::string_view oid, const std::string& value) { return ProblemsOf(ReadOne(oid, value)); }

TEST(ExtensionsTest, KeepsOrderAndCriticality) {
  const Result result =
      Read({Extension("1.2.3", "x"), Extension(kSubjectAltNameOid, DerSequence({DnsName("a")}), kTrue),
            Extension("1.2.4", "y", kTrue)});
  EXPECT_EQ(ProblemsOf(result), "");
  ASSERT_THAT(result.extensions.all, SizeIs(3));
  EXPECT_EQ(result.extensions.all[0].oid, "1.2.3");
  EXPECT_FALSE(result.extensions.all[0].critical);
  EXPECT_EQ(result.extensions.all[1].oid, kSubjectAltNameOid);
  EXPECT_TRUE(result.extensions.all[1].critical);
  EXPECT_TRUE(result.extensions.subject_alt_name->critical);
  EXPECT_THAT(result.extensions.unknown_critical, ElementsAre("1.2.4"));
}

TEST(ExtensionsTest, WhatNobodyProcessesMayNotBeCritical) {
  const std::string access =
      DerSequence({DerSequence({DerOid("1.3.6.1.5.5.7.48.1"), test::UriName("http://a.example")})});
  EXPECT_THAT(Read({Extension(kAuthorityInfoAccessOid, access, kTrue)}).extensions.unknown_critical,
              ElementsAre(kAuthorityInfoAccessOid));
  EXPECT_THAT(ReadOne(kAuthorityInfoAccessOid, access).extensions.unknown_critical, IsEmpty());
  // An identifier without a dotted text is no known one.
  const std::string odd = DerSequence({Der(test::kOidTag, "\x55\x80\x1d\x11"), kTrue, Der(test::kOctetStringTag, "x")});
  EXPECT_THAT(Read({odd}).extensions.unknown_critical, ElementsAre("hex:55801d11"));
}

TEST(ExtensionsTest, OfADoubleTheFirstCountsAndItIsFatal) {
  const Result result =
      Read({Extension(kSubjectAltNameOid, DerSequence({DnsName("a.example")})), Extension("1.2.3", "x"),
            Extension(kSubjectAltNameOid, DerSequence({DnsName("b.example")}))});
  EXPECT_EQ(ProblemsOf(result), "fatal extensions: duplicate extension 2.5.29.17");
  EXPECT_THAT(result.extensions.subject_alt_name->dns_names, ElementsAre("a.example"));
  EXPECT_EQ(ProblemsOf(Read({Extension("1.2.3", "x"), Extension("1.2.3", "x")})),
            "fatal extensions: duplicate extension 1.2.3");
}

TEST(ExtensionsTest, CriticalIsABooleanThatDerLeavesOutWhereFalse) {
  EXPECT_EQ(ProblemsOf(Read({Extension("1.2.3", "x", kFalse)})),
            "bad form extensions: 1.2.3: critical FALSE is written out, which DER forbids");
  const std::string one = Extension("1.2.3", "x", Der(test::kBooleanTag, "\x01"));  // BER's TRUE
  EXPECT_THAT(ProblemsOf(Read({one})), testing::StartsWith("fatal extensions: "));
}

TEST(ExtensionsTest, AListThatCannotBeReadIsFatal) {
  const std::string good = Extension(kSubjectAltNameOid, DerSequence({DnsName("a.example")}));
  EXPECT_EQ(ProblemsOf(ReadDer("")), "fatal extensions: not a SEQUENCE");
  EXPECT_EQ(ProblemsOf(ReadDer(Der(test::kSetTag, good))), "fatal extensions: not a SEQUENCE");
  EXPECT_EQ(ProblemsOf(ReadDer(DerSequence({good}) + '\0')), "fatal extensions: not a SEQUENCE");
  EXPECT_EQ(ProblemsOf(Read({})), "bad form extensions: the list is empty");
  const std::string broken[] = {
      "\x05\x00"s,
      DerSequence({}),
      DerSequence({DerOid("1.2.3")}),
      DerSequence({Der(test::kOctetStringTag, "x")}),
      DerSequence({DerOid("1.2.3"), kTrue}),
      DerSequence({DerOid("1.2.3"), kTrue, kTrue, Der(test::kOctetStringTag, "x")}),
      DerSequence({DerOid("1.2.3"), Der(test::kOctetStringTag, "x"), kTrue}),
      DerSequence({DerOid("1.2.3"), Der(test::kBooleanTag, "\xff\xff"), Der(test::kOctetStringTag, "x")}),
      DerSequence({DerOid("1.2.3"), Der(test::kBitStringTag, "x")}),
  };
  for (const std::string& extension : broken) {
    const Result result = Read({good, extension});
    EXPECT_EQ(ProblemsOf(result), "fatal extensions: an extension that can't be read");
    EXPECT_THAT(result.extensions.subject_alt_name->dns_names, ElementsAre("a.example")) << "what came before is kept";
  }
}

TEST(ExtensionsTest, SubjectAltName) {
  const Result result = ReadOne(kSubjectAltNameOid, DerSequence({DnsName("a.example"), test::IpName("::1")}));
  EXPECT_EQ(ProblemsOf(result), "");
  EXPECT_EQ(result.extensions.subject_alt_name->count(), 2u);
  EXPECT_FALSE(result.extensions.subject_alt_name->critical);
  EXPECT_EQ(ProblemsOf(kSubjectAltNameOid, DerSequence({})), "bad form extensions.subjectAltName: no name in it");
  EXPECT_EQ(ProblemsOf(kSubjectAltNameOid, ""), "fatal extensions.subjectAltName: not a SEQUENCE of names");
  EXPECT_EQ(ProblemsOf(kSubjectAltNameOid, DerSequence({DnsName("a")}) + '\0'),
            "fatal extensions.subjectAltName: not a SEQUENCE of names");
  EXPECT_EQ(ProblemsOf(kSubjectAltNameOid, DerSequence({Der(ContextTag(7), "x")})),
            "fatal extensions.subjectAltName: iPAddress of 1 octets");
}

TEST(ExtensionsTest, BasicConstraints) {
  const auto read = [](const std::vector<std::string>& fields) {
    return ReadOne(kBasicConstraintsOid, DerSequence(fields));
  };
  EXPECT_FALSE(read({}).extensions.basic_constraints->is_ca);
  EXPECT_EQ(ProblemsOf(read({})), "");
  const Result ca = read({kTrue});
  EXPECT_EQ(ProblemsOf(ca), "");
  ASSERT_TRUE(ca.extensions.basic_constraints);
  EXPECT_TRUE(ca.extensions.basic_constraints->is_ca);
  EXPECT_FALSE(ca.extensions.basic_constraints->path_length);
  for (const int length : {0, 1, 127, 128, 65536}) {
    const Result limited = read({kTrue, DerInteger(static_cast<uint64_t>(length))});
    EXPECT_EQ(ProblemsOf(limited), "");
    ASSERT_TRUE(limited.extensions.basic_constraints);
    EXPECT_EQ(limited.extensions.basic_constraints->path_length, length);
  }
  const Result endless = read({kTrue, DerInteger(UINT64_MAX)});
  ASSERT_TRUE(endless.extensions.basic_constraints);
  EXPECT_EQ(endless.extensions.basic_constraints->path_length, INT_MAX);
}

TEST(ExtensionsTest, BasicConstraintsThatAreNone) {
  const auto problem = [](const std::string& value) { return ProblemsOf(kBasicConstraintsOid, value); };
  EXPECT_EQ(problem(""), "fatal extensions.basicConstraints: not a SEQUENCE");
  EXPECT_EQ(problem(DerSequence({kTrue}) + '\0'), "fatal extensions.basicConstraints: not a SEQUENCE");
  EXPECT_EQ(problem(DerSequence({Der(test::kBooleanTag, "\x01")})),
            "fatal extensions.basicConstraints: cA is no BOOLEAN");
  EXPECT_EQ(problem(DerSequence({Der(test::kBooleanTag, "")})), "fatal extensions.basicConstraints: cA is no BOOLEAN");
  EXPECT_EQ(problem(DerSequence({kFalse})),
            "bad form extensions.basicConstraints: cA FALSE is written out, which DER forbids");
  EXPECT_EQ(problem(DerSequence({kTrue, Der(test::kIntegerTag, "\xff")})),
            "fatal extensions.basicConstraints: pathLenConstraint is no number of 0 or more");
  EXPECT_EQ(problem(DerSequence({kTrue, Der(test::kIntegerTag, "")})),
            "fatal extensions.basicConstraints: pathLenConstraint is no number of 0 or more");
  EXPECT_EQ(problem(DerSequence({kTrue, Der(test::kIntegerTag, "\0\1"s)})),
            "fatal extensions.basicConstraints: pathLenConstraint is no number of 0 or more");
  EXPECT_EQ(problem(DerSequence({DerInteger(0), kTrue})),
            "fatal extensions.basicConstraints: not cA and pathLenConstraint");
  EXPECT_EQ(problem(DerSequence({kTrue, DerInteger(0), DerInteger(0)})),
            "fatal extensions.basicConstraints: not cA and pathLenConstraint");
  // What can't be read makes nobody a CA.
  EXPECT_FALSE(
      ReadOne(kBasicConstraintsOid, DerSequence({kTrue, Der(test::kIntegerTag, "\xff")})).extensions.basic_constraints);
}

TEST(ExtensionsTest, KeyUsage) {
  const auto read = [](const std::string& bits) { return ReadOne(kKeyUsageOid, Der(test::kBitStringTag, bits)); };
  EXPECT_EQ(read("\x05\xa0").extensions.key_usage, kDigitalSignature | kKeyEncipherment);
  EXPECT_EQ(read("\x01\x06").extensions.key_usage, kKeyCertSign | kCrlSign);
  EXPECT_EQ(read("\x07\x00\x80"s).extensions.key_usage, 1 << 8) << "decipherOnly is in the second octet";
  EXPECT_EQ(ProblemsOf(read("\x07\x00\x80"s)), "");
  EXPECT_EQ(ProblemsOf(read("\0"s)), "bad form extensions.keyUsage: no bit is set");
  EXPECT_EQ(read("\0"s).extensions.key_usage, 0);
  EXPECT_EQ(ProblemsOf(read("\0\0"s)), "bad form extensions.keyUsage: no bit is set");
  EXPECT_EQ(ProblemsOf(read("\x00\xa0"s)), "bad form extensions.keyUsage: trailing zero bits, which DER forbids");
  EXPECT_EQ(ProblemsOf(read("\x00\xa0\x00"s)), "bad form extensions.keyUsage: trailing zero bits, which DER forbids");
  for (const std::string& bits : {""s, "\x01"s, "\x08\x80"s, "\x05\xff"s}) {
    EXPECT_EQ(ProblemsOf(read(bits)), "fatal extensions.keyUsage: not a BIT STRING");
    EXPECT_FALSE(read(bits).extensions.key_usage);
  }
  EXPECT_EQ(ProblemsOf(kKeyUsageOid, DerInteger(5)), "fatal extensions.keyUsage: not a BIT STRING");
  EXPECT_EQ(read("\0"s + std::string(1000, '\xff')).extensions.key_usage, 0xffff);
}

TEST(ExtensionsTest, ExtendedKeyUsage) {
  const Result result =
      ReadOne(kExtendedKeyUsageOid, DerSequence({DerOid(kServerAuthOid), DerOid(kAnyExtendedKeyUsageOid)}));
  EXPECT_EQ(ProblemsOf(result), "");
  EXPECT_THAT(*result.extensions.extended_key_usage, ElementsAre(kServerAuthOid, kAnyExtendedKeyUsageOid));
  EXPECT_EQ(ProblemsOf(kExtendedKeyUsageOid, DerSequence({})), "bad form extensions.extKeyUsage: no purpose in it");
  for (const std::string& value : {""s, DerOid(kServerAuthOid), DerSequence({DerOid(kServerAuthOid), DerInteger(1)})}) {
    const Result broken = ReadOne(kExtendedKeyUsageOid, value);
    EXPECT_EQ(ProblemsOf(broken), "fatal extensions.extKeyUsage: not a SEQUENCE of OBJECT IDENTIFIERs");
    // There is a restriction, even if nobody knows which: it allows nothing.
    ASSERT_TRUE(broken.extensions.extended_key_usage);
    EXPECT_THAT(*broken.extensions.extended_key_usage, IsEmpty());
  }
}

TEST(ExtensionsTest, NameConstraints) {
  const auto subtrees = [](int number, const std::string& base) {
    return Der(ConstructedContextTag(number), DerSequence({base}));
  };
  const Result result =
      Read({Extension(kNameConstraintsOid,
                      DerSequence({subtrees(0, DnsName("a.example")), subtrees(1, DnsName("b.a.example"))}), kTrue)});
  EXPECT_EQ(ProblemsOf(result), "");
  ASSERT_TRUE(result.extensions.name_constraints);
  EXPECT_TRUE(result.extensions.name_constraints->critical);
  EXPECT_THAT(result.extensions.name_constraints->permitted.dns_names, ElementsAre("a.example"));
  EXPECT_THAT(result.extensions.name_constraints->excluded.dns_names, ElementsAre("b.a.example"));
  const Result excluded = ReadOne(kNameConstraintsOid, DerSequence({subtrees(1, DnsName("b.example"))}));
  EXPECT_EQ(excluded.extensions.name_constraints->permitted.count(), 0u);
  EXPECT_EQ(excluded.extensions.name_constraints->excluded.count(), 1u);
  EXPECT_EQ(ProblemsOf(kNameConstraintsOid, DerSequence({})),
            "bad form extensions.nameConstraints: neither permittedSubtrees nor excludedSubtrees");
  EXPECT_EQ(
      ProblemsOf(kNameConstraintsOid, DerSequence({subtrees(0, DnsName(".a")), subtrees(1, test::IpName("10.0.0.1"))})),
      "fatal extensions.nameConstraints: iPAddress of 4 octets, where an address and its mask belong");
  EXPECT_EQ(ProblemsOf(kNameConstraintsOid, DerSequence({subtrees(0, DnsName(".a"))})),
            "bad form extensions.nameConstraints: dNSName that begins with a period");
  for (const std::string& value :
       {""s, DerSequence({subtrees(1, DnsName("a")), subtrees(0, DnsName("a"))}), DerSequence({DnsName("a")})}) {
    const Result broken = ReadOne(kNameConstraintsOid, value);
    EXPECT_EQ(ProblemsOf(broken), "fatal extensions.nameConstraints: not permittedSubtrees and excludedSubtrees");
    EXPECT_TRUE(broken.extensions.name_constraints->excluded.has_unsupported);
  }
}

TEST(ExtensionsTest, KeyIdentifiers) {
  const Result subject = ReadOne(kSubjectKeyIdOid, Der(test::kOctetStringTag, "\0id"s));
  EXPECT_EQ(subject.extensions.subject_key_id, "\0id"s);
  EXPECT_EQ(ProblemsOf(kSubjectKeyIdOid, "id"), "bad form extensions.subjectKeyIdentifier: not an OCTET STRING");
  EXPECT_EQ(ProblemsOf(kSubjectKeyIdOid, Der(test::kOctetStringTag, "")),
            "bad form extensions.subjectKeyIdentifier: it is empty");

  const std::string issuer = Der(ConstructedContextTag(1), test::DirectoryName(test::CommonName("ca")));
  const std::string serial = Der(ContextTag(2), "\x01");
  const Result authority = ReadOne(kAuthorityKeyIdOid, DerSequence({Der(ContextTag(0), "id")}));
  EXPECT_EQ(ProblemsOf(authority), "");
  EXPECT_EQ(authority.extensions.authority_key_id, "id");
  EXPECT_TRUE(authority.extensions.has_authority_key_id);
  EXPECT_FALSE(authority.extensions.authority_key_id_names_issuer);
  const Result whole = ReadOne(kAuthorityKeyIdOid, DerSequence({Der(ContextTag(0), "id"), issuer, serial}));
  EXPECT_EQ(ProblemsOf(whole), "");
  EXPECT_TRUE(whole.extensions.authority_key_id_names_issuer);
  EXPECT_TRUE(ReadOne(kAuthorityKeyIdOid, DerSequence({serial})).extensions.authority_key_id_names_issuer);
  const Result empty = ReadOne(kAuthorityKeyIdOid, DerSequence({}));
  EXPECT_TRUE(empty.extensions.has_authority_key_id);
  EXPECT_FALSE(empty.extensions.authority_key_id);
  EXPECT_EQ(ProblemsOf(kAuthorityKeyIdOid, DerSequence({issuer})),
            "bad form extensions.authorityKeyIdentifier: authorityCertIssuer and authorityCertSerialNumber do not come "
            "together");
  for (const std::string& value : {"id"s, DerSequence({Der(ContextTag(0), "id"), DerInteger(1)})}) {
    EXPECT_EQ(ProblemsOf(kAuthorityKeyIdOid, value),
              "bad form extensions.authorityKeyIdentifier: not an AuthorityKeyIdentifier");
    EXPECT_FALSE(ReadOne(kAuthorityKeyIdOid, value).extensions.authority_key_id);
  }
}

TEST(ExtensionsTest, CertificatePolicies) {
  const auto policy = [](const char* oid, const std::string& qualifiers = "") {
    return DerSequence({DerOid(oid), qualifiers});
  };
  const Result result = ReadOne(kCertificatePoliciesOid,
                                DerSequence({policy("1.2.3"), policy(kAnyPolicyOid, DerSequence({DerSequence({})}))}));
  EXPECT_EQ(ProblemsOf(result), "");
  EXPECT_THAT(*result.extensions.certificate_policies, ElementsAre("1.2.3", kAnyPolicyOid));
  EXPECT_EQ(ProblemsOf(kCertificatePoliciesOid, DerSequence({})),
            "bad form extensions.certificatePolicies: no policy in it");
  EXPECT_EQ(ProblemsOf(kCertificatePoliciesOid, DerSequence({policy("1.2.3"), policy("1.2.4"), policy("1.2.3")})),
            "fatal extensions.certificatePolicies: a policy stands in it twice");
  for (const std::string& value : {""s, DerSequence({DerOid("1.2.3")}), DerSequence({DerSequence({})}),
                                   DerSequence({policy("1.2.3", DerInteger(1))})}) {
    EXPECT_EQ(ProblemsOf(kCertificatePoliciesOid, value),
              "fatal extensions.certificatePolicies: not a SEQUENCE of policies");
  }
}

TEST(ExtensionsTest, PolicyMappings) {
  const auto mapping = [](const char* from, const char* to) { return DerSequence({DerOid(from), DerOid(to)}); };
  const Result result =
      ReadOne(kPolicyMappingsOid, DerSequence({mapping("1.2.3", "1.2.4"), mapping("1.2.3", "1.2.5")}));
  EXPECT_EQ(ProblemsOf(result), "");
  ASSERT_THAT(result.extensions.policy_mappings, SizeIs(2));
  EXPECT_EQ(result.extensions.policy_mappings[1].issuer_domain_policy, "1.2.3");
  EXPECT_EQ(result.extensions.policy_mappings[1].subject_domain_policy, "1.2.5");
  for (const std::string& value :
       {DerSequence({mapping(kAnyPolicyOid, "1.2.3")}), DerSequence({mapping("1.2.3", kAnyPolicyOid)})}) {
    EXPECT_EQ(ProblemsOf(kPolicyMappingsOid, value), "fatal extensions.policyMappings: anyPolicy is mapped");
  }
  for (const std::string& value : {""s, DerSequence({}), DerSequence({DerSequence({DerOid("1.2.3")})}),
                                   DerSequence({DerSequence({DerOid("1.2.3"), DerOid("1.2.4"), DerOid("1.2.5")})})}) {
    EXPECT_EQ(ProblemsOf(kPolicyMappingsOid, value), "fatal extensions.policyMappings: not a SEQUENCE of mappings");
  }
}

TEST(ExtensionsTest, PolicyConstraints) {
  const Result result = Read(
      {Extension(kPolicyConstraintsOid, DerSequence({Der(ContextTag(0), "\0"s), Der(ContextTag(1), "\x05")}), kTrue)});
  EXPECT_EQ(ProblemsOf(result), "");
  EXPECT_TRUE(result.extensions.policy_constraints->critical);
  EXPECT_EQ(result.extensions.policy_constraints->require_explicit_policy, 0);
  EXPECT_EQ(result.extensions.policy_constraints->inhibit_policy_mapping, 5);
  EXPECT_FALSE(ReadOne(kPolicyConstraintsOid, DerSequence({Der(ContextTag(1), "\x05")}))
                   .extensions.policy_constraints->require_explicit_policy);
  EXPECT_EQ(ProblemsOf(kPolicyConstraintsOid, DerSequence({})), "bad form extensions.policyConstraints: it is empty");
  for (const int field : {0, 1}) {
    EXPECT_EQ(ProblemsOf(kPolicyConstraintsOid, DerSequence({Der(ContextTag(field), "\xff")})),
              "fatal extensions.policyConstraints: a number below 0");
  }
  EXPECT_EQ(ProblemsOf(kPolicyConstraintsOid, DerSequence({Der(ContextTag(1), "\x01"), Der(ContextTag(0), "\x01")})),
            "fatal extensions.policyConstraints: not requireExplicitPolicy and inhibitPolicyMapping");
}

TEST(ExtensionsTest, InhibitAnyPolicy) {
  EXPECT_EQ(ReadOne(kInhibitAnyPolicyOid, DerInteger(3)).extensions.inhibit_any_policy, 3);
  EXPECT_EQ(ReadOne(kInhibitAnyPolicyOid, DerInteger(0)).extensions.inhibit_any_policy, 0);
  for (const std::string& value : {""s, Der(test::kIntegerTag, "\x80"), DerInteger(1) + '\0', DerSequence({})}) {
    EXPECT_EQ(ProblemsOf(kInhibitAnyPolicyOid, value), "fatal extensions.inhibitAnyPolicy: not a number of 0 or more");
  }
}

TEST(ExtensionsTest, AuthorityInfoAccess) {
  const auto access = [](const std::string& location) { return DerSequence({DerOid("1.3.6.1.5.5.7.48.1"), location}); };
  const std::string uri = test::UriName("http://a.example");
  EXPECT_EQ(ProblemsOf(kAuthorityInfoAccessOid, DerSequence({access(uri), access(uri)})), "");
  for (const std::string& value : {"junk"s, DerSequence({}), DerSequence({uri}), DerSequence({DerSequence({uri})}),
                                   DerSequence({access(uri)}) + '\0'}) {
    EXPECT_EQ(ProblemsOf(kAuthorityInfoAccessOid, value),
              "bad form extensions.authorityInfoAccess: not a list of access descriptions");
  }
  for (const std::string& location : {""s, uri + uri, Der(ContextTag(7), "x"), test::UriName("\xff")}) {
    EXPECT_EQ(ProblemsOf(kAuthorityInfoAccessOid, DerSequence({access(uri), access(location)})),
              "bad form extensions.authorityInfoAccess: an access description without a location that can be read");
  }
}

TEST(ExtensionsTest, CrlDistributionPoints) {
  constexpr char kCrlDistributionPointsOid[] = "2.5.29.31";
  const auto point = [](const std::string& names) {
    return DerSequence({Der(ConstructedContextTag(0), Der(ConstructedContextTag(0), names))});
  };
  const Result result =
      ReadOne(kCrlDistributionPointsOid,
              DerSequence({point(test::UriName("http://a") + test::UriName("http://b")), DerSequence({}),
                           DerSequence({Der(ConstructedContextTag(2), DnsName("issuer"))}), point(DnsName("no URI")),
                           point(test::UriName("http://c"))}));
  EXPECT_EQ(ProblemsOf(result), "");
  EXPECT_THAT(result.extensions.crl_distribution_uris, ElementsAre("http://a", "http://b", "http://c"));
  for (const std::string& value :
       {"x"s, DerSequence({}), DerSequence({DerInteger(1)}), DerSequence({DerSequence({"\xa0\x05"})})}) {
    EXPECT_EQ(ProblemsOf(kCrlDistributionPointsOid, value),
              "bad form extensions.cRLDistributionPoints: not a list of distribution points");
  }
}

// At quadratic cost this test would take minutes.
TEST(ExtensionsTest, ManyExtensionsAreReadInLinearTime) {
  constexpr size_t kMany = 800000;
  std::vector<std::string> many;
  for (size_t i = 0; i < kMany; ++i) many.push_back(Extension("1.2." + std::to_string(i), ""));
  const Result result = Read(many);
  EXPECT_THAT(result.extensions.all, SizeIs(kMany));
  EXPECT_EQ(ProblemsOf(result), "");
}

TEST(ExtensionsTest, ProblemsAreNoWayToUseUpMemory) {
  std::vector<std::string> many;
  for (int i = 0; i < 1000; ++i) many.push_back(Extension("1.2." + std::to_string(i), "", kFalse));
  many.push_back(Extension("1.2.0", ""));
  const Result bad_form = Read(many);
  EXPECT_THAT(bad_form.problems, SizeIs(51));
  EXPECT_EQ(bad_form.problems.back().detail, "duplicate extension 1.2.0") << "what is fatal is told all the same";
  EXPECT_THAT(Read(std::vector<std::string>(1000, Extension("1.2.3", ""))).problems, SizeIs(100));
}

}  // namespace
}  // namespace certsweep::x509
