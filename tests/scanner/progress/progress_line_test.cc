#include "scanner/progress/progress_line.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr int64_t kSecond = 1'000'000;
constexpr char kClear[] = "\r\x1b[K";

ProgressNumbers At(int64_t elapsed_us, uint64_t done, uint64_t expected = 0) {
  ProgressNumbers numbers;
  numbers.elapsed_us = elapsed_us;
  numbers.done = done;
  numbers.expected = expected;
  return numbers;
}

TEST(ProgressLineTest, SaysHowFarHowFastAndHowLong) {
  ProgressNumbers numbers = At(2 * kSecond, 1234, 5000);
  numbers.verdicts = {1000, 234, 0, 0, 0};
  EXPECT_EQ(ProgressLine(ProgressMode::kTerminal).Text(numbers),
            "1,234/5,000 done, 617/s, ETA 0:06, compliant 1,000, noncompliant 234");
}

TEST(ProgressLineTest, WithoutAnExpectedNumberThereIsNoEta) {
  EXPECT_EQ(ProgressLine(ProgressMode::kTerminal).Text(At(kSecond, 20)), "20 done, 20/s");
}

TEST(ProgressLineTest, AtTheBeginningNothingIsDividedByZero) {
  EXPECT_EQ(ProgressLine(ProgressMode::kTerminal).Text(At(0, 0, 10)), "0/10 done, 0.0/s, ETA -");
  EXPECT_EQ(ProgressLine(ProgressMode::kTerminal).Text(At(0, 5, 10)), "5/10 done, 0.0/s, ETA -");
}

TEST(ProgressLineTest, DoneIsNeverMoreThanExpected) {
  EXPECT_EQ(ProgressLine(ProgressMode::kTerminal).Text(At(kSecond, 12, 10)), "12/12 done, 12/s");
}

TEST(ProgressLineTest, SlowRatesHaveADecimal) {
  EXPECT_THAT(ProgressLine(ProgressMode::kTerminal).Text(At(4 * kSecond, 1)), EndsWith(" 0.2/s"));
  EXPECT_THAT(ProgressLine(ProgressMode::kTerminal).Text(At(100 * kSecond, 994)), EndsWith(" 9.9/s"));
  EXPECT_THAT(ProgressLine(ProgressMode::kTerminal).Text(At(100 * kSecond, 996)), EndsWith(" 10/s"));
  EXPECT_THAT(ProgressLine(ProgressMode::kTerminal).Text(At(kSecond, 12'345)), EndsWith(" 12,345/s"));
}

TEST(ProgressLineTest, EtasOfEveryLength) {
  // One a second.
  const auto eta = [](uint64_t left) {
    const std::string text = ProgressLine(ProgressMode::kTerminal).Text(At(10 * kSecond, 10, 10 + left));
    return text.substr(text.find("ETA ") + 4);
  };
  EXPECT_EQ(eta(5), "0:05");
  EXPECT_EQ(eta(754), "12:34");
  EXPECT_EQ(eta(3599), "59:59");
  EXPECT_EQ(eta(3723), "1:02:03");
  EXPECT_EQ(eta(172'799), "47:59:59");
  EXPECT_EQ(eta(3 * 86'400), "3 days");
  EXPECT_EQ(eta(uint64_t{1} << 62), "9999 days");
}

TEST(ProgressLineTest, TheRateIsThatOfTheLastSeconds) {
  ProgressLine line(ProgressMode::kTerminal, 200);
  uint64_t done = 0;
  for (int second = 1; second <= 20; ++second) line.Update(At(second * kSecond, done += 1000));
  EXPECT_THAT(line.Text(At(20 * kSecond, done)), EndsWith(" 1,000/s"));
  // It slows down to 10 a second, and after the window no more is seen of before.
  for (int second = 21; second <= 26; ++second) line.Update(At(second * kSecond, done += 10));
  EXPECT_THAT(line.Text(At(26 * kSecond, done)), EndsWith(" 10/s"));
  // It stalls.
  for (int second = 27; second <= 33; ++second) line.Update(At(second * kSecond, done));
  EXPECT_THAT(line.Text(At(33 * kSecond, done, done + 1)), EndsWith(" 0.0/s, ETA -"));
}

TEST(ProgressLineTest, ATerminalsLineIsWrittenOverEachTime) {
  ProgressLine line(ProgressMode::kTerminal);
  EXPECT_EQ(line.Update(At(kSecond, 1, 2)), std::string(kClear) + "1/2 done, 1.0/s, ETA 0:01");
  EXPECT_EQ(line.Update(At(2 * kSecond, 2, 2)), std::string(kClear) + "2/2 done, 1.0/s");
}

TEST(ProgressLineTest, ATerminalsLineLeavesTheLastColumnFree) {
  ProgressNumbers numbers = At(kSecond, 1'000'000, 2'000'000);
  numbers.verdicts = {200'000, 200'000, 200'000, 200'000, 200'000};
  for (const size_t width : {1, 2, 40, 80}) {
    const std::string text = ProgressLine(ProgressMode::kTerminal, width).Update(numbers);
    EXPECT_EQ(text.size(), std::string(kClear).size() + width - 1) << width;
  }
  EXPECT_EQ(ProgressLine(ProgressMode::kTerminal, 0).Update(numbers).size(), std::string(kClear).size() + 79)
      << "an unknown width is 80";
}

TEST(ProgressLineTest, ClearTakesAwayWhatIsOnTheScreenOnce) {
  ProgressLine line(ProgressMode::kTerminal);
  EXPECT_EQ(line.Clear(), "");
  line.Update(At(kSecond, 1));
  EXPECT_EQ(line.Clear(), kClear);
  EXPECT_EQ(line.Clear(), "");
  EXPECT_THAT(line.Update(At(2 * kSecond, 2)), StartsWith(kClear)) << "shown anew";
  EXPECT_EQ(line.Clear(), kClear);
}

// The seconds at which a plain line comes, asked five times a second.
std::vector<int> PlainTimes(int until) {
  ProgressLine line(ProgressMode::kPlain);
  std::vector<int> times;
  for (int64_t now = 0; now <= until * kSecond; now += kSecond / 5) {
    if (!line.Update(At(now, 1)).empty()) times.push_back(static_cast<int>(now / kSecond));
  }
  return times;
}

TEST(ProgressLineTest, PlainLinesComeNowAndThen) {
  EXPECT_THAT(PlainTimes(300), ElementsAre(10, 20, 40, 100, 160, 220, 280));
  EXPECT_THAT(PlainTimes(9), ElementsAre());
}

TEST(ProgressLineTest, APlainLineIsALineWithoutControls) {
  ProgressLine line(ProgressMode::kPlain, 10);
  ProgressNumbers numbers = At(10 * kSecond, 1'000, 2'000);
  numbers.verdicts = {0, 0, 0, 990, 10};
  EXPECT_EQ(line.Update(numbers), "1,000/2,000 done, 100/s, ETA 0:10, no_tls 990, not_judged 10\n") << "and is not cut";
  EXPECT_EQ(line.Clear(), "");
}

TEST(ProgressLineTest, AfterALongSilenceThereIsOnePlainLine) {
  ProgressLine line(ProgressMode::kPlain);
  EXPECT_NE(line.Update(At(3600 * kSecond, 1)), "");
  EXPECT_EQ(line.Update(At(3600 * kSecond, 1)), "");
  EXPECT_EQ(line.Update(At(3639 * kSecond, 1)), "");
  EXPECT_NE(line.Update(At(3660 * kSecond, 1)), "");
}

}  // namespace
}  // namespace certsweep::scanner
