#include "engine/config/digest_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace certsweep::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Result {
  std::vector<base::Sha256Digest> digests;
  std::vector<std::string> problems;
};

Result Read(std::string_view text) {
  Result result;
  ReadDigestList(text, "weak.txt", &result.digests, &result.problems);
  return result;
}

const base::Sha256Digest kOne = base::Sha256(base::AsBytes("one"));
const base::Sha256Digest kTwo = base::Sha256(base::AsBytes("two"));
std::string Hex(const base::Sha256Digest& digest) { return base::HexEncode(digest); }

TEST(DigestListTest, ReadsOneALine) {
  const Result result =
      Read("\xef\xbb\xbf# weak keys\n\n" + Hex(kOne) + "\r\n \t" + Hex(kTwo) + "   # why\n" + Hex(kOne));
  EXPECT_THAT(result.digests, ElementsAre(kOne, kTwo, kOne));
  EXPECT_THAT(result.problems, IsEmpty());
}

TEST(DigestListTest, AListOfNothingIsAProblem) {
  for (const char* text : {"", "\n", "\r\n\r\n", "#", "# only a comment\n"}) {
    EXPECT_THAT(Read(text).digests, IsEmpty());
    EXPECT_THAT(Read(text).problems, ElementsAre("weak.txt: no SHA-256 in it"));
  }
}

// Else a comment would go on to the end of the file.
TEST(DigestListTest, LinesMayEndInCarriageReturns) {
  const Result result = Read("# weak keys\r" + Hex(kOne) + "\r\r" + Hex(kTwo) + "\rbad\r\n\r\nworse");
  EXPECT_THAT(result.digests, ElementsAre(kOne, kTwo));
  EXPECT_THAT(result.problems,
              ElementsAre("weak.txt:5: no SHA-256 in hex: \"bad\"", "weak.txt:7: no SHA-256 in hex: \"worse\""));
}

TEST(DigestListTest, TellsTheLinesThatAreNone) {
  const Result result = Read("abc\n" + Hex(kOne) + "\n" + Hex(kOne) + " " + Hex(kTwo) + "\n\x1b[2J\n");
  EXPECT_THAT(result.digests, ElementsAre(kOne));
  EXPECT_THAT(result.problems,
              ElementsAre("weak.txt:1: no SHA-256 in hex: \"abc\"",
                          "weak.txt:3: no SHA-256 in hex: \"" + (Hex(kOne) + " " + Hex(kTwo)).substr(0, 77) + "...\"",
                          "weak.txt:4: no SHA-256 in hex: \"\\x1b[2J\""));
}

TEST(DigestListTest, OfManyBadLinesTheFirstAreTold) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "bad\n";
  const Result result = Read(text);
  ASSERT_EQ(result.problems.size(), 11u);
  EXPECT_EQ(result.problems[9], "weak.txt:10: no SHA-256 in hex: \"bad\"");
  EXPECT_EQ(result.problems[10], "weak.txt: and 990 lines more like these");
}

TEST(DigestListTest, AMillionLinesAreRead) {
  std::string text;
  constexpr int kLines = 1'000'000;
  text.reserve(size_t{kLines} * 65);
  for (int i = 0; i < kLines; ++i) (text += Hex(kOne)) += '\n';
  EXPECT_EQ(Read(text).digests.size(), size_t{kLines});
}

}  // namespace
}  // namespace certsweep::config
