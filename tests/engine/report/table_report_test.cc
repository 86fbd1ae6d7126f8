#include "engine/report/table_report.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/report/report_record.h"

namespace certsweep::report {
namespace {

using pki::Verdict;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class TableReportTest : public ::testing::Test {
 protected:
  std::string Table(const estate::RunInfo& run, const TableReportOptions& options = {}) {
    return WrittenBy([&](const TextSink& sink) { return WriteTableReport(record_.estate(), run, options, sink); });
  }

  ReportRecord record_;
};

TEST_F(TableReportTest, IsTheClosingScreenOfTheRun) {
  record_.Run({{.host = "of-another-run", .verdict = Verdict::kNoncompliant, .queued = true}});
  const estate::RunInfo run = record_.Run({
      {.host = "a.example", .not_after = kEnded + 20 * kDay, .key = "shared"},
      {.host = "b.example",
       .verdict = Verdict::kNoncompliant,
       .findings = FindingJson("expired", "fail"),
       .not_after = kEnded - kDay,
       .key = "shared",
       .queued = true},
      {.host = "c.example",
       .address = "",
       .verdict = Verdict::kUnreachable,
       .findings = FindingJson("dns_failure", "fail")},
  });
  EXPECT_EQ(Table(run),
            "Run      2\n"
            "Began    2026-01-02T03:04:05Z\n"
            "Ended    2026-01-02T03:05:05Z\n"
            "Command  certsweep scan -t estate.csv\n"
            "\n"
            "TARGET          ADDRESS   VERDICT       WHAT IS WRONG\n"
            "b.example:4343  10.0.0.1  noncompliant  expired: why\n"
            "\n"
            "3 endpoints\n"
            "  compliant     1  33.3 %\n"
            "  noncompliant  1  33.3 %\n"
            "  unreachable   1  33.3 %\n"
            "  no_tls        0   0.0 %\n"
            "  not_judged    0   0.0 %\n"
            "\n"
            "Findings (endpoints with each)\n"
            "  expired      1  fail\n"
            "  dns_failure  1  fail\n"
            "\n"
            "Shared keys: 1 key is served by several endpoints in different certificates (shared_key, warn)\n"
            "  " +
                base::HexEncode(base::Sha256(base::AsBytes("shared"))).substr(0, 16) +
                "...  2 endpoints, 2 certificates\n"
                "\n"
                "Expiry (of 2 certificates, from 2026-01-02T03:05:05Z on)\n"
                "  expired         1\n"
                "  within 7 days   0\n"
                "  within 30 days  1\n"
                "  within 90 days  1\n"
                "\n"
                "Queued  1 for replacement by this run; 2 requests are open\n");
}

TEST_F(TableReportTest, AnIncompleteRunSaysSoInTheEnd) {
  EXPECT_THAT(Table(record_.Run({{.host = "a"}}, true, 9)),
              AllOf(HasSubstr("Z, interrupted\n"), EndsWith("\nrun 1 was interrupted: this tells of 1 result of 9\n")));
  EXPECT_THAT(Table(record_.Info(record_.Begin({{.host = "a"}}))),
              EndsWith("\nrun 2 is still going, or was killed: this tells of 1 result so far\n"));
}

TEST_F(TableReportTest, FiftyRowsUnlessAllAreAskedFor) {
  std::vector<Shown> results;
  for (int i = 0; i < 120; ++i) {
    results.push_back({.host = absl::StrCat("host-", i), .verdict = Verdict::kNoncompliant});
  }
  const estate::RunInfo run = record_.Run(results);
  EXPECT_THAT(Table(run), HasSubstr("... and 70 more; --all shows them\n"));
  EXPECT_THAT(Table(run, {.all = true}), AllOf(Not(HasSubstr(" more")), HasSubstr("host-119:4343")));
}

TEST_F(TableReportTest, APartOfARunSaysWhichAndNothingOfTheRest) {
  const estate::RunInfo run = record_.Run({{.host = "a",
                                            .verdict = Verdict::kNoncompliant,
                                            .findings = FindingJson("expired", "fail"),
                                            .not_after = kEnded,
                                            .key = "shared",
                                            .queued = true,
                                            .columns = R"({"site":"leeds"})"},
                                           {.host = "b", .not_after = kEnded, .key = "shared", .queued = true}});
  const std::string table = Table(run, {.where = {{"site", "leeds"}}});
  EXPECT_THAT(table, AllOf(HasSubstr("\nCommand  certsweep scan -t estate.csv\nWhere    site=leeds\n\n"),
                           HasSubstr("\n1 endpoint\n"), Not(HasSubstr("Shared keys")),
                           EndsWith("\nQueued  1 for replacement by this run\n")));
}

TEST_F(TableReportTest, NothingThatATerminalObeysPasses) {
  const std::string hostile = R"(\u001b[2J\u0000\u009b31m\u202e<script>)";
  const estate::RunInfo run = record_.Run(
      {{.host = "a\x1b]0;owned\x07",
        .verdict = Verdict::kNoncompliant,
        .findings = absl::StrCat(R"({"code":")", hostile, R"(","severity":"fail","message":")", hostile, R"("})")}});
  const std::string table = Table(run);
  for (const char c : table) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << static_cast<int>(c);
  for (const char* bad : {"\x7f", "\xc2\x9b", "\xe2\x80\xae"}) EXPECT_THAT(table, Not(HasSubstr(bad)));
  EXPECT_THAT(table, HasSubstr("<script>"));
}

}  // namespace
}  // namespace certsweep::report
