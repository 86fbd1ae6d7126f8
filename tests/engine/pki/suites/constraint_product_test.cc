// Every combination of names and name constraints of two kinds: a leaf with a common name, a dNSName and an iPAddress,
// each missing, inside or outside, below a CA that permits and excludes a domain and a network, each missing, holding
// the one or the other. And leaves whose further subjectAltName hides a good name inside another form. 9,491 in all.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki::suites {
namespace {

using test::CertificateBuilder;
using test::Der;
using test::TestCertificate;

enum Kind { kDns, kIp };
enum Value { kNone, kInside, kOutside };
constexpr Kind kKinds[] = {kDns, kIp};
constexpr Value kValues[] = {kNone, kInside, kOutside};

// By Kind and Value. The asker always wants the name that is inside.
constexpr const char* kNames[2][3] = {{"", "www.inside.example", "mail.outside.example"},
                                      {"", "192.0.2.1", "198.51.100.1"}};
constexpr const char* kPermitted[2][3] = {{"", "inside.example", "outside.example"},
                                          {"", "192.0.2.0/24", "198.51.100.0/24"}};
// What is excluded of the names outside is one name itself, not its domain.
constexpr const char* kExcluded[2][3] = {{"", "inside.example", "mail.outside.example"},
                                         {"", "192.0.2.0/24", "198.51.100.0/24"}};

struct Constraints {
  Value permitted[2] = {kNone, kNone};
  Value excluded[2] = {kNone, kNone};
  auto operator<=>(const Constraints&) const = default;
};

struct LeafNames {
  Kind common_name_kind = kDns;
  Value common_name = kNone;
  Value san[2] = {kNone, kNone};
  std::string extra = {};  // a GeneralName
  auto operator<=>(const LeafNames&) const = default;
};

std::string GeneralName(Kind kind, const char* name, bool is_range) {
  if (kind == kDns) return test::DnsName(name);
  return is_range ? test::IpRangeName(name) : test::IpName(name);
}

// A constraint on the one kind is broken by a name of that kind which is not permitted, or is excluded.
bool IsViolated(const Constraints& constraints, const LeafNames& names) {
  for (const Kind kind : kKinds) {
    if (names.san[kind] == kNone) continue;
    if (constraints.permitted[kind] != kNone && constraints.permitted[kind] != names.san[kind]) return true;
    if (constraints.excluded[kind] == names.san[kind]) return true;
  }
  return false;
}

class ConstraintProductTest : public ::testing::Test {
 protected:
  struct Parsed {
    TestCertificate made;
    x509::CertificatePtr parsed;
  };

  void TearDown() override {
    RecordProperty("cases", count_);
    RecordProperty("trusted", trusted_);
  }

  const Parsed& Issuer(const Constraints& constraints) {
    const auto found = issuers_.find(constraints);
    if (found != issuers_.end()) return found->second;
    std::vector<std::string> permitted, excluded;
    for (const Kind kind : kKinds) {
      const Value p = constraints.permitted[kind], e = constraints.excluded[kind];
      if (p != kNone) permitted.push_back(GeneralName(kind, kPermitted[kind][p], true));
      if (e != kNone) excluded.push_back(GeneralName(kind, kExcluded[kind][e], true));
    }
    CertificateBuilder ca = SubCa(upper_.made, "Lower CA", 3);
    if (!permitted.empty() || !excluded.empty()) ca.NameConstraints(permitted, excluded);
    return issuers_.emplace(constraints, Made(ca)).first->second;
  }

  const Parsed& Leaf(const LeafNames& names) {
    const auto found = leaves_.find(names);
    if (found != leaves_.end()) return found->second;
    CertificateBuilder leaf = NamelessServer(Issuer({}).made);
    leaf.Subject(Subject(names));
    for (const Kind kind : kKinds) {
      if (names.san[kind] != kNone) leaf.San(GeneralName(kind, kNames[kind][names.san[kind]], false));
    }
    leaf.San(names.extra);
    return leaves_.emplace(names, Made(leaf)).first->second;
  }

