#include "engine/report/endpoint_note.h"

#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"
#include "engine/report/result_colors.h"
#include "engine/report/table_text.h"

namespace certsweep::report {

namespace {

using Rows = std::vector<std::vector<TableCell>>;

constexpr size_t kLongestText = 1024;
constexpr size_t kMostCertificates = 20;
constexpr int64_t kDay = 86400;

std::string Shown(std::string_view text) { return base::DisplayText(text, kLongestText); }

std::string Days(int64_t seconds) {
  const int64_t days = seconds / kDay;
  return absl::StrCat(GroupedNumber(static_cast<uint64_t>(days)), days == 1 ? " day" : " days");
}

// "2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z, 36 days left".
std::string ValidText(const LeafLine& leaf, int64_t now) {
  const std::string span =
      absl::StrCat(base::FormatRfc3339(leaf.not_before), " to ", base::FormatRfc3339(leaf.not_after), ", ");
  if (now > leaf.not_after) return absl::StrCat(span, "over for ", Days(now - leaf.not_after));
  if (now < leaf.not_before) return absl::StrCat(span, "begins in ", Days(leaf.not_before - now));
  return absl::StrCat(span, Days(leaf.not_after - now), " left");
}

std::string Joined(const std::vector<std::string>& parts, std::string_view none) {
  return parts.empty() ? std::string(none) : Shown(absl::StrJoin(parts, ", "));
}

void AddTls(const ResultLine& line, Rows& rows) {
  if (line.tls_version.empty()) return;
  std::string text = absl::StrCat(line.tls_version, line.cipher.empty() ? "" : " ", line.cipher,
                                  line.group.empty() ? "" : " ", line.group);
  if (line.proof_of_possession == false) text += "; it did not prove that it has the certificate's key";
  rows.push_back({{"TLS"}, {Shown(text)}});
}

void AddLeaf(const ResultLine& line, Rows& rows) {
  if (!line.leaf) return;
  const LeafLine& leaf = *line.leaf;
  std::vector<std::string> names = leaf.dns_names;
  names.insert(names.end(), leaf.ip_addresses.begin(), leaf.ip_addresses.end());
  rows.push_back({{"subject"}, {leaf.subject.empty() ? "(empty)" : Shown(leaf.subject)}});
  rows.push_back({{"issuer"}, {leaf.issuer.empty() ? "(empty)" : Shown(leaf.issuer)}});
  rows.push_back({{"names"}, {Joined(names, "none")}});
  rows.push_back({{"valid"}, {ValidText(leaf, line.time)}});
  rows.push_back({{"key"}, {Shown(leaf.KeyText())}});
  rows.push_back({{"signature"}, {Shown(leaf.signature)}});
  rows.push_back({{"SHA-256"}, {Shown(leaf.sha256)}});
}

std::string FactsText(const ResultLine& line) {
  Rows rows;
  rows.push_back({{"asked for"}, {Joined(line.identities, "no name: it is not judged")}});
  AddTls(line, rows);
  AddLeaf(line, rows);
  for (const auto& [name, value] : line.columns) rows.push_back({{Shown(name)}, {Shown(value)}});
  return RenderTable({{""}, {""}}, rows, {.indent = 4});
}

std::string OriginText(const CertificateLine& certificate) {
  if (certificate.from == "anchor") return "trust anchor";
  return certificate.from == "intermediates" ? "--intermediates" : Shown(certificate.from);
}

// A certificate below the one that it issued, one step further in.
std::string ChainText(const ResultLine& line, const EndpointNoteOptions& options) {
  const bool verified = !line.path.empty();
  const std::vector<CertificateLine>& chain = verified ? line.path : line.chain;
  if (chain.empty()) return {};
  const std::string_view branch = options.utf8 ? "\u2514\u2500 " : "`- ";
  std::string text =
      verified ? "  chain, as it was verified\n" : "  chain, as it was sent; it leads to no trust anchor\n";
  for (size_t i = 0; i < chain.size() && i < kMostCertificates; ++i) {
    const std::string indent(4 + (i > 0 ? 3 * (i - 1) : 0), ' ');
    const std::string name = chain[i].parse_error.empty() ? chain[i].subject : "can't be read: " + chain[i].parse_error;
    absl::StrAppend(&text, indent, i > 0 ? base::ToAbsl(branch) : "", i, "  ", name.empty() ? "(empty)" : Shown(name),
                    verified ? "  (" + OriginText(chain[i]) + ")" : "", "\n");
  }
  if (chain.size() > kMostCertificates) {
    absl::StrAppend(&text, "    and ", chain.size() - kMostCertificates, " more\n");
  }
  return text;
}

// One line for each code that there is advice on, and that is not waived.
std::string AdviceText(const ResultLine& line, const Advice& advice) {
  if (!advice) return {};
  Rows rows;
  std::set<std::string_view> told;
  for (const FindingLine& finding : line.findings) {
    const std::optional<pki::FindingCode> code = pki::FindingCodeFromName(finding.code);
    if (!code || finding.waived || finding.severity == pki::Severity::kInfo) continue;
    const std::string_view text = advice(*code);
    if (text.empty() || !told.insert(finding.code).second) continue;
    rows.push_back({{finding.code}, {std::string(text)}});
  }
  return rows.empty() ? std::string() : "  what to do\n" + RenderTable({{""}, {""}}, rows, {.indent = 4});
}

}  // namespace

std::string RenderFinding(const FindingLine& finding, bool color) {
  std::string text = absl::StrCat(
      "    ", Colored(pki::SeverityName(finding.severity), ColorOf(finding), color), "  ", Shown(finding.code),
      finding.depth ? absl::StrCat(" (certificate ", *finding.depth, ")") : "", ": ", Shown(finding.message), "\n");
  if (!finding.expected.empty()) absl::StrAppend(&text, "          expected  ", Shown(finding.expected), "\n");
  if (!finding.actual.empty()) absl::StrAppend(&text, "          actual    ", Shown(finding.actual), "\n");
  if (finding.waived) absl::StrAppend(&text, "          waived    ", Shown(finding.waiver), "\n");
  return text;
}

std::string RenderEndpointNote(const ResultLine& line, const EndpointNoteOptions& options) {
  const bool has_address = !line.address.empty() && line.address != line.host;
  std::string text =
      absl::StrCat(Shown(line.target), has_address ? " (" + Shown(line.address) + ")" : "", ": ",
                   Colored(pki::VerdictName(line.verdict), ColorOf(line.verdict), options.color),
                   line.IsCompliantByWaiver() ? ", by waiver" : "", "\n", FactsText(line), ChainText(line, options));
  if (line.findings.empty()) return text + "  nothing is wrong\n";
  text += "  findings\n";
  for (const FindingLine& finding : line.findings) text += RenderFinding(finding, options.color);
  return text + AdviceText(line, options.advice);
}

}  // namespace certsweep::report
