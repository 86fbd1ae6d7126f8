// Path building over graphs of cross-certified CAs (RFC 4158, 2.4 and figure 7): whatever certificates are spoiled and
// for whatever reason, the server is trusted exactly if a way from the anchor is left.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki::suites {
namespace {

using test::CertificateBuilder;
using test::kTestDay;
using test::kTestTime;
using test::TestCertificate;

// Issuer and subject. A certificate of each edge is sent, in this order, but for the server's, which is the first.
using Edge = std::pair<std::string, std::string>;
using Graph = std::vector<Edge>;

const Graph kLine = {{"CA", "Server"}, {"Top", "CA"}};
const Graph kTwoTops = {{"CA", "Server"}, {"Top 1", "CA"}, {"Top 2", "CA"}};
const Graph kFigureSeven = {{"B", "Server"}, {"C", "B"},   {"A", "B"},  {"C", "A"},
                            {"A", "C"},      {"Top", "C"}, {"Top", "A"}};
// Four PKIs, each with a top of its own, and a bridge between.
const Graph kBridge = {{"F", "H"},          {"F", "G"},          {"G", "F"},          {"H", "I"},
                       {"I", "H"},          {"G", "I"},          {"Top W", "F"},      {"Top W", "G"},
                       {"J", "K"},          {"N", "Server"},     {"L", "N"},          {"L", "M"},
                       {"Top X", "J"},      {"Top X", "L"},      {"B", "E"},          {"B", "D"},
                       {"A", "B"},          {"C", "B"},          {"A", "C"},          {"C", "A"},
                       {"Top Y", "A"},      {"Top Y", "C"},      {"R", "S"},          {"O", "R"},
                       {"O", "Q"},          {"P", "S"},          {"Top Z", "O"},      {"Top Z", "P"},
                       {"Top W", "Bridge"}, {"Bridge", "Top W"}, {"Top X", "Bridge"}, {"Bridge", "Top X"},
                       {"Top Y", "Bridge"}, {"Bridge", "Top Y"}, {"Top Z", "Bridge"}, {"Bridge", "Top Z"}};

enum class Spoiled { kNot, kExpired, kOtherNames, kForMail, kNoBasicConstraints, kNoCa, kSha1 };
constexpr Spoiled kReasons[] = {Spoiled::kExpired, Spoiled::kOtherNames,
                                Spoiled::kForMail, Spoiled::kNoBasicConstraints,
                                Spoiled::kNoCa,    Spoiled::kSha1};

FindingCode CodeOf(Spoiled reason) {
  switch (reason) {
    case Spoiled::kNot:
      break;
    case Spoiled::kExpired:
      return FindingCode::kExpired;
    case Spoiled::kOtherNames:
      return FindingCode::kNameConstraintViolation;
    case Spoiled::kForMail:
      return FindingCode::kNotForServerAuth;
    case Spoiled::kNoBasicConstraints:
    case Spoiled::kNoCa:
      return FindingCode::kIssuerNotCa;
    case Spoiled::kSha1:
      return FindingCode::kWeakSignature;
  }
  return FindingCode::kIncompleteChain;
}

CertificateBuilder Spoil(CertificateBuilder ca, Spoiled reason) {
  switch (reason) {
    case Spoiled::kNot:
      return ca;
    case Spoiled::kExpired:
      return ca.Valid(kTestTime - kTestDay, kTestTime - 3600);
    case Spoiled::kOtherNames:
      return ca.NameConstraints({test::DnsName("other.example")}, {});
    case Spoiled::kForMail:
      return ca.ExtendedKeyUsage({"1.3.6.1.5.5.7.3.4"});
    case Spoiled::kNoBasicConstraints:
      return ca.WithoutExtension(x509::kBasicConstraintsOid);
    case Spoiled::kNoCa:
      return ca.NotCa().KeyUsage(x509::kKeyCertSign).WithoutExtension(x509::kSubjectKeyIdOid);
    case Spoiled::kSha1:
      return ca.Hash(x509::HashAlgorithm::kSha1);
  }
  return ca;
}

// From `source`, which is the anchor, to `target`, which is the server.
struct Search {
  const char* name;
  const Graph& graph;
  std::string source, target;
  std::vector<Edge> spoiled;
};

std::vector<Search> Searches() {
  return {
      {"line", kLine, "Top", "Server", {{"Top", "CA"}}},
      {"line, the CA is the anchor", kLine, "CA", "Server", {{"Top", "CA"}}},
      {"first of two tops, the other way spoiled", kTwoTops, "Top 1", "Server", {{"Top 2", "CA"}}},
      {"second of two tops, the other way spoiled", kTwoTops, "Top 2", "Server", {{"Top 1", "CA"}}},
      {"first of two tops, its way spoiled", kTwoTops, "Top 1", "Server", {{"Top 1", "CA"}}},
      {"second of two tops, its way spoiled", kTwoTops, "Top 2", "Server", {{"Top 2", "CA"}}},
      {"figure 7, by A, C and B", kFigureSeven, "Top", "Server", {{"Top", "C"}, {"A", "B"}}},
      {"figure 7, by C, A and B", kFigureSeven, "Top", "Server", {{"Top", "A"}, {"C", "B"}}},
      {"bridge, back to X", kBridge, "Top Z", "Server", {{"Top X", "Bridge"}}},
      {"bridge to X", kBridge, "Top Z", "Server", {{"Bridge", "Top X"}}},
      {"to the bridge", kBridge, "Top Z", "Server", {{"Top Z", "Bridge"}}},
  };
}
// The graphs with nothing spoiled.
std::vector<Search> Unspoiled() {
  return {{"line", kLine, "Top", "Server", {}},
          {"first of two tops", kTwoTops, "Top 1", "Server", {}},
          {"second of two tops", kTwoTops, "Top 2", "Server", {}},
          {"figure 7", kFigureSeven, "Top", "Server", {}},
          {"bridge, from Z to D", kBridge, "Top Z", "D", {}},
          {"bridge, from Z to X", kBridge, "Top Z", "Server", {}}};
}

bool IsSpoiled(const Search& search, const Edge& edge) {
  return std::find(search.spoiled.begin(), search.spoiled.end(), edge) != search.spoiled.end();
}

// Whether good certificates lead from `node` to the target.
bool Reaches(const Search& search, const std::string& node, std::set<std::string> visited = {}) {
  if (node == search.target) return true;
  if (!visited.insert(node).second) return false;
  return std::any_of(search.graph.begin(), search.graph.end(), [&](const Edge& edge) {
    return edge.first == node && !IsSpoiled(search, edge) && Reaches(search, edge.second, visited);
  });
}

// Every node is a CA with a key of its own, but the target is the server.
class Pki {
 public:
  explicit Pki(const Search& search) {
    for (const Edge& edge : search.graph) nodes_.insert({edge.first, edge.second});
  }

