#include "bench/lab/process_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>

#include <cerrno>
#include <string>

#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::lab {
namespace {

using ::testing::HasSubstr;

constexpr int kTries = 2000;
constexpr int kMillisecondsBetween = 10;

class ProcessTreeTest : public ::testing::Test {
 protected:
  Program Shell(const std::string& script) const {
    return {.arguments = {"/bin/sh", "-c", script}, .log = folder_.Path("log")};
  }
  std::string Log() const { return test::ReadWholeFile(folder_.Path("log")); }

  // The number that the program says.
  pid_t SaidNumber() const {
    for (int i = 0; i < kTries; ++i) {
      const std::string log = std::filesystem::exists(folder_.Path("log")) ? Log() : std::string();
      if (log.ends_with('\n')) return std::stoi(log);
      poll(nullptr, 0, kMillisecondsBetween);
    }
    return -1;
  }

  static bool Ends(pid_t pid) {
    for (int i = 0; i < kTries; ++i) {
      if (kill(pid, 0) != 0 && errno == ESRCH) return true;
      poll(nullptr, 0, kMillisecondsBetween);
    }
    return false;
  }

  const test::TemporaryFolder folder_;
};

// A process of its own session whose parent has gone, as a daemon is; `rest` is what the program goes on with.
std::string Daemon(const std::string& rest) { return "(setsid sh -c 'echo $$; exec sleep 1000' &); " + rest; }

TEST_F(ProcessTreeTest, TellsHowItEnded) {
  const std::string log = folder_.Path("log");
  EXPECT_TRUE(RunToEnd(Shell("echo well")).ok());
  EXPECT_EQ(Log(), "well\n");
  EXPECT_EQ((*ProcessTree::Start(Shell("exit 3")))->Wait(), 3);
  EXPECT_EQ((*ProcessTree::Start(Shell("kill -KILL $$")))->Wait(), 128 + SIGKILL);
  EXPECT_EQ((*ProcessTree::Start({.arguments = {"/no/such/program"}, .log = log}))->Wait(), 127);
  const absl::Status failed = RunToEnd(Shell("echo one; echo the last word; exit 4"));
  EXPECT_THAT(failed.message(), HasSubstr("/bin/sh ended with 4: the last word"));
}

TEST_F(ProcessTreeTest, ALogThatCanNotBeIsSaid) {
  const auto tree = ProcessTree::Start({.arguments = {"/bin/true"}, .log = folder_.Path("no/log")});
  EXPECT_THAT(tree.status().message(), HasSubstr("no/log"));
}

TEST_F(ProcessTreeTest, WhatNeverSpokeIsToldAsThat) {
  EXPECT_EQ(LastLine(folder_.Path("none")), "(nothing was said)");
  test::WriteWholeFile(folder_.Path("log"), "only\n\n");
  EXPECT_EQ(LastLine(folder_.Path("log")), "only");
}

TEST_F(ProcessTreeTest, SignalsAreAsAProgramExpectsThem) {
  sigset_t terminate, before;
  sigemptyset(&terminate);
  sigaddset(&terminate, SIGTERM);
  sigprocmask(SIG_BLOCK, &terminate, &before);
  const auto handler = signal(SIGPIPE, SIG_IGN);
  const int terminated = (*ProcessTree::Start(Shell("kill -TERM $$")))->Wait();
  const int piped = (*ProcessTree::Start(Shell("kill -PIPE $$")))->Wait();
  (void)signal(SIGPIPE, handler);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(terminated, 128 + SIGTERM);
  EXPECT_EQ(piped, 128 + SIGPIPE);
}

TEST_F(ProcessTreeTest, StopEndsDaemonsToo) {
  auto tree = ProcessTree::Start(Shell(Daemon("exec sleep 1000")));
  ASSERT_TRUE(tree.ok()) << tree.status();
  const pid_t daemon = SaidNumber();
  ASSERT_GT(daemon, 1);
  EXPECT_TRUE((*tree)->IsRunning());
  (*tree)->Stop();
  EXPECT_EQ(kill(daemon, 0), -1) << "it was not waited for";
  EXPECT_FALSE((*tree)->IsRunning());
  (*tree)->Stop();
}

TEST_F(ProcessTreeTest, WhatAProgramLeavesBehindEndsWithIt) {
  auto tree = ProcessTree::Start(Shell(Daemon("while [ ! -s '" + folder_.Path("log") + "' ]; do sleep 0.01; done")));
  ASSERT_TRUE(tree.ok()) << tree.status();
  EXPECT_EQ((*tree)->Wait(), 0);
  EXPECT_EQ(kill(SaidNumber(), 0), -1);
}

TEST_F(ProcessTreeTest, EndsWithWhoStartedIt) {
  test::ChildProcess child([&](const test::ChildSide& side) {
    const auto tree = ProcessTree::Start(Shell(Daemon("exec sleep 1000")));
    side.Say(tree.ok() ? "+" : "-");
    side.AwaitRelease();
  });
  ASSERT_EQ(child.Hear(1), "+");
  const pid_t daemon = SaidNumber();
  ASSERT_GT(daemon, 1);
  child.Kill();
  EXPECT_TRUE(Ends(daemon));
}

}  // namespace
}  // namespace certsweep::lab
