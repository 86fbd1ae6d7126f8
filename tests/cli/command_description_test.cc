#include "cli/command_description.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "cli/option_adder.h"
#include "engine/estate/run_selector.h"

namespace certsweep::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

absl::Status Ignore(const std::string&) { return absl::OkStatus(); }

TEST(CommandDescriptionTest, TheNameOfAValueSaysWhatItCanBe) {
  EXPECT_EQ(ParseValueKind("FILE|DIR|system"), (ValueKind{.words = {"system"}, .path = true}));
  EXPECT_EQ(ParseValueKind("FILE|-"), (ValueKind{.path = true}));
  EXPECT_EQ(ParseValueKind("PATH"), (ValueKind{.path = true}));
  EXPECT_EQ(ParseValueKind("TARGET"), (ValueKind{.host = true}));
  EXPECT_EQ(ParseValueKind("COMMAND"), (ValueKind{.command = true}));
  EXPECT_EQ(ParseValueKind("RUN"), (ValueKind{.words = {"latest", "previous", "last-week"}}));
  for (const char* text : {"", "N[,N]", "KIND=SHARE,...", "RFC3339", "NAME", "$(date)", "a b", "|"}) {
    EXPECT_TRUE(ParseValueKind(text).empty()) << text;
  }
}

TEST(CommandDescriptionTest, TheNamesOfRunsAreThoseThatARecordKnows) {
  for (const std::string& word : ParseValueKind("RUN").words)
    EXPECT_TRUE(estate::RunSelector::Parse(word).ok()) << word;
}

TEST(CommandDescriptionTest, TellsWhatWasDeclared) {
  CLI::App root{"A broom\nfor floors", "broom"};
  SetHelp(root, "broom COMMAND", "");
  CLI::App* sweep = root.add_subcommand("sweep", "Sweep a floor")->group("Commands");
  root.add_subcommand("secret", "Not to be told")->group("");
  SetHelp(*sweep, "broom sweep FILE...\n       broom sweep --all", "Mind the cat.");
  OptionAdder add(*sweep);
  enum class Speed { kSlow, kFast };
  Speed speed = Speed::kSlow;
  bool all = false;
  add.Positional("FILE", "a floor", Ignore);
  add.Flag("--all", "Every\nfloor", all);
  add.Group("Dust");
  add.Repeated("-d,--dust", "DIR", "Where it goes", Ignore);
  add.Choice("--speed", "HOW", "slow or fast", {"slow", "fast"}, speed);
  add.Value("-b", "NAME", "A brush", Ignore, "soft|hard");

  const ProgramDescription broom = Describe(root);
  EXPECT_EQ(broom.program.name, "broom");
  EXPECT_EQ(broom.program.about, "A broom for floors");
  ASSERT_THAT(broom.commands, SizeIs(1));
  const CommandDescription& command = broom.commands[0];
  EXPECT_THAT(command.usage, ElementsAre("broom sweep FILE...", "broom sweep --all"));
  EXPECT_EQ(command.footer, "Mind the cat.");
  ASSERT_THAT(command.arguments, SizeIs(1));
  EXPECT_THAT(command.arguments[0].names, ElementsAre("FILE"));
  EXPECT_TRUE(command.arguments[0].kind.path);

  ASSERT_THAT(command.options, SizeIs(5));
  EXPECT_THAT(command.options[1].names, ElementsAre("--all"));
  EXPECT_EQ(command.options[1].value, "");
  EXPECT_EQ(command.options[1].help, "Every floor");
  const OptionDescription& dust = command.options[2];
  EXPECT_THAT(dust.names, ElementsAre("-d", "--dust"));
  EXPECT_EQ(dust.value, "DIR");
  EXPECT_EQ(dust.group, "Dust");
  EXPECT_TRUE(dust.repeated);
  EXPECT_TRUE(dust.kind.path);
  EXPECT_EQ(command.options[3].value, "HOW");
  EXPECT_THAT(command.options[3].kind.words, ElementsAre("slow", "fast"));
  EXPECT_FALSE(command.options[3].repeated);
  EXPECT_THAT(command.options[4].kind.words, ElementsAre("soft", "hard"));

  root.parse(std::vector<std::string>{"fast", "--speed", "sweep"});
  EXPECT_EQ(speed, Speed::kFast);
  EXPECT_THROW(root.parse(std::vector<std::string>{"askew", "--speed", "sweep"}), CLI::ParseError);
}

}  // namespace
}  // namespace certsweep::cli
