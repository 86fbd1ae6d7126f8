#include "engine/net/handshake_driver.h"

#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "tests/engine/net/run_on_loop.h"
#include "tests/support/loopback.h"
#include "tests/support/manual_clock.h"

namespace certsweep::net {
namespace {

constexpr int64_t kLong = 60'000'000;  // microseconds
constexpr int64_t kTick = 10'000;

// Says `opening` and is done when it has heard `wanted` bytes; then says `closing`.
class FakeConversation : public tls::Conversation {
 public:
  FakeConversation(std::string opening, size_t wanted, std::string closing = {})
      : output_(std::move(opening)), wanted_(wanted), closing_(std::move(closing)) {}

  tls::Want Advance(base::Bytes input) override {
    EXPECT_FALSE(done_) << "advanced after it was done";
    ++advances_;
    heard_ += base::AsText(input);
    if (heard_.size() < wanted_) return tls::Want::kRead;
    output_ += closing_;
    done_ = true;
    return tls::Want::kDone;
  }
  void Finish(tls::StreamEnd end) override {
    EXPECT_FALSE(done_) << "finished after it was done";
    done_ = true;
    end_ = end;
  }
  base::Bytes pending_output() const override { return base::AsBytes(output_); }
  void ConsumeOutput(size_t count) override { output_.erase(0, count); }
  const tls::Observation& observation() const override { return observation_; }
  tls::Observation TakeObservation() override { return std::move(observation_); }

  const std::string& heard() const { return heard_; }
  const std::optional<tls::StreamEnd>& end() const { return end_; }
  bool done() const { return done_; }
  size_t unsent() const { return output_.size(); }
  int advances() const { return advances_; }

 private:
  std::string output_;
  const size_t wanted_;
  const std::string closing_;
  std::string heard_;
  std::optional<tls::StreamEnd> end_;
  bool done_ = false;
  int advances_ = 0;
  tls::Observation observation_;
};

class HandshakeDriverTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const test::Listener listener = test::Listen();
    const test::Fd ours = test::ConnectTo(listener);
    theirs_ = test::Accept(listener);
    socket_.assign(boost::asio::ip::tcp::v4(), ::dup(ours.get()));
    socket_.native_non_blocking(true);
  }

  void Drive(tls::Conversation& conversation, int64_t timeout_us = kLong) {
    RunOnLoop(loop_, [&]() -> Awaitable<void> { co_await DriveHandshake(loop_, socket_, conversation, timeout_us); });
  }