  ChainJudgement JudgeCase(Kind asked, const Constraints& constraints, const LeafNames& names) {
    const Parsed& issuer = Issuer(constraints);
    const Parsed& leaf = Leaf(names);
    const std::vector<SentCertificate> sent = {
        {leaf.parsed, ""}, {issuer.parsed, ""}, {upper_.parsed, ""}, {root_.parsed, ""}};
    const std::vector<ReferenceIdentity> identities = {ReferenceIdentity::Parse(kNames[asked][kInside]).value()};
    ChainJudgement judgement = judge_.Judge(sent, identities, test::kTestTime);
    trusted_ += judgement.trusted ? 1 : 0;
    // Some of them go the long way too.
    if (count_++ % 97 == 0) {
      const Scene scene{.sent = {leaf.made, issuer.made, upper_.made, root_.made},
                        .roots = {root_.made},
                        .name = kNames[asked][kInside]};
      EXPECT_EQ(BatchOutcome(scene, Rules::kWebPki), OutcomeText(judgement.trusted, judgement.findings));
    }
    return judgement;
  }

  // The common name counts for nothing: whoever wants to be trusted has the name asked for among his subjectAltNames,
  // and none that is constrained.
  void ExpectOutcome(Kind asked, const Constraints& constraints, const LeafNames& names) {
    std::string findings;
    if (names.san[kDns] == kNone && names.san[kIp] == kNone) {
      findings = "no_subject_alt_name 0";
    } else if (names.san[asked] != kInside) {
      findings = "name_mismatch 0";
    }
    if (IsViolated(constraints, names)) findings += (findings.empty() ? "" : ", ") + kViolation;
    const ChainJudgement judgement = JudgeCase(asked, constraints, names);
    ASSERT_EQ(OutcomeText(judgement.trusted, judgement.findings), findings.empty() ? kTrusted : Refused(findings))
        << Describe(asked, constraints, names);
  }

  // A name that is hidden in something else is no name: refused, for the right name is not there, or is excluded.
  void ExpectRefused(Kind asked, const Constraints& constraints, const LeafNames& names) {
    const ChainJudgement judgement = JudgeCase(asked, constraints, names);
    ASSERT_FALSE(judgement.trusted) << Describe(asked, constraints, names);
    ASSERT_TRUE(HasCode(judgement.findings, FindingCode::kNameMismatch) ||
                HasCode(judgement.findings, FindingCode::kNameConstraintViolation))
        << Describe(asked, constraints, names);
  }

  int count() const { return count_; }
  int trusted() const { return trusted_; }

 private:
  const std::string kViolation = "name_constraint_violation 0";

  static Parsed Made(const CertificateBuilder& builder) {
    TestCertificate made = builder.Build();
    x509::CertificatePtr parsed = made.Parse();
    return {std::move(made), std::move(parsed)};
  }

  static std::string Subject(const LeafNames& names) {
    std::vector<std::vector<test::NameAttribute>> subject = {{{"2.5.4.10", "Suite"}}};
    if (names.common_name != kNone) {
      subject.push_back({{"2.5.4.3", kNames[names.common_name_kind][names.common_name]}});
    }
    return test::DerName(subject);
  }

  static std::string Describe(Kind asked, const Constraints& constraints, const LeafNames& names) {
    std::string text = std::string("asked for ") + kNames[asked][kInside] + "; common name " +
                       kNames[names.common_name_kind][names.common_name];
    for (const Kind kind : kKinds) {
      text += std::string("; subjectAltName ") + kNames[kind][names.san[kind]] + "; permitted " +
              kPermitted[kind][constraints.permitted[kind]] + "; excluded " +
              kExcluded[kind][constraints.excluded[kind]];
    }
    return text + "; and " + base::HexEncode(base::AsBytes(names.extra));
  }

