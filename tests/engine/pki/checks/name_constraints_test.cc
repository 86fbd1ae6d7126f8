#include "engine/pki/checks/name_constraints.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using namespace std::string_literals;
using test::CertificateBuilder;
using test::CommonName;
using test::DerName;
using test::DerSequence;
using test::DirectoryName;
using test::DnsName;
using test::EmailName;
using test::IpName;
using test::IpRangeName;
using test::OtherName;
using test::UriName;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kEmailOid[] = "1.2.840.113549.1.9.1";

struct Constraints {
  std::vector<std::string> permitted;
  std::vector<std::string> excluded;
};

Findings Check(const CertificateBuilder& builder, const Constraints& constraints) {
  const auto issuer =
      CertificateBuilder("ca").Ca().NameConstraints(constraints.permitted, constraints.excluded).Build().Parse();
  NameComparisonBudget budget{.left = 1000};
  return CheckNameConstraints(*issuer, *builder.Build().Parse(), 1, &budget);
}

// One name (a whole GeneralName) of a certificate without a subject.
bool Keeps(const std::string& name, const Constraints& constraints) {
  return Check(CertificateBuilder().Subject(DerSequence({})).San(name), constraints).empty();
}
bool Permits(const std::string& subtree, const std::string& name) { return Keeps(name, {{subtree}, {}}); }
bool Excludes(const std::string& subtree, const std::string& name) { return !Keeps(name, {{}, {subtree}}); }

TEST(NameConstraintsTest, WithoutConstraintsEverythingIsPermitted) {
  NameComparisonBudget budget{.left = 10};
  const auto issuer = CertificateBuilder("ca").Ca().Build().Parse();
  EXPECT_THAT(CheckNameConstraints(*issuer, *CertificateBuilder("a").Dns("a.example").Build().Parse(), 0, &budget),
              IsEmpty());
  EXPECT_EQ(budget.left, 10);
}

TEST(NameConstraintsTest, SaysWhichNameIsOutside) {
  const CertificateBuilder builder =
      CertificateBuilder("a").Dns("a.corp.example").Dns("evil.example").Dns("worse.example");
  EXPECT_THAT(Check(builder, {{DnsName("corp.example")}, {}}),
              ElementsAre(MakeFinding(FindingCode::kNameConstraintViolation, 1,
                                      "a name outside of the permitted subtrees: evil.example", {}, "evil.example")));
  EXPECT_THAT(Check(CertificateBuilder("a").Dns("a.corp.example"), {{}, {DnsName("corp.example")}}),
              ElementsAre(MakeFinding(FindingCode::kNameConstraintViolation, 1,
                                      "a name within an excluded subtree: a.corp.example", {}, "a.corp.example")));
}

TEST(NameConstraintsTest, DnsSubtreesHoldTheNameAndWhatIsBelow) {
  const std::string corp = DnsName("corp.example");
  EXPECT_TRUE(Permits(corp, DnsName("corp.example")));
  EXPECT_TRUE(Permits(corp, DnsName("A.b.CORP.example")));
  EXPECT_TRUE(Permits(corp, DnsName("a.corp.example.")));
  EXPECT_TRUE(Permits(DnsName("corp.example."), DnsName("a.corp.example")));
  EXPECT_TRUE(Permits(DnsName("corp.example."), DnsName("corp.example.")));
  EXPECT_FALSE(Permits(corp, DnsName("notcorp.example")));
  EXPECT_FALSE(Permits(corp, DnsName("example")));
  EXPECT_FALSE(Permits(corp, DnsName("corp.example.evil")));
  EXPECT_TRUE(Permits(DnsName(""), DnsName("a.example"))) << "the empty subtree holds all";
  EXPECT_TRUE(Excludes(DnsName(""), DnsName("a.example")));
  EXPECT_TRUE(Excludes(corp, DnsName("a.corp.example")));
  EXPECT_FALSE(Excludes(corp, DnsName("notcorp.example")));
  // With a leading period, as some write it, the name itself is not meant.
  EXPECT_TRUE(Permits(DnsName(".corp.example"), DnsName("a.corp.example")));
  EXPECT_FALSE(Permits(DnsName(".corp.example"), DnsName("corp.example")));
}

