#include "cli/option_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certsweep::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(ParseIntegerTest, TakesTheWholeRange) {
  EXPECT_EQ(*ParseInteger("--n", "1", 1, 100), 1);
  EXPECT_EQ(*ParseInteger("--n", "100", 1, 100), 100);
  EXPECT_EQ(*ParseInteger("--n", "007", 1, 100), 7);
}

TEST(ParseIntegerTest, RefusesEverythingElse) {
  for (const char* text :
       {"", "0", "101", "-1", "+1", " 1", "1 ", "1.0", "1e2", "0x10", "one", "99999999999999999999", "nan", "1\n"}) {
    EXPECT_FALSE(ParseInteger("--n", text, 1, 100).ok()) << text;
  }
}

TEST(ParseIntegerTest, SaysOptionTextAndRange) {
  EXPECT_EQ(ErrorOf(ParseInteger("--retries", "-1", 0, 100).status()),
            "--retries: \"-1\" is not a whole number from 0 to 100");
}

TEST(ParseAgeTest, TakesDaysAndWeeks) {
  EXPECT_EQ(*ParseAge("--a", "1d"), 86400);
  EXPECT_EQ(*ParseAge("--a", "8w"), 8 * 7 * 86400);
  EXPECT_EQ(*ParseAge("--a", "100000w"), int64_t{100'000} * 7 * 86400);
}

TEST(ParseAgeTest, RefusesEverythingElse) {
  for (const char* text : {"", "d", "w", "30", "0d", "-1d", "1.5d", "100001d", "30D", "30 d", "d30", "30dd", "1h"}) {
    EXPECT_EQ(ErrorOf(ParseAge("--a", text).status()),
              "--a: \"" + std::string(text) + "\" is no age such as 30d or 8w (from 1 to 100000)");
  }
}

TEST(ParseNumberTest, TakesFractions) {
  EXPECT_EQ(*ParseNumber("--rate", "0", 0, 1000), 0);
  EXPECT_EQ(*ParseNumber("--rate", "0.5", 0, 1000), 0.5);
  EXPECT_EQ(*ParseNumber("--rate", "1e3", 0, 1000), 1000);
}

TEST(ParseNumberTest, RefusesWhatIsNoNumberInRange) {
  for (const char* text : {"", "-0.1", "1001", "nan", "NaN", "inf", "-inf", "1e999", "1,5", "5/s", " 5"}) {
    EXPECT_FALSE(ParseNumber("--rate", text, 0, 1000).ok()) << text;
  }
  EXPECT_EQ(ErrorOf(ParseNumber("--rate", "nan", 0, 1e9).status()),
            "--rate: \"nan\" is not a number from 0 to 1000000000");
}

TEST(ParseSecondsTest, GivesMicroseconds) {
  EXPECT_EQ(*ParseSecondsAsMicros("--t", "5"), 5'000'000);
  EXPECT_EQ(*ParseSecondsAsMicros("--t", "0.25"), 250'000);
  EXPECT_EQ(*ParseSecondsAsMicros("--t", "86400"), 86'400'000'000);
}

TEST(ParseSecondsTest, RefusesNoTimeAndTooMuch) {
  for (const char* text : {"0", "0.0001", "-1", "86401", "nan", "inf", "", "5s"}) {
    EXPECT_FALSE(ParseSecondsAsMicros("--t", text).ok()) << text;
  }
}

TEST(ParsePortsTest, KeepsOrderAndDropsRepeats) {
  EXPECT_THAT(*ParsePorts("--port", "4343"), ElementsAre(4343));
  EXPECT_THAT(*ParsePorts("--port", "4343,443,4343,1,65535"), ElementsAre(4343, 443, 1, 65535));
}

TEST(ParsePortsTest, RefusesWhatIsNoPort) {
  for (const char* text :
       {"", "0", "65536", "443,", ",443", "443,,80", "443;80", "443-445", "https", "-443", "443, 80"}) {
    EXPECT_THAT(ErrorOf(ParsePorts("--port", text).status()), HasSubstr("--port: ")) << text;
  }
}

TEST(ParseChoiceTest, FindsThePlace) {
  EXPECT_EQ(*ParseChoice("--f", "table", {"table", "jsonl", "csv"}), 0);
  EXPECT_EQ(*ParseChoice("--f", "csv", {"table", "jsonl", "csv"}), 2);
}

TEST(ParseChoiceTest, NamesTheChoices) {
  EXPECT_EQ(ErrorOf(ParseChoice("--f", "xml", {"table", "jsonl", "csv"}).status()),
            "--f: \"xml\" is not table, jsonl or csv");
  EXPECT_FALSE(ParseChoice("--f", "", {"table"}).ok());
  EXPECT_FALSE(ParseChoice("--f", "Table", {"table"}).ok());
}

TEST(BadValueTest, MakesTextFitForATerminal) {
  EXPECT_THAT(ErrorOf(BadValue("--f", "a\x1b[31mb\n", "is bad")), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace certsweep::cli
