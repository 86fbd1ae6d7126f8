// The HTML report in a real Chromium: records are made here, html_report_check.py looks at what becomes of them.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "bench/record_rows.h"
#include "engine/base/json_writer.h"
#include "engine/estate/sqlite_estate.h"
#include "tests/integration/process.h"
#include "tests/support/check.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::integration {
namespace {

constexpr int64_t kNight = 1'767'323'045;
constexpr int64_t kDay = 86400;
constexpr int kNotInstalled = 77;

class HtmlReportTest : public testing::Test {
 protected:
  // A run of rows 0 to `count`, written in batches.
  void AddRun(int64_t started, int count, const std::function<estate::ResultRow(int)>& row) {
    const auto run = estate_->BeginRun({started, "certsweep scan -t estate.csv", static_cast<uint64_t>(count)}, {});
    test::Check(run.ok(), "no run");
    std::vector<estate::ResultRow> rows;
    for (int i = 0; i < count; ++i) {
      rows.push_back(row(i));
      if (rows.size() < 500 && i + 1 < count) continue;
      test::Check(estate_->AppendResults(*run, rows).ok(), "no results");
      rows.clear();
    }
    test::Check(estate_->EndRun(*run, {started + 60, false, "{}"}).ok(), "no end");
  }

  // Has the report made of the newest run, and looked at.
  void Look(const std::string& scenario) {
    Process report({.command = {CERTSWEEP_BINARY, "report", "html", "-o", "report.html"}, .folder = folder_.path()});
    ASSERT_EQ(report.Wait(), 0) << report.Errors();
    Process check(
        {.command = {"/usr/bin/python3", absl::StrCat(CERTSWEEP_SOURCE_ROOT, "/tests/integration/html_report_check.py"),
                     scenario, folder_.Path("report.html"), folder_.path()},
         .folder = folder_.path(),
         .name = "check"});
    const int code = check.Wait(std::chrono::minutes(4));
    if (code == kNotInstalled) GTEST_SKIP() << "Chromium and its driver are not installed";
    EXPECT_EQ(code, 0) << check.Output() << check.Errors();
  }

  void MakeEstate();

  test::TemporaryFolder folder_;
  std::unique_ptr<estate::Estate> estate_ = *estate::OpenSqliteEstate(folder_.Path("estate.db"));
};

// 300 endpoints: each tenth has expired, three do not answer, 7 and 8 share a key, and every third stands in York.
void HtmlReportTest::MakeEstate() {
  AddRun(kNight - kDay, 270, [](int i) { return bench::MakeRecordRow(i + 1 + i / 9, {}, kNight - kDay); });
  const std::string key = base::HexEncode(bench::MakeRecordRow(7, {}, 0).chain[0].spki_sha256);
  AddRun(kNight, 300, [&key](int i) {
    estate::ResultRow row = bench::MakeRecordRow(i, {.reachable = i < 101 || i > 103}, kNight);
    if (i % 3 == 1) absl::StrReplaceAll({{R"("site":"leeds")", R"("site":"york")"}}, &row.json);
    if (i != 8) return row;
    absl::StrReplaceAll({{base::HexEncode(row.chain[0].spki_sha256), key}}, &row.json);
    row.chain[0].spki_sha256 = *base::Sha256FromHex(key);
    return row;
  });
}

TEST_F(HtmlReportTest, SortsFiltersAndOpens) {
  MakeEstate();
  Look("explore");
}

TEST_F(HtmlReportTest, IsLightAndDarkWithContrast) {
  MakeEstate();
  Look("colours");
}

TEST_F(HtmlReportTest, TellsAScreenReaderWhatIsWhat) {
  MakeEstate();
  Look("accessible");
}

TEST_F(HtmlReportTest, PrintsOnPaper) {
  MakeEstate();
  Look("paper");
}

TEST_F(HtmlReportTest, SaysItAllWithoutAScript) {
  MakeEstate();
  Look("without_script");
}

std::string Json(const std::string& text) {
  std::string json;
  // As it is, not made visible: a record that somebody made up may hold anything.
  base::AppendJsonString(text, json);
  return json;
}

// Every text of it is `text`, the issuer `issuer`.
estate::ResultRow HostileRow(const std::string& host, const std::string& text, const std::string& issuer) {
  estate::ResultRow row = bench::MakeRecordRow(0, {}, kNight);
  row.host = host;
  const std::string quoted = Json(text);
  row.json = absl::StrCat(
      R"({"target":)", quoted, R"(,"host":)", Json(host), R"(,"address":)", quoted, R"(,"port":443,"server_name":)",
      quoted, R"(,"identities":[)", quoted,
      R"(],"time":"2026-01-02T03:04:05Z","attempts":1,"verdict":"noncompliant","mendable":true,"findings":[{"code":)",
      quoted, R"(,"severity":"fail","depth":0,"message":)", quoted, R"(,"expected":)", quoted, R"(,"actual":)", quoted,
      R"(,"waived":true,"waiver":)", quoted, R"(}],"tls":{"version":)", quoted, R"(,"cipher":)", quoted, R"(,"group":)",
      quoted, R"(},"leaf":{"subject":)", quoted, R"(,"issuer":)", Json(issuer), R"(,"serial":)", quoted,
      R"(,"not_before":"2025-01-01T00:00:00Z","not_after":"2027-01-01T00:00:00Z","key":{"type":)", quoted,
      R"(,"bits":2048},"signature":)", quoted, R"(,"dns_names":[)", quoted, R"(],"ip_addresses":[],"sha256":)", quoted,
      R"(,"spki_sha256":)", quoted, R"(,"self_signed":false},"chain":[{"subject":)", quoted, R"(,"sha256":)", quoted,
      R"(}],"path":[{"subject":)", quoted, R"(,"sha256":"","from":)", quoted, R"(}],"columns":{)", quoted, ":", quoted,
      "}}");
  return row;
}

TEST_F(HtmlReportTest, ShowsHostileTextAsText) {
  const std::string markup =
      "CN=</script><script>window.__pwned=1</script>script-subject\"><img src=x onerror=window.__pwned=2><!--<script>";
  using std::string_literals::operator""s;
  const std::string controls = "\u202egnp.\u2066\x1b[31m\x00\u2028</title></style>{{rows}}"s;
  const std::string formula = "=HYPERLINK(\"http://pwned.example\",\"x\")";
  AddRun(kNight, 4, [&](int i) {
    switch (i) {
      case 0:
        return HostileRow("a", markup + controls, std::string(65536, 'W'));
      case 1:
        return HostileRow(formula, formula, "javascript:window.__pwned=5");
      case 2:
        return HostileRow(std::string(4000, 'x'), "__proto__", "constructor");
      default:
        return HostileRow("</textarea>", std::string(65536, ' ') + "' onmouseover='window.__pwned=6", "\xff\xfe");
    }
  });
  Look("hostile");
}

TEST_F(HtmlReportTest, OpensFortyThousandEndpoints) {
  AddRun(kNight, 40'000, [](int i) { return bench::MakeRecordRow(i, {.reachable = i % 97 != 5}, kNight); });
  Look("large");
  EXPECT_LT(ReadFile(folder_.Path("report.html")).size(), size_t{15} << 20);
}

}  // namespace
}  // namespace certsweep::integration
