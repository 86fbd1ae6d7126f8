#include "engine/report/history_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/bytes.h"
#include "engine/base/host_and_port.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"
#include "engine/report/result_colors.h"
#include "engine/report/served_certificate_text.h"
#include "engine/x509/pem.h"

namespace certsweep::report {
namespace {

constexpr size_t kShortDigest = 16;  // characters of the hex
constexpr size_t kLongestMessage = 500;

using Rows = std::vector<std::vector<TableCell>>;

std::string Shown(std::string_view text) { return base::DisplayText(text, kLongestMessage); }

std::string EndpointText(const estate::EndpointKey& endpoint) {
  std::string text = base::HostAndPort(base::DisplayText(endpoint.host, 300), endpoint.port);
  if (!endpoint.address.empty() && endpoint.address != endpoint.host) {
    absl::StrAppend(&text, " at ", base::DisplayText(endpoint.address));
  }
  return text;
}

std::string SightingText(const Sighting& seen) {
  return absl::StrCat("run ", seen.run, ", ", base::FormatRfc3339(seen.time));
}

// "runs 3 to 17", "run 3".
std::string RunsText(int64_t from, int64_t to) {
  return from == to ? absl::StrCat("run ", from) : absl::StrCat("runs ", from, " to ", to);
}

std::string FindingText(const FindingLine& finding) {
  std::string text = finding.message;
  if (finding.depth) absl::StrAppend(&text, " (certificate ", *finding.depth, ")");
  if (!finding.expected.empty()) absl::StrAppend(&text, "; expected ", finding.expected);
  if (!finding.actual.empty() && text.find(finding.actual) == std::string::npos) {
    absl::StrAppend(&text, "; actual ", finding.actual);
  }
  if (finding.waived) absl::StrAppend(&text, "; waived: ", finding.waiver);
  return Shown(text);
}

std::string LeafText(const LeafLine& leaf) {
  return absl::StrCat(Shown(leaf.subject), ", ", Shown(leaf.KeyText()), ", issued by ", Shown(leaf.issuer), ", ",
                      DateText(leaf.not_before), " to ", DateText(leaf.not_after));
}

// Facts of now, a line each: a name and what is to be said.
void AddFacts(const EndpointHistory& history, int64_t latest_run, Rows& rows) {
  const ResultLine& now = history.newest;
  const bool is_now = history.last.run == latest_run;
  rows.push_back({{is_now ? "now" : "last"},
                  {absl::StrCat(base::ToAbsl(pki::VerdictName(now.verdict)), " (", SightingText(history.last), ")"),
                   ColorOf(now.verdict)}});
  if (!is_now) {
    rows.push_back({{""}, {absl::StrCat("run ", latest_run, ", the latest, does not have it"), TextColor::kYellow}});
  }
  rows.push_back({{"first seen"}, {SightingText(history.first)}});
  if (!now.tls_version.empty()) {
    rows.push_back({{"TLS"}, {Shown(absl::StrCat(now.tls_version, " ", now.cipher, " ", now.group))}});
  }
  if (now.leaf) {
    rows.push_back({{"leaf"}, {LeafText(*now.leaf)}});
    rows.push_back({{""}, {"SHA-256 " + Shown(now.leaf->sha256)}});
  }
  for (size_t i = 1; i < now.chain.size(); ++i) {
    const CertificateLine& sent = now.chain[i];
    rows.push_back({{i == 1 ? "chain" : ""},
                    {sent.parse_error.empty() ? Shown(sent.subject) : "can't be read: " + Shown(sent.parse_error)}});
  }
  for (const FindingLine& finding : now.findings) {
    rows.push_back({{&finding == &now.findings.front() ? "findings" : ""},
                    {absl::StrCat(Shown(finding.code), ": ", FindingText(finding)), ColorOf(finding)}});
  }
}

void AddRequests(const EndpointHistory& history, Rows& rows) {
  for (const estate::ReplacementRequest& request : history.requests) {
    const std::string end = request.closed_run ? absl::StrCat("closed by run ", *request.closed_run)
                                               : absl::StrCat("open, last asked for by run ", request.last_seen_run);
    rows.push_back({{&request == &history.requests.front() ? "replacement" : ""},
                    {absl::StrCat("asked for by run ", request.first_seen_run, ", ", end, ": ", Shown(request.codes)),
                     request.closed_run ? TextColor::kDim : TextColor::kYellow}});
  }
}

void AddSharing(const EndpointHistory& history, Rows& rows) {
  const KeySharing& sharing = history.sharing;
  if (!sharing.different_certificates) return;
  rows.push_back({{"shared key"},
                  {absl::StrCat("its private key is also that of ", GroupedNumber(sharing.others),
                                sharing.others == 1 ? " other endpoint:" : " other endpoints:"),
                   TextColor::kYellow}});
  for (const estate::KeyUse& use : sharing.first) rows.push_back({{""}, {EndpointText(use.endpoint)}});
  if (sharing.others > sharing.first.size()) {
    rows.push_back({{""}, {absl::StrCat("and ", GroupedNumber(sharing.others - sharing.first.size()), " more")}});
  }
}

std::string SpanCertificate(const HistorySpan& span) {
  if (!span.leaf) return span.leaf_sha256.substr(0, kShortDigest);
  return Shown(absl::StrCat(span.leaf_sha256.substr(0, kShortDigest), " ", span.leaf->KeyText(), ", ",
                            span.leaf->issuer, ", until ", DateText(span.leaf->not_after)));
}

std::string SpansTable(const EndpointHistory& history, TableOptions options) {
  Rows rows;
  for (const HistorySpan& span : history.spans) {
    rows.push_back({{RunsText(span.from.run, span.to.run)},
                    {DateText(span.from.time)},
                    {DateText(span.to.time)},
                    {std::string(pki::VerdictName(span.verdict)), ColorOf(span.verdict)},
                    {Shown(absl::StrJoin(span.codes, " "))},
                    {SpanCertificate(span)}});
  }
  options.indent = 4;
  return absl::StrCat("  history\n",
                      RenderTable({{"RUNS"}, {"FROM"}, {"TO"}, {"VERDICT"}, {"FINDINGS"}, {"LEAF"}}, rows, options));
}

TextColor ColorOf(const Replacement& replacement) {
  if (!replacement.ended) return TextColor::kYellow;
  return replacement.state == "verified" ? TextColor::kGreen : TextColor::kRed;
}

std::string ReplacementsTable(const EndpointHistory& history, TableOptions options) {
  if (history.replacements.empty()) return {};
  Rows rows;
  for (const Replacement& replacement : history.replacements) {
    rows.push_back({{absl::StrCat(replacement.job)},
                    {Shown(replacement.state), ColorOf(replacement)},
                    {base::FormatRfc3339(replacement.begun)},
                    {base::FormatRfc3339(replacement.changed)},
                    {Shown(replacement.change_id)},
                    {Shown(replacement.leaf_sha256.substr(0, kShortDigest))},
                    {Shown(replacement.detail)}});
  }
  options.indent = 4;
  return absl::StrCat(
      "  replacements\n",
      RenderTable({{"JOB"}, {"STATE"}, {"BEGUN"}, {"SINCE"}, {"CHANGE"}, {"CERTIFICATE"}, {"DETAIL"}}, rows, options));
}

std::string CertificatesTable(const EndpointHistory& history, TableOptions options) {
  if (history.certificates.empty()) return {};
  Rows rows;
  for (const ServedCertificate& served : history.certificates) {
    const CertificateFacts facts = FactsOf(served.certificate);
    rows.push_back({{base::HexEncode(served.certificate.sha256).substr(0, kShortDigest)},
                    {served.as_leaf ? "leaf" : "chain"},
                    {RunsText(served.from.run, served.to.run)},
                    {facts.parsed ? absl::StrCat(DateText(facts.not_before), " to ", DateText(facts.not_after)) : ""},
                    {facts.parsed ? Shown(facts.subject) : "can't be read"}});
  }
  options.indent = 4;
  return absl::StrCat("  certificates served\n",
                      RenderTable({{"SHA-256"}, {"AS"}, {"IN"}, {"VALID"}, {"SUBJECT"}}, rows, options));
}

}  // namespace

std::string RenderHistory(const EndpointHistory& history, int64_t latest_run, const TableOptions& options) {
  Rows facts;
  AddFacts(history, latest_run, facts);
  AddRequests(history, facts);
  AddSharing(history, facts);
  TableOptions inner = options;
  inner.indent = 2;
  return absl::StrCat(Colored(EndpointText(history.endpoint), TextColor::kBold, options.color), "\n",
                      RenderTable({{""}, {""}}, facts, inner), SpansTable(history, options),
                      ReplacementsTable(history, options), CertificatesTable(history, options));
}

std::string RenderHistoryPem(const EndpointHistory& history) {
  std::string text;
  for (const ServedCertificate& served : history.certificates) {
    const CertificateFacts facts = FactsOf(served.certificate);
    absl::StrAppend(&text, "# ", served.as_leaf ? "leaf" : "chain", " of ", EndpointText(history.endpoint), ": ",
                    facts.parsed ? Shown(facts.subject) : "can't be read", ", SHA-256 ",
                    base::HexEncode(served.certificate.sha256), ", served ", DateText(served.from.time), " to ",
                    DateText(served.to.time), " (", RunsText(served.from.run, served.to.run), ")\n",
                    x509::EncodePem("CERTIFICATE", base::AsBytes(served.certificate.der)));
  }
  return text;
}

}  // namespace certsweep::report
