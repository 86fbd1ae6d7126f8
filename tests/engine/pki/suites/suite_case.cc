#include "tests/engine/pki/suites/suite_case.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <utility>

#include "cli/verify_case.h"
#include "engine/base/rfc3339.h"
#include "engine/pki/finding.h"
#include "engine/pki/revocation_lists.h"
#include "tests/engine/pki/suites/case_files.h"

namespace certsweep::pki::suites {
namespace {

namespace json = boost::json;

SentCertificate Sent(const test::TestCertificate& certificate) {
  absl::StatusOr<x509::CertificatePtr> parsed = x509::Certificate::Parse(base::AsBytes(certificate.der));
  if (!parsed.ok()) return {nullptr, std::string(parsed.status().message())};
  return {*std::move(parsed), ""};
}

std::string FindingText(Severity severity, std::string_view code, std::optional<int> depth) {
  std::string text = severity == Severity::kWarn ? "warn " : "";
  text += code;
  if (depth) text += " " + std::to_string(*depth);
  return text;
}

std::string Joined(bool trusted, const std::vector<std::string>& findings) {
  std::string text = trusted ? "trusted" : "refused";
  for (const std::string& finding : findings) text += (&finding == findings.data() ? "; " : ", ") + finding;
  return text;
}

json::array PemArray(const std::vector<test::TestCertificate>& certificates, size_t first) {
  json::array array;
  for (size_t i = first; i < certificates.size(); ++i) array.emplace_back(certificates[i].Pem());
  return array;
}

json::object BatchCase(const Scene& scene, const std::string& id, const std::string& time) {
  json::array crls;
  for (const std::string& crl : scene.crls) crls.emplace_back(test::PemOf("X509 CRL", crl));
  json::object object{{"id", id},
                      {"leaf_pem", scene.sent.front().Pem()},
                      {"intermediates_pem", PemArray(scene.sent, 1)},
                      {"roots_pem", PemArray(scene.roots, 0)},
                      {"time", time.empty() ? base::FormatRfc3339(scene.time) : time},
                      {"crls_pem", std::move(crls)}};
  if (!scene.name.empty()) object["name"] = scene.name;
  if (scene.max_depth) object["max_depth"] = *scene.max_depth;
  return object;
}

ChainJudgement Unreadable() {
  ChainJudgement judgement;
  judgement.findings.push_back(MakeFinding(FindingCode::kMalformedCertificate, {}, "a CRL that can't be read"));
  return judgement;
}

const std::string& ExpectedUnder(const Outcomes& outcomes, Rules rules) {
  switch (rules) {
    case Rules::kRfc5280:
      return outcomes.rfc5280;
    case Rules::kWebPki:
      return outcomes.webpki;
    case Rules::kPrivate:
      break;
  }
  return outcomes.priv;
}

std::string Explained(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) text += "\n    " + finding.message;
  return text;
}

void RunCase(const Case& one, Rules rules) {
  SCOPED_TRACE(one.id + " (" + std::string(RulesName(rules)) + "): " + one.odd);
  const Scene scene = one.make();
  const std::string& expected = ExpectedUnder(one.expected, rules);
  const ChainJudgement judgement = Judge(scene, rules);
  EXPECT_EQ(OutcomeText(judgement.trusted, judgement.findings), expected) << Explained(judgement.findings);
  for (const Finding& finding : judgement.findings) EXPECT_FALSE(finding.message.empty());
  if (judgement.trusted) ExpectSoundPath(judgement, scene);
  EXPECT_EQ(BatchOutcome(scene, rules), expected);
}

}  // namespace

std::string OutcomeText(bool trusted, const Findings& findings) {
  std::vector<std::string> texts;
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::kInfo) continue;
    texts.push_back(FindingText(finding.severity, FindingCodeName(finding.code), finding.depth));
  }
  return Joined(trusted, texts);
}

