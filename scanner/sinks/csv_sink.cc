#include "scanner/sinks/csv_sink.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"
#include "engine/tls/observation.h"

namespace certsweep::scanner {
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

std::string Codes(const pki::Findings& findings) {
  std::string codes;
  for (const pki::Finding& finding : findings) {
    absl::StrAppend(&codes, codes.empty() ? "" : ";", base::ToAbsl(pki::FindingCodeName(finding.code)));
  }
  return codes;
}

std::string Details(const pki::Findings& findings) {
  std::string details;
  for (const pki::Finding& finding : findings) {
    absl::StrAppend(&details, details.empty() ? "" : "; ", base::ToAbsl(pki::FindingCodeName(finding.code)), ": ",
                    finding.message);
    if (finding.waived()) absl::StrAppend(&details, " (waived: ", finding.waiver, ")");
  }
  return details;
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) absl::StrAppend(&joined, joined.empty() ? "" : ";", part);
  return joined;
}

std::string KeyText(const x509::PublicKey& key) {
  std::string text(x509::KeyTypeName(key.type()));
  if (!key.curve().empty()) return absl::StrCat(text, " ", key.curve());
  return key.bits() > 0 ? absl::StrCat(text, " ", key.bits()) : text;
}

void AppendEndpoint(const probe::EndpointResult& result, RowWriter& row) {
  const probe::Endpoint& endpoint = result.endpoint;
  row.UserCell(endpoint.Target());
  row.UserCell(endpoint.host);
  row.Cell(endpoint.address ? endpoint.address->ToString() : "");
  row.Cell(std::to_string(endpoint.port));
  row.UserCell(result.server_name);
  row.UserCell(Joined(endpoint.identities));
  row.Cell(base::FormatRfc3339(result.time_unix_seconds));
  row.Cell(std::to_string(result.attempts));
}

void AppendVerdict(const probe::EndpointResult& result, RowWriter& row) {
  row.Cell(pki::VerdictName(result.verdict));
  row.Cell(Codes(result.findings));
  row.PeerCell(Details(result.findings));
  row.Boolean(result.mendable);
  result.queued ? row.Boolean(*result.queued) : row.Cell("");
  result.certificate_seen ? row.Boolean(result.proof_of_possession) : row.Cell("");
  row.Cell(result.tls_seen && result.version != 0 ? tls::VersionName(result.version) : "");
  row.Cell(result.tls_seen && result.cipher_suite != 0 ? tls::CipherSuiteName(result.cipher_suite) : "");
}

void AppendLeaf(const probe::EndpointResult& result, RowWriter& row) {
  if (result.chain.empty() || result.chain.front().certificate == nullptr) return row.Empty(11);
  const x509::Certificate& leaf = *result.chain.front().certificate;
  std::vector<std::string> addresses;
  std::string dns_names;
  if (leaf.subject_alt_name()) {
    dns_names = Joined(leaf.subject_alt_name()->dns_names);
    for (const base::IpAddress& address : leaf.subject_alt_name()->ip_addresses)
      addresses.push_back(address.ToString());
  }
  row.PeerCell(leaf.subject().text());
  row.PeerCell(leaf.issuer().text());
  row.PeerCell(leaf.serial_hex());
  row.Cell(base::FormatRfc3339(leaf.not_before()));
  row.Cell(base::FormatRfc3339(leaf.not_after()));
  row.Cell(KeyText(leaf.public_key()));
  row.PeerCell(leaf.signature_algorithm().name);
  row.PeerCell(dns_names);
  row.PeerCell(Joined(addresses));
  row.Cell(base::HexEncode(leaf.sha256()));
  row.Cell(base::HexEncode(leaf.spki_sha256()));
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

std::string_view ValueOf(const probe::Endpoint& endpoint, const std::string& column) {
  for (const auto& [name, value] : endpoint.columns) {
    if (name == column) return value;
  }
  return {};
}

}  // namespace

CsvSink::CsvSink(std::unique_ptr<OutputFile> output, std::vector<std::string> column_names)
    : output_(std::move(output)), column_names_(std::move(column_names)), header_written_(!output_->begins_empty()) {}

absl::Status CsvSink::WriteHeader() {
  header_written_ = true;
  std::string header;
  RowWriter row(header);
  for (const std::string_view name : kOwnColumns) row.Cell(name);
  for (const std::string& name : column_names_) row.UserCell(HeaderName(name, column_names_));
  row.End();
  return output_->Write(header);
}

absl::Status CsvSink::Write(std::span<const FinishedResult> batch) {
  if (!header_written_) {
    if (absl::Status status = WriteHeader(); !status.ok()) return status;
  }
  text_.clear();
  ends_.clear();
  for (const FinishedResult& finished : batch) {
    RowWriter row(text_);
    AppendEndpoint(finished.result, row);
    AppendVerdict(finished.result, row);
    AppendLeaf(finished.result, row);
    for (const std::string& name : column_names_) row.UserCell(ValueOf(finished.result.endpoint, name));
    row.End();
    ends_.push_back(text_.size());
  }
  return output_->Write(text_, ends_);
}

absl::Status CsvSink::Finish(ScanSummary& /*summary*/) {
  // A scan that brought nothing still has a header: an empty file is no CSV.
  absl::Status status = header_written_ ? absl::OkStatus() : WriteHeader();
  status.Update(output_->Finish());
  return status;
}

}  // namespace certsweep::scanner
