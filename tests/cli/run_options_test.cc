#include "cli/run_options.h"

#include "cli/command_line.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<GivenOption> Given(const std::vector<std::string>& words) {
  return std::get<ScanArguments>(ParseCommandLine(words)).given;
}

TEST(RunOptionsTest, KeepsWhatDecidesOverTheRun) {
  const std::string json =
      RunOptionsJson(Given({"scan",    "a.example", "-t",        "estate.csv", "--exclude", "never",      "-p", "1,2",
                            "--trust", "system",    "--trust",   "corp.pem",   "--crl",     "/etc/x.crl", "-4", "-c",
                            "7",       "-o",        "run.jsonl", "-f",         "jsonl",     "-q"}),
                     "/srv/scan");
  EXPECT_EQ(json, R"({"options":[["--port","1,2"],["-4","true"],["--trust","system"],["--trust","/srv/scan/corp.pem"],)"
                  R"(["--crl","/etc/x.crl"],["--concurrency","7"]]})");
  const auto words = WordsOfRun(json, {});
  ASSERT_TRUE(words.ok()) << words.status();
  EXPECT_THAT(*words, ElementsAre("--port", "1,2", "-4", "--trust", "system", "--trust", "/srv/scan/corp.pem", "--crl",
                                  "/etc/x.crl", "--concurrency", "7"));
}

TEST(RunOptionsTest, WhatIsGivenNowCountsMore) {
  const std::string json = RunOptionsJson(Given({"scan", "a", "--trust", "x", "--trust", "y", "--rate", "5"}), "/");
  const auto words = WordsOfRun(json, Given({"scan", "--resume", "1", "--trust", "z"}));
  ASSERT_TRUE(words.ok()) << words.status();
  EXPECT_THAT(*words, ElementsAre("--rate", "5"));
}

TEST(RunOptionsTest, WhatTheRecordDoesNotHaveIsNoOption) { EXPECT_THAT(WordsOfRun("", {}).value(), IsEmpty()); }

TEST(RunOptionsTest, WhatIsDamagedIsToldSo) {
  for (const char* json : {"{", "[]", "{}", R"({"options":1})", R"({"options":[1]})", R"({"options":[["--port"]]})",
                           R"({"options":[["--port",1]]})"}) {
    EXPECT_EQ(WordsOfRun(json, {}).status().code(), absl::StatusCode::kDataLoss) << json;
  }
}

}  // namespace
}  // namespace certsweep::cli
