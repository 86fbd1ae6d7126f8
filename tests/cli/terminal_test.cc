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

// LC_ALL, LC_CTYPE, LANG; nullptr: unset.
bool Utf8With(const char* all, const char* ctype, const char* lang) {
  const auto set = [](const char* name, const char* value) {
    value == nullptr ? unsetenv(name) : setenv(name, value, 1);
  };
  set("LC_ALL", all);
  set("LC_CTYPE", ctype);
  set("LANG", lang);
  return LocaleHasUtf8();
}

TEST_F(TerminalTest, TheFirstVariableThatIsSetSaysWhichCharacters) {
  EXPECT_FALSE(Utf8With(nullptr, nullptr, nullptr));
  EXPECT_TRUE(Utf8With(nullptr, nullptr, "en_GB.UTF-8"));
  EXPECT_TRUE(Utf8With("", "", "C.UTF-8"));
  EXPECT_TRUE(Utf8With(nullptr, "de_DE.utf8", "C"));
  EXPECT_FALSE(Utf8With("C", nullptr, "en_GB.UTF-8"));
  EXPECT_FALSE(Utf8With("POSIX", "en_GB.UTF-8", "en_GB.UTF-8"));
  EXPECT_FALSE(Utf8With(nullptr, "de_DE@euro", "en_GB.UTF-8"));
}

TEST_F(TerminalTest, OnlyTheCharacterSetOfALocaleCounts) {
  EXPECT_TRUE(Utf8With("de_DE.UTF-8@euro", nullptr, nullptr));
  EXPECT_TRUE(Utf8With("de_DE.Utf8", nullptr, nullptr));
  for (const char* name : {"de_DE", "de_DE.ISO-8859-1", "UTF-8", "de_DE.", ".", "de_DE.UTF-16"}) {
    EXPECT_FALSE(Utf8With(name, nullptr, nullptr)) << name;
  }
}

}  // namespace
}  // namespace certsweep::cli