  TestCertificate Ca(const std::string& node) const { return RootCa(node, KeyOf(node)).Build(); }

  TestCertificate Certificate(const Search& search, const Edge& edge, Spoiled reason) const {
    const TestCertificate issuer = Ca(edge.first);
    const auto dated = [](CertificateBuilder builder) {
      return builder.Valid(kTestTime - kTestDay, kTestTime + 366 * kTestDay);
    };
    if (edge.second == search.target) return dated(Server(issuer)).Build();
    const Spoiled spoiled = IsSpoiled(search, edge) ? reason : Spoiled::kNot;
    return Spoil(dated(SubCa(issuer, edge.second, KeyOf(edge.second))), spoiled).Build();
  }

 private:
  int KeyOf(const std::string& node) const {
    return 40 + static_cast<int>(std::distance(nodes_.begin(), nodes_.find(node)));
  }

  std::set<std::string> nodes_;
};

struct Prepared {
  Scene scene;
  std::set<std::string> spoiled;  // as DER
};

Prepared Prepare(const Search& search, Spoiled reason) {
  const Pki pki(search);
  Prepared prepared;
  prepared.scene.roots = {pki.Ca(search.source)};
  for (const bool servers : {true, false}) {
    for (const Edge& edge : search.graph) {
      if ((edge.second == search.target) != servers) continue;
      prepared.scene.sent.push_back(pki.Certificate(search, edge, reason));
      if (IsSpoiled(search, edge)) prepared.spoiled.insert(prepared.scene.sent.back().der);
    }
  }
  return prepared;
}

// The finding is told of the spoiled certificate, or, if that forbids names, of the server.
void ExpectTold(const ChainJudgement& judgement, const Prepared& prepared, FindingCode code) {
  const auto finding = std::find_if(judgement.findings.begin(), judgement.findings.end(),
                                    [code](const Finding& one) { return one.code == code; });
  ASSERT_NE(finding, judgement.findings.end());
  ASSERT_TRUE(finding->depth.has_value());
  if (code == FindingCode::kNameConstraintViolation) {
    EXPECT_EQ(finding->depth, 0);
  } else {
    ASSERT_LT(static_cast<size_t>(*finding->depth), judgement.path.size());
    const base::Bytes der = judgement.path[static_cast<size_t>(*finding->depth)].certificate->der();
    EXPECT_TRUE(prepared.spoiled.contains(std::string(base::AsText(der))));
  }
}

void ExpectOutcome(const Search& search, Spoiled reason) {
  SCOPED_TRACE(std::string(search.name) + ", reason " + std::to_string(static_cast<int>(reason)));
  const Prepared prepared = Prepare(search, reason);
  const ChainJudgement judgement = Judge(prepared.scene, Rules::kWebPki);
  EXPECT_EQ(judgement.trusted, Reaches(search, search.source));
  EXPECT_EQ(BatchOutcome(prepared.scene, Rules::kWebPki), OutcomeText(judgement.trusted, judgement.findings));
  if (!judgement.trusted) return ExpectTold(judgement, prepared, CodeOf(reason));
  ExpectSoundPath(judgement, prepared.scene);
  for (const PathElement& element : judgement.path) {
    EXPECT_FALSE(prepared.spoiled.contains(std::string(base::AsText(element.certificate->der()))));
  }
}

TEST(GraphsTest, NothingSpoiled) {
  for (const Search& search : Unspoiled()) {
    EXPECT_TRUE(Reaches(search, search.source));
    ExpectOutcome(search, Spoiled::kNot);
  }
}

TEST(GraphsTest, OneWaySpoiledForEachReason) {
  int trusted = 0, refused = 0;
  for (const Search& search : Searches()) {
    for (const Spoiled reason : kReasons) {
      ExpectOutcome(search, reason);
      (Reaches(search, search.source) ? trusted : refused) += 1;
    }
  }
  EXPECT_EQ(trusted, 36);
  EXPECT_EQ(refused, 30);
}

// The same with the certificates in the opposite order: which one is sent first decides nothing.
TEST(GraphsTest, InTheOppositeOrder) {
  for (const Search& search : Searches()) {
    for (const Spoiled reason : kReasons) {
      Prepared prepared = Prepare(search, reason);
      std::reverse(prepared.scene.sent.begin() + 1, prepared.scene.sent.end());
      EXPECT_EQ(Judge(prepared.scene, Rules::kWebPki).trusted, Reaches(search, search.source)) << search.name;
    }
  }
}

}  // namespace
}  // namespace certsweep::pki::suites
