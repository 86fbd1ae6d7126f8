#include "cli/verify_text.h"

#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/certificate_paths.h"
#include "cli/finding_advice.h"
#include "engine/base/json_writer.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"
#include "engine/pki/judgement_json.h"
#include "engine/report/endpoint_note.h"
#include "engine/report/table_text.h"

namespace certsweep::cli {

namespace {

using Rows = std::vector<std::vector<report::TableCell>>;

constexpr size_t kMostOthers = 20;

std::string KeyText(const x509::PublicKey& key) {
  std::string text(x509::KeyTypeName(key.type()));
  if (!key.curve().empty()) return absl::StrCat(text, " ", base::DisplayText(key.curve(), 40));
  if (key.bits() > 0) absl::StrAppend(&text, " ", key.bits());
  return text;
}

std::string NameText(const x509::DistinguishedName& name) { return name.text().empty() ? "(empty)" : name.text(); }

std::string NamesText(std::span<const pki::ReferenceIdentity> names) {
  if (names.empty()) return "not judged: give --name to have it judged";
  std::vector<std::string> texts;
  for (const pki::ReferenceIdentity& name : names) texts.push_back(name.ToString());
  return absl::StrJoin(texts, ", ");
}

Rows FactRows(const FileJudgement& file, const VerifyQuestion& question) {
  Rows rows;
  const auto add = [&rows](const char* what, std::string text) { rows.push_back({{what}, {std::move(text)}}); };
  add("names", NamesText(question.names));
  if (const x509::CertificatePtr& leaf = file.certificates.front().certificate) {
    add("subject", NameText(leaf->subject()));
    add("issuer", NameText(leaf->issuer()));
    add("valid", absl::StrCat(base::FormatRfc3339(leaf->not_before()), " to ", base::FormatRfc3339(leaf->not_after())));
    add("key",
        absl::StrCat(KeyText(leaf->public_key()), file.has_private_key ? ", with its private key in the file" : ""));
    add("signature", base::DisplayText(leaf->signature_algorithm().name, 80));
  }
  add("judged", absl::StrCat("by the rules ", base::ToAbsl(pki::RulesName(question.rules)), " as of ",
                             base::FormatRfc3339(question.unix_seconds)));
  return rows;
}

std::string Table(const Rows& rows) {
  const std::vector<report::TableColumn> columns(rows.empty() ? 0 : rows.front().size());
  return report::RenderTable(columns, rows, {.indent = 4});
}

// Where in the file a certificate stands.
std::optional<size_t> PlaceInFile(const FileJudgement& file, const x509::Certificate& certificate) {
  for (size_t i = 0; i < file.certificates.size(); ++i) {
    const x509::CertificatePtr& other = file.certificates[i].certificate;
    if (other != nullptr && other->sha256() == certificate.sha256()) return i;
  }
  return std::nullopt;
}

std::string OriginText(pki::PathOrigin origin) {
  switch (origin) {
    case pki::PathOrigin::kSent:
      return "in the file";
    case pki::PathOrigin::kIntermediates:
      return "--intermediates";
    case pki::PathOrigin::kAnchor:
      return "trust anchor";
  }
  return {};
}

// Numbered as the findings count: in the path, or in the file where there is none.
Rows PathRows(const FileJudgement& file, const std::vector<pki::PathElement>& path) {
  const bool is_whole = !file.judgement.path.empty();
  Rows rows;
  for (size_t i = 0; i < path.size(); ++i) {
    const std::optional<size_t> place = is_whole ? i : PlaceInFile(file, *path[i].certificate);
    rows.push_back({{place ? absl::StrCat(*place) : ""},
                    {NameText(path[i].certificate->subject())},
                    {OriginText(path[i].origin)}});
  }
  return rows;
}

// What should come next, and why it does not.
std::vector<report::TableCell> BreakRow(const FileJudgement& file) {
  const pki::Findings& findings = file.judgement.findings;
  const char* why = "is not there";
  if (pki::HasCode(findings, pki::FindingCode::kBadSignature)) why = "did not sign it";
  if (pki::HasCode(findings, pki::FindingCode::kSelfSigned) ||
      pki::HasCode(findings, pki::FindingCode::kUntrustedRoot)) {
    why = "is no trust anchor";
  }
  if (pki::HasCode(findings, pki::FindingCode::kBudgetExhausted)) why = "was not reached within the budget";
  return {{"?"}, {NameText(file.judgement.partial_path.back().certificate->issuer())}, {why}};
}

std::string PathText(const FileJudgement& file) {
  const pki::ChainJudgement& judgement = file.judgement;
  if (!judgement.path.empty()) {
    const char* title = judgement.has_verified_path ? "  path\n" : "  path, which is not valid\n";
    return absl::StrCat(title, Table(PathRows(file, judgement.path)));
  }
  if (judgement.partial_path.empty()) return "  no path to a trust anchor\n";
  Rows rows = PathRows(file, judgement.partial_path);
  rows.push_back(BreakRow(file));
  return absl::StrCat("  no path to a trust anchor; it breaks off\n", Table(rows));
}

// What else is in the file: certificates that belong to no path, or can't be parsed.
std::string OthersText(const FileJudgement& file) {
  const bool is_whole = !file.judgement.path.empty();
  const auto& path = is_whole ? file.judgement.path : file.judgement.partial_path;
  std::set<base::Sha256Digest> shown;
  for (const pki::PathElement& element : path) shown.insert(element.certificate->sha256());
  Rows rows;
  size_t others = 0;
  for (size_t i = 0; i < file.certificates.size(); ++i) {
    const x509::CertificatePtr& certificate = file.certificates[i].certificate;
    if (certificate != nullptr && shown.contains(certificate->sha256())) continue;
    if (++others > kMostOthers) continue;
    rows.push_back({{is_whole ? "" : absl::StrCat(i)},
                    {certificate == nullptr ? "(can't be parsed)" : NameText(certificate->subject())},
                    {certificate == nullptr ? "" : absl::StrCat("issued by ", NameText(certificate->issuer()))}});
  }
  if (others == 0) return {};
  if (others > kMostOthers) rows.push_back({{""}, {absl::StrCat("and ", others - kMostOthers, " more")}});
  return absl::StrCat("  in the file, and not on the path\n", Table(rows));
}

// As a report has it.
report::FindingLine LineOf(const pki::Finding& finding) {
  report::FindingLine line;
  line.code = pki::FindingCodeName(finding.code);
  line.severity = finding.severity;
  line.depth = finding.depth;
  line.message = finding.message;
  line.expected = finding.expected;
  line.actual = finding.actual;
  return line;
}

// One line for each code that there is advice on.
std::string AdviceText(const pki::Findings& findings) {
  Rows rows;
  std::set<pki::FindingCode> told;
  for (const pki::Finding& finding : findings) {
    const std::string_view advice = AdviceOn(finding.code);
    if (advice.empty() || !told.insert(finding.code).second) continue;
    rows.push_back({{std::string(pki::FindingCodeName(finding.code))}, {std::string(advice)}});
  }
  return rows.empty() ? std::string() : absl::StrCat("  what to do\n", Table(rows));
}

void AppendChainJson(const std::vector<pki::SentCertificate>& chain, std::string& out) {
  base::AppendJsonArray(chain, out, [&out](const pki::SentCertificate& sent) {
    base::JsonObjectWriter object(out);
    if (sent.certificate == nullptr) return object.PeerString("parse_error", sent.parse_error);
    object.PeerString("subject", sent.certificate->subject().text());
    object.Hex("sha256", sent.certificate->sha256());
  });
}

}  // namespace

std::string RenderVerifyText(const FileJudgement& file, const VerifyQuestion& question, bool color) {
  const bool compliant = file.verdict == pki::Verdict::kCompliant;
  std::string text =
      absl::StrCat(file.path == kStandardInput ? "standard input" : base::DisplayText(file.path, 1024), ": ",
                   report::Colored(pki::VerdictName(file.verdict),
                                   compliant ? report::TextColor::kGreen : report::TextColor::kRed, color),
                   file.judgement.trusted ? ", trusted" : ", not trusted", "\n", Table(FactRows(file, question)),
                   PathText(file), OthersText(file));
  if (file.judgement.findings.empty()) return text;
  absl::StrAppend(&text, "  findings\n");
  for (const pki::Finding& finding : file.judgement.findings) text += report::RenderFinding(LineOf(finding), color);
  return text + AdviceText(file.judgement.findings);
}

std::string RenderVerifyJson(const FileJudgement& file, const VerifyQuestion& question, bool include_pem) {
  std::string out;
  {
    base::JsonObjectWriter line(out);
    line.String("file", file.path);
    line.String("verdict", pki::VerdictName(file.verdict));
    line.Boolean("trusted", file.judgement.trusted);
    line.Boolean("private_key", file.has_private_key);
    line.String("rules", pki::RulesName(question.rules));
    line.String("time", base::FormatRfc3339(question.unix_seconds));
    line.Key("names");
    base::AppendJsonArray(question.names, out,
                          [&](const pki::ReferenceIdentity& name) { base::AppendJsonString(name.ToString(), out); });
    pki::AppendFindingsJson(file.judgement.findings, line.Key("findings"));
    if (const x509::CertificatePtr& leaf = file.certificates.front().certificate) {
      pki::AppendLeafJson(*leaf, include_pem, line.Key("leaf"));
    }
    AppendChainJson(file.certificates, line.Key("chain"));
    if (!file.judgement.path.empty()) pki::AppendPathJson(file.judgement.path, line.Key("path"));
  }
  out += '\n';
  return out;
}

}  // namespace certsweep::cli