TEST(NameConstraintsTest, AWildcardIsInsideIfAllIsAndOutsideIfAnythingIs) {
  EXPECT_TRUE(Permits(DnsName("corp.example"), DnsName("*.corp.example")));
  EXPECT_TRUE(Permits(DnsName(".corp.example"), DnsName("*.corp.example")));
  EXPECT_TRUE(Permits(DnsName("corp.example"), DnsName("*.a.corp.example")));
  EXPECT_FALSE(Permits(DnsName("a.corp.example"), DnsName("*.corp.example")));
  EXPECT_FALSE(Permits(DnsName("*.corp.example"), DnsName("*.corp.example"))) << "a subtree has no wildcard";
  EXPECT_FALSE(Permits(DnsName("corp.example"), DnsName("*.example")));
  EXPECT_TRUE(Excludes(DnsName("corp.example"), DnsName("*.corp.example")));
  EXPECT_TRUE(Excludes(DnsName("a.corp.example"), DnsName("*.corp.example"))) << "it stands for a.corp.example too";
  EXPECT_FALSE(Excludes(DnsName("b.a.corp.example"), DnsName("*.corp.example"))) << "it stands for one label";
  EXPECT_FALSE(Excludes(DnsName("corp.example"), DnsName("*.other.example")));
  EXPECT_TRUE(Excludes(DnsName(""), DnsName("*.corp.example")));
}

TEST(NameConstraintsTest, DnsNamesThatAreNoneAreOutside) {
  const std::string label(63, 'a'), too_long = label + "." + label + "." + label + "." + label + ".corp.example";
  for (const std::string& name : {too_long, ""s, "."s, "a..corp.example"s, ".corp.example"s, "*"s, "a*.corp.example"s,
                                  "*.*.corp.example"s, "a b.corp.example"s, "evil.example\0.corp.example"s,
                                  "m\xc3\xbc.corp.example"s, std::string(64, 'a') + ".corp.example"}) {
    EXPECT_FALSE(Permits(DnsName("corp.example"), DnsName(name))) << name;
    EXPECT_TRUE(Excludes(DnsName("corp.example"), DnsName(name))) << name;
    EXPECT_TRUE(Permits(UriName(".x"), DnsName(name))) << "a form that is not constrained";
  }
}

TEST(NameConstraintsTest, AddressesAreWithinNetworks) {
  EXPECT_TRUE(Permits(IpRangeName("10.0.0.0/8"), IpName("10.255.0.1")));
  EXPECT_FALSE(Permits(IpRangeName("10.0.0.0/8"), IpName("11.0.0.1")));
  EXPECT_TRUE(Permits(IpRangeName("10.0.0.4/30"), IpName("10.0.0.7")));
  EXPECT_FALSE(Permits(IpRangeName("10.0.0.4/30"), IpName("10.0.0.8")));
  EXPECT_TRUE(Permits(IpRangeName("0.0.0.0/0"), IpName("192.0.2.1")));
  EXPECT_TRUE(Permits(IpRangeName("2001:db8::/32"), IpName("2001:db8:ffff::1")));
  EXPECT_FALSE(Permits(IpRangeName("2001:db8::/32"), IpName("2001:db9::1")));
  EXPECT_FALSE(Permits(IpRangeName("0.0.0.0/0"), IpName("::1"))) << "another family";
  EXPECT_FALSE(Permits(IpRangeName("10.0.0.0/8"), IpName("::ffff:10.0.0.1")));
  EXPECT_TRUE(Excludes(IpRangeName("10.0.0.0/8"), IpName("10.0.0.1")));
  EXPECT_FALSE(Excludes(IpRangeName("10.0.0.0/8"), IpName("::ffff:10.0.0.1")));
}

