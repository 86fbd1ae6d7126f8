#include "cli/completion_script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"
#include "tests/cli/shell_run.h"

namespace certsweep::cli {
namespace {

using ::testing::ContainsRegex;
using ::testing::IsEmpty;
using ::testing::Not;

// What a declaration may hold that a shell would take for its own.
ProgramDescription Hostile() {
  const std::string odd = "it's `id` $(id) \"a\" [b] c:d \\ e";
  return {.program = {.name = "broom"},
          .commands = {{.name = "sweep",
                        .about = odd,
                        .arguments = {{.names = {"FILE"}, .kind = {.path = true, .host = true}}},
                        .options = {{.names = {"-d", "--dust"}, .value = odd, .kind = {.words = {"a"}}, .help = odd},
                                    {.names = {"-4"}, .repeated = true, .help = odd}}}}};
}

TEST(CompletionScriptTest, ShellsReadItWhateverTheHelpSays) {
  ShellRun run;
  int shells = 0;
  for (const auto& [name, shell] : {std::pair{"bash", Shell::kBash}, {"zsh", Shell::kZsh}, {"fish", Shell::kFish}}) {
    if (!ShellRun::Has(name)) continue;
    ++shells;
    run.Write("hostile", CompletionScript(shell, Hostile()));
    run.Write("own", Printed({"completion", name}));
    EXPECT_THAT(run.Lines(std::string(name) + " -n hostile; " + name + " -n own"), IsEmpty()) << name;
  }
  if (shells == 0) GTEST_SKIP() << "no shell is installed";
}

TEST(CompletionScriptTest, WordsAndKinds) {
  const ProgramDescription program = {.program = {.name = "broom"}, .commands = {{.name = "sweep"}, {.name = "wipe"}}};
  EXPECT_EQ(CommandNames(program), "sweep wipe");
  EXPECT_EQ(WordsOf({.words = {"a", "b"}, .command = true}, program), "a b sweep wipe");
  EXPECT_EQ(ArgumentKind({.arguments = {{.kind = {.words = {"a"}}}, {.kind = {.path = true}}}}),
            (ValueKind{.words = {"a"}, .path = true}));
  EXPECT_EQ(ShellQuote("it's"), "'it'\\''s'");
}

// Options of these names take one of a few words everywhere: declared by OptionAdder::Choice they are completed.
TEST(CompletionScriptTest, ChoicesOfEveryCommandAreKnown) {
  EXPECT_THAT(Printed({"completion", "bash"}),
              Not(ContainsRegex("--(format|color|progress|rules|identity)\\) words=''")));
}

}  // namespace
}  // namespace certsweep::cli
