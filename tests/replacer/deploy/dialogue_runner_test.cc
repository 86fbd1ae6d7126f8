#include "replacer/deploy/dialogue_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/replacer/deploy/local_programs.h"

namespace certsweep::replacer {
namespace {

using testing::HasSubstr;

constexpr char kRestrictedShell[] =
    "printf '> '; while read -r line; do case $line in "
    "enable) printf 'Password:'; read -r p; [ \"$p\" = s3cret ] && printf '# ' || printf 'no\\n> ';; "
    "exit) exit 0;; *) printf 'what? \\n> ';; esac; done";

DialogueResult Talk(std::vector<DialogueStep> steps, const char* program = kRestrictedShell) {
  ProgramChannel channel({"/bin/sh", "-c", program});
  return *RunDialogue(channel, std::move(steps));
}

TEST(DialogueRunnerTest, TalksToAProgram) {
  const DialogueResult result = Talk({{.expect = "> ", .send = "enable"},
                                      {.expect = "Password:", .send = "s3cret", .secret = true},
                                      {.expect = "# ", .send = "exit"}});
  EXPECT_TRUE(result.completed) << result.detail;
  EXPECT_THAT(result.transcript, HasSubstr("Password:"));
}

TEST(DialogueRunnerTest, GivesUpInTime) {
  const DialogueResult result =
      Talk({{.expect = "> ", .send = "hello"}, {.expect = "# ", .send = std::nullopt, .timeout_us = 50'000}});
  EXPECT_FALSE(result.completed);
  EXPECT_EQ(result.detail, "step 2 of 2: \"# \" did not come in time");
  EXPECT_THAT(result.transcript, HasSubstr("what?"));
}

TEST(DialogueRunnerTest, SeesTheEnd) {
  const DialogueResult result = Talk({{.expect = "> ", .send = "exit"}, {.expect = "# ", .send = std::nullopt}});
  EXPECT_FALSE(result.completed);
  EXPECT_THAT(result.detail, HasSubstr("ended the session"));
}

TEST(DialogueRunnerTest, SpeaksOnlyLines) {
  ProgramChannel channel({"/bin/cat"});
  EXPECT_TRUE(absl::IsInvalidArgument(RunDialogue(channel, {{.expect = "", .send = "a\nb"}}).status()));
}

}  // namespace
}  // namespace certsweep::replacer
