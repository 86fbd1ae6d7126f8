#include "scanner/sinks/csv_sink.h"

#include <algorithm>
#include <string_view>

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
  // Text that a peer chose: a spreadsheet would take some of it for a formula and run it.
  void PeerCell(std::string_view text) {
    const std::string shown = base::DisplayText(text, kLongestPeerCell);
    const bool formula = !shown.empty() && std::string_view("=+-@").find(shown.front()) != std::string_view::npos;
    Cell(formula ? "'" + shown : shown);
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
  row.Cell(endpoint.Target());
  row.Cell(endpoint.host);
  row.Cell(endpoint.address ? endpoint.address->ToString() : "");
  row.Cell(std::to_string(endpoint.port));
  row.Cell(result.server_name);
  row.Cell(Joined(endpoint.identities));
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
  for (const std::string& name : column_names_) {
    const bool taken = std::find(std::begin(kOwnColumns), std::end(kOwnColumns), name) != std::end(kOwnColumns);
    row.Cell(taken ? "inventory_" + name : name);
  }
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
    for (const std::string& name : column_names_) row.Cell(ValueOf(finished.result.endpoint, name));
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
