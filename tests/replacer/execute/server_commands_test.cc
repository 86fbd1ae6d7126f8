#include "replacer/execute/server_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/memory_host.h"

namespace certsweep::replacer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ServerCommandsTest : public ::testing::Test {
 protected:
  // Every command ends like that, and is kept.
  void Answer(const CommandResult& result) {
    appliance_.OnRun([this, result](test::MemoryAppliance&, std::string_view line) -> absl::StatusOr<CommandResult> {
      command_ = line;
      return result;
    });
  }

  test::MemoryAppliance appliance_;
  test::MemoryHost host_{appliance_};
  JobPlan plan_;
  std::string command_;
};

TEST_F(ServerCommandsTest, ATestOfTheFileGetsItsPathQuoted) {
  plan_.test_command = "check {pem} && check {pem}";
  EXPECT_TRUE(TestsPem(plan_));
  Answer({});
  EXPECT_TRUE(TestPem(host_, plan_, "/etc/a b/$(id)'s.pem").ok());
  EXPECT_THAT(command_, Not(HasSubstr("{pem}")));
  EXPECT_THAT(command_, HasSubstr("'/etc/a b/$(id)'"));
  EXPECT_FALSE(TestPem(host_, plan_, std::string("/a\0b", 4)).ok());
}

TEST_F(ServerCommandsTest, ATestOfTheServerIsRunAsItIs) {
  plan_.test_command = "lighttpd -tt";
  EXPECT_FALSE(TestsPem(plan_));
  Answer({});
  EXPECT_TRUE(TestServer(host_, plan_).ok());
  EXPECT_EQ(command_, "lighttpd -tt");
}

TEST_F(ServerCommandsTest, AFailureSaysHowItEndedAndWhatItPrinted) {
  plan_.restart_command = "restart";
  Answer({.status = 7, .output = "out", .errors = "", .cut = false});
  EXPECT_EQ(TellServer(host_, plan_).message(), "restart_command ended with 7: out");
  Answer({.status = 7, .output = "out", .errors = "err\n\x1b[31m", .cut = false});
  EXPECT_THAT(std::string(TellServer(host_, plan_).message()), HasSubstr("ended with 7: err"));
  EXPECT_THAT(std::string(TellServer(host_, plan_).message()), Not(HasSubstr("\x1b")));
  // Of much, the end: there it says why.
  Answer({.status = 1, .output = "", .errors = std::string(5000, 'x') + "the reason", .cut = false});
  EXPECT_LT(TellServer(host_, plan_).message().size(), 500u);
  EXPECT_THAT(std::string(TellServer(host_, plan_).message()), HasSubstr("the reason"));
  Answer({.status = 1, .output = "", .errors = "", .cut = false});
  EXPECT_EQ(TellServer(host_, plan_).message(), "restart_command ended with 1");
}

TEST_F(ServerCommandsTest, ADialogueIsHeldInPlaceOfTheCommand) {
  plan_.restart_command = "restart";
  plan_.dialogue = {{"#", "enable"}, {">", ""}};
  Answer({.status = 7, .output = "", .errors = "", .cut = false});
  appliance_.OnConverse(
      [](test::MemoryAppliance&, const std::vector<DialogueStep>& steps) -> absl::StatusOr<DialogueResult> {
        EXPECT_EQ(steps[0].send, "enable");
        EXPECT_EQ(steps[1].send, std::nullopt);
        return DialogueResult{.completed = true, .detail = "", .transcript = ""};
      });
  EXPECT_TRUE(TellServer(host_, plan_).ok());
  EXPECT_EQ(command_, "");
  appliance_.OnConverse([](test::MemoryAppliance&, const auto&) -> absl::StatusOr<DialogueResult> {
    return DialogueResult{.completed = false, .detail = "no > came", .transcript = ""};
  });
  EXPECT_EQ(TellServer(host_, plan_).message(), "dialogue: no > came");
}

}  // namespace
}  // namespace certsweep::replacer
