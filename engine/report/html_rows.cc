#include "engine/report/html_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/bytes.h"
#include "engine/base/text.h"
#include "engine/report/html_text.h"

namespace certsweep::report {
namespace {

constexpr size_t kMostRows = 1000;
constexpr size_t kMostBytes = 1 << 20;

// What is true or false of a result, in one number. report.js reads it.
enum Flag : unsigned { kMendable = 1, kQueued = 2, kPossessionKnown = 4, kPossession = 8 };

unsigned FlagsOf(const ResultLine& result) {
  return (result.mendable ? kMendable : 0U) | (result.queued.value_or(false) ? kQueued : 0U) |
         (result.proof_of_possession ? kPossessionKnown : 0U) |
         (result.proof_of_possession.value_or(false) ? kPossession : 0U);
}

bool IsLeaf(const CertificateLine& certificate, const ResultLine& result) {
  return result.leaf && certificate.sha256 == result.leaf->sha256 && certificate.subject == result.leaf->subject &&
         (certificate.from.empty() || certificate.from == "sent") && certificate.parse_error.empty();
}

// The target as it is told where it says no more than host and port: nothing.
std::string_view TargetBeside(const ResultLine& result) {
  const bool plain = result.target == result.host || result.target == absl::StrCat(result.host, ":", result.port);
  return plain ? std::string_view() : std::string_view(result.target);
}

}  // namespace

void HtmlTable::Clear() {
  numbers_.clear();
  json_.clear();
  Add("\"\"");
}

size_t HtmlTable::Add(std::string value) {
  const auto [place, is_new] = numbers_.emplace(std::move(value), numbers_.size());
  if (is_new) absl::StrAppend(&json_, json_.empty() ? "" : ",", place->first);
  return place->second;
}

size_t HtmlTable::Text(std::string_view text) { return text.empty() ? 0 : Add(ScriptJsonString(text)); }

size_t HtmlTable::List(const std::vector<size_t>& numbers) {
  return numbers.empty() ? 0 : Add(absl::StrCat("[", absl::StrJoin(numbers, ","), "]"));
}

size_t HtmlTable::Digest(std::string_view hex) {
  const std::optional<base::Sha256Digest> digest = base::Sha256FromHex(hex);
  if (!digest) return Text(hex);
  return Text("=" + absl::WebSafeBase64Escape(base::ToAbsl(base::AsText(*digest))));
}

size_t HtmlTable::Texts(const std::vector<std::string>& texts) {
  if (texts.size() == 1 && !texts[0].empty()) return Text(texts[0]);
  std::vector<size_t> numbers;
  numbers.reserve(texts.size());
  for (const std::string& text : texts) numbers.push_back(Text(text));
  return List(numbers);
}

void HtmlRows::AppendNumber(int64_t number) { absl::StrAppend(&rows_, number, ","); }

size_t HtmlRows::Findings(const ResultLine& result) {
  std::vector<size_t> findings;
  findings.reserve(result.findings.size());
  for (const FindingLine& finding : result.findings) {
    findings.push_back(
        table_.List({table_.Text(finding.code), static_cast<size_t>(finding.severity),
                     static_cast<size_t>(std::max(finding.depth.value_or(-1), -1) + 1), table_.Text(finding.message),
                     table_.Text(finding.expected), table_.Text(finding.actual), finding.waived ? size_t{1} : 0,
                     table_.Text(finding.waiver)}));
  }
  return table_.List(findings);
}

// The leaf, which the row has anyway, is 0: so what comes after it is mostly the list of many rows.
size_t HtmlRows::Certificates(const std::vector<CertificateLine>& certificates, const ResultLine& result) {
  std::vector<size_t> elements;
  for (const CertificateLine& certificate : certificates) {
    if (IsLeaf(certificate, result)) {
      elements.push_back(0);
      continue;
    }
    elements.push_back(table_.List({table_.Text(certificate.subject), table_.Digest(certificate.sha256),
                                    table_.Text(certificate.from), table_.Text(certificate.parse_error)}));
  }
  return table_.List(elements);
}

size_t HtmlRows::Columns(const ResultLine& result) {
  std::vector<size_t> values;
  values.reserve(columns_.size());
  for (const std::string& name : columns_) values.push_back(table_.Text(result.Column(name)));
  while (!values.empty() && values.back() == 0) values.pop_back();
  return table_.List(values);
}

void HtmlRows::AppendLeaf(const ResultLine& result) {
  if (!result.leaf) {
    rows_ += "0,";
    return;
  }
  const LeafLine& leaf = *result.leaf;
  absl::StrAppend(&rows_, "[", table_.Text(leaf.subject), ",", table_.Text(leaf.issuer), ",", table_.Text(leaf.serial),
                  ",", leaf.not_before, ",", leaf.not_after, ",");
  absl::StrAppend(&rows_, table_.Text(leaf.KeyText()), ",", table_.Text(leaf.signature), ",",
                  table_.Texts(leaf.dns_names), ",", table_.Texts(leaf.ip_addresses), ",", table_.Digest(leaf.sha256),
                  ",");
  absl::StrAppend(&rows_, table_.Digest(leaf.spki_sha256), ",", leaf.self_signed ? 1 : 0, "],");
}

void HtmlRows::Add(const ResultLine& result) {
  if (!rows_.empty()) rows_ += ",\n";
  rows_ += '[';
  AppendNumber(static_cast<int64_t>(table_.Text(result.host)));
  AppendNumber(static_cast<int64_t>(table_.Text(result.address)));
  AppendNumber(result.port);
  AppendNumber(static_cast<int64_t>(result.verdict));
  AppendNumber(FlagsOf(result));
  AppendNumber(static_cast<int64_t>(Findings(result)));
  AppendLeaf(result);
  AppendNumber(static_cast<int64_t>(Columns(result)));
  AppendNumber(static_cast<int64_t>(Certificates(result.chain, result)));
  AppendNumber(static_cast<int64_t>(Certificates(result.path, result)));
  AppendNumber(static_cast<int64_t>(table_.Text(TargetBeside(result))));
  AppendNumber(static_cast<int64_t>(table_.Text(result.server_name)));
  AppendNumber(static_cast<int64_t>(table_.Texts(result.identities)));
  AppendNumber(static_cast<int64_t>(table_.Texts({result.tls_version, result.cipher, result.group})));
  AppendNumber(result.time - start_);
  AppendNumber(result.attempts);
  AppendNumber(result.connect_us.value_or(-1));
  absl::StrAppend(&rows_, result.handshake_us.value_or(-1), "]");
  ++count_;
}

bool HtmlRows::IsFull() const { return count_ >= kMostRows || rows_.size() + table_.json().size() >= kMostBytes; }

std::string HtmlRows::Take() {
  if (empty()) return {};
  std::string element = absl::StrCat("<script type=\"application/json\" class=\"rows\">{\"table\":[", table_.json(),
                                     "],\n\"rows\":[", rows_, "]}</script>\n");
  table_.Clear();
  rows_.clear();
  count_ = 0;
  return element;
}

}  // namespace certsweep::report
