#include "scanner/targets/csv_reader.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scanner/targets/line_reader.h"

namespace certsweep::scanner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> Fields(std::string_view line) {
  CsvReader reader;
  const auto want = reader.Feed(line);
  EXPECT_TRUE(want.ok()) << want.status();
  EXPECT_EQ(*want, CsvReader::Want::kNothing);
  EXPECT_FALSE(reader.in_record());
  return reader.fields();
}

TEST(CsvReaderTest, SplitsARecord) {
  EXPECT_THAT(Fields("a,b,c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Fields(""), ElementsAre(""));
  EXPECT_THAT(Fields(",,"), ElementsAre("", "", ""));
  EXPECT_THAT(Fields("\"a,b\",c"), ElementsAre("a,b", "c"));
  EXPECT_THAT(Fields("\"say \"\"hi\"\"\",\"\""), ElementsAre("say \"hi\"", ""));
  EXPECT_THAT(Fields("\"\"\"\""), ElementsAre("\""));
  EXPECT_THAT(Fields(" a , b"), ElementsAre(" a ", " b"));
}

TEST(CsvReaderTest, JoinsLinesOfAQuotedField) {
  CsvReader reader;
  EXPECT_EQ(*reader.Feed("a,\"one"), CsvReader::Want::kLine);
  EXPECT_TRUE(reader.in_record());
  EXPECT_EQ(*reader.Feed(""), CsvReader::Want::kLine);
  EXPECT_EQ(*reader.Feed("# two\",b"), CsvReader::Want::kNothing);
  EXPECT_THAT(reader.fields(), ElementsAre("a", "one\n\n# two", "b"));
  EXPECT_EQ(*reader.Feed("next"), CsvReader::Want::kNothing);
  EXPECT_THAT(reader.fields(), ElementsAre("next"));
}

TEST(CsvReaderTest, RefusesBadQuotesAndGoesOn) {
  CsvReader reader;
  EXPECT_THAT(std::string(reader.Feed("a\"b,c").status().message()), HasSubstr("a quote inside a field"));
  EXPECT_THAT(std::string(reader.Feed("\"a\"b,c").status().message()), HasSubstr("text after a field's closing quote"));
  EXPECT_EQ(*reader.Feed("x,y"), CsvReader::Want::kNothing);
  EXPECT_THAT(reader.fields(), ElementsAre("x", "y"));
}

TEST(CsvReaderTest, BoundsARecord) {
  CsvReader reader;
  const std::string line(100000, 'x');
  absl::StatusOr<CsvReader::Want> want = reader.Feed("\"");
  int lines = 0;
  while (want.ok() && lines < 100) {
    want = reader.Feed(line);
    ++lines;
  }
  EXPECT_LT(lines, 12);
  EXPECT_THAT(std::string(want.status().message()), HasSubstr("is a quote not closed?"));
  EXPECT_FALSE(reader.in_record());
}

TEST(CsvReaderTest, WritesWhatItReads) {
  const std::vector<std::string> fields = {"", "a,b", "say \"hi\"", " ", "#"};
  EXPECT_EQ(Fields(CsvLine(fields)), fields);
}

}  // namespace
}  // namespace certsweep::scanner
