#include "cli/terminal_prompt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/terminal_session.h"

namespace certsweep::cli {
namespace {

using test::TerminalSession;
using ::testing::HasSubstr;
using ::testing::Not;

// Asks once, and leaves the answer, or the code of the error, in a file.
class TerminalPromptTest : public testing::Test {
 protected:
  int Ask() const {
    SignalWatcher signals;
    TerminalPrompt prompt(signals);
    const auto answer = prompt.Ask("Password: ");
    test::WriteWholeFile(folder_.Path("answer"), answer.ok()
                                                     ? "got " + std::string(answer->view())
                                                     : std::string(absl::StatusCodeToString(answer.status().code())));
    return answer.ok() ? 0 : 1;
  }
  std::string Answer() const { return test::ReadWholeFile(folder_.Path("answer")); }

  const test::TemporaryFolder folder_;
  const std::function<int()> ask_ = [this] { return Ask(); };
};

TEST_F(TerminalPromptTest, WhatIsTypedIsNotShown) {
  TerminalSession session(ask_);
  ASSERT_TRUE(session.Await("Password: "));
  EXPECT_FALSE(session.Echoes());
  session.Type("hunter2 \xc3\xa9\n");
  EXPECT_EQ(session.Wait(), 0);
  EXPECT_EQ(Answer(), "got hunter2 \xc3\xa9");
  EXPECT_THAT(session.shown(), Not(HasSubstr("hunter2")));
  EXPECT_TRUE(session.Echoes());
}

TEST_F(TerminalPromptTest, IsAskedThereWhateverTheStandardStreamsAre) {
  TerminalSession session([this] {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) close(stream);
    return Ask();
  });
  ASSERT_TRUE(session.Await("Password: "));
  session.Type("x\x7fhunter2\n");  // mended with Backspace
  EXPECT_EQ(session.Wait(), 0);
  EXPECT_EQ(Answer(), "got hunter2");
}

TEST_F(TerminalPromptTest, SignalsEndTheQuestionAndTheTerminalIsPutBack) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    TerminalSession session(ask_);
    ASSERT_TRUE(session.Await("Password: "));
    session.Type("half an ans");
    session.Send(signal);
    EXPECT_EQ(session.Wait(), 1);
    EXPECT_EQ(Answer(), "CANCELLED");
    EXPECT_TRUE(session.Echoes());
  }
}

TEST_F(TerminalPromptTest, KeysThatEndIt) {
  for (const auto& [keys, code] : {std::pair("\x03", "CANCELLED"), std::pair("\x04", "OUT_OF_RANGE")}) {
    TerminalSession session(ask_);
    ASSERT_TRUE(session.Await("Password: "));
    session.Type(keys);
    EXPECT_EQ(session.Wait(), 1);
    EXPECT_EQ(Answer(), code);
    EXPECT_TRUE(session.Echoes());
  }
}

TEST_F(TerminalPromptTest, NoKeyStopsItWithTheEchoOff) {
  TerminalSession session(ask_);
  ASSERT_TRUE(session.Await("Password: "));
  session.Type("\x1a\x1c\n");  // Ctrl-Z, Ctrl-backslash
  EXPECT_EQ(session.Wait(), 0);
  EXPECT_EQ(Answer(), "got \x1a\x1c");
}

TEST_F(TerminalPromptTest, WithoutATerminalThereIsNobodyToAsk) {
  test::ChildProcess child([this](const test::ChildSide& /*parent*/) {
    setsid();
    Ask();
  });
  EXPECT_EQ(child.HearAll(), "");
  EXPECT_EQ(Answer(), "NOT_FOUND");
}

TEST_F(TerminalPromptTest, AFileIsNoTerminal) {
  test::ChildProcess child([this](const test::ChildSide& parent) {
    test::WriteWholeFile(folder_.Path("file"), "hunter2\n");
    SignalWatcher signals;
    parent.Say(TerminalPrompt(signals, folder_.Path("file")).Ask("?").status().ToString());
  });
  EXPECT_THAT(child.HearAll(), HasSubstr("NOT_FOUND"));
}

}  // namespace
}  // namespace certsweep::cli
