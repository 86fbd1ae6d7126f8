#include "cli/verify_text.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/json_writer.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"
#include "engine/pki/judgement_json.h"
#include "scanner/sinks/table_text.h"

namespace certsweep::cli {

namespace {

using scanner::Colored;
using scanner::TextColor;
using Rows = std::vector<std::vector<scanner::TableCell>>;

std::string KeyText(const x509::PublicKey& key) {
  std::string text(x509::KeyTypeName(key.type()));
  if (!key.curve().empty()) return absl::StrCat(text, " ", base::DisplayText(key.curve(), 40));
  if (key.bits() > 0) absl::StrAppend(&text, " ", key.bits());
  return text;
}

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
    add("subject", leaf->subject().text());
    add("issuer", leaf->issuer().text());
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
  const std::vector<scanner::TableColumn> columns(rows.empty() ? 0 : rows.front().size());
  return scanner::RenderTable(columns, rows, {.indent = 4});
}

// The path, or the certificates of the file where there is none.
std::string PathText(const FileJudgement& file) {
  Rows rows;
  if (!file.judgement.path.empty()) {
    for (size_t i = 0; i < file.judgement.path.size(); ++i) {
      const pki::PathElement& element = file.judgement.path[i];
      rows.push_back({{absl::StrCat(i)},
                      {element.certificate->subject().text()},
                      {std::string(pki::PathOriginName(element.origin))}});
    }
    return absl::StrCat("  path\n", Table(rows));
  }
  for (size_t i = 0; i < file.certificates.size(); ++i) {
    const x509::CertificatePtr& certificate = file.certificates[i].certificate;
    rows.push_back({{absl::StrCat(i)},
                    {certificate == nullptr ? "(can't be parsed)" : certificate->subject().text()},
                    {certificate == nullptr ? "" : absl::StrCat("issued by ", certificate->issuer().text())}});
  }
  return absl::StrCat("  no path to a trust anchor; in the file\n", Table(rows));
}

TextColor ColorOf(pki::Severity severity) {
  switch (severity) {
    case pki::Severity::kFail:
      return TextColor::kRed;
    case pki::Severity::kWarn:
      return TextColor::kYellow;
    case pki::Severity::kInfo:
      return TextColor::kDim;
  }
  return TextColor::kNone;
}

std::string FindingText(const pki::Finding& finding, bool color) {
  std::string text =
      absl::StrCat("    ", Colored(pki::SeverityName(finding.severity), ColorOf(finding.severity), color), "  ",
                   base::ToAbsl(pki::FindingCodeName(finding.code)),
                   finding.depth ? absl::StrCat(" (certificate ", *finding.depth, ")") : "", ": ",
                   base::DisplayText(finding.message, 1024), "\n");
  if (!finding.expected.empty())
    absl::StrAppend(&text, "          expected  ", base::DisplayText(finding.expected, 1024), "\n");
  if (!finding.actual.empty())
    absl::StrAppend(&text, "          actual    ", base::DisplayText(finding.actual, 1024), "\n");
  return text;
}

}  // namespace

std::string RenderVerifyText(const FileJudgement& file, const VerifyQuestion& question, bool color) {
  const bool compliant = file.verdict == pki::Verdict::kCompliant;
  std::string text = absl::StrCat(
      base::DisplayText(file.path, 1024), ": ",
      Colored(pki::VerdictName(file.verdict), compliant ? TextColor::kGreen : TextColor::kRed, color),
      file.judgement.trusted ? ", trusted" : ", not trusted", "\n", Table(FactRows(file, question)), PathText(file));
  if (file.judgement.findings.empty()) return text;
  absl::StrAppend(&text, "  findings\n");
  for (const pki::Finding& finding : file.judgement.findings) absl::StrAppend(&text, FindingText(finding, color));
  return text;
}

std::string RenderVerifyJson(const FileJudgement& file, const VerifyQuestion& question, bool include_pem) {
  std::string out;
  {
    base::JsonObjectWriter line(out);
    line.String("file", file.path);
    line.String("verdict", pki::VerdictName(file.verdict));
    line.Boolean("trusted", file.judgement.trusted);
    line.String("rules", pki::RulesName(question.rules));
    line.String("time", base::FormatRfc3339(question.unix_seconds));
    line.Key("names");
    base::AppendJsonArray(question.names, out,
                          [&](const pki::ReferenceIdentity& name) { base::AppendJsonString(name.ToString(), out); });
    pki::AppendFindingsJson(file.judgement.findings, line.Key("findings"));
    if (const x509::CertificatePtr& leaf = file.certificates.front().certificate) {
      pki::AppendLeafJson(*leaf, include_pem, line.Key("leaf"));
    }
    if (!file.judgement.path.empty()) pki::AppendPathJson(file.judgement.path, line.Key("path"));
  }
  out += '\n';
  return out;
}

}  // namespace certsweep::cli