  const Parsed root_ = Made(RootCa());
  const Parsed upper_ = Made(SubCa(root_.made, "Upper CA", 2));
  const ChainJudge judge_{
      ChainVerifier(std::make_shared<const TrustAnchors>(std::vector{root_.parsed}), {}, Rules::kWebPki), Policy()};
  std::map<Constraints, Parsed> issuers_;
  std::map<LeafNames, Parsed> leaves_;
  int count_ = 0, trusted_ = 0;
};

std::vector<Constraints> AllConstraints() {
  std::vector<Constraints> all;
  for (const Value dns_permitted : kValues) {
    for (const Value ip_permitted : kValues) {
      for (const Value dns_excluded : kValues) {
        for (const Value ip_excluded : kValues) {
          all.push_back({{dns_permitted, ip_permitted}, {dns_excluded, ip_excluded}});
        }
      }
    }
  }
  return all;
}

TEST_F(ConstraintProductTest, NamesAndConstraintsOfTwoKinds) {
  for (const Kind asked : kKinds) {
    for (const Kind common_name_kind : kKinds) {
      for (const Value common_name : kValues) {
        for (const Value dns : kValues) {
          for (const Value ip : kValues) {
            for (const Constraints& constraints : AllConstraints()) {
              ExpectOutcome(asked, constraints, {common_name_kind, common_name, {dns, ip}});
            }
          }
        }
      }
    }
  }
  EXPECT_EQ(count(), 8748);
  EXPECT_EQ(trusted(), 816);
}

TEST_F(ConstraintProductTest, TheSimplestOnes) {
  ExpectOutcome(kDns, {}, {kDns, kInside, {kInside, kNone}});
  ExpectOutcome(kDns, {{kInside, kNone}, {}}, {kDns, kInside, {kInside, kNone}});
  ExpectOutcome(kDns, {}, {kDns, kNone, {kInside, kNone}});
  ExpectOutcome(kDns, {}, {kDns, kNone, {kOutside, kNone}});
  ExpectOutcome(kIp, {}, {kDns, kNone, {kNone, kInside}});
  ExpectOutcome(kIp, {}, {kDns, kNone, {kNone, kOutside}});
  ExpectRefused(kDns, {{}, {kInside, kNone}},
                {kDns, kNone, {kOutside, kNone}, test::UriName("http://some.example, DNS:www.inside.example")});
  EXPECT_EQ(count(), 7);
  EXPECT_EQ(trusted(), 4);
}

// Under constraints that permit the wrong name alone, and under such that exclude the right one.
const Constraints kDnsConstraints[] = {{{kOutside, kNone}, {}}, {{}, {kInside, kNone}}};
const Constraints kIpConstraints[] = {{{kNone, kOutside}, {}}, {{}, {kNone, kInside}}};

// A further subjectAltName of each of the 16 tags that holds the right name, plain or as a URI.
TEST_F(ConstraintProductTest, TheRightNameInAnotherForm) {
  const std::string host = kNames[kDns][kInside], address = kNames[kIp][kInside];
  for (int tag = 0; tag < 16; ++tag) {
    for (const char* scheme : {"", "http://", "https://", "spiffe://", "unspec://"}) {
      for (const Constraints& constraints : kDnsConstraints) {
        ExpectRefused(kDns, constraints, {kDns, kNone, {kOutside, kNone}, Der(test::ContextTag(tag), scheme + host)});
      }
    }
    for (const std::string& form : {std::string("\xc0\0\2\1", 4), address}) {
      for (const Constraints& constraints : kIpConstraints) {
        ExpectRefused(kIp, constraints, {kDns, kNone, {kNone, kOutside}, Der(test::ContextTag(tag), form)});
      }
    }
  }
  EXPECT_EQ(count(), 224);
  EXPECT_EQ(trusted(), 0);
}

// One that looks like a list of names, the right one among them.
TEST_F(ConstraintProductTest, TheRightNameInAList) {
  const std::string host = kNames[kDns][kInside], wrong = kNames[kDns][kOutside];
  for (const char* separator : {", ", ",", ";", ":"}) {
    for (const char* prefix : {"", "DNS:"}) {
      for (const std::string& first : {wrong, "http://" + wrong}) {
        for (int tag = 0; tag < 16; ++tag) {
          const std::string text = first + separator + prefix + host;
          for (const Constraints& constraints : kDnsConstraints) {
            ExpectRefused(kDns, constraints, {kDns, kNone, {kOutside, kNone}, Der(test::ContextTag(tag), text)});
          }
        }
      }
    }
  }
  EXPECT_EQ(count(), 512);
  EXPECT_EQ(trusted(), 0);
}

}  // namespace
}  // namespace certsweep::pki::suites
