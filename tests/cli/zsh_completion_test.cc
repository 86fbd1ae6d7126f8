// The script in a real zsh, at a terminal of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/shell_run.h"

namespace certsweep::cli {
namespace {

using ::testing::ElementsAre;

// Types each argument, the key for completion and one that prints the line as it is then.
constexpr const char* kAsk = R"(zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1= PS2=; unsetopt beep; autoload -Uz compinit; compinit -u -D; source ./_certsweep'
zpty -w z 'said() { zle -I; print -r -- "<""<$BUFFER>"">"; BUFFER=; }; zle -N said'
zpty -w z 'bindkey "^X" said; bindkey "^I" complete-word; print rea""dy'
zpty -r -m z out '*ready*'
for line; do
  zpty -w -n z "$line"$'\t\x18'
  zpty -r -m z out '*<<*>>*'
  print -r -- "${${out##*<<}%%>>*}"
done
zpty -d z
)";

class ZshCompletionTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!ShellRun::Has("zsh")) GTEST_SKIP() << "zsh is not installed";
    run_.Write("_certsweep", Printed({"completion", "zsh"}));
    run_.Write("estate.csv", "");
    run_.Write("ask.zsh", kAsk);
  }

  // The lines as completion leaves them.
  std::vector<std::string> Completed(const std::vector<std::string>& lines) {
    std::string command = "timeout 60 zsh -f ask.zsh";
    for (const std::string& line : lines) command += " 'certsweep " + line + "'";
    return run_.Lines(command);
  }

 private:
  ShellRun run_;
};

// One test: the shell needs seconds to start.
TEST_F(ZshCompletionTest, CommandsOptionsWordsAndFiles) {
  EXPECT_THAT(Completed({"ver", "help conf", "scan --fo", "scan --format j", "scan -f j", "scan --format=c",
                         "scan -t est", "scan --trust sys", "verify est", "completion fi", "lab est"}),
              ElementsAre("certsweep verify ", "certsweep help config ", "certsweep scan --format=",
                          "certsweep scan --format jsonl ", "certsweep scan -f jsonl ", "certsweep scan --format=csv ",
                          "certsweep scan -t estate.csv ", "certsweep scan --trust system ",
                          "certsweep verify estate.csv ", "certsweep completion fish ", "certsweep lab est"));
}

}  // namespace
}  // namespace certsweep::cli
