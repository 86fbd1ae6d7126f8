#include "cli/report_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"

namespace certsweep::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Invocation Parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "report");
  return ParseCommandLine(arguments);
}

ReportArguments Good(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  if (const auto* error = std::get_if<UsageError>(&invocation)) ADD_FAILURE() << error->message;
  const auto* report = std::get_if<ReportArguments>(&invocation);
  return report != nullptr ? *report : ReportArguments();
}

std::string Bad(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "no error";
}

TEST(ReportOptionsTest, Defaults) {
  const ReportArguments arguments = Good({"table"});
  EXPECT_EQ(arguments.kind, ReportKind::kTable);
  EXPECT_TRUE(arguments.run.has_value());
  EXPECT_EQ(arguments.record, "estate.db");
  EXPECT_EQ(arguments.output, "-");
  EXPECT_FALSE(arguments.all);
  EXPECT_EQ(arguments.color, When::kAuto);
}

TEST(ReportOptionsTest, EveryKindAndRun) {
  EXPECT_EQ(Good({"csv", "previous"}).kind, ReportKind::kCsv);
  EXPECT_EQ(Good({"jsonl", "7"}).kind, ReportKind::kJsonl);
  EXPECT_EQ(Good({"prometheus", "last-week", "--per-endpoint"}).kind, ReportKind::kPrometheus);
  EXPECT_TRUE(Good({"prometheus", "--per-endpoint"}).per_endpoint);
  EXPECT_EQ(Good({"html"}).kind, ReportKind::kHtml);
  EXPECT_EQ(Good({"html", "--title", "Leeds"}).title, "Leeds");
  const ReportArguments arguments =
      Good({"--record", "/var/lib/e.db", "table", "-o", "t.txt", "2026-01-02", "--all", "--color", "never"});
  EXPECT_EQ(arguments.record, "/var/lib/e.db");
  EXPECT_EQ(arguments.output, "t.txt");
  EXPECT_TRUE(arguments.all);
  EXPECT_EQ(arguments.color, When::kNever);
}

TEST(ReportOptionsTest, WhatIsMissingOrUnknown) {
  EXPECT_THAT(Bad({}), StartsWith("nothing to do: name a kind: "));
  EXPECT_THAT(Bad({"pdf"}), AllOf(StartsWith("KIND: \"pdf\""), HasSubstr("certsweep report --help")));
  EXPECT_THAT(Bad({"csv", "yesterday"}), StartsWith("\"yesterday\" names no run: latest, previous"));
  EXPECT_THAT(Bad({"csv", "0"}), StartsWith("\"0\" names no run"));
  EXPECT_THAT(Bad({"csv", "1", "2"}), StartsWith("a report is of one run"));
  EXPECT_THAT(Bad({"csv", ""}), StartsWith("RUN: is empty"));
  EXPECT_THAT(Bad({"html", "--title", ""}), StartsWith("--title: is empty"));
  EXPECT_THAT(Bad({"csv", "-o", ""}), StartsWith("--output: is empty"));
  EXPECT_THAT(Bad({"csv", "--record", ""}), StartsWith("--record: is empty"));
  EXPECT_THAT(Bad({"table", "--color", "red"}), StartsWith("--color: \"red\""));
}

TEST(ReportOptionsTest, Where) {
  const std::vector<base::ColumnFilter> where = {{"site", "leeds"}, {"owner", ""}};
  EXPECT_EQ(Good({"csv", "--where", "site=leeds", "--where", "owner="}).where, where);
  EXPECT_THAT(Bad({"csv", "--where", "leeds"}), StartsWith("--where: \"leeds\" is not COLUMN=VALUE"));
}

TEST(ReportOptionsTest, AnOptionOfAnotherKindIsNoneOfThisOne) {
  EXPECT_THAT(Bad({"csv", "--all"}), StartsWith("--all is for table only"));
  EXPECT_THAT(Bad({"jsonl", "--color", "always"}), StartsWith("--color is for table only"));
  EXPECT_THAT(Bad({"table", "--per-endpoint"}), StartsWith("--per-endpoint is for prometheus only"));
  EXPECT_THAT(Bad({"csv", "--title", "Leeds"}), StartsWith("--title is for html only"));
}

}  // namespace
}  // namespace certsweep::cli