  // Drives it, and `beside` at the same time, which begins once the driver waits.
  template <typename Beside>
  void DriveBeside(tls::Conversation& conversation, int64_t timeout_us, Beside beside) {
    bool ended = false;
    RunOnLoop(loop_, [&]() -> Awaitable<void> {
      const auto other = [&]() -> Awaitable<void> {
        co_await loop_.Sleep(0);
        co_await beside();
        ended = true;
      };
      Spawn(loop_, other);
      co_await DriveHandshake(loop_, socket_, conversation, timeout_us);
      while (!ended) co_await loop_.Sleep(1'000);
    });
  }

  // The clock goes on by `micros`, and the loop keeps up with it.
  Awaitable<void> PassTime(int64_t micros) {
    for (int64_t passed = 0; passed < micros; passed += kTick) {
      clock_.AdvanceMicros(kTick);
      co_await loop_.Sleep(kTick + 2'000);
    }
  }

  test::ManualClock clock_;
  Loop loop_{clock_};
  Socket socket_{loop_.context()};
  test::Fd theirs_;
};

TEST_F(HandshakeDriverTest, CarriesBothDirectionsAndTheLastWord) {
  FakeConversation conversation("hello", 5, "bye");
  EXPECT_TRUE(test::WriteAll(theirs_, "world"));
  Drive(conversation);
  EXPECT_EQ(conversation.heard(), "world");
  EXPECT_FALSE(conversation.end());
  EXPECT_EQ(test::ReadExactly(theirs_, 8), "hellobye");
}

TEST_F(HandshakeDriverTest, TakesBytesAsTheyComeOneByOne) {
  FakeConversation conversation("hello", 5);
  DriveBeside(conversation, kLong, [&]() -> Awaitable<void> {
    for (const char byte : std::string("world")) {
      EXPECT_TRUE(test::WriteAll(theirs_, std::string(1, byte)));
      const int before = conversation.advances();
      while (conversation.advances() == before) co_await loop_.Sleep(100);
    }
  });
  EXPECT_EQ(conversation.heard(), "world");
  EXPECT_EQ(conversation.advances(), 6);
  EXPECT_FALSE(conversation.end());
}

TEST_F(HandshakeDriverTest, ReadsWhatCameBeforeTheEnd) {
  FakeConversation conversation("hello", 100);
  EXPECT_TRUE(test::WriteAll(theirs_, "almost"));
  theirs_.Close();
  Drive(conversation);
  EXPECT_EQ(conversation.heard(), "almost");
  EXPECT_EQ(conversation.end(), tls::StreamEnd::kClosed);
}

TEST_F(HandshakeDriverTest, ReadsWhatCameBeforeAReset) {
  FakeConversation conversation("hello", 100);
  EXPECT_TRUE(test::WriteAll(theirs_, "almost"));
  test::CloseWithReset(std::move(theirs_));
  // The ClientHello can't be sent any more: still the peer's words are heard.
  Drive(conversation);
  EXPECT_EQ(conversation.heard(), "almost");
  EXPECT_EQ(conversation.end(), tls::StreamEnd::kReset);
}

TEST_F(HandshakeDriverTest, AResetWhileWaiting) {
  FakeConversation conversation("hello", 100);
  DriveBeside(conversation, kLong, [&]() -> Awaitable<void> {
    EXPECT_EQ(test::ReadExactly(theirs_, 5), "hello");
    test::CloseWithReset(std::move(theirs_));
    co_return;
  });
  EXPECT_EQ(conversation.end(), tls::StreamEnd::kReset);
}

// It closes first, and answers what is sent after that with a reset: still it has closed.
TEST_F(HandshakeDriverTest, AnOrderlyEndIsNoReset) {
  theirs_.Close();
  EXPECT_EQ(::send(socket_.native_handle(), "x", 1, MSG_NOSIGNAL), 1);  // brings the reset about
  FakeConversation conversation("hello", 100);
  Drive(conversation);
  EXPECT_EQ(conversation.end(), tls::StreamEnd::kClosed);
}

TEST_F(HandshakeDriverTest, HalfClosedAfterItsAnswerIsEnough) {
  FakeConversation conversation("hello", 5, "bye");
  EXPECT_TRUE(test::WriteAll(theirs_, "world"));
  EXPECT_EQ(::shutdown(theirs_.get(), SHUT_WR), 0);
  Drive(conversation);
  EXPECT_EQ(conversation.heard(), "world");
  EXPECT_FALSE(conversation.end());
}

TEST_F(HandshakeDriverTest, SilenceEndsAtTheDeadline) {
  FakeConversation conversation("hello", 100);
  DriveBeside(conversation, 5 * kTick, [&]() -> Awaitable<void> {
    co_await PassTime(4 * kTick);
    EXPECT_FALSE(conversation.done());
    co_await PassTime(4 * kTick);
    EXPECT_TRUE(conversation.done());
  });
  EXPECT_EQ(conversation.end(), tls::StreamEnd::kTimeout);
}

TEST_F(HandshakeDriverTest, APeerThatDoesNotReadEndsAtTheDeadline) {
  FakeConversation conversation(std::string(64 << 20, 'x'), 100);
  DriveBeside(conversation, 5 * kTick, [&]() -> Awaitable<void> { co_await PassTime(10 * kTick); });
  EXPECT_EQ(conversation.end(), tls::StreamEnd::kTimeout);
  EXPECT_GT(conversation.unsent(), 0u);
}

TEST_F(HandshakeDriverTest, APeerThatDoesNotReadTheLastWordEndsAtTheDeadline) {
  FakeConversation conversation("hello", 5, std::string(64 << 20, 'x'));
  EXPECT_TRUE(test::WriteAll(theirs_, "world"));
  DriveBeside(conversation, 5 * kTick, [&]() -> Awaitable<void> { co_await PassTime(10 * kTick); });
  EXPECT_EQ(conversation.heard(), "world");
  EXPECT_FALSE(conversation.end());
}

TEST_F(HandshakeDriverTest, ALongWordIsSentInPieces) {
  const std::string word(8 << 20, 'x');
  FakeConversation conversation(word, 5);
  size_t read = 0;
  DriveBeside(conversation, kLong, [&]() -> Awaitable<void> {
    while (read < word.size()) {
      read += test::ReadSome(theirs_).size();
      co_await loop_.Sleep(0);
    }
    EXPECT_TRUE(test::WriteAll(theirs_, "world"));
  });
  EXPECT_EQ(read, word.size());
  EXPECT_EQ(conversation.unsent(), 0u);
  EXPECT_EQ(conversation.heard(), "world");
}

TEST_F(HandshakeDriverTest, WhatWaitsInTheSocketAtTheDeadlineCounts) {
  FakeConversation conversation("hello", 5);
  DriveBeside(conversation, 5 * kTick, [&]() -> Awaitable<void> {
    EXPECT_EQ(test::ReadExactly(theirs_, 5), "hello");
    EXPECT_TRUE(test::WriteAll(theirs_, "world"));
    // The loop is busy with another handler until long after the deadline.
    clock_.AdvanceSeconds(3600);
    co_return;
  });
  EXPECT_EQ(conversation.heard(), "world");
  EXPECT_FALSE(conversation.end());
}

// Two flights: the first is read late because we are late. The peer has its time for the second.
TEST_F(HandshakeDriverTest, ALateLoopLeavesThePeerItsTime) {
  FakeConversation conversation("hello", 10);
  DriveBeside(conversation, 20 * kTick, [&]() -> Awaitable<void> {
    EXPECT_TRUE(test::WriteAll(theirs_, "world"));
    clock_.AdvanceSeconds(3600);
    while (conversation.heard() != "world") co_await loop_.Sleep(1'000);
    co_await PassTime(10 * kTick);
    EXPECT_FALSE(conversation.done());
    EXPECT_TRUE(test::WriteAll(theirs_, "again"));
  });
  EXPECT_EQ(conversation.heard(), "worldagain");
  EXPECT_FALSE(conversation.end());
}

// A byte a tick, for ever.
TEST_F(HandshakeDriverTest, ADripEndsSoonAfterTheDeadline) {
  FakeConversation conversation("hello", 1'000'000);
  int drops = 0;
  DriveBeside(conversation, 5 * kTick, [&]() -> Awaitable<void> {
    for (; !conversation.done() && drops < 200; ++drops) {
      test::WriteAll(theirs_, "x");
      co_await PassTime(kTick);
    }
  });
  EXPECT_EQ(conversation.end(), tls::StreamEnd::kTimeout);
  EXPECT_LT(drops, 20);
}

TEST_F(HandshakeDriverTest, TheLoopMayGoAwayUnderIt) {
  FakeConversation conversation("hello", 100);
  {
    std::optional<Loop> loop(std::in_place, clock_);
    std::optional<Socket> socket(std::in_place, loop->context(), boost::asio::ip::tcp::v4(), ::dup(theirs_.get()));
    socket->native_non_blocking(true);
    const auto drives = [&]() -> Awaitable<void> {
      Socket mine = std::move(*socket);
      co_await DriveHandshake(*loop, mine, conversation, kLong);
      ADD_FAILURE() << "nothing was said";
    };
    Spawn(*loop, drives);
    RunOnLoop(*loop, []() -> Awaitable<void> { co_return; });
    socket.reset();
    loop.reset();
  }
  EXPECT_FALSE(conversation.done());
}

}  // namespace
}  // namespace certsweep::net
