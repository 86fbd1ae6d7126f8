#include "engine/report/text_sink.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TextSinkTest, SmallPiecesAreGathered) {
  std::vector<size_t> pieces;
  const TextSink sink = [&pieces](std::string_view text) {
    pieces.push_back(text.size());
    return absl::OkStatus();
  };
  TextBuffer buffer(sink);
  EXPECT_TRUE(buffer.Flush().ok());
  buffer.text() += "a line\n";
  EXPECT_TRUE(buffer.Spill().ok());
  EXPECT_THAT(pieces, IsEmpty());
  buffer.text().append(70'000, 'x');
  EXPECT_TRUE(buffer.Spill().ok());
  buffer.text() += "the end\n";
  EXPECT_TRUE(buffer.Flush().ok());
  EXPECT_THAT(pieces, ElementsAre(70'007, 8));
}

TEST(TextSinkTest, AfterAFailureNothingIsHandedOn) {
  int calls = 0;
  const TextSink sink = [&calls](std::string_view) {
    ++calls;
    return absl::ResourceExhaustedError("full");
  };
  TextBuffer buffer(sink);
  for (int i = 0; i < 3; ++i) {
    buffer.text() += "text";
    EXPECT_EQ(buffer.Flush().code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(buffer.Spill().code(), absl::StatusCode::kResourceExhausted);
  }
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace certsweep::report
