#include "scanner/targets/line_reader.h"

#include <unistd.h>

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scanner/targets/file_descriptor.h"
#include "tests/scanner/targets/temporary_files.h"

namespace certsweep::scanner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Lines(std::string_view content) {
  const FileDescriptor file(MemoryFile(content));
  LineReader reader(file.get());
  std::vector<std::string> lines;
  while (true) {
    const auto line = reader.Read();
    EXPECT_TRUE(line.ok());
    if (!line->has_value()) return lines;
    EXPECT_EQ((*line)->number, lines.size() + 1);
    lines.emplace_back((*line)->text);
  }
}

TEST(LineReaderTest, TakesEveryKindOfLineEnd) {
  EXPECT_THAT(Lines(""), IsEmpty());
  EXPECT_THAT(Lines("a"), ElementsAre("a"));
  EXPECT_THAT(Lines("a\n"), ElementsAre("a"));
  EXPECT_THAT(Lines("a\r\n\r\nb"), ElementsAre("a", "", "b"));
  EXPECT_THAT(Lines("\n\n"), ElementsAre("", ""));
  EXPECT_THAT(Lines("\xef\xbb\xbfhost\n\xef\xbb\xbfx"), ElementsAre("host", "\xef\xbb\xbfx"));
}

TEST(LineReaderTest, JoinsLinesThatSpanChunks) {
  std::string content;
  std::vector<std::string> expected;
  for (size_t i = 0; i < 50; ++i) {
    expected.emplace_back(i * 997, static_cast<char>('a' + i % 26));
    content += expected.back() + "\r\n";
  }
  EXPECT_EQ(Lines(content), expected);
}

TEST(LineReaderTest, CutsWhatIsTooLongAndGoesOn) {
  const FileDescriptor file(MemoryFile("ok\n" + std::string(10 << 20, 'x') + "\nnext"));
  LineReader reader(file.get());
  EXPECT_EQ((*reader.Read())->text, "ok");
  const auto line = reader.Read();
  EXPECT_TRUE((*line)->too_long);
  EXPECT_EQ((*line)->text.size(), kMaxLineBytes);
  EXPECT_FALSE(CheckLine(**line).ok());
  const auto next = reader.Read();
  EXPECT_EQ((*next)->text, "next");
  EXPECT_EQ((*next)->number, 3u);
  EXPECT_FALSE((*reader.Read()).has_value());
}

TEST(LineReaderTest, ALineOfTheLimitIsTaken) {
  const FileDescriptor file(MemoryFile(std::string(kMaxLineBytes, 'x') + "\n"));
  LineReader reader(file.get());
  const auto line = reader.Read();
  EXPECT_FALSE((*line)->too_long);
  EXPECT_EQ((*line)->text.size(), kMaxLineBytes);
}

TEST(LineReaderTest, TellsAFailedRead) {
  LineReader reader(-1);
  EXPECT_FALSE(reader.Read().ok());
}

TEST(LineReaderTest, ChecksThatALineIsText) {
  EXPECT_TRUE(CheckLine({1, "b\xc3\xbc", false}).ok());
  EXPECT_EQ(CheckLine({2, "b\xfc", false}).message(), "the line is not valid UTF-8");
  EXPECT_EQ(CheckLine({2, std::string_view("a\0b", 3), false}).message(), "a NUL byte: this is no text");
  EXPECT_EQ(CheckLine({1, std::string_view("\xff\xfeh\0", 4), false}).message(),
            "the text is UTF-16: save it as UTF-8");
}

TEST(LineReaderTest, DropsComments) {
  EXPECT_EQ(WithoutComment("  a.example  # ours"), "a.example");
  EXPECT_EQ(WithoutComment("# all"), "");
  EXPECT_EQ(WithoutComment("\t# all"), "");
  EXPECT_EQ(WithoutComment("a#b"), "a#b");  // no comment: an error that shows itself
  EXPECT_EQ(WithoutComment("a#b #c"), "a#b");
  EXPECT_EQ(WithoutComment(""), "");
}

}  // namespace
}  // namespace certsweep::scanner
