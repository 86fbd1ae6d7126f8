#include "engine/report/html_report.h"

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/escaping.h"
#include "engine/base/bytes.h"
#include "engine/base/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/report/report_record.h"

namespace certsweep::report {
namespace {

using pki::Verdict;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class HtmlReportTest : public ::testing::Test {
 protected:
  std::string Html(const estate::RunInfo& run, const HtmlReportOptions& options = {}) {
    return WrittenBy([&](const TextSink& sink) { return WriteHtmlReport(record_.estate(), run, options, sink); });
  }

  ReportRecord record_;
};

// The contents of the elements that `open` begins.
std::vector<std::string> Inside(const std::string& html, const std::string& open, const std::string& close) {
  std::vector<std::string> found;
  for (size_t at = html.find(open); at != std::string::npos; at = html.find(open, at)) {
    at += open.size();
    found.push_back(html.substr(at, html.find(close, at) - at));
  }
  return found;
}

TEST_F(HtmlReportTest, TellsWhatTheRunWas) {
  const estate::RunInfo run = record_.Run({{.host = "a.example", .not_after = kEnded + kDay}});
  HtmlReportOptions options;
  options.title = "Appliances <in> Leeds";
  options.record = "estate.db";
  options.version = "1.2.3";
  EXPECT_THAT(Html(run, options),
              AllOf(HasSubstr("<title>Appliances &lt;in&gt; Leeds \u2013 run 1</title>"),
                    HasSubstr("<h1>Appliances &lt;in&gt; Leeds</h1>"), HasSubstr("2026-01-02 03:04:05 UTC"),
                    HasSubstr("(1 min 0 s)"), HasSubstr("<code>certsweep scan -t estate.csv</code>"),
                    HasSubstr("certsweep 1.2.3"), Not(HasSubstr("{{")), Not(HasSubstr("class=\"banner\" role"))));
}

TEST_F(HtmlReportTest, CountsVerdictsFindingsAndWaivers) {
  record_.Run({{.host = "a.example", .verdict = Verdict::kNoncompliant}});
  const estate::RunInfo run = record_.Run({
      {.host = "a.example", .not_after = kEnded + kDay},
      {.host = "b.example",
       .findings = FindingJson("expired", "fail", R"(,"waived":true)"),
       .not_after = kEnded - kDay},
      {.host = "c.example", .verdict = Verdict::kUnreachable, .findings = FindingJson("dns_failure", "fail")},
      {.host = "d.example", .findings = FindingJson("of_a_newer_version", "warn"), .not_after = kEnded + kDay},
  });
  EXPECT_THAT(
      Html(run),
      AllOf(HasSubstr("<strong>3</strong><span class=\"share\">75 %</span><span class=\"note\">1 of them by "
                      "waiver</span><span class=\"note\">+3 since run 1</span>"),
            HasSubstr("<strong>0</strong><span class=\"share\">0 %</span><span class=\"note\">\u22121 since run "
                      "1</span>"),
            HasSubstr("<a href=\"#code=expired\"><bdi>Expired</bdi></a> <small>1 waived</small>"),
            HasSubstr("<a href=\"#code=of_a_newer_version\"><bdi>of_a_newer_version</bdi></a>"),
            HasSubstr("already expired: 1")));
}

TEST_F(HtmlReportTest, SaysThatARunIsNotComplete) {
  EXPECT_THAT(
      Html(record_.Run({{.host = "a.example"}}, true, 5)),
      HasSubstr("This run was interrupted before all of its endpoints were done. The report holds the 1 results "
                "there are, of 5 endpoints or more."));
  EXPECT_THAT(Html(record_.Info(record_.Begin({{.host = "a.example"}}))), HasSubstr("This run has not ended"));
}

TEST_F(HtmlReportTest, AnEmptyRunIsAReportToo) {
  EXPECT_THAT(Html(record_.Run({})), AllOf(HasSubstr("No certificate was seen."), HasSubstr("No endpoint has any."),
                                           Not(HasSubstr("class=\"rows\"")), HasSubstr("</html>")));
}

TEST_F(HtmlReportTest, TheTrendEndsWithTheRun) {
  record_.Run({{.host = "a.example", .verdict = Verdict::kNoncompliant}});
  const estate::RunInfo run = record_.Run({{.host = "a.example", .verdict = Verdict::kNoncompliant}}, true);
  record_.Run({{.host = "a.example"}});
  EXPECT_THAT(Html(run), AllOf(HasSubstr("run 1 of 2026-01-02: 1"), HasSubstr("run 2 of 2026-01-02 (not complete): 1"),
                               Not(HasSubstr("run 3"))));
}

TEST_F(HtmlReportTest, SharedKeysNameTheirHosts) {
  const estate::RunInfo run = record_.Run({{.host = "a.example", .not_after = kEnded + kDay, .key = "k"},
                                           {.host = "b.example", .not_after = kEnded + 2 * kDay, .key = "k"},
                                           {.host = "c.example", .not_after = kEnded + 2 * kDay}});
  EXPECT_THAT(Html(run), AllOf(HasSubstr("1 key is served in more than one certificate"),
                               HasSubstr("<td><bdi>a.example</bdi>, <bdi>b.example</bdi></td>")));
}

TEST_F(HtmlReportTest, TheSameRecordGivesTheSameBytes) {
  const estate::RunInfo run = record_.Run({{.host = "a.example", .not_after = kEnded + kDay, .columns = R"({"x":"1"})"},
                                           {.host = "b.example", .verdict = Verdict::kNoTls}});
  EXPECT_EQ(Html(run), Html(run));
}

TEST_F(HtmlReportTest, ThePolicyLetsItsOwnStyleAndScriptIn) {
  const std::string html = Html(record_.Run({{.host = "a.example"}}));
  const std::vector<std::string> policies = Inside(html, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
  const std::vector<std::string> styles = Inside(html, "<style>", "</style>");
  const std::vector<std::string> scripts = Inside(html, "<script>", "</script>");
  ASSERT_EQ(policies.size(), 1U);
  ASSERT_EQ(styles.size(), 1U);
  ASSERT_EQ(scripts.size(), 1U);
  const auto hash = [](const std::string& text) {
    return absl::Base64Escape(base::ToAbsl(base::AsText(base::Sha256(base::AsBytes(text)))));
  };
  EXPECT_EQ(policies[0], "default-src 'none'; style-src 'sha256-" + hash(styles[0]) + "'; script-src 'sha256-" +
                             hash(scripts[0]) + "'; base-uri 'none'; form-action 'none'");
  EXPECT_THAT(html, AllOf(Not(HasSubstr("style=\"")), Not(HasSubstr(" onclick=")), Not(HasSubstr("src=\"")),
                          Not(HasSubstr("href=\"http")), Not(HasSubstr("url("))));
}

TEST_F(HtmlReportTest, RowsAndMetaAreJsonWithTheUsersColumns) {
  const std::string html = Html(record_.Run({{.host = "a.example", .columns = R"({"site":"leeds","</script>":"<b>"})"},
                                             {.host = "b.example", .columns = R"({"owner":"me"})"}}));
  const std::vector<std::string> rows = Inside(html, "class=\"rows\">", "</script>");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(boost::json::parse(rows[0]).at("rows").as_array().size(), 2U);
  const std::vector<std::string> meta = Inside(html, "id=\"meta\">", "</script>");
  ASSERT_EQ(meta.size(), 1U);
  const boost::json::value read = boost::json::parse(meta[0]);
  EXPECT_EQ(read.at("now").as_int64(), kEnded);
  EXPECT_EQ(read.at("columns").as_array().size(), 3U);
  EXPECT_THAT(meta[0], Not(HasSubstr("<")));
}

TEST_F(HtmlReportTest, AFilterLeavesOutWhatIsOfTheWholeRun) {
  record_.Run({{.host = "a.example"}});
  const estate::RunInfo run = record_.Run({{.host = "a.example", .columns = R"({"site":"leeds"})"},
                                           {.host = "b.example", .columns = R"({"site":"york"})"}});
  HtmlReportOptions options;
  options.where = {*base::ColumnFilter::Parse("site=leeds")};
  EXPECT_THAT(Html(run, options),
              AllOf(HasSubstr("<dt>Only</dt><dd><bdi>site=leeds</bdi></dd>"), HasSubstr("a.example"),
                    Not(HasSubstr("b.example")), Not(HasSubstr("since run")), Not(HasSubstr("Shared keys</h2>")),
                    HasSubstr("Of the run as a whole only")));
}

TEST_F(HtmlReportTest, AdviceComesFromTheCaller) {
  const estate::RunInfo run = record_.Run({{.host = "a.example", .findings = FindingJson("expired", "fail")}});
  HtmlReportOptions options;
  options.advice = [](pki::FindingCode) -> std::string_view { return "renew <it>"; };
  EXPECT_THAT(Html(run, options),
              AllOf(HasSubstr("What to do: renew &lt;it&gt;."), HasSubstr(R"("renew \u003cit\u003e"])")));
}

TEST_F(HtmlReportTest, HostileTextIsText) {
  const std::string bad = "</script><script>alert(1)</script><img src=x>\"'\u202e";
  const std::string html = Html(record_.Run({{.host = bad,
                                              .verdict = Verdict::kNoncompliant,
                                              .findings = FindingJson("</title><script>", "fail"),
                                              .not_after = kEnded + kDay,
                                              .subject = bad,
                                              .columns = R"({"<script>":"</script>"})"}}));
  // The rows, meta and the page's own.
  EXPECT_EQ(std::count(html.begin(), html.end(), '\0'), 0);
  EXPECT_EQ(Inside(html, "<script", ">").size(), 3U);
  EXPECT_EQ(Inside(html, "</script", ">").size(), 3U);
  EXPECT_THAT(html, AllOf(Not(HasSubstr("<img")), Not(HasSubstr("\u202e")), HasSubstr("\\u{202e}")));
}

TEST_F(HtmlReportTest, GoesInPiecesAndEndsWhereItsSinkDoes) {
  std::vector<Shown> results;
  for (int i = 0; i < 2500; ++i) results.push_back({.host = absl::StrCat("h", i, ".example"), .not_after = kEnded});
  const estate::RunInfo run = record_.Run(results);
  size_t longest = 0;
  int pieces = 0;
  EXPECT_TRUE(WriteHtmlReport(record_.estate(), run, {}, [&](std::string_view piece) {
                longest = std::max(longest, piece.size());
                ++pieces;
                return absl::OkStatus();
              }).ok());
  EXPECT_LT(longest, size_t{300'000});
  for (int i = 1; i <= pieces; ++i) {
    int left = i;
    const absl::Status status = WriteHtmlReport(record_.estate(), run, {}, [&](std::string_view) {
      return --left == 0 ? absl::ResourceExhaustedError("full") : absl::OkStatus();
    });
    EXPECT_EQ(status, absl::ResourceExhaustedError("full")) << "piece " << i;
    EXPECT_EQ(left, 0) << "written to after the error";
  }
}

TEST_F(HtmlReportTest, ADamagedLineIsNamed) {
  const int64_t run = record_.Begin({});
  estate::ResultRow row = RowOf({.host = "broken.example"});
  row.json = "{";
  ASSERT_TRUE(record_.estate().AppendResults(run, {&row, 1}).ok());
  const absl::Status status =
      WriteHtmlReport(record_.estate(), record_.Info(run), {}, [](std::string_view) { return absl::OkStatus(); });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("broken.example:4343"));
}

}  // namespace
}  // namespace certsweep::report
