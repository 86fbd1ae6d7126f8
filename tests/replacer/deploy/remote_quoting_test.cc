#include "replacer/deploy/remote_quoting.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <random>

#include "tests/replacer/deploy/hard_names.h"
#include "tests/replacer/deploy/local_programs.h"

namespace certsweep::replacer {
namespace {

// What a program gets as its arguments when `shell` runs the quoted words.
std::string ArgumentsSeen(const std::string& shell, const std::vector<std::string>& words) {
  std::string command = "printf '%s\\000'";
  for (const std::string& word : words) command += " " + *QuoteForShell(word);
  absl::StatusOr<CommandResult> result = LocalShell(shell)(command, "", size_t{1} << 20);
  EXPECT_EQ(result->status, 0) << result->errors;
  return result->output;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word + '\0';
  return text;
}

TEST(RemoteQuotingTest, QuotesReadably) {
  EXPECT_EQ(*QuoteForShell("/etc/lighttpd/server.pem"), "'/etc/lighttpd/server.pem'");
  EXPECT_EQ(*QuoteForShell(""), "''");
  EXPECT_EQ(*QuoteForShell("it's"), "'it'\\''s'");
}

TEST(RemoteQuotingTest, RefusesWhatNoArgumentCanHold) {
  EXPECT_TRUE(absl::IsInvalidArgument(QuoteForShell(std::string_view("a\0b", 3)).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(QuotePathForShell(std::string_view("/a\0b", 4)).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(QuotePathForShell("").status()));
}

TEST(RemoteQuotingTest, APathIsNeverAnOption) {
  EXPECT_EQ(*QuotePathForShell("-rf"), "'./-rf'");
  EXPECT_EQ(*QuotePathForShell("/-rf"), "'/-rf'");
}

class RemoteQuotingInShellTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (access(GetParam(), X_OK) != 0) GTEST_SKIP() << GetParam() << " is not installed";
  }
};

TEST_P(RemoteQuotingInShellTest, HardNamesArriveAsTheyAre) {
  EXPECT_EQ(ArgumentsSeen(GetParam(), HardNames()), Joined(HardNames()));
}

TEST_P(RemoteQuotingInShellTest, AnyBytesArriveAsTheyAre) {
  std::mt19937 random(1);
  // Half of them out of what shells act on.
  const std::string active = "'\"\\$`;&|<>()*?[]{}~#!\n\t -=%@";
  std::vector<std::string> words;
  for (int i = 0; i < 400; ++i) {
    std::string word(random() % 20, ' ');
    for (char& c : word) c = random() % 2 ? active[random() % active.size()] : static_cast<char>(1 + random() % 255);
    words.push_back(word);
  }
  EXPECT_EQ(ArgumentsSeen(GetParam(), words), Joined(words));
}

INSTANTIATE_TEST_SUITE_P(Shells, RemoteQuotingInShellTest, testing::Values("/bin/sh", "/bin/bash", "/usr/bin/zsh"),
                         [](const auto& shell) {
                           std::string name = shell.param;
                           name = name.substr(name.rfind('/') + 1);
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace certsweep::replacer