TEST(NameConstraintsTest, FormsAreConstrainedEachForItself) {
  EXPECT_TRUE(Permits(DnsName("corp.example"), IpName("10.0.0.1")));
  EXPECT_TRUE(Permits(IpRangeName("10.0.0.0/8"), DnsName("a.example")));
  EXPECT_FALSE(Keeps(IpName("10.0.0.1"), {{DnsName("corp.example"), IpRangeName("11.0.0.0/8")}, {}}));
}

TEST(NameConstraintsTest, PermittedTakesAnyAndExcludedWins) {
  const Constraints constraints = {{DnsName("a.example"), DnsName("b.example")},
                                   {DnsName("x.b.example"), DnsName("y.b.example")}};
  EXPECT_TRUE(Keeps(DnsName("a.example"), constraints));
  EXPECT_TRUE(Keeps(DnsName("z.b.example"), constraints));
  EXPECT_FALSE(Keeps(DnsName("y.b.example"), constraints));
  EXPECT_FALSE(Keeps(DnsName("c.example"), constraints));
}

TEST(NameConstraintsTest, Mailboxes) {
  EXPECT_TRUE(Permits(EmailName("a@corp.example"), EmailName("a@CORP.example")));
  EXPECT_FALSE(Permits(EmailName("a@corp.example"), EmailName("A@corp.example"))) << "the local part has case";
  EXPECT_FALSE(Permits(EmailName("a@corp.example"), EmailName("b@corp.example")));
  EXPECT_TRUE(Permits(EmailName("corp.example"), EmailName("a@corp.example")));
  EXPECT_FALSE(Permits(EmailName("corp.example"), EmailName("a@b.corp.example"))) << "a host and not its domain";
  EXPECT_TRUE(Permits(EmailName(".corp.example"), EmailName("a@b.corp.example")));
  EXPECT_FALSE(Permits(EmailName(".corp.example"), EmailName("a@corp.example")));
  EXPECT_TRUE(Excludes(EmailName("corp.example"), EmailName("a@corp.example")));
  EXPECT_TRUE(Permits(EmailName(""), EmailName("a@corp.example"))) << "the empty subtree holds all";
  EXPECT_TRUE(Excludes(EmailName(""), EmailName("a@corp.example")));
  EXPECT_TRUE(Excludes(EmailName("corp.example"), EmailName("\"a@x\"@corp.example")));
  for (const std::string& none : {"corp.example"s, "@corp.example"s, "a@"s, ""s, "a@corp.example\0"s}) {
    EXPECT_FALSE(Permits(EmailName("corp.example"), EmailName(none))) << none;
    EXPECT_TRUE(Excludes(EmailName("other.example"), EmailName(none))) << none;
  }
}

TEST(NameConstraintsTest, TheSubjectsMailboxCountsWhereTheNamesHaveNone) {
  const std::string subject = DerName({{{kEmailOid, "a@evil.example", test::kIa5StringTag}}});
  const Constraints constraints = {{EmailName("corp.example")}, {}};
  EXPECT_EQ(Check(CertificateBuilder().Subject(subject).Dns("a.example"), constraints).size(), 1u);
  EXPECT_EQ(Check(CertificateBuilder().Subject(subject), constraints).size(), 1u);
  EXPECT_THAT(Check(CertificateBuilder().Subject(subject).San(EmailName("a@corp.example")), constraints), IsEmpty());
}

