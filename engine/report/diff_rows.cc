#include "engine/report/diff_rows.h"

#include <string_view>
#include <vector>

#include "engine/base/json_writer.h"
#include "engine/base/rfc3339.h"
#include "engine/report/csv_cells.h"

namespace certsweep::report {
namespace {

constexpr std::string_view kOwnColumns[] = {
    "change",     "worse",       "target",         "host",         "address",       "port",
    "before_run", "before_time", "before_verdict", "before_codes", "before_sha256", "before_not_after",
    "after_run",  "after_time",  "after_verdict",  "after_codes",  "after_sha256",  "after_not_after",
    "added",      "removed",     "same_key",
};

void AppendStrings(const std::vector<std::string>& texts, std::string& out) {
  base::AppendJsonArray(texts, out, [&out](const std::string& text) { base::AppendJsonPeerString(text, out); });
}

void AppendLeaf(const ResultLine& line, std::string& out) {
  base::JsonObjectWriter leaf(out);
  leaf.PeerString("sha256", LeafSha256(line));
  if (!line.leaf) return;
  leaf.PeerString("spki_sha256", line.leaf->spki_sha256);
  leaf.PeerString("subject", line.leaf->subject);
  leaf.PeerString("issuer", line.leaf->issuer);
  leaf.String("not_after", base::FormatRfc3339(line.leaf->not_after));
}

void AppendSide(const ResultLine& line, int64_t run, std::string& out) {
  base::JsonObjectWriter side(out);
  side.Integer("run", run);
  side.String("time", base::FormatRfc3339(line.time));
  side.String("verdict", pki::VerdictName(line.verdict));
  AppendStrings(CodesOf(line), side.Key("codes"));
  if (!LeafSha256(line).empty()) AppendLeaf(line, side.Key("leaf"));
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : ";") + part;
  return joined;
}

std::string KindsText(const RunChange& change) {
  std::string text;
  for (const ChangeKind kind : change.kinds) text.append(text.empty() ? "" : ";").append(ChangeKindName(kind));
  return text;
}

void AppendSideCells(const std::optional<ResultLine>& line, int64_t run, CsvCells& row) {
  row.Cell(std::to_string(run));
  if (!line) return row.Empty(5);
  row.Cell(base::FormatRfc3339(line->time));
  row.Cell(pki::VerdictName(line->verdict));
  row.PeerCell(Joined(CodesOf(*line)));
  row.PeerCell(LeafSha256(*line));
  row.Cell(line->leaf ? base::FormatRfc3339(line->leaf->not_after) : "");
}

}  // namespace

void AppendDiffJson(const RunChange& change, RunPair runs, std::string& out) {
  {
    const ResultLine& newest = change.newest();
    base::JsonObjectWriter object(out);
    std::string& kinds = object.Key("change");
    base::AppendJsonArray(change.kinds, kinds,
                          [&kinds](ChangeKind kind) { base::AppendJsonString(ChangeKindName(kind), kinds); });
    object.Boolean("worse", change.worse);
    object.PeerString("target", newest.target);
    object.PeerString("host", change.endpoint.host);
    if (!change.endpoint.address.empty()) object.String("address", change.endpoint.address);
    object.Integer("port", change.endpoint.port);
    if (change.before) AppendSide(*change.before, runs.before, object.Key("before"));
    if (change.after) AppendSide(*change.after, runs.after, object.Key("after"));
    AppendStrings(change.added, object.Key("added"));
    AppendStrings(change.removed, object.Key("removed"));
    if (change.same_key) object.Boolean("same_key", *change.same_key);
    if (!newest.columns.empty()) {
      std::string& columns = object.Key("columns");
      columns += '{';
      for (const auto& [name, value] : newest.columns) {
        if (columns.back() != '{') columns += ',';
        base::AppendJsonString(name, columns);
        columns += ':';
        base::AppendJsonString(value, columns);
      }
      columns += '}';
    }
  }
  out += '\n';
}

void AppendDiffCsvHeader(std::span<const std::string> column_names, std::string& out) {
  CsvCells row(out);
  for (const std::string_view name : kOwnColumns) row.Cell(name);
  for (const std::string& name : column_names) row.UserCell(CsvColumnName(name, kOwnColumns, column_names));
  row.End();
}

void AppendDiffCsvRow(const RunChange& change, RunPair runs, std::span<const std::string> column_names,
                      std::string& out) {
  const ResultLine& newest = change.newest();
  CsvCells row(out);
  row.Cell(KindsText(change));
  row.Boolean(change.worse);
  row.UserCell(newest.target);
  row.UserCell(change.endpoint.host);
  row.Cell(change.endpoint.address);
  row.Cell(std::to_string(change.endpoint.port));
  AppendSideCells(change.before, runs.before, row);
  AppendSideCells(change.after, runs.after, row);
  row.PeerCell(Joined(change.added));
  row.PeerCell(Joined(change.removed));
  change.same_key ? row.Boolean(*change.same_key) : row.Cell("");
  for (const std::string& name : column_names) row.UserCell(newest.Column(name));
  row.End();
}

}  // namespace certsweep::report
