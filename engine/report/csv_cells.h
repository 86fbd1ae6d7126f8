// CsvCells: one row of CSV (RFC 4180; lines end with LF), cell by cell. Nothing that a terminal would obey passes, and
// no formula that a spreadsheet would run. Not thread-safe for one string.
#ifndef CERTSWEEP_ENGINE_REPORT_CSV_CELLS_H_
#define CERTSWEEP_ENGINE_REPORT_CSV_CELLS_H_

#include <span>
#include <string>
#include <string_view>

namespace certsweep::report {

class CsvCells {
 public:
  // Appends to `out`, which must outlive it.
  explicit CsvCells(std::string& out) : out_(out) {}

  // Text of our own: as it is.
  void Cell(std::string_view text);
  // Text that a peer chose.
  void PeerCell(std::string_view text);
  // Text of the user's own: carried through, with its line feeds and tabs.
  void UserCell(std::string_view text);
  void Boolean(bool value) { Cell(value ? "true" : "false"); }
  void Empty(int cells);
  // Ends the row.
  void End() { out_ += '\n'; }

 private:
  std::string& out_;
  bool first_ = true;
};

// What a column of the user's own is called beside ours and all of theirs: as it is, or with "inventory_" before it
// where the name is taken (in any case of letters). A scan of what an earlier scan has written has such columns.
std::string CsvColumnName(const std::string& name, std::span<const std::string_view> own_columns,
                          std::span<const std::string> all);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_CSV_CELLS_H_