TEST(NameConstraintsTest, Uris) {
  const std::string corp = UriName("corp.example"), below = UriName(".corp.example");
  EXPECT_TRUE(Permits(corp, UriName("https://corp.example/path")));
  EXPECT_TRUE(Permits(corp, UriName("https://user:pass@CORP.example:8443?query@evil.example")));
  EXPECT_FALSE(Permits(corp, UriName("https://a.corp.example/")));
  EXPECT_TRUE(Permits(below, UriName("https://a.corp.example/")));
  EXPECT_FALSE(Permits(below, UriName("https://corp.example/")));
  EXPECT_FALSE(Permits(corp, UriName("https://corp.example@evil.example/")));
  EXPECT_FALSE(Permits(corp, UriName("https://evil.example/@corp.example")));
  EXPECT_TRUE(Excludes(corp, UriName("https://x@corp.example/")));
  EXPECT_TRUE(Permits(UriName(""), UriName("https://corp.example/"))) << "the empty subtree holds all";
  EXPECT_TRUE(Excludes(UriName(""), UriName("https://corp.example/")));
  for (const char* none :
       {"urn:corp.example", "https://", "https:///corp.example", "https://10.0.0.1/", "https://[::1]/", ""}) {
    EXPECT_FALSE(Permits(corp, UriName(none))) << none;
    EXPECT_TRUE(Excludes(corp, UriName(none))) << none;
  }
}

TEST(NameConstraintsTest, DirectoryNamesAreBelowAPrefix) {
  const std::string corp = DerName({{{"2.5.4.10", "Corp"}}});
  const std::string it = DerName({{{"2.5.4.10", " CORP "}}, {{"2.5.4.11", "IT"}}});
  const std::string other = DerName({{{"2.5.4.11", "IT"}}, {{"2.5.4.10", "Corp"}}});
  EXPECT_TRUE(Permits(DirectoryName(corp), DirectoryName(corp)));
  EXPECT_TRUE(Permits(DirectoryName(corp), DirectoryName(it)));
  EXPECT_FALSE(Permits(DirectoryName(it), DirectoryName(corp)));
  EXPECT_FALSE(Permits(DirectoryName(corp), DirectoryName(other)));
  EXPECT_TRUE(Permits(DirectoryName(DerSequence({})), DirectoryName(other)));
  EXPECT_TRUE(Excludes(DirectoryName(corp), DirectoryName(it)));
}

TEST(NameConstraintsTest, TheSubjectIsADirectoryName) {
  const Constraints constraints = {{DirectoryName(DerName({{{"2.5.4.10", "Corp"}}}))}, {}};
  EXPECT_EQ(Check(CertificateBuilder("a"), constraints).at(0).actual, "CN=a");
  EXPECT_THAT(Check(CertificateBuilder().Subject(DerName({{{"2.5.4.10", "Corp"}}, {{"2.5.4.3", "a"}}})), constraints),
              IsEmpty());
  EXPECT_THAT(Check(CertificateBuilder().Subject(DerSequence({})).Dns("a.example"), constraints), IsEmpty());
}

// A form that nobody can compare is outside where that form is constrained, and a free one elsewhere.
TEST(NameConstraintsTest, OtherForms) {
  EXPECT_FALSE(Permits(OtherName(), OtherName()));
  EXPECT_TRUE(Excludes(OtherName(), OtherName()));
  EXPECT_TRUE(Permits(OtherName(), DnsName("a.example")));
  EXPECT_TRUE(Permits(DnsName("a.example"), OtherName()));
}

TEST(NameConstraintsTest, TheBudgetEndsComparisons) {
  CertificateBuilder leaf = CertificateBuilder().Subject(DerSequence({}));
  for (int i = 0; i < 100; ++i) leaf.Dns("a.corp.example");
  const auto issuer = CertificateBuilder("ca")
                          .Ca()
                          .NameConstraints({DnsName("b.example"), DnsName("corp.example")}, {})
                          .Build()
                          .Parse();
  NameComparisonBudget enough{.left = 200};
  EXPECT_THAT(CheckNameConstraints(*issuer, *leaf.Build().Parse(), 0, &enough), IsEmpty());
  EXPECT_EQ(enough.left, 0);
  EXPECT_FALSE(enough.exhausted);
  NameComparisonBudget short_of_one{.left = 199};
  (void)CheckNameConstraints(*issuer, *leaf.Build().Parse(), 0, &short_of_one);
  EXPECT_TRUE(short_of_one.exhausted);
}

}  // namespace
}  // namespace certsweep::pki
