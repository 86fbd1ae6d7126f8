// Second opinions: over random hierarchies certsweep says what BoringSSL and OpenSSL say, but for the reasons below.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "tests/engine/pki/differential/boringssl_opinion.h"
#include "tests/engine/pki/differential/openssl_opinion.h"
#include "tests/engine/pki/differential/random_hierarchy.h"

namespace certsweep::pki {
namespace {

using suites::Scene;

// The path that was found and its anchor, and nothing else.
Scene PathAlone(const Scene& scene, const ChainJudgement& ours) {
  Scene alone = scene;
  alone.sent.clear();
  alone.roots.clear();
  for (const PathElement& element : ours.path) {
    const test::TestCertificate certificate{std::string(base::AsText(element.certificate->der())), "",
                                            scene.sent.front().key};
    (element.origin == PathOrigin::kAnchor ? alone.roots : alone.sent).push_back(certificate);
  }
  return alone;
}

// A certificate of the path, the anchor too, names another key than its issuer says to have.
bool SomeKeyIdentifierDiffers(const std::vector<PathElement>& path) {
  for (size_t i = 0; i < path.size(); ++i) {
    const x509::Certificate& issuer = *path[std::min(i + 1, path.size() - 1)].certificate;
    const auto& wanted = path[i].certificate->authority_key_id();
    if (wanted && issuer.subject_key_id() && *wanted != *issuer.subject_key_id()) return true;
  }
  return false;
}

bool SomeIntermediateIsSelfIssued(const std::vector<PathElement>& path) {
  return path.size() > 2 && std::any_of(path.begin() + 1, path.end() - 1, [](const PathElement& element) {
           return element.certificate->is_self_issued();
         });
}

bool EveryFail(const ChainJudgement& ours, const std::function<bool(const Finding&)>& holds) {
  return std::all_of(ours.findings.begin(), ours.findings.end(),
                     [&](const Finding& finding) { return finding.severity != Severity::kFail || holds(finding); });
}

// The scene with anchors of the same names, keys, dates and name constraints that say nothing else.
Scene WithPlainAnchors(Scene scene) {
  for (test::TestCertificate& root : scene.roots) {
    const x509::CertificatePtr parsed = root.Parse();
    test::CertificateBuilder plain = test::CertificateBuilder("").Subject(root.subject).Key(root.key).Ca();
    plain.Valid(parsed->not_before(), parsed->not_after());
    if (const auto& constraints = parsed->name_constraints()) {
      std::vector<std::string> permitted, excluded;
      for (const std::string& name : constraints->permitted.dns_names) permitted.push_back(test::DnsName(name));
      for (const std::string& name : constraints->excluded.dns_names) excluded.push_back(test::DnsName(name));
      plain.NameConstraints(permitted, excluded);
    }
    root = plain.Build();
  }
  return scene;
}

bool IsOfAWildcard(const Finding& finding) {
  return finding.code == FindingCode::kNameConstraintViolation && finding.actual.starts_with("*.");
}

struct Difference {
  const Scene& scene;
  const ChainJudgement& ours;
  const std::function<Opinion(const Scene&)>& theirs;
};

// Why two verifiers may differ, and why ours is right.
struct Reason {
  const char* name;
  const char* why;
  bool ours_trusts;
  std::function<bool(const Difference&)> holds;
};

const std::vector<Reason>& Reasons() {
  static const auto* reasons = new std::vector<Reason>{
      {"it does not go back",
       "It follows the first issuer that fits by name and key identifier, or the anchor of that name, and gives up "
       "where "
       "that way ends; shown by the path alone, which it accepts. RFC 4158: any valid path will do.",
       true, [](const Difference& d) { return d.theirs(PathAlone(d.scene, d.ours)).trusted; }},
      {"it takes key identifiers for proofs",
       "A certificate whose authorityKeyIdentifier is not its issuer's subjectKeyIdentifier is not followed, though "
       "the "
       "signature is good. RFC 5280, 6.1 asks for the name and the signature; identifiers help to find issuers.",
       true, [](const Difference& d) { return SomeKeyIdentifierDiffers(d.ours.path); }},
      {"it takes self-issued for self-signed",
       "Where subject and issuer are one name and no key identifier tells otherwise, it ends the chain there. RFC "
       "5280, "
       "3.2: a CA that changes its key certifies the new one under its own name, and that is no root.",
       true, [](const Difference& d) { return SomeIntermediateIsSelfIssued(d.ours.path); }},
      {"it does not look at an anchor's extensions",
       "An anchor may say that it is no CA, how long the path may be, what it is for, or something critical that "
       "nobody "
       "understands: it was trusted as it is, and what its owner wrote in it holds.",
       false, [](const Difference& d) { return suites::Judge(WithPlainAnchors(d.scene), Rules::kPrivate).trusted; }},
      {"it takes a wildcard for one name",
       "A wildcard stands for every name that it matches: if one of them is excluded, or not permitted, the CA was not "
       "allowed to issue it.",
       false, [](const Difference& d) { return EveryFail(d.ours, IsOfAWildcard); }},
  };
  return *reasons;
}

// How often each reason, or agreement, was found. A difference without a reason fails.
class Comparison {
 public:
  explicit Comparison(std::function<Opinion(const Scene&)> theirs) : theirs_(std::move(theirs)) {}

