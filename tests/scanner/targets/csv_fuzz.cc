// Every record that is read can be written and read again with the same fields; rows that are accepted name a host that
// is.

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_split.h"
#include "scanner/targets/csv_reader.h"
#include "scanner/targets/inventory.h"

namespace {

using certsweep::scanner::CsvReader;
using certsweep::scanner::InventoryHeader;

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckRoundTrip(const std::vector<std::string>& fields) {
  CsvReader reader;
  bool whole = false;
  for (const auto line : absl::StrSplit(certsweep::scanner::CsvLine(fields), '\n')) {
    Require(!whole);
    const auto want = reader.Feed(std::string_view(line.data(), line.size()));
    Require(want.ok());
    whole = *want == CsvReader::Want::kNothing;
  }
  Require(whole && reader.fields() == fields);
}

void CheckRow(const InventoryHeader& header, const std::vector<std::string>& fields) {
  const auto row = header.ParseRow(fields);
  if (!row.ok()) return;
  Require(!row->identities.empty() && row->values.size() == header.own_columns().size());
  const auto host = certsweep::probe::ParseHostTarget(row->target.host);
  Require(host.ok() && host->host == row->target.host);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  (void)InventoryHeader::LooksLike(rest.substr(0, rest.find('\n')));
  CsvReader reader;
  std::optional<InventoryHeader> header;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    const auto want = reader.Feed(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (!want.ok() || *want == CsvReader::Want::kLine) continue;
    CheckRoundTrip(reader.fields());
    if (header) {
      CheckRow(*header, reader.fields());
    } else if (auto parsed = InventoryHeader::Parse(reader.fields()); parsed.ok()) {
      header = *parsed;
    }
  }
  return 0;
}
