// Every example in --help (and so in the manual pages), README.md and docs/ is run: by sh, word by word as it stands,
// in a network of its own where its hosts are a lab's and its files are there (example_world.h). It has to end by
// itself, or on SIGINT after some seconds, with an exit code that its command's help tells and that is neither a usage
// error nor a failure of ours.
#include "tests/integration/examples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

#include "bench/lab/appliance_programs.h"
#include "tests/integration/example_world.h"
#include "tests/integration/process.h"

namespace certsweep::integration {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kInterrupted = 130;
// After so many seconds an example is interrupted as a user would: some wait on purpose (--rate).
constexpr const char* kPatience = "2";

std::vector<std::string> Texts(const std::vector<Example>& examples) {
  std::vector<std::string> texts;
  for (const Example& example : examples) texts.push_back(example.text);
  return texts;
}

TEST(ExamplesTest, FoundInCodeBlocksAndNowhereElse) {
  EXPECT_THAT(Texts(FindExamples("certsweep scan a\n"
                                 "    certsweep scan b\n"
                                 "   certsweep scan c\n"
                                 "    certsweep scan d > run      a remark\n"
                                 "    certsweep scan e # a remark\n"
                                 "```\n$ certsweep scan f \\\n    -q\n```\n"
                                 "    jq . run.jsonl\n"
                                 "    zcat hosts.gz | certsweep scan -t -\n"
                                 "    sudo -u certsweep certsweep runs\n"
                                 "certsweep: no such thing\n",
                                 true)),
              ElementsAre("certsweep scan b", "certsweep scan d > run", "certsweep scan e", "certsweep scan f -q",
                          "zcat hosts.gz | certsweep scan -t -", "sudo -u certsweep certsweep runs"));
}

TEST(ExamplesTest, GrammarIsNoExample) {
  EXPECT_THAT(FindExamples("    certsweep scan [OPTION]... [TARGET]...\n    certsweep diff RUN RUN\n"
                           "    certsweep completion bash|zsh|fish\n    certsweep scan -t FILE\n",
                           true),
              IsEmpty());
  EXPECT_EQ(FindExamples("    certsweep scan --mix a=1,b=2 --time 2026-01-02T03:04:05Z -4\n", true).size(), 1u);
}

TEST(ExamplesTest, WhatTheyTakeForGranted) {
  const Needs needs =
      NeedsOf(FindExamples("  certsweep scan sps01.corp.example -t a.csv --trust=r.pem --where 'site=leeds' -o run.csv "
                           "< b.jsonl > c.jsonl\n",
                           false));
  EXPECT_THAT(needs.hosts, ElementsAre("sps01.corp.example"));
  EXPECT_THAT(needs.files, ElementsAre("a.csv", "b.jsonl", "r.pem"));
  EXPECT_THAT(needs.columns, ElementsAre(testing::Pair("site", "leeds")));
}

TEST(ExamplesTest, WhatTheyWriteBeforeTheyReadIt) {
  EXPECT_THAT(
      WrittenFirst(FindExamples("  certsweep key -o k.pem\n  certsweep csr --key k.pem --template t.cnf -o r.csr\n"
                                "  certsweep scan -t a.csv -o a.csv\n",
                                false)),
      ElementsAre("k.pem", "r.csr"));
}

TEST(ExamplesTest, RunWithoutRightsAndInTheirFolder) {
  const Example example = {
      .text = "cat a | sudo -u certsweep certsweep scan -t /etc/certsweep/b.csv --record=/var/lib/certsweep/c.db"};
  EXPECT_EQ(Runnable(example), "cat a | certsweep scan -t b.csv --record=c.db");
  EXPECT_THAT(NeedsOf({example}).files, ElementsAre("b.csv", "c.db"));
}

TEST(ExamplesTest, WhatAHelpTells) {
  EXPECT_THAT(ExitCodesIn("Exit codes: 0 good; 1 bad, 3 times;\n4 ours; 130 no.\n\n7 dwarfs; 8 legs"),
              ElementsAre(0, 1, 4, 130));
  EXPECT_THAT(ExitCodesIn("no word"), ElementsAre(0));
  EXPECT_THAT(CommandsIn("Usage\n\nCommands:\n  scan    Scan\n  help    Help\n\nAnd so on\n"),
              ElementsAre("scan", "help"));
}

// What was told beside the examples, by its name.
class ExamplesRunTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new std::string((std::filesystem::temp_directory_path() / "certsweep-help-XXXXXX").string());
    ASSERT_NE(mkdtemp(folder_->data()), nullptr);
    helps_ = new std::map<std::string, std::string>();
    const std::string help = Help({"help"});
    (*helps_)["--version"] = (*helps_)[""] = help;
    for (const std::string& command : CommandsIn(help)) (*helps_)[command] = Help({"help", command});
    std::vector<Example> all;
    for (const auto& [name, text] : *helps_) Add(FindExamples(text, false), all);
    for (const std::string& path : Documents()) Add(FindExamples(ReadFile(path), true), all);
    world_ = new ExampleWorld(NeedsOf(all));
  }

  static void TearDownTestSuite() {
    delete world_;
    delete helps_;
    std::filesystem::remove_all(*folder_);
    delete folder_;
  }

  void SetUp() override {
    if (!world_->trouble().empty()) GTEST_SKIP() << world_->trouble();
  }

  static std::vector<std::string> Documents() {
    std::vector<std::string> paths = {std::string(CERTSWEEP_SOURCE_DIR) + "/README.md"};
    for (const auto& entry : std::filesystem::directory_iterator(std::string(CERTSWEEP_SOURCE_DIR) + "/docs")) {
      if (entry.path().extension() == ".md") paths.push_back(entry.path());
    }
    return paths;
  }

  // Runs what a page shows from top to bottom, in one folder.
  void RunAll(const std::string& where, const std::vector<Example>& examples) {
    const std::string folder = world_->FreshFolder();
    for (const std::string& file : WrittenFirst(examples)) std::filesystem::remove(folder + "/" + file);
    std::unique_ptr<Process> lab;
    for (const Example& example : examples) {
      const std::string place = where + ":" + std::to_string(example.line) + ": " + example.text;
      SCOPED_TRACE(place);
      if (!helps_->contains(example.command)) {
        ADD_FAILURE() << "there is no such command";
      } else if (example.text.find("--appliances") != std::string::npos && !lab::CheckAppliancePrograms().ok()) {
        continue;
      } else if (example.command == "lab") {
        if (lab != nullptr) End(*lab);
        lab = StartLab(folder, example);
      } else {
        RunOne(folder, example);
        AnswerRequests(folder);
      }
    }
    if (lab != nullptr) End(*lab);
  }

  static const std::map<std::string, std::string>& helps() { return *helps_; }

 private:
  static std::string Help(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), CERTSWEEP_BINARY);
    Process process({.command = arguments, .folder = *folder_});
    EXPECT_EQ(process.Wait(), 0);
    return process.Output();
  }

  static void Add(const std::vector<Example>& more, std::vector<Example>& all) {
    all.insert(all.end(), more.begin(), more.end());
  }

  // Behind `before`. One program alone takes the shell's place, so that a signal is its own.
  static ProcessOptions Shell(const std::string& folder, const Example& example, std::vector<std::string> before) {
    std::string line = Runnable(example);
    if (line.starts_with("certsweep ") && line.find('|') == std::string::npos) line = "exec " + line;
    before.insert(before.end(), {"/bin/sh", "-c", line});
    const std::string binaries = std::filesystem::path(CERTSWEEP_BINARY).parent_path();
    return {.command = before,
            .folder = folder,
            .name = ".example",
            .environment = {"PATH=" + binaries + ":/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8"}};
  }

  void RunOne(const std::string& folder, const Example& example) {
    std::set<int> allowed = ExitCodesIn(helps_->at(example.command));
    allowed.erase(2);
    allowed.erase(4);
    Process process(
        Shell(folder, example, {"/usr/bin/timeout", "--preserve-status", "-s", "INT", "-k", "10", kPatience}));
    const int exit_code = process.Wait(std::chrono::seconds(30));
    EXPECT_THAT(allowed, Contains(exit_code)) << process.Errors();
    EXPECT_THAT(process.Errors(), Not(HasSubstr("--help"))) << "a usage error";
  }

  std::unique_ptr<Process> StartLab(const std::string& folder, const Example& example) {
    ProcessOptions options = Shell(folder, example, {});
    // The last lab of the page was ready, too.
    options.name = ".lab" + std::to_string(++labs_);
    auto lab = std::make_unique<Process>(options);
    EXPECT_TRUE(lab->WaitForOutput("ready\n")) << lab->Errors();
    return lab;
  }

  void End(Process& lab) {
    lab.Send(SIGINT);
    EXPECT_EQ(lab.Wait(), 0) << lab.Errors();
  }

  static ExampleWorld* world_;
  static std::string* folder_;
  static std::map<std::string, std::string>* helps_;
  int labs_ = 0;
};

ExampleWorld* ExamplesRunTest::world_ = nullptr;
std::string* ExamplesRunTest::folder_ = nullptr;
std::map<std::string, std::string>* ExamplesRunTest::helps_ = nullptr;

TEST_F(ExamplesRunTest, OfEveryHelp) {
  for (const auto& [command, help] : helps()) {
    const std::vector<Example> examples = FindExamples(help, false);
    EXPECT_THAT(examples, Not(IsEmpty())) << command << " has no example";
    if (command != "--version") RunAll("help " + command, examples);
  }
}

TEST_F(ExamplesRunTest, OfEveryDocument) {
  for (const std::string& path : Documents()) RunAll(path, FindExamples(ReadFile(path), true));
}

}  // namespace
}  // namespace certsweep::integration