ChainJudgement Judge(const Scene& scene, Rules rules) {
  std::vector<x509::CertificatePtr> roots;
  for (const test::TestCertificate& root : scene.roots) roots.push_back(root.Parse());
  std::vector<x509::RevocationListPtr> lists;
  for (const std::string& crl : scene.crls) {
    absl::StatusOr<x509::RevocationListPtr> list = x509::CertificateRevocationList::Parse(base::AsBytes(crl));
    if (!list.ok()) return Unreadable();
    lists.push_back(*std::move(list));
  }
  std::shared_ptr<const RevocationLists> revocation;
  if (!lists.empty()) revocation = std::make_shared<const RevocationLists>(std::move(lists));
  std::vector<SentCertificate> sent;
  for (const test::TestCertificate& certificate : scene.sent) sent.push_back(Sent(certificate));
  std::vector<ReferenceIdentity> names;
  if (!scene.name.empty()) names.push_back(ReferenceIdentity::Parse(scene.name).value());
  const ChainJudge judge(ChainVerifier(std::make_shared<const TrustAnchors>(std::move(roots)), {}, rules), Policy(),
                         std::move(revocation));
  return judge.Judge(sent, names, scene.time, scene.max_depth);
}

std::string BatchOutcome(const Scene& scene, Rules rules, const std::string& time) {
  return AnswerText(cli::AnswerVerifyCase(json::serialize(BatchCase(scene, "case", time)), {.rules = rules}));
}

std::string BatchLine(const Scene& scene, const std::string& id) { return json::serialize(BatchCase(scene, id, {})); }

std::string AnswerText(const std::string& answer) {
  const json::object object = json::parse(answer).as_object();
  std::vector<std::string> texts;
  for (const json::value& value : object.at("findings").as_array()) {
    const json::object& finding = value.as_object();
    const json::string& severity = finding.at("severity").as_string();
    if (severity == "info") continue;
    const json::value* depth = finding.if_contains("depth");
    texts.push_back(FindingText(severity == "warn" ? Severity::kWarn : Severity::kFail,
                                finding.at("code").as_string().c_str(),
                                depth == nullptr ? std::nullopt : std::optional(depth->to_number<int>())));
  }
  return Joined(object.at("trusted").as_bool(), texts);
}

void ExpectSoundPath(const ChainJudgement& judgement, const Scene& scene) {
  ASSERT_TRUE(judgement.has_verified_path);
  ASSERT_FALSE(judgement.path.empty());
  const std::vector<PathElement>& path = judgement.path;
  EXPECT_EQ(base::AsText(path.front().certificate->der()), scene.sent.front().der);
  for (size_t i = 0; i < path.size(); ++i) {
    const x509::Certificate& certificate = *path[i].certificate;
    EXPECT_LE(certificate.not_before(), scene.time);
    EXPECT_GE(certificate.not_after(), scene.time);
    if (i + 1 == path.size()) break;
    EXPECT_EQ(certificate.issuer(), path[i + 1].certificate->subject());
    EXPECT_EQ(x509::CheckSignature(certificate, path[i + 1].certificate->public_key()), x509::SignatureCheck::kValid);
  }
  const base::Bytes last = path.back().certificate->der();
  EXPECT_TRUE(std::any_of(scene.roots.begin(), scene.roots.end(),
                          [last](const test::TestCertificate& root) { return root.der == base::AsText(last); }));
}

void RunCases(std::span<const Case> cases) {
  std::set<std::string> ids;
  for (const Case& one : cases) {
    EXPECT_TRUE(ids.insert(one.id).second) << "two cases named " << one.id;
    for (const Rules rules : {Rules::kRfc5280, Rules::kWebPki, Rules::kPrivate}) RunCase(one, rules);
    WriteOrFind(one, one.make());
  }
  ::testing::Test::RecordProperty("cases", static_cast<int>(cases.size()));
}

}  // namespace certsweep::pki::suites
