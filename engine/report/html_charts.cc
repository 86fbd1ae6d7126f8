#include "engine/report/html_charts.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/text.h"
#include "engine/report/html_text.h"
#include "engine/report/table_text.h"

namespace certsweep::report {
namespace {

constexpr size_t kLongestLabel = 200;
constexpr double kTop = 22;
constexpr double kBottom = 34;
constexpr double kLeft = 4;

// "3.5"; never "3.4999999".
std::string Decimal(double value) {
  std::string text = absl::StrFormat("%.2f", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string Linked(std::string_view link, std::string_view content) {
  if (link.empty()) return std::string(content);
  return absl::StrCat("<a href=\"#", HtmlText(link), "\">", base::ToAbsl(content), "</a>");
}

std::string Symbol(std::string_view mark) {
  if (mark.empty()) return {};
  return absl::StrCat("<svg class=\"mark ", base::ToAbsl(mark), "\" aria-hidden=\"true\"><use href=\"#mark-",
                      base::ToAbsl(mark), "\"/></svg>");
}

uint64_t Sum(const std::vector<uint64_t>& counts) { return std::accumulate(counts.begin(), counts.end(), uint64_t{0}); }

// The end of the scale: a number with one digit that is not zero, or 15, 25.
uint64_t ScaleEnd(uint64_t most) {
  uint64_t power = 1;
  while (power * 10 <= most && power < UINT64_MAX / 100) power *= 10;
  for (const uint64_t tenths : {10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100}) {
    if (power * tenths / 10 >= most && power * tenths % 10 == 0) return std::max<uint64_t>(power * tenths / 10, 1);
  }
  return power * 10;
}

class ColumnDrawing {
 public:
  ColumnDrawing(const ChartOptions& options, const std::vector<ChartSeries>& series,
                const std::vector<ChartColumn>& columns)
      : options_(options), series_(series), columns_(columns) {
    uint64_t most = 0;
    double gaps = 0;
    for (const ChartColumn& column : columns) {
      most = std::max(most, Sum(column.counts));
      gaps += column.apart ? kApart : 0;
    }
    end_ = ScaleEnd(most);
    const double room = options.width - kLeft - kAxisRoom - gaps;
    step_ = std::min(room / static_cast<double>(std::max<size_t>(columns.size(), 1)), kWidest);
    base_ = options.height - kBottom;
  }

  std::string Draw() const {
    std::string svg =
        absl::StrCat("<svg class=\"chart\" viewBox=\"0 0 ", options_.width, " ", options_.height,
                     "\" role=\"img\" aria-labelledby=\"", options_.id, "-t\" aria-describedby=\"", options_.id,
                     "-d\">\n", "<title id=\"", options_.id, "-t\">", HtmlText(options_.title), "</title><desc id=\"",
                     options_.id, "-d\">", HtmlText(options_.description), "</desc>\n");
    AppendGrid(svg);
    double x = kLeft;
    for (const ChartColumn& column : columns_) {
      x += column.apart ? kApart : 0;
      AppendColumn(column, x, svg);
      x += step_;
    }
    absl::StrAppend(&svg, "</svg>\n");
    return svg;
  }

 private:
  static constexpr double kApart = 14;
  static constexpr double kAxisRoom = 34;
  static constexpr double kWidest = 46;

  double HeightOf(uint64_t count) const {
    return (base_ - kTop) * static_cast<double>(count) / static_cast<double>(end_);
  }

  void AppendGrid(std::string& svg) const {
    const double right = options_.width - kAxisRoom;
    for (const uint64_t tick : {end_, end_ % 2 == 0 ? end_ / 2 : uint64_t{0}}) {
      if (tick == 0) continue;
      const double y = base_ - HeightOf(tick);
      absl::StrAppend(&svg, "<line class=\"rule\" x1=\"0\" x2=\"", Decimal(right), "\" y1=\"", Decimal(y), "\" y2=\"",
                      Decimal(y), "\"/><text class=\"tick\" x=\"", Decimal(right + 6), "\" y=\"", Decimal(y + 3.5),
                      "\">", ShortNumber(tick), "</text>\n");
    }
    absl::StrAppend(&svg, "<line class=\"axis\" x1=\"0\" x2=\"", Decimal(right), "\" y1=\"", Decimal(base_), "\" y2=\"",
                    Decimal(base_), "\"/>\n");
  }

  std::string Told(const ChartColumn& column) const {
    std::string text = column.name + ": ";
    if (series_.size() == 1) return text + GroupedNumber(Sum(column.counts));
    for (size_t i = 0; i < series_.size(); ++i) {
      absl::StrAppend(&text, i == 0 ? "" : ", ", GroupedNumber(column.counts[i]), " ", series_[i].name);
    }
    return text;
  }

  void AppendColumn(const ChartColumn& column, double x, std::string& svg) const {
    const double bar = std::max(step_ * 0.74, 1.0);
    const double middle = x + step_ / 2;
    std::string inside = absl::StrCat("<title>", HtmlText(Told(column)), "</title><rect class=\"hit\" x=\"", Decimal(x),
                                      "\" y=\"0\" width=\"", Decimal(step_), "\" height=\"", Decimal(base_), "\"/>");
    double y = base_;
    for (size_t i = 0; i < series_.size(); ++i) {
      if (column.counts[i] == 0) continue;
      // One of thousands is still seen.
      const double height = std::max(HeightOf(column.counts[i]), 1.5);
      y -= height;
      const std::string& color = column.color_class.empty() ? series_[i].color_class : column.color_class;
      absl::StrAppend(&inside, "<rect class=\"fill ", color, "\" x=\"", Decimal(middle - bar / 2), "\" y=\"",
                      Decimal(y), "\" width=\"", Decimal(bar), "\" height=\"", Decimal(height), "\"/>");
    }
    if (options_.values && Sum(column.counts) > 0) {
      absl::StrAppend(&inside, "<text class=\"value\" x=\"", Decimal(middle), "\" y=\"", Decimal(y - 4), "\">",
                      ShortNumber(Sum(column.counts)), "</text>");
    }
    absl::StrAppend(&svg, Linked(Sum(column.counts) > 0 ? column.link : "", inside));
    AppendLabel(column.label, middle, base_ + 13, svg);
    AppendLabel(column.second_label, middle, base_ + 26, svg);
    svg += '\n';
  }

  static void AppendLabel(std::string_view label, double x, double y, std::string& svg) {
    if (label.empty()) return;
    absl::StrAppend(&svg, "<text class=\"label\" x=\"", Decimal(x), "\" y=\"", Decimal(y), "\">", HtmlText(label),
                    "</text>");
  }

  const ChartOptions& options_;
  const std::vector<ChartSeries>& series_;
  const std::vector<ChartColumn>& columns_;
  uint64_t end_ = 1;
  double step_ = 0, base_ = 0;
};

std::string NumbersTable(const ChartOptions& options, const std::vector<ChartSeries>& series,
                         const std::vector<ChartColumn>& columns) {
  std::string html = absl::StrCat(
      "<details class=\"numbers\"><summary>As a table</summary><table><caption class=\"unseen\">",
      HtmlText(options.title), "</caption><thead><tr><th scope=\"col\">", HtmlText(options.name_title), "</th>");
  for (const ChartSeries& one : series) {
    absl::StrAppend(&html, "<th scope=\"col\" class=\"number\">", HtmlText(one.name), "</th>");
  }
  html += "</tr></thead><tbody>\n";
  for (const ChartColumn& column : columns) {
    absl::StrAppend(&html, "<tr><th scope=\"row\">",
                    Linked(Sum(column.counts) > 0 ? column.link : "", HtmlText(column.name)), "</th>");
    for (const uint64_t count : column.counts) {
      absl::StrAppend(&html, "<td class=\"number\">", GroupedNumber(count), "</td>");
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></details>\n";
}

}  // namespace

std::string ShortNumber(uint64_t number) {
  if (number < 1000) return absl::StrCat(number);
  const bool millions = number >= 999'500;
  const double value = static_cast<double>(number) / (millions ? 1e6 : 1e3);
  std::string text = absl::StrFormat("%.*f", value < 9.95 ? 1 : 0, value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text + (millions ? "M" : "k");
}

std::string Percent(uint64_t part, uint64_t whole) {
  if (whole == 0 || part == 0) return "0 %";
  if (part == whole) return "100 %";
  const double share = 100 * static_cast<double>(part) / static_cast<double>(whole);
  if (share < 0.1) return "< 0.1 %";
  // Never rounded up to all of it.
  if (share > 99.9) return "> 99.9 %";
  return share < 10 || share > 99 ? absl::StrFormat("%.1f %%", share) : absl::StrFormat("%.0f %%", share);
}

std::string BarTable(std::string_view caption, std::string_view label_title, const std::vector<BarRow>& rows,
                     uint64_t whole) {
  uint64_t most = 1;
  for (const BarRow& row : rows) most = std::max(most, row.count);
  std::string html = absl::StrCat(
      "<table class=\"bars\"><caption class=\"unseen\">", HtmlText(caption),
      "</caption><colgroup><col><col class=\"counts\"><col class=\"shares\"></colgroup><thead class=\"unseen\"><tr><th "
      "scope=\"col\">",
      HtmlText(label_title), "</th><th scope=\"col\">Endpoints</th><th scope=\"col\">Share</th></tr></thead><tbody>\n");
  for (const BarRow& row : rows) {
    const double width = 100 * static_cast<double>(row.count) / static_cast<double>(most);
    absl::StrAppend(&html, "<tr><th scope=\"row\" title=\"", HtmlText(row.label, kLongestLabel),
                    "\"><div class=\"cell\"><span class=\"name\">", Symbol(row.mark),
                    Linked(row.link, absl::StrCat("<bdi>", HtmlText(row.label, kLongestLabel), "</bdi>")));
    if (!row.note.empty()) absl::StrAppend(&html, " <small>", HtmlText(row.note), "</small>");
    absl::StrAppend(
        &html, "</span><svg class=\"bar\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
        "<rect class=\"track\" width=\"100\" height=\"6\"/><rect class=\"fill ", row.color_class, "\" width=\"",
        Decimal(width), "\" height=\"6\"/></svg></div></th><td class=\"number\">", GroupedNumber(row.count),
        "</td><td class=\"number share\">", HtmlText(Percent(row.count, whole)), "</td></tr>\n");
  }
  return html + "</tbody></table>\n";
}

std::string ColumnChart(const ChartOptions& options, const std::vector<ChartSeries>& series,
                        const std::vector<ChartColumn>& columns) {
  return ColumnDrawing(options, series, columns).Draw() + NumbersTable(options, series, columns);
}

std::string PartsBar(std::string_view title, const std::vector<BarRow>& parts) {
  uint64_t whole = 0;
  for (const BarRow& part : parts) whole += part.count;
  std::string html = absl::StrCat(
      "<svg class=\"parts\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" "
      "aria-label=\"",
      HtmlText(title), "\">");
  double x = 0;
  for (const BarRow& part : parts) {
    if (part.count == 0) continue;
    const double width = 1000 * static_cast<double>(part.count) / static_cast<double>(whole);
    absl::StrAppend(&html, "<rect class=\"fill ", part.color_class, "\" x=\"", Decimal(x), "\" width=\"",
                    Decimal(std::max(width - 2, 1.0)), "\" height=\"10\"><title>", HtmlText(part.label), ": ",
                    GroupedNumber(part.count), "</title></rect>");
    x += width;
  }
  return html + "</svg>\n";
}

}  // namespace certsweep::report
