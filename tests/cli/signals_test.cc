#include "cli/signals.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace certsweep::cli {
namespace {

// The watcher wants a process without other threads: each test has a child of its own, which SIGALRM ends if it hangs.
int WaitStatusOf(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);
    _exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

int ExitCodeOf(const std::function<int()>& body) {
  const int status = WaitStatusOf(body);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void WaitForStop(const SignalWatcher& watcher) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait(lock, watcher.token(), [] { return false; });
}

class SignalWatcherTest : public testing::TestWithParam<int> {};

TEST_P(SignalWatcherTest, TheFirstSignalAsksForAStop) {
  EXPECT_EQ(ExitCodeOf([] {
              SignalWatcher watcher;
              watcher.StopGracefully();
              kill(getpid(), GetParam());
              WaitForStop(watcher);
              return 7;
            }),
            7);
}

TEST_P(SignalWatcherTest, TheSecondSignalEndsTheProcess) {
  EXPECT_EQ(ExitCodeOf([] {
              SignalWatcher watcher;
              watcher.StopGracefully();
              kill(getpid(), GetParam());
              WaitForStop(watcher);
              kill(getpid(), GetParam());
              for (;;) pause();
              return 7;
            }),
            130);
}

TEST_P(SignalWatcherTest, BeforeThereIsAnythingToPutInOrderTheFirstOneEndsTheProcess) {
  EXPECT_EQ(ExitCodeOf([] {
              SignalWatcher watcher;
              kill(getpid(), GetParam());
              for (;;) pause();
              return 7;
            }),
            130);
}

TEST_P(SignalWatcherTest, WhatWasIgnoredAtTheStartStaysIgnored) {
  EXPECT_EQ(ExitCodeOf([] {
              std::signal(GetParam(), SIG_IGN);
              SignalWatcher watcher;
              for (int i = 0; i < 3; ++i) kill(getpid(), GetParam());
              // Another signal, sent later, is seen: so would these have been.
              const int other = GetParam() == SIGTERM ? SIGINT : SIGTERM;
              watcher.StopGracefully();
              kill(getpid(), other);
              WaitForStop(watcher);
              return 7;
            }),
            7);
}

INSTANTIATE_TEST_SUITE_P(Signals, SignalWatcherTest, testing::Values(SIGINT, SIGTERM, SIGHUP));

TEST(SignalWatcherEndTest, EndsByItself) {
  EXPECT_EQ(ExitCodeOf([] {
              {
                SignalWatcher watcher;
              }
              return 7;
            }),
            7);
}

TEST(SignalWatcherEndTest, EndsByItselfWhereAllSignalsAreIgnored) {
  EXPECT_EQ(ExitCodeOf([] {
              for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_IGN);
              {
                SignalWatcher watcher;
              }
              return 7;
            }),
            7);
}

TEST(SignalWatcherEndTest, AClosedPipeIsAnErrorOfWrite) {
  EXPECT_EQ(ExitCodeOf([] {
              SignalWatcher watcher;
              int ends[2];
              if (pipe(ends) != 0) return 1;
              close(ends[0]);
              return write(ends[1], "x", 1) < 0 ? 7 : 2;
            }),
            7);
}

}  // namespace
}  // namespace certsweep::cli
