// Text in columns for people: aligned, cut to a width, coloured where asked for. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_REPORT_TABLE_TEXT_H_
#define CERTSWEEP_ENGINE_REPORT_TABLE_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace certsweep::report {

enum class TextColor : uint8_t { kNone, kRed, kYellow, kGreen, kBold, kDim };

// `text` in `color`, or as it is without `enabled`.
std::string Colored(std::string_view text, TextColor color, bool enabled);

// "1,234,567".
std::string GroupedNumber(uint64_t number);

struct TableCell {
  std::string text;  // REQUIRES: safe for a terminal (base::DisplayText), no line ends
  TextColor color = TextColor::kNone;
};

struct TableColumn {
  std::string title;  // of no column: no line of titles
  bool align_right = false;
};

struct TableOptions {
  bool color = false;
  size_t width = 0;  // of the terminal; the last column is cut to it ("..."); 0: nothing is cut
  size_t indent = 0;
};

// One line a row, each with a line end. Rows may have fewer cells than there are columns.
std::string RenderTable(const std::vector<TableColumn>& columns, const std::vector<std::vector<TableCell>>& rows,
                        const TableOptions& options);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_TABLE_TEXT_H_
