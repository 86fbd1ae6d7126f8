#include "engine/report/csv_cells.h"

#include <algorithm>
#include <limits>

#include "engine/base/text.h"

namespace certsweep::report {
namespace {

// Spreadsheets take 32,767 characters a cell.
constexpr size_t kLongestPeerCell = 32'000;

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

}  // namespace

void CsvCells::Cell(std::string_view text) {
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

void CsvCells::PeerCell(std::string_view text) {
  const std::string shown = base::DisplayText(text, kLongestPeerCell);
  Cell(LooksLikeFormula(shown) ? "'" + shown : shown);
}

void CsvCells::UserCell(std::string_view text) {
  const std::string shown = VisibleLines(text);
  Cell(LooksLikeFormula(shown) && !IsSignedNumber(shown) ? "'" + shown : shown);
}

void CsvCells::Empty(int cells) {
  for (int i = 0; i < cells; ++i) Cell("");
}

std::string CsvColumnName(const std::string& name, std::span<const std::string_view> own_columns,
                          std::span<const std::string> all) {
  const auto is_own = [own_columns](std::string_view shown) {
    return std::any_of(own_columns.begin(), own_columns.end(),
                       [shown](std::string_view own) { return base::EqualsIgnoreAsciiCase(own, shown); });
  };
  std::string shown = name;
  while (is_own(shown) || (shown != name && std::find(all.begin(), all.end(), shown) != all.end())) {
    shown = "inventory_" + shown;
  }
  return shown;
}

}  // namespace certsweep::report
