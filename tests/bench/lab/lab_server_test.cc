#include "bench/lab/lab_server.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <thread>

#include "tests/bench/lab/lab_client.h"
#include "tests/support/loopback.h"

namespace certsweep::lab {
namespace {

constexpr uint32_t kFirst = 0x7f140001;

// What a peer of the test does is in the last octet of its address.
enum class Manner : uint8_t { kEcho = 1, kGreet = 2, kHangUp = 3, kReset = 4, kBytewise = 5, kNobody = 6, kMuch = 7 };

class TestPeer : public Peer {
 public:
  explicit TestPeer(Manner manner) : manner_(manner) {}
  PeerNext Start(std::string& output) override {
    if (manner_ == Manner::kMuch) output.assign(32 << 20, 'x');
    if (manner_ != Manner::kGreet && manner_ != Manner::kMuch) return PeerNext::kReceive;
    output += "hello";
    return PeerNext::kHangUp;
  }
  PeerNext Receive(base::Bytes input, std::string& output) override {
    if (manner_ == Manner::kReset) return PeerNext::kReset;
    output += base::AsText(input);
    return manner_ == Manner::kHangUp || manner_ == Manner::kBytewise ? PeerNext::kHangUp : PeerNext::kReceive;
  }
  bool sends_byte_at_a_time() const override { return manner_ == Manner::kBytewise; }

 private:
  const Manner manner_;
};

class TestFactory : public PeerFactory {
 public:
  std::unique_ptr<Peer> MakePeer(uint32_t address) const override {
    const auto manner = static_cast<Manner>(address & 0xff);
    if (manner == Manner::kNobody) return nullptr;
    return std::make_unique<TestPeer>(manner);
  }
};

size_t ThreadCount() {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}));
}

class LabServerTest : public ::testing::Test {
 protected:
  void Start(int threads) {
    absl::StatusOr<Listeners> listeners = ListenOnLoopback(0);
    ASSERT_TRUE(listeners.ok()) << listeners.status();
    port_ = listeners->port;
    absl::StatusOr<std::unique_ptr<LabServer>> server =
        LabServer::Start(*std::move(listeners), threads, factory_, base::SystemClock());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  Descriptor ConnectTo(Manner manner) const {
    return lab::ConnectTo(base::IpAddress::V4(kFirst - 1 + static_cast<uint32_t>(manner)), port_);
  }

  static void Say(const Descriptor& socket, std::string_view text) {
    EXPECT_EQ(::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }

  const TestFactory factory_;
  uint16_t port_ = 0;
  std::unique_ptr<LabServer> server_;
};

TEST_F(LabServerTest, GreetsAndHangsUp) {
  Start(1);
  const RawAnswer answer = ReadToEnd(ConnectTo(Manner::kGreet));
  EXPECT_EQ(answer.bytes, "hello");
  EXPECT_EQ(answer.error, 0);
  EXPECT_FALSE(answer.timed_out);
}

TEST_F(LabServerTest, HangsUpInOrderAfterInput) {
  Start(1);
  const Descriptor socket = ConnectTo(Manner::kHangUp);
  Say(socket, "bye");
  const RawAnswer answer = ReadToEnd(socket);
  EXPECT_EQ(answer.bytes, "bye");
  EXPECT_EQ(answer.error, 0);
}

TEST_F(LabServerTest, Resets) {
  Start(1);
  const Descriptor socket = ConnectTo(Manner::kReset);
  Say(socket, "bye");
  EXPECT_EQ(ReadToEnd(socket).error, ECONNRESET);
}

TEST_F(LabServerTest, NobodyThereIsReset) {
  Start(1);
  const Descriptor socket = ConnectTo(Manner::kNobody);
  EXPECT_EQ(ReadToEnd(socket).error, ECONNRESET);
}

TEST_F(LabServerTest, SendsByteAtATime) {
  Start(1);
  const Descriptor socket = ConnectTo(Manner::kBytewise);
  const std::string text(200, 'x');
  const auto before = std::chrono::steady_clock::now();
  Say(socket, text);
  const RawAnswer answer = ReadToEnd(socket);
  EXPECT_EQ(answer.bytes, text);
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(195));
}

TEST_F(LabServerTest, SendsMoreThanASocketHolds) {
  Start(1);
  const Descriptor socket = ConnectTo(Manner::kMuch);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(ReadToEnd(socket, 60'000).bytes.size(), size_t{(32 << 20) + 5});
}

TEST_F(LabServerTest, ServesTwoThousandAtOnce) {
  RaiseDescriptorLimit();
  Start(2);
  std::vector<Descriptor> sockets;
  for (int i = 0; i < 2000; ++i) {
    sockets.push_back(ConnectTo(Manner::kEcho));
    ASSERT_TRUE(sockets.back().is_open()) << i;
  }
  for (const Descriptor& socket : sockets) Say(socket, "x");
  for (const Descriptor& socket : sockets) {
    char echo = 0;
    ASSERT_EQ(::recv(socket.get(), &echo, 1, 0), 1);
  }
}

// Those for whom there is no descriptor wait; nobody is turned away.
TEST_F(LabServerTest, OutOfDescriptorsClientsWait) {
  if (!test::kCanDoWithoutDescriptors) GTEST_SKIP() << "the sanitizer can't";
  Start(1);
  std::vector<Descriptor> sockets;
  for (int i = 0; i < 60; ++i) sockets.push_back(ConnectTo(Manner::kEcho));
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  // Room for the client's 120 sockets and few of the server's (numbers, not counts, are what is limited).
  const rlimit tight = {.rlim_cur = 150, .rlim_max = limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  std::vector<Descriptor> more;
  for (int i = 0; i < 60; ++i) {
    Descriptor socket = ConnectTo(Manner::kGreet);
    if (socket.is_open()) more.push_back(std::move(socket));
  }
  sockets.clear();
  for (const Descriptor& socket : more) EXPECT_EQ(ReadToEnd(socket).bytes, "hello");
  EXPECT_FALSE(more.empty());
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
}

TEST_F(LabServerTest, LeavesNoThreadAndNoConnection) {
  if (!std::filesystem::exists("/proc/self/task")) GTEST_SKIP() << "no /proc here: threads can't be counted";
  const size_t before = ThreadCount();
  Start(3);
  const Descriptor socket = ConnectTo(Manner::kEcho);
  Say(socket, "x");
  char echo = 0;
  ASSERT_EQ(::recv(socket.get(), &echo, 1, 0), 1);
  EXPECT_EQ(ThreadCount(), before + 4);
  server_.reset();
  EXPECT_EQ(ThreadCount(), before);
  EXPECT_FALSE(ReadToEnd(socket).timed_out);
  EXPECT_FALSE(ConnectTo(Manner::kEcho).is_open());
}

}  // namespace
}  // namespace certsweep::lab
