#include "engine/report/table_text.h"

#include <algorithm>

namespace certsweep::report {
namespace {

constexpr size_t kGap = 2;
// The last column keeps at least this much on a narrow terminal: better a broken line than no reason.
constexpr size_t kNarrowest = 20;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// Characters, as far as a terminal is to be guessed.
size_t DisplayWidth(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !IsContinuation(c); }));
}

std::string CutTo(std::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  size_t bytes = 0;
  for (size_t shown = 0; bytes < text.size(); ++bytes) {
    if (IsContinuation(text[bytes])) continue;
    if (shown++ + 3 >= width) break;
  }
  return std::string(text.substr(0, bytes)) + "...";
}

std::string_view Sequence(TextColor color) {
  switch (color) {
    case TextColor::kNone:
      return "";
    case TextColor::kRed:
      return "\x1b[31m";
    case TextColor::kYellow:
      return "\x1b[33m";
    case TextColor::kGreen:
      return "\x1b[32m";
    case TextColor::kBold:
      return "\x1b[1m";
    case TextColor::kDim:
      return "\x1b[2m";
  }
  return "";
}

using Row = std::vector<TableCell>;

std::vector<size_t> Widths(size_t columns, const std::vector<Row>& rows) {
  std::vector<size_t> widths(columns, 0);
  for (const Row& row : rows) {
    for (size_t i = 0; i < std::min(columns, row.size()); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i].text));
    }
  }
  return widths;
}

class LineRenderer {
 public:
  LineRenderer(const std::vector<TableColumn>& columns, std::vector<size_t> widths, const TableOptions& options)
      : columns_(columns), widths_(std::move(widths)), options_(options) {
    size_t before_last = options.indent;
    for (size_t i = 0; i + 1 < widths_.size(); ++i) before_last += widths_[i] + kGap;
    if (options.width == 0 || widths_.empty()) return;
    const size_t room = options.width > before_last ? options.width - before_last : 0;
    widths_.back() = std::min(widths_.back(), std::max(room, kNarrowest));
  }

  void Append(const Row& row, std::string& out) const {
    std::string line(options_.indent, ' ');
    for (size_t i = 0; i < std::min(row.size(), widths_.size()); ++i) {
      const std::string text = CutTo(row[i].text, widths_[i]);
      const std::string padding(widths_[i] - std::min(widths_[i], DisplayWidth(text)), ' ');
      const std::string shown = Colored(text, row[i].color, options_.color);
      if (i > 0) line.append(kGap, ' ');
      line += columns_[i].align_right ? padding + shown : shown + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line;
    out += '\n';
  }

 private:
  const std::vector<TableColumn>& columns_;
  std::vector<size_t> widths_;
  const TableOptions& options_;
};

}  // namespace

std::string Colored(std::string_view text, TextColor color, bool enabled) {
  if (!enabled || color == TextColor::kNone || text.empty()) return std::string(text);
  return std::string(Sequence(color)).append(text).append("\x1b[0m");
}

std::string GroupedNumber(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t i = text.size(); i > 3;) text.insert(i -= 3, 1, ',');
  return text;
}

std::string RenderTable(const std::vector<TableColumn>& columns, const std::vector<Row>& rows,
                        const TableOptions& options) {
  std::vector<Row> all;
  all.reserve(rows.size() + 1);
  const bool titled = std::any_of(columns.begin(), columns.end(), [](const auto& c) { return !c.title.empty(); });
  if (titled) {
    Row& titles = all.emplace_back();
    for (const TableColumn& column : columns) titles.push_back({column.title, TextColor::kBold});
  }
  all.insert(all.end(), rows.begin(), rows.end());
  const LineRenderer renderer(columns, Widths(columns.size(), all), options);
  std::string out;
  for (const Row& row : all) renderer.Append(row, out);
  return out;
}

}  // namespace certsweep::report
