#include "engine/report/run_lines.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/report/report_record.h"

namespace certsweep::report {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class RunLinesTest : public ::testing::Test {
 protected:
  std::string Csv(int64_t run) {
    return WrittenBy([&](const TextSink& sink) { return WriteCsvReport(record_.estate(), {run}, sink); });
  }
  std::vector<std::string> Names(const std::vector<std::string>& columns) {
    std::vector<Shown> results;
    for (const std::string& set : columns) {
      results.push_back({.host = absl::StrCat("host-", results.size()), .columns = set});
    }
    return *ColumnNames(record_.estate(), record_.Run(results).id);
  }

  ReportRecord record_;
};

TEST_F(RunLinesTest, JsonLinesComeBackAsTheyWereWritten) {
  const std::vector<Shown> results = {{.host = "b"}, {.host = "a", .columns = R"({"site":"leeds"})"}};
  const estate::RunInfo run = record_.Run(results);
  record_.Run({{.host = "of another run"}});
  EXPECT_EQ(WrittenBy([&](const TextSink& sink) { return WriteJsonlReport(record_.estate(), {run.id}, sink); }),
            LineJson(results[0]) + "\n" + LineJson(results[1]) + "\n");
}

TEST_F(RunLinesTest, ARunWithoutResultsIsAHeader) {
  const estate::RunInfo run = record_.Run({});
  EXPECT_EQ(WrittenBy([&](const TextSink& sink) { return WriteJsonlReport(record_.estate(), {run.id}, sink); }), "");
  EXPECT_THAT(Csv(run.id), AllOf(StartsWith("target,"), ::testing::EndsWith(",spki_sha256\n")));
}

TEST_F(RunLinesTest, CsvHasTheColumnsOfThatRun) {
  record_.Run({{.host = "c", .columns = R"({"of another run":"x"})"}});
  const estate::RunInfo run = record_.Run({{.host = "a", .columns = R"({"site":"leeds","owner":"=ops"})"},
                                           {.host = "b", .columns = R"({"owner":"dev"})"},
                                           {.host = "c"}});
  const std::string csv = Csv(run.id);
  EXPECT_THAT(csv, HasSubstr(",spki_sha256,site,owner\n"));
  EXPECT_THAT(csv, HasSubstr(",leeds,'=ops\n"));
  EXPECT_THAT(csv, HasSubstr(",,dev\n"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4);
}

TEST_F(RunLinesTest, ColumnsStandInTheOrderOfTheInventories) {
  EXPECT_THAT(Names({R"({"b":"1"})", R"({"a":"2","b":"3"})", R"({"b":"4","c":"5","d":"6"})", R"({"x":"7","d":"8"})"}),
              ElementsAre("x", "a", "b", "c", "d"));
  EXPECT_THAT(Names({}), ElementsAre());
}

TEST_F(RunLinesTest, APartOfARun) {
  const std::vector<Shown> results = {{.host = "a", .columns = R"({"site":"leeds","owner":"ops"})"},
                                      {.host = "b", .columns = R"({"Site":"leeds","owner":"dev"})"},
                                      {.host = "c", .columns = R"({"site":"York"})"},
                                      {.host = "d"}};
  const int64_t run = record_.Run(results).id;
  const auto jsonl = [&](const std::vector<base::ColumnFilter>& where) {
    return WrittenBy([&](const TextSink& sink) { return WriteJsonlReport(record_.estate(), {run, where}, sink); });
  };
  EXPECT_EQ(jsonl({{"site", "leeds"}}), LineJson(results[0]) + "\n" + LineJson(results[1]) + "\n");
  EXPECT_EQ(jsonl({{"site", "leeds"}, {"owner", "dev"}}), LineJson(results[1]) + "\n");
  EXPECT_EQ(jsonl({{"site", "LEEDS"}}), "");
  const std::string csv = WrittenBy(
      [&](const TextSink& sink) { return WriteCsvReport(record_.estate(), {run, {{"site", "York"}}}, sink); });
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 2);
  EXPECT_THAT(csv, HasSubstr("\nc:4343,c,"));
}

TEST_F(RunLinesTest, AColumnThatNoResultHasIsToldWithThoseThereAre) {
  const int64_t run = record_.Run({{.host = "a", .columns = R"({"site":"leeds","owner":"ops"})"}, {.host = "b"}}).id;
  const auto check = [&](const std::string& column) {
    return CheckColumns(record_.estate(), {run, {{column, "x"}}}).ToString();
  };
  EXPECT_EQ(check("SITE"), "OK");
  EXPECT_EQ(check("sight"), "INVALID_ARGUMENT: no result of run 1 has a column 'sight' (there are: site, owner)");
  EXPECT_EQ(check("ownr"), "INVALID_ARGUMENT: no result of run 1 has a column 'ownr'; did you mean 'owner'?");
  EXPECT_TRUE(CheckColumns(record_.estate(), {run}).ok());
}

TEST_F(RunLinesTest, AFailureOfTheSinkEndsTheReport) {
  std::vector<Shown> results;
  for (int i = 0; i < 2000; ++i) results.push_back({.host = absl::StrCat("host-", i)});
  const estate::RunInfo run = record_.Run(results);
  for (const auto write : {WriteJsonlReport, WriteCsvReport}) {
    int calls = 0;
    const absl::Status status = write(record_.estate(), {run.id}, [&calls](std::string_view) {
      ++calls;
      return absl::CancelledError("gone");
    });
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(calls, 1);
  }
}

TEST_F(RunLinesTest, ALineThatCanNotBeReadIsToldWithItsEndpoint) {
  const auto run = record_.estate().BeginRun({kBegan, "", 0}, {});
  estate::ResultRow row = RowOf({.host = "sps-9"});
  row.json = R"({"host":"sps-9"})";
  ASSERT_TRUE(record_.estate().AppendResults(*run, std::vector{row}).ok());
  const absl::Status status = VisitLines(record_.estate(), {*run}, [](const ResultLine&) { return absl::OkStatus(); });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr(absl::StrCat("run ", *run, ", sps-9:4343")), HasSubstr("target: is missing")));
}

}  // namespace
}  // namespace certsweep::report
