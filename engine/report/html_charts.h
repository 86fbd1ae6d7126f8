// Charts as SVG inside HTML, without a style attribute or a script: they show under a policy that allows neither, and
// on paper. Each says in words what it shows, and has its numbers as a table beside it. Thread-safe: pure functions.
// Texts may hold anything; classes are our own words.
#ifndef CERTSWEEP_ENGINE_REPORT_HTML_CHARTS_H_
#define CERTSWEEP_ENGINE_REPORT_HTML_CHARTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace certsweep::report {

// "940", "12.3k", "40k", "1.2M": at most five characters below a thousand millions.
std::string ShortNumber(uint64_t number);
// "12 %", "0.3 %", "< 0.1 %".
std::string Percent(uint64_t part, uint64_t whole);

struct BarRow {
  std::string label;
  std::string link;  // the fragment, without '#'; empty: none
  uint64_t count = 0;
  std::string color_class;  // "fail"
  std::string mark;         // of a symbol in the page, before the label: "fail"; empty: none
  std::string note;         // after the label, small
};

// A table of horizontal bars; shares are of `whole`, and bars as long as they are against the longest.
std::string BarTable(std::string_view caption, std::string_view label_title, const std::vector<BarRow>& rows,
                     uint64_t whole);

struct ChartColumn {
  std::string label;         // below the axis
  std::string second_label;  // below it: the year
  std::string name;          // in the table and to a pointer: "week from 2026-01-05"
  std::string link;
  std::vector<uint64_t> counts;  // as many as there are series, stacked from the axis up
  bool apart = false;            // a gap before it
  std::string color_class;       // in place of that of the series
};

struct ChartSeries {
  std::string name;
  std::string color_class;
};

struct ChartOptions {
  std::string id;           // of the element, and what other ids begin with
  std::string title;        // read out
  std::string description;  // read out: what stands out
  std::string name_title;   // of the table's first column
  int width = 640;
  int height = 190;
  bool values = true;  // above the columns
};

// Columns over an axis, and a table of the same behind "As a table".
std::string ColumnChart(const ChartOptions& options, const std::vector<ChartSeries>& series,
                        const std::vector<ChartColumn>& columns);

// One bar of parts side by side.
std::string PartsBar(std::string_view title, const std::vector<BarRow>& parts);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_HTML_CHARTS_H_
