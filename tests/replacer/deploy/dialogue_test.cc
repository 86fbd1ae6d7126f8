#include "replacer/deploy/dialogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certsweep::replacer {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<DialogueStep> Login() {
  return {{.expect = "> ", .send = "enable", .secret = false, .timeout_us = 100},
          {.expect = "Password:", .send = "s3cret", .secret = true, .timeout_us = 100},
          {.expect = "# ", .send = std::nullopt, .secret = false, .timeout_us = 100}};
}

TEST(DialogueTest, SaysItsLinesWhenTheirPromptsCame) {
  Dialogue dialogue = *Dialogue::Create(Login(), 0);
  EXPECT_EQ(dialogue.Take("", 0), "");
  EXPECT_EQ(dialogue.Take("Welcome\r\n>", 1), "");
  EXPECT_EQ(dialogue.Take(" ", 2), "enable\n");
  EXPECT_EQ(dialogue.Take("enable\r\nPassword:", 3), "s3cret\n");
  EXPECT_EQ(dialogue.Take("\r\nsps# ", 4), "");
  EXPECT_FALSE(dialogue.IsOpen());
  EXPECT_TRUE(dialogue.result().completed);
  EXPECT_THAT(dialogue.result().transcript, HasSubstr("Welcome"));
}

TEST(DialogueTest, GivesTheSameByteByByte) {
  Dialogue dialogue = *Dialogue::Create(Login(), 0);
  std::string sent;
  for (char c : std::string("x> enable\r\nPassword:\r\n# ")) sent += dialogue.Take(std::string(1, c), 1);
  EXPECT_EQ(sent, "enable\ns3cret\n");
  EXPECT_TRUE(dialogue.result().completed);
}

TEST(DialogueTest, WhatOneStepTookIsNotThereForTheNext) {
  Dialogue dialogue = *Dialogue::Create({{.expect = "# ", .send = "a"}, {.expect = "# ", .send = "b"}}, 0);
  EXPECT_EQ(dialogue.Take("# ", 1), "a\n");
  EXPECT_EQ(dialogue.Take("# ", 2), "b\n");
}

TEST(DialogueTest, AStepWithoutAPromptDoesNotWait) {
  Dialogue dialogue = *Dialogue::Create({{.expect = "", .send = "a"}, {.expect = "done", .send = std::nullopt}}, 0);
  EXPECT_EQ(dialogue.Take("", 0), "a\n");
  EXPECT_TRUE(dialogue.IsOpen());
}

TEST(DialogueTest, EachStepHasItsTime) {
  Dialogue dialogue = *Dialogue::Create(Login(), 1000);
  EXPECT_EQ(dialogue.deadline_us(), 1100);
  dialogue.Take("> ", 1050);
  EXPECT_EQ(dialogue.deadline_us(), 1150);
  dialogue.Take("no", 1149);
  EXPECT_TRUE(dialogue.IsOpen());
  dialogue.Take("", 1150);
  EXPECT_FALSE(dialogue.IsOpen());
  EXPECT_FALSE(dialogue.result().completed);
  EXPECT_EQ(dialogue.result().detail, "step 2 of 3: \"Password:\" did not come in time");
}

TEST(DialogueTest, TheOtherSideMayEndIt) {
  Dialogue dialogue = *Dialogue::Create(Login(), 0);
  dialogue.Take("> ", 1);
  dialogue.Close();
  EXPECT_THAT(dialogue.result().detail, HasSubstr("step 2 of 3"));
  EXPECT_THAT(dialogue.result().detail, HasSubstr("ended the session"));
}

TEST(DialogueTest, SecretsAreShownNowhere) {
  Dialogue dialogue = *Dialogue::Create(Login(), 0);
  dialogue.Take("> Password:", 1);
  dialogue.Take("s3cret", 2);  // a terminal that echoes
  dialogue.Take("s3crets3cret", 200);
  const DialogueResult result = dialogue.result();
  EXPECT_THAT(result.transcript, Not(HasSubstr("s3cret")));
  EXPECT_THAT(result.transcript, HasSubstr("***"));
  EXPECT_THAT(result.detail, Not(HasSubstr("s3cret")));
}

TEST(DialogueTest, KeepsTheEndOfAFlood) {
  Dialogue dialogue = *Dialogue::Create({{.expect = "# ", .send = std::nullopt}}, 0);
  for (int i = 0; i < 1000; ++i) dialogue.Take(std::string(1000, 'x'), 1);
  dialogue.Take("the end", 2);
  EXPECT_EQ(dialogue.result().transcript.size(), kMaxTranscript);
  EXPECT_TRUE(dialogue.result().transcript.ends_with("the end"));
}

TEST(DialogueTest, OneStepIsOneLine) {
  for (const char* text : {"a\nreboot", "a\r", "\x03", "\x1b[A", "\x7f"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Dialogue::Create({{.expect = "", .send = text}}, 0).status()));
  }
  EXPECT_TRUE(Dialogue::Create({{.expect = "", .send = ""}}, 0).ok());
}

TEST(DialogueTest, NothingToSayIsAtItsEnd) {
  Dialogue dialogue = *Dialogue::Create({}, 0);
  EXPECT_FALSE(dialogue.IsOpen());
  EXPECT_TRUE(dialogue.result().completed);
}

}  // namespace
}  // namespace certsweep::replacer
