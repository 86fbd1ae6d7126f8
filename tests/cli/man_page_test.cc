#include "cli/man_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"
#include "tests/cli/shell_run.h"

namespace certsweep::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<WriteTexts::File> AllPages() {
  const Invocation invocation = ParseCommandLine({"man", "--output", "somewhere"});
  return std::get<WriteTexts>(invocation).files;
}

TEST(ManPageTest, TroffTakesNothingForAnOrder) {
  EXPECT_EQ(EscapeTroff(R"(.so \n 'a' `b` ~ ^ "c" --x)"), R"(\&.so \en \(aqa\(aq \(gab\(ga \(ti \(ha \(dqc\(dq \-\-x)");
  EXPECT_EQ(EscapeTroff("'begins"), "\\(aqbegins");
  EXPECT_EQ(EscapeTroffProse("self-signed, --no-record (-q)"), "self-signed, \\-\\-no\\-record (\\-q)");
}

TEST(ManPageTest, APageOfEachCommandAndOneOfTheProgram) {
  std::vector<std::string> names;
  for (const WriteTexts::File& file : AllPages()) names.push_back(file.name);
  EXPECT_THAT(names, ::testing::IsSupersetOf({"certsweep.1", "certsweep-scan.1", "certsweep-man.1"}));
  for (const WriteTexts::File& file : AllPages()) {
    const std::string title = file.name.substr(0, file.name.size() - 2);
    EXPECT_THAT(file.text, HasSubstr(".SH NAME\n" + EscapeTroff(title) + " \\- ")) << title;
    EXPECT_THAT(file.text, HasSubstr(".SH SYNOPSIS\n")) << title;
    EXPECT_THAT(file.text, HasSubstr(".SH \"EXAMPLES\"\n")) << title;
    EXPECT_EQ(file.text, Printed(title == "certsweep" ? std::vector<std::string>{"man"}
                                                      : std::vector<std::string>{"man", title.substr(10)}));
  }
}

TEST(ManPageTest, FootersGoWhereManualsHaveThem) {
  const CommandDescription sweep = {
      .name = "sweep",
      .about = "Sweep a floor",
      .usage = {"broom sweep [OPTION]..."},
      .options = {{.names = {"-d", "--dust"}, .value = "FILE", .group = "Options", .help = "Where the dust goes"}},
      .footer =
          "A word.\n\n  as it is\n\nExit codes: 0 clean; 1 some dust; or a lot;\n2 no floor.\n\n"
          "Examples:\n  broom sweep -d .bin"};
  const ProgramDescription program = {.program = {.name = "broom"}, .commands = {sweep}};
  EXPECT_EQ(
      ManPage(program, sweep, "1.0"),
      ".TH BROOM\\-SWEEP 1 \"\" \"broom 1.0\" \"broom manual\"\n"
      ".SH NAME\nbroom\\-sweep \\- sweep a floor\n"
      ".SH SYNOPSIS\n\\fBbroom sweep\\fR [OPTION]...\n"
      ".SH \"DESCRIPTION\"\nA word.\n.PP\n.RS 4\n.nf\nas it is\n.fi\n.RE\n"
      ".SH OPTIONS\n.TP\n\\fB\\-d\\fR, \\fB\\-\\-dust\\fR \\fIFILE\\fR\nWhere the dust goes\n"
      ".SH \"EXIT STATUS\"\n.TP\n\\fB0\\fR\nclean\n.TP\n\\fB1\\fR\nsome dust; or a lot\n.TP\n\\fB2\\fR\nno floor.\n"
      ".SH \"EXAMPLES\"\n.RS 4\n.nf\nbroom sweep \\-d .bin\n.fi\n.RE\n"
      ".SH \"SEE ALSO\"\n.BR broom (1)\n");
}

// Fonts, hyphens and orders as the two formatters take them.
TEST(ManPageTest, FormattersHaveNothingToSay) {
  ShellRun run;
  for (const WriteTexts::File& file : AllPages()) {
    run.Write(file.name, file.text);
    if (ShellRun::Has("groff")) {
      EXPECT_THAT(run.Lines("groff -man -Tutf8 -ww -z " + file.name), IsEmpty()) << file.name;
    }
    if (ShellRun::Has("mandoc")) {
      // The pages have no date: they would differ from build to build.
      EXPECT_THAT(run.Lines("mandoc -Tlint -W warning " + file.name + " | grep -v 'missing date'"), IsEmpty())
          << file.name;
    }
  }
  if (!ShellRun::Has("groff") && !ShellRun::Has("mandoc")) GTEST_SKIP() << "neither groff nor mandoc is installed";
}

TEST(ManPageTest, ExamplesReadAsTheHelpHasThem) {
  if (!ShellRun::Has("groff")) GTEST_SKIP() << "groff is not installed";
  ShellRun run;
  run.Write("page.1", Printed({"man", "verify"}));
  EXPECT_THAT(run.Lines("groff -man -Tascii -P-c -rLL=200n page.1 | sed 's/^ *//'"),
              ::testing::Contains("certsweep verify --batch < cases.jsonl > answers.jsonl"));
}

}  // namespace
}  // namespace certsweep::cli
