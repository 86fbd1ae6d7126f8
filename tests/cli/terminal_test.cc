#include "cli/terminal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <stdlib.h>
#include <unistd.h>

namespace certsweep::cli {
namespace {

class TerminalTest : public testing::Test {
 protected:
  TerminalTest() {
    unsetenv("NO_COLOR");
    setenv("TERM", "xterm", 1);
  }
};

TEST_F(TerminalTest, KnowsATerminalAndItsWidth) {
  int master = -1;
  int terminal = -1;
  const winsize size = {.ws_row = 24, .ws_col = 132, .ws_xpixel = 0, .ws_ypixel = 0};
  if (openpty(&master, &terminal, nullptr, nullptr, &size) != 0) GTEST_SKIP() << "no pseudo-terminals here";
  EXPECT_EQ(TerminalOf(terminal), (Terminal{.is_terminal = true, .width = 132}));
  close(terminal);
  close(master);
}

TEST_F(TerminalTest, AFileAndNothingAtAllAreNoTerminals) {
  const int device = open("/dev/null", O_WRONLY);
  EXPECT_EQ(TerminalOf(device), Terminal());
  close(device);
  EXPECT_EQ(TerminalOf(-1), Terminal());
}

TEST_F(TerminalTest, WhatIsAskedForCounts) {
  setenv("NO_COLOR", "1", 1);
  EXPECT_TRUE(WantsColor(When::kAlways, {}));
  EXPECT_FALSE(WantsColor(When::kNever, {.is_terminal = true, .width = 80}));
}

TEST_F(TerminalTest, ByItselfATerminalIsColouredUnlessItsUserOrItselfObjects) {
  const Terminal terminal = {.is_terminal = true, .width = 80};
  EXPECT_TRUE(WantsColor(When::kAuto, terminal));
  EXPECT_FALSE(WantsColor(When::kAuto, {}));
  setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(WantsColor(When::kAuto, terminal));
  setenv("NO_COLOR", "0", 1);
  EXPECT_FALSE(WantsColor(When::kAuto, terminal));
  unsetenv("NO_COLOR");
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(WantsColor(When::kAuto, terminal));
}

}  // namespace
}  // namespace certsweep::cli
