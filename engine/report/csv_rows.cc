#include "engine/report/csv_rows.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/report/csv_cells.h"

namespace certsweep::report {
namespace {

constexpr std::string_view kOwnColumns[] = {
    "target",      "host",      "address",   "port",         "server_name", "identities",  "time",
    "attempts",    "verdict",   "findings",  "details",      "mendable",    "queued",      "proof_of_possession",
    "tls_version", "cipher",    "subject",   "issuer",       "serial",      "not_before",  "not_after",
    "key",         "signature", "dns_names", "ip_addresses", "sha256",      "spki_sha256",
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

void AppendEndpoint(const ResultLine& line, CsvCells& row) {
  row.UserCell(line.target);
  row.UserCell(line.host);
  row.Cell(line.address);
  row.Cell(std::to_string(line.port));
  row.UserCell(line.server_name);
  row.UserCell(Joined(line.identities));
  row.Cell(base::FormatRfc3339(line.time));
  row.Cell(std::to_string(line.attempts));
}

void AppendVerdict(const ResultLine& line, CsvCells& row) {
  row.Cell(pki::VerdictName(line.verdict));
  row.PeerCell(Codes(line.findings));
  row.PeerCell(Details(line.findings));
  row.Boolean(line.mendable);
  line.queued ? row.Boolean(*line.queued) : row.Cell("");
  line.proof_of_possession ? row.Boolean(*line.proof_of_possession) : row.Cell("");
  row.PeerCell(line.tls_version);
  row.PeerCell(line.cipher);
}

void AppendLeaf(const ResultLine& line, CsvCells& row) {
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

}  // namespace

void AppendCsvHeader(std::span<const std::string> column_names, std::string& out) {
  CsvCells row(out);
  for (const std::string_view name : kOwnColumns) row.Cell(name);
  for (const std::string& name : column_names) row.UserCell(CsvColumnName(name, kOwnColumns, column_names));
  row.End();
}

void AppendCsvRow(const ResultLine& line, std::span<const std::string> column_names, std::string& out) {
  CsvCells row(out);
  AppendEndpoint(line, row);
  AppendVerdict(line, row);
  AppendLeaf(line, row);
  for (const std::string& name : column_names) row.UserCell(line.Column(name));
  row.End();
}

}  // namespace certsweep::report
