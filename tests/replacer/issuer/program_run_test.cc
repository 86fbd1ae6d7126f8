#include "replacer/issuer/program_run.h"

#include <cstdlib>
#include <string>

#include "engine/base/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class ProgramRunTest : public ::testing::Test {
 protected:
  absl::StatusOr<ProgramEnd> Run(const std::string& script, int timeout_s = 60) {
    return RunProgram({.arguments = {"/bin/sh", "-c", script}, .folder = folder_.path(), .timeout_s = timeout_s},
                      base::SystemClock());
  }
  std::string File(const std::string& name) { return test::ReadWholeFile(folder_.Path(name)); }
  test::TemporaryFolder folder_;
};

TEST_F(ProgramRunTest, TellsHowItEnded) {
  EXPECT_EQ(Run("exit 0")->exit_code, 0);
  EXPECT_EQ(Run("exit 75")->exit_code, 75);
  const auto killed = Run("kill -9 $$");
  EXPECT_EQ(killed->exit_code, std::nullopt);
  EXPECT_EQ(killed->signal, 9);
}

TEST_F(ProgramRunTest, KeepsTheLastLineOfStderr) {
  EXPECT_EQ(Run("echo out; echo one >&2; printf 'two\\033\\r\\n\\n' >&2")->last_error_line, "two\\x1b");
  EXPECT_EQ(Run("echo out")->last_error_line, "");
  EXPECT_LE(Run("head -c 5000 /dev/zero | tr '\\0' x >&2")->last_error_line.size(), 310U);
}

TEST_F(ProgramRunTest, MuchOutputIsReadAndDropped) {
  const auto end = Run("head -c 20000000 /dev/zero; head -c 20000000 /dev/zero >&2; printf '\\ndone' >&2");
  EXPECT_THAT(end->last_error_line, HasSubstr("done"));
  EXPECT_EQ(end->exit_code, 0);
}

TEST_F(ProgramRunTest, HasNothingOfOurs) {
  ASSERT_EQ(::setenv("CERTSWEEP_TEST_SECRET", "geheim", 1), 0);
  ASSERT_EQ(
      Run("env >env; cat >in; ls /proc/self/fd >fds; pwd >pwd; ps -o pgid= -p $$ >group; echo $$ >pid")->exit_code, 0);
  ::unsetenv("CERTSWEEP_TEST_SECRET");
  EXPECT_EQ(File("env").find("geheim"), std::string::npos);
  EXPECT_NE(File("env").find("PATH="), std::string::npos);
  EXPECT_EQ(File("in"), "");
  EXPECT_THAT(File("fds"), MatchesRegex("0\n1\n2\n3\n")) << "3 is the folder that ls reads";
  EXPECT_THAT(File("pwd"), HasSubstr(folder_.path()));
  EXPECT_THAT(File("group"), HasSubstr(File("pid").substr(0, File("pid").size() - 1)));
}

TEST_F(ProgramRunTest, EndsAtItsDeadlineWithItsChildren) {
  const auto end = Run("sleep 1000 & echo $! >child; trap '' TERM; while :; do sleep 1000; done", 1);
  EXPECT_TRUE(absl::IsDeadlineExceeded(end.status()));
  EXPECT_THAT(std::string(end.status().message()), HasSubstr("did not end within 1 s"));
  const std::string child = File("child");
  const std::string stat = "/proc/" + child.substr(0, child.size() - 1) + "/stat";
  // A signal takes effect when its receiver is next scheduled.
  const std::string gone = "for i in $(seq 1000); do test -e " + stat + " && ! grep -q ') Z' " + stat +
                           " || exit 0; sleep 0.01; done; exit 1";
  EXPECT_EQ(std::system(gone.c_str()), 0);
}

TEST_F(ProgramRunTest, AChildThatStaysDoesNotHoldItUp) {
  const auto end = Run("sleep 5 & echo said >&2; exit 3");
  EXPECT_EQ(end->exit_code, 3);
  EXPECT_EQ(end->last_error_line, "said");
}

TEST_F(ProgramRunTest, WhatCanNotBeStarted) {
  const auto run = [&](const std::string& program, const std::string& folder) {
    return RunProgram({.arguments = {program}, .folder = folder}, base::SystemClock()).status();
  };
  EXPECT_TRUE(absl::IsNotFound(run("/nowhere/prog", folder_.path())));
  EXPECT_THAT(run("no-such-program", folder_.path()).ToString(), HasSubstr("no-such-program: No such file"));
  test::WriteWholeFile(folder_.Path("text"), "no program");
  EXPECT_TRUE(absl::IsPermissionDenied(run(folder_.Path("text"), folder_.path())));
  EXPECT_FALSE(run("true", "/nowhere").ok());
  EXPECT_TRUE(run("true", folder_.path()).ok()) << "found by PATH";
}

}  // namespace
}  // namespace certsweep::replacer