  void Compare(uint32_t seed) {
    const Scene scene = RandomHierarchy(seed);
    const ChainJudgement ours = suites::Judge(scene, Rules::kPrivate);
    const Opinion opinion = theirs_(scene);
    if (ours.trusted) suites::ExpectSoundPath(ours, scene);
    if (ours.trusted == opinion.trusted) {
      ++counts_[ours.trusted ? "both trust" : "both refuse"];
      return;
    }
    const Difference difference{scene, ours, theirs_};
    for (const Reason& reason : Reasons()) {
      if (reason.ours_trusts != ours.trusted || !reason.holds(difference)) continue;
      ++counts_[reason.name];
      return;
    }
    ADD_FAILURE() << "seed " << seed << ": ours " << suites::OutcomeText(ours.trusted, ours.findings) << ", theirs "
                  << (opinion.trusted ? "trusts" : opinion.reason);
  }

  int Count(const std::string& what) const {
    const auto found = counts_.find(what);
    return found == counts_.end() ? 0 : found->second;
  }

  void Record() const {
    for (const auto& [what, count] : counts_) {
      std::string name = what;
      std::replace(name.begin(), name.end(), ' ', '_');
      std::erase(name, '\'');
      ::testing::Test::RecordProperty(name, count);
    }
  }

 private:
  const std::function<Opinion(const Scene&)> theirs_;
  std::map<std::string, int> counts_;
};

TEST(DifferentialTest, BoringsslDiffersForKnownReasonsAlone) {
  Comparison comparison(BoringsslOpinion);
  for (uint32_t seed = 0; seed < 4000; ++seed) comparison.Compare(seed);
  comparison.Record();
  // Hierarchies that are all refused, or a reason that is none any more, would say nothing.
  EXPECT_GT(comparison.Count("both trust"), 500);
  EXPECT_GT(comparison.Count("both refuse"), 500);
  for (const Reason& reason : Reasons()) EXPECT_GT(comparison.Count(reason.name), 0) << reason.name;
}

TEST(DifferentialTest, TheOpensslCommandDiffersForKnownReasonsAlone) {
  if (!HasOpenssl()) GTEST_SKIP() << "there is no openssl command";
  Comparison comparison(OpensslOpinion);
  for (uint32_t seed = 10000; seed < 10100; ++seed) comparison.Compare(seed);
  comparison.Record();
  EXPECT_GT(comparison.Count("both trust"), 10);
  EXPECT_GT(comparison.Count("both refuse"), 10);
}

TEST(DifferentialTest, TheOrderOfWhatIsSentDecidesNothing) {
  for (uint32_t seed = 20000; seed < 21500; ++seed) {
    Scene scene = RandomHierarchy(seed);
    const bool trusted = suites::Judge(scene, Rules::kPrivate).trusted;
    std::reverse(scene.sent.begin() + 1, scene.sent.end());
    EXPECT_EQ(suites::Judge(scene, Rules::kPrivate).trusted, trusted) << seed;
  }
}

TEST(DifferentialTest, WhatTheWebTrustsTheOthersTrust) {
  int trusted = 0;
  for (uint32_t seed = 30000; seed < 32000; ++seed) {
    const Scene scene = RandomHierarchy(seed);
    if (!suites::Judge(scene, Rules::kWebPki).trusted) continue;
    ++trusted;
    EXPECT_TRUE(suites::Judge(scene, Rules::kRfc5280).trusted) << seed;
    EXPECT_TRUE(suites::Judge(scene, Rules::kPrivate).trusted) << seed;
  }
  EXPECT_GT(trusted, 50);
}

// What is remembered of signatures changes nothing: neither what is said nor what it counted.
TEST(DifferentialTest, TheCacheChangesNothing) {
  for (uint32_t seed = 40000; seed < 40500; ++seed) {
    const Scene scene = RandomHierarchy(seed);
    std::vector<x509::CertificatePtr> roots, sent;
    for (const test::TestCertificate& root : scene.roots) roots.push_back(root.Parse());
    for (const test::TestCertificate& certificate : scene.sent) sent.push_back(certificate.Parse());
    const auto anchors = std::make_shared<const TrustAnchors>(roots);
    const ChainVerifier cached(anchors, {}, Rules::kPrivate), uncached(anchors, {}, Rules::kPrivate, {}, 0);
    cached.Verify(sent, scene.time);
    const VerifyResult with = cached.Verify(sent, scene.time), without = uncached.Verify(sent, scene.time);
    EXPECT_EQ(with.findings, without.findings) << seed;
    EXPECT_EQ(with.verified.has_value(), without.verified.has_value()) << seed;
    EXPECT_EQ(with.signature_checks, without.signature_checks) << seed;
    EXPECT_EQ(with.candidates, without.candidates) << seed;
  }
}

}  // namespace
}  // namespace certsweep::pki
