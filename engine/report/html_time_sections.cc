// The sections of the HTML report over time: what ends when, and the runs before.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/report/finding_guide.h"
#include "engine/report/html_charts.h"
#include "engine/report/html_sections.h"
#include "engine/report/table_text.h"

namespace certsweep::report {
namespace {

using pki::Verdict;

constexpr int64_t kDay = 86400;
constexpr size_t kMostTrendLabels = 7;
constexpr std::array kMonthNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string Date(int64_t unix_seconds) { return base::FormatRfc3339(unix_seconds).substr(0, 10); }

// Of a date: "Jan", "2".
std::string Month(const std::string& date) { return kMonthNames.at(std::stoul(date.substr(5, 2)) - 1); }
std::string Day(const std::string& date) { return std::to_string(std::stoi(date.substr(8, 2))); }

// The days of [from, to): what the page filters by.
std::string Between(int64_t from, int64_t to) { return absl::StrCat("from=", Date(from), "&to=", Date(to - kDay)); }

std::string WeekChart(const ExpiryCalendar& expiry) {
  std::vector<ChartColumn> columns = {
      {"Expired", "", "already expired", "ends=expired", {expiry.expired()}, false, "fail"}};
  uint64_t soon = 0;
  std::string month;
  for (size_t i = 0; i < ExpiryCalendar::kWeeks; ++i) {
    const int64_t start = expiry.WeekStart(i);
    const std::string date = Date(start);
    const bool new_month = std::exchange(month, Month(date)) != Month(date);
    columns.push_back({Day(date),
                       new_month ? Month(date) : "",
                       "the week from " + date,
                       Between(start, expiry.WeekStart(i + 1)),
                       {expiry.weeks()[i]},
                       i == 0,
                       i < 4 ? "warn" : ""});
    if (i < 4) soon += expiry.weeks()[i];
  }
  const std::string description = absl::StrCat(GroupedNumber(expiry.expired()), " certificates have expired, ",
                                               GroupedNumber(soon), " end within four weeks");
  return ColumnChart({.id = "weeks",
                      .title = "Certificates that end in each of the next 13 weeks",
                      .description = description,
                      .name_title = "Ends"},
                     {{"endpoints", "plain"}}, columns);
}

std::string MonthChart(const ExpiryCalendar& expiry) {
  std::vector<ChartColumn> columns;
  for (size_t i = 0; i < ExpiryCalendar::kMonths; ++i) {
    const int64_t start = expiry.MonthStart(i);
    const std::string date = Date(start);
    const bool new_year = i == 0 || date.substr(5, 2) == "01";
    columns.push_back({Month(date).substr(0, 1),
                       new_year ? date.substr(0, 4) : "",
                       absl::StrCat(Month(date), " ", date.substr(0, 4)),
                       Between(i == 0 ? expiry.WeekStart(0) : start, expiry.MonthStart(i + 1)),
                       {expiry.months()[i]},
                       false,
                       ""});
  }
  columns.push_back({"Later",
                     "",
                     "later",
                     "from=" + Date(expiry.MonthStart(ExpiryCalendar::kMonths)),
                     {expiry.after_months()},
                     true,
                     "other"});
  return ColumnChart({.id = "months",
                      .title = "Certificates that end in each of the next 24 months",
                      .description = absl::StrCat(GroupedNumber(expiry.after_months()), " end later"),
                      .name_title = "Ends"},
                     {{"endpoints", "plain"}}, columns);
}

// The oldest first.
template <typename Counts>
std::vector<ChartColumn> RunColumns(const std::vector<estate::RunInfo>& trend, Counts counts) {
  std::vector<ChartColumn> columns;
  std::string last_labelled;
  const size_t every = (trend.size() + kMostTrendLabels - 1) / kMostTrendLabels;
  for (size_t back = trend.size(); back-- > 0;) {
    const estate::RunInfo& run = trend[back];
    const std::string date = Date(run.start.started_unix_seconds);
    const bool whole = run.end && !run.end->interrupted;
    // Of several runs in a day one has the label.
    const bool labelled = back % every == 0 && std::exchange(last_labelled, date) != date;
    columns.push_back({labelled ? absl::StrCat(Day(date), " ", Month(date)) : "", "",
                       absl::StrCat("run ", run.id, " of ", date, whole ? "" : " (not complete)"), "", counts(run),
                       false, ""});
  }
  return columns;
}

}  // namespace

std::string ExpirySection(const HtmlTotals& totals) {
  if (totals.certificates == 0) {
    return "<section class=\"card\" aria-labelledby=\"expiry\"><h2 id=\"expiry\">Expiry</h2>"
           "<p class=\"empty\">No certificate was seen.</p></section>\n";
  }
  return absl::StrCat(
      "<section class=\"card\" aria-labelledby=\"expiry\"><h2 id=\"expiry\">Expiry</h2>\n<div class=\"charts\">",
      "<figure><figcaption>Expired, and the next 13 weeks</figcaption>", WeekChart(totals.expiry),
      "</figure><figure><figcaption>The next 24 months</figcaption>", MonthChart(totals.expiry),
      "</figure></div></section>\n");
}

std::string TrendSection(const HtmlReportFacts& facts) {
  std::string html = "<section class=\"card\" aria-labelledby=\"trend\"><h2 id=\"trend\">Trend</h2>";
  if (!facts.whole) {
    return html + "<p class=\"empty\">Of the run as a whole only; this report is of a part of it.</p></section>\n";
  }
  if (facts.trend.size() < 2) {
    return html +
           "<p class=\"empty\">This is the first run on the record: there is nothing to compare it "
           "with.</p></section>\n";
  }
  constexpr std::array kStack = {Verdict::kCompliant, Verdict::kUnreachable, Verdict::kNoTls, Verdict::kNotJudged,
                                 Verdict::kNoncompliant};
  std::vector<ChartSeries> series;
  std::string legend;
  for (const Verdict verdict : kStack) {
    const std::string word(pki::VerdictName(verdict));
    series.push_back({std::string(VerdictTitle(verdict)), word});
    absl::StrAppend(&legend, "<li><svg class=\"swatch\" aria-hidden=\"true\"><rect class=\"fill ", word,
                    "\" width=\"10\" height=\"10\"/></svg>", series.back().name, "</li>");
  }
  const auto all = [&kStack](const estate::RunInfo& run) {
    std::vector<uint64_t> counts;
    counts.reserve(kStack.size());
    for (const Verdict verdict : kStack) counts.push_back(run.verdicts[static_cast<size_t>(verdict)]);
    return counts;
  };
  const auto bad = [](const estate::RunInfo& run) {
    return std::vector<uint64_t>{run.verdicts[static_cast<size_t>(Verdict::kNoncompliant)]};
  };
  const std::string runs = absl::StrCat("the last ", facts.trend.size(), " runs");
  return absl::StrCat(html, "\n<div class=\"charts\"><figure><figcaption>Noncompliant endpoints, ", runs,
                      "</figcaption>",
                      ColumnChart({.id = "bad",
                                   .title = "Noncompliant endpoints over " + runs,
                                   .description = "the oldest run first",
                                   .name_title = "Run",
                                   .values = facts.trend.size() <= 12},
                                  {{"Noncompliant", "noncompliant"}}, RunColumns(facts.trend, bad)),
                      "</figure><figure><figcaption>All endpoints by verdict</figcaption>",
                      ColumnChart({.id = "all",
                                   .title = "Endpoints by verdict over " + runs,
                                   .description = "the oldest run first",
                                   .name_title = "Run",
                                   .values = false},
                                  series, RunColumns(facts.trend, all)),
                      "<ul class=\"legend\">", legend, "</ul></figure></div></section>\n");
}

}  // namespace certsweep::report
