#include "cli/verify_batch.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace certsweep::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr size_t kLongEnough = 1000;

// A pipe that a test writes to.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe2(ends_.data(), O_CLOEXEC), 0); }
  ~Pipe() {
    close(ends_[0]);
    CloseInput();
  }
  void Write(std::string_view text) const {
    ASSERT_EQ(write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void CloseInput() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  int output() const { return ends_[0]; }

 private:
  std::array<int, 2> ends_ = {-1, -1};
};

std::vector<std::string> LinesOf(const std::vector<std::string>& writes, size_t max_line = kLongEnough) {
  Pipe pipe;
  DescriptorLines lines(pipe.output(), max_line);
  std::thread writer([&] {
    for (const std::string& text : writes) pipe.Write(text);
    pipe.CloseInput();
  });
  std::vector<std::string> all;
  for (;;) {
    const auto line = lines.Next();
    EXPECT_TRUE(line.ok()) << line.status();
    if (!line.ok() || !line->has_value()) break;
    all.push_back(**line);
  }
  writer.join();
  EXPECT_FALSE((*lines.Next()).has_value()) << "the end stays the end";
  return all;
}

TEST(DescriptorLinesTest, Lines) {
  EXPECT_THAT(LinesOf({}), IsEmpty());
  EXPECT_THAT(LinesOf({"a\nb\n"}), ElementsAre("a", "b"));
  EXPECT_THAT(LinesOf({"a\n\n\nb"}), ElementsAre("a", "", "", "b")) << "a last line needs no end";
  EXPECT_THAT(LinesOf({"a\r\nb\r\r\n\r\n"}), ElementsAre("a", "b\r", ""));
  EXPECT_THAT(LinesOf({std::string("a\0b\n", 4)}), ElementsAre(std::string("a\0b", 3)));
}

TEST(DescriptorLinesTest, LinesAreTheSameHoweverTheyCome) {
  EXPECT_THAT(LinesOf({"a", "b\nc", "\n", "d"}), ElementsAre("ab", "c", "d"));
  const std::string large(300'000, 'x');
  EXPECT_THAT(LinesOf({large + "\n" + large + "\nend"}, large.size()), ElementsAre(large, large, "end"));
}

TEST(DescriptorLinesTest, ALineIsThereBeforeTheNextIsWritten) {
  Pipe pipe;
  DescriptorLines lines(pipe.output(), kLongEnough);
  for (const char* text : {"one", "two"}) {
    pipe.Write(std::string(text) + "\n");
    EXPECT_EQ(**lines.Next(), text);
  }
}

TEST(DescriptorLinesTest, ALineThatIsTooLongIsCutAndKnownForIt) {
  EXPECT_THAT(LinesOf({"12345\n123456\n1234567890\nnext\n12345678"}, 5),
              ElementsAre("12345", "123456", "123456", "next", "123456"));
  EXPECT_THAT(LinesOf({"12345\r\n12345\rx\n"}, 5), ElementsAre("12345\r", "12345\r")) << "a CR never makes it fit";
  const std::string endless(1'000'000, 'x');
  EXPECT_THAT(LinesOf({endless, endless, "\nnext"}, 5), ElementsAre("xxxxxx", "next"));
}

TEST(DescriptorLinesTest, StopEndsAWaitAndHalfALineIsNone) {
  Pipe pipe;
  DescriptorLines lines(pipe.output(), kLongEnough);
  pipe.Write("half a li");
  std::thread stopper([&] { lines.Stop(); });
  EXPECT_FALSE((*lines.Next()).has_value());
  stopper.join();
  pipe.Write("ne\n");
  EXPECT_FALSE((*lines.Next()).has_value());
}

TEST(DescriptorLinesTest, SaysWhyItCannotRead) {
  Pipe pipe;
  DescriptorLines lines(pipe.output(), kLongEnough);
  const int write_only = open("/dev/null", O_WRONLY | O_CLOEXEC);
  DescriptorLines unreadable(write_only, kLongEnough);
  EXPECT_EQ(unreadable.Next().status().message(), "standard input: Bad file descriptor");
  close(write_only);
}

// A batch over lines in memory.
struct MemoryBatch {
  std::vector<std::string> lines = {};
  absl::Status read_error = {};  // in place of the end
  size_t writes_before_error = SIZE_MAX;

  size_t next = 0;
  bool stopped = false;
  std::vector<std::string> written = {};

  absl::Status Run(int threads) {
    return RunLineBatch({.read = [this]() -> absl::StatusOr<std::optional<std::string>> {
                           if (next < lines.size()) return std::optional(lines[next++]);
                           if (!read_error.ok()) return read_error;
                           return std::optional<std::string>();
                         },
                         .stop_reading = [this] { stopped = true; },
                         .answer = [](std::string_view line) { return "<" + std::string(line) + ">"; },
                         .write = [this](std::string_view answer) -> absl::Status {
                           if (written.size() == writes_before_error) return absl::CancelledError("closed");
                           written.emplace_back(answer);
                           return absl::OkStatus();
                         },
                         .threads = threads});
  }
};

TEST(LineBatchTest, EveryLineIsAnsweredOnce) {
  for (const int threads : {1, 2, 16}) {
    MemoryBatch batch;
    std::multiset<std::string> expected;
    for (int i = 0; i < 1000; ++i) {
      batch.lines.push_back(std::to_string(i));
      expected.insert("<" + std::to_string(i) + ">");
    }
    EXPECT_TRUE(batch.Run(threads).ok());
    EXPECT_EQ(std::multiset<std::string>(batch.written.begin(), batch.written.end()), expected);
    EXPECT_FALSE(batch.stopped);
  }
}

TEST(LineBatchTest, EmptyLinesArePassedOver) {
  MemoryBatch batch{.lines = {"", "a", "", "", " ", ""}};
  EXPECT_TRUE(batch.Run(1).ok());
  EXPECT_THAT(batch.written, ElementsAre("<a>", "< >"));
}

TEST(LineBatchTest, AnErrorOfReadingComesBackAfterTheAnswers) {
  for (const int threads : {1, 4}) {
    MemoryBatch batch{.lines = {"a", "b"}, .read_error = absl::InternalError("no more")};
    EXPECT_EQ(batch.Run(threads), absl::InternalError("no more"));
    EXPECT_THAT(batch.written, UnorderedElementsAre("<a>", "<b>"));
  }
}

TEST(LineBatchTest, AnErrorOfWritingEndsItAndNothingIsWrittenAfterIt) {
  for (const int threads : {1, 4}) {
    MemoryBatch batch{.lines = std::vector<std::string>(100, "a"), .writes_before_error = 3};
    EXPECT_TRUE(absl::IsCancelled(batch.Run(threads)));
    EXPECT_EQ(batch.written.size(), 3u);
    EXPECT_TRUE(batch.stopped);
    EXPECT_LE(batch.next, 4u + static_cast<size_t>(threads));
  }
}

TEST(LineBatchTest, AFailedWriteEndsAReadThatWaits) {
  Pipe pipe;
  DescriptorLines lines(pipe.output(), kLongEnough);
  pipe.Write("a\n");  // and the pipe stays open
  const absl::Status status = RunLineBatch({.read = [&] { return lines.Next(); },
                                            .stop_reading = [&] { lines.Stop(); },
                                            .answer = [](std::string_view line) { return std::string(line); },
                                            .write = [](std::string_view) { return absl::CancelledError("closed"); },
                                            .threads = 4});
  EXPECT_TRUE(absl::IsCancelled(status));
}

TEST(LineBatchTest, ASlowLineDoesNotHoldUpTheNext) {
  std::mutex mutex;
  std::condition_variable answered;
  bool quick_is_written = false;
  MemoryBatch memory{.lines = {"slow", "quick"}};
  const absl::Status status = RunLineBatch({.read = [&]() -> absl::StatusOr<std::optional<std::string>> {
                                              if (memory.next == memory.lines.size())
                                                return std::optional<std::string>();
                                              return std::optional(memory.lines[memory.next++]);
                                            },
                                            .stop_reading = [] {},
                                            .answer =
                                                [&](std::string_view line) {
                                                  std::unique_lock lock(mutex);
                                                  if (line == "slow")
                                                    answered.wait(lock, [&] { return quick_is_written; });
                                                  return std::string(line);
                                                },
                                            .write =
                                                [&](std::string_view answer) {
                                                  const std::lock_guard lock(mutex);
                                                  memory.written.emplace_back(answer);
                                                  quick_is_written = true;
                                                  answered.notify_all();
                                                  return absl::OkStatus();
                                                },
                                            .threads = 2});
  EXPECT_TRUE(status.ok());
  EXPECT_THAT(memory.written, ElementsAre("quick", "slow"));
}

}  // namespace
}  // namespace certsweep::cli
