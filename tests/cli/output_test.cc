#include "cli/output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

namespace certsweep::cli {
namespace {

// Runs `body` in a child of its own, whose exit code it is.
int ExitCodeOf(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGPIPE, SIG_IGN);
    _exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(OutputTest, AClosedPipeIsCancelled) {
  EXPECT_EQ(ExitCodeOf([] {
              int ends[2];
              if (pipe(ends) != 0) return 1;
              close(ends[0]);
              dup2(ends[1], STDOUT_FILENO);
              return absl::IsCancelled(WriteToStandardOutput("text")) ? 0 : 2;
            }),
            0);
}

TEST(OutputTest, AFullDiskIsResourceExhausted) {
  EXPECT_EQ(ExitCodeOf([] {
              dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO);
              return absl::IsResourceExhausted(WriteToStandardOutput("text")) ? 0 : 2;
            }),
            0);
}

TEST(OutputTest, ANonBlockingPipeIsWaitedFor) {
  EXPECT_EQ(ExitCodeOf([] {
              int ends[2];
              if (pipe2(ends, O_NONBLOCK) != 0) return 1;
              dup2(ends[1], STDOUT_FILENO);
              const pid_t reader = fork();
              if (reader == 0) {
                fcntl(ends[0], F_SETFL, 0);
                size_t total = 0;
                char buffer[4096];
                while (total < 1'000'000) {
                  const ssize_t count = read(ends[0], buffer, sizeof buffer);
                  if (count <= 0) _exit(1);
                  total += static_cast<size_t>(count);
                }
                _exit(0);
              }
              const bool written = WriteToStandardOutput(std::string(1'000'000, 'x')).ok();
              int status = 0;
              waitpid(reader, &status, 0);
              return written && status == 0 ? 0 : 2;
            }),
            0);
}

TEST(OutputTest, ClosedStandardStreamsTakeNoWrites) {
  EXPECT_EQ(ExitCodeOf([] {
              for (int descriptor = 0; descriptor <= 2; ++descriptor) close(descriptor);
              OpenMissingStandardStreams();
              if (open("/dev/null", O_RDONLY) <= 2) return 1;
              return WriteToStandardOutput("text").ok() ? 2 : 0;
            }),
            0);
}

TEST(OutputTest, AComplaintHasItsNameOnEveryLineAndNothingForTheTerminal) {
  EXPECT_EQ(ComplaintText("a.txt:1: bad\na.txt:2: \x1b[2J"), "certsweep: a.txt:1: bad\ncertsweep: a.txt:2: \\x1b[2J\n");
  EXPECT_EQ(ComplaintText(""), "");
}

TEST(OutputTest, WriteFileReplacesContent) {
  const std::string path = testing::TempDir() + "output_test." + std::to_string(getpid());
  ASSERT_TRUE(WriteFile(path, "first, and longer").ok());
  ASSERT_TRUE(WriteFile(path, "second").ok());
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "second");
  unlink(path.c_str());
}

TEST(OutputTest, WriteFileSaysWhichFile) {
  const absl::Status missing = WriteFile("/nonexistent/folder/file", "text");
  EXPECT_TRUE(absl::IsNotFound(missing));
  EXPECT_NE(missing.message().find("/nonexistent/folder/file"), absl::string_view::npos);
  EXPECT_TRUE(absl::IsResourceExhausted(WriteFile("/dev/full", "text")));
}

}  // namespace
}  // namespace certsweep::cli
