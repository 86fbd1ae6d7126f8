#include "engine/report/csv_rows.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"

namespace certsweep::report {
namespace {

constexpr std::string_view kOwnColumns[] = {
    "target",      "host",      "address",   "port",         "server_name", "identities",  "time",
    "attempts",    "verdict",   "findings",  "details",      "mendable",    "queued",      "proof_of_possession",
    "tls_version", "cipher",    "subject",   "issuer",       "serial",      "not_before",  "not_after",
    "key",         "signature", "dns_names", "ip_addresses", "sha256",      "spki_sha256",
};

// A spreadsheet would take it for a formula and run it. The last four are the wide forms of the first four.
bool LooksLikeFormula(std::string_view text) {
  static constexpr std::string_view kBeginnings[] = {
      "=", "+", "-", "@", "\t", "\n", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
  return std::any_of(std::begin(kBeginnings), std::end(kBeginnings),
                     [text](std::string_view beginning) { return text.starts_with(beginning); });
}

// "-", "-3.5", "+49 (89) 1234-56": no harm in it as a formula.
bool IsSignedNumber(std::string_view text) {
  return (text.starts_with('+') || text.starts_with('-')) &&
         text.find_first_not_of("0123456789 ().,/-", 1) == std::string_view::npos;
}

// What a terminal would obey is made visible, line feeds and tabs apart.
std::string VisibleLines(std::string_view text) {
  constexpr std::string_view kKept = "\n\t";
  std::string visible;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(kKept), text.size());
    visible += base::DisplayText(text.substr(0, end), std::numeric_limits<size_t>::max());
    if (end < text.size()) visible += text[end];
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return visible;
}

// Builds one row.
class RowWriter {
 public:
  explicit RowWriter(std::string& out) : out_(out) {}

  void Cell(std::string_view text) {
    if (!first_) out_ += ',';
    first_ = false;
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
      out_ += text;
      return;
    }
    out_ += '"';
    for (const char c : text) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
  }
  // Text that a peer chose.
  void PeerCell(std::string_view text) {
    const std::string shown = base::DisplayText(text, kLongestPeerCell);
    Cell(LooksLikeFormula(shown) ? "'" + shown : shown);
  }
  // Text of the user's own: carried through, with its line feeds and tabs.
  void UserCell(std::string_view text) {
    const std::string shown = VisibleLines(text);
    Cell(LooksLikeFormula(shown) && !IsSignedNumber(shown) ? "'" + shown : shown);
  }
  void Boolean(bool value) { Cell(value ? "true" : "false"); }
  void Empty(int cells) {
    for (int i = 0; i < cells; ++i) Cell("");
  }
  void End() { out_ += '\n'; }

 private:
  // Spreadsheets take 32,767 characters a cell.
  static constexpr size_t kLongestPeerCell = 32'000;

  std::string& out_;
  bool first_ = true;
};

std::string Codes(const std::vector<FindingLine>& findings) {
  std::string codes;
  for (const FindingLine& finding : findings) absl::StrAppend(&codes, codes.empty() ? "" : ";", finding.code);
  return codes;
}

std::string Details(const std::vector<FindingLine>& findings) {
  std::string details;
  for (const FindingLine& finding : findings) {
    absl::StrAppend(&details, details.empty() ? "" : "; ", finding.code, ": ", finding.message);
    if (finding.waived) absl::StrAppend(&details, " (waived: ", finding.waiver, ")");
  }
  return details;
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) absl::StrAppend(&joined, joined.empty() ? "" : ";", part);
  return joined;
}

void AppendEndpoint(const ResultLine& line, RowWriter& row) {
  row.UserCell(line.target);
  row.UserCell(line.host);
  row.Cell(line.address);
  row.Cell(std::to_string(line.port));
  row.UserCell(line.server_name);
  row.UserCell(Joined(line.identities));
  row.Cell(base::FormatRfc3339(line.time));
  row.Cell(std::to_string(line.attempts));
}

void AppendVerdict(const ResultLine& line, RowWriter& row) {
  row.Cell(pki::VerdictName(line.verdict));
  row.PeerCell(Codes(line.findings));
  row.PeerCell(Details(line.findings));
  row.Boolean(line.mendable);
  line.queued ? row.Boolean(*line.queued) : row.Cell("");
  line.proof_of_possession ? row.Boolean(*line.proof_of_possession) : row.Cell("");
  row.PeerCell(line.tls_version);
  row.PeerCell(line.cipher);
}

void AppendLeaf(const ResultLine& line, RowWriter& row) {
  if (!line.leaf) return row.Empty(11);
  const LeafLine& leaf = *line.leaf;
  row.PeerCell(leaf.subject);
  row.PeerCell(leaf.issuer);
  row.PeerCell(leaf.serial);
  row.Cell(base::FormatRfc3339(leaf.not_before));
  row.Cell(base::FormatRfc3339(leaf.not_after));
  row.PeerCell(leaf.KeyText());
  row.PeerCell(leaf.signature);
  row.PeerCell(Joined(leaf.dns_names));
  row.PeerCell(Joined(leaf.ip_addresses));
  row.PeerCell(leaf.sha256);
  row.PeerCell(leaf.spki_sha256);
}

bool Contains(std::span<const std::string> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsOwnColumn(std::string_view name) {
  return std::any_of(std::begin(kOwnColumns), std::end(kOwnColumns),
                     [name](std::string_view own) { return base::EqualsIgnoreAsciiCase(own, name); });
}

// A scan of what an earlier scan has written has columns named like ours, and like what we make of those.
std::string HeaderName(const std::string& name, std::span<const std::string> all) {
  std::string shown = name;
  while (IsOwnColumn(shown) || (shown != name && Contains(all, shown))) shown = "inventory_" + shown;
  return shown;
}

}  // namespace

void AppendCsvHeader(std::span<const std::string> column_names, std::string& out) {
  RowWriter row(out);
  for (const std::string_view name : kOwnColumns) row.Cell(name);
  for (const std::string& name : column_names) row.UserCell(HeaderName(name, column_names));
  row.End();
}

void AppendCsvRow(const ResultLine& line, std::span<const std::string> column_names, std::string& out) {
  RowWriter row(out);
  AppendEndpoint(line, row);
  AppendVerdict(line, row);
  AppendLeaf(line, row);
  for (const std::string& name : column_names) row.UserCell(line.Column(name));
  row.End();
}

}  // namespace certsweep::report
