// What changed between scans of the lab, which runs there are, and what became of a host: diff, runs and show.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/integration/scan_fixture.h"
#include "tests/integration/schema_check.h"

namespace certsweep::integration {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class HistoryTest : public ScanTest {
 protected:
  ScanResult Run(std::vector<std::string> words, const std::string& input = "/dev/null") {
    words.insert(words.begin(), CERTSWEEP_BINARY);
    Process process({.command = words, .folder = folder(), .name = "history", .input = input});
    ScanResult result;
    result.exit_code = process.Wait();
    result.output = process.Output();
    result.errors = process.Errors();
    return result;
  }

  void ScanOnce(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"--retries", "0", "-q"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ScanResult result = ScanLab(arguments);
    EXPECT_TRUE(result.exit_code == 0 || result.exit_code == 1) << result.errors;
  }

  // The host of the first endpoint of that kind.
  std::string HostOf(lab::LabKind kind) const {
    for (const lab::LabEndpoint& endpoint : lab().endpoints()) {
      if (endpoint.kind == kind) return endpoint.host;
    }
    return {};
  }

  size_t Runs() {
    const std::string lines = Run({"runs", "-f", "jsonl"}).output;
    return static_cast<size_t>(std::count(lines.begin(), lines.end(), '\n'));
  }
};

TEST_F(HistoryTest, WithoutARecordNoneIsMade) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"diff", "previous", "latest"},
                                             {"runs"},
                                             {"runs", "prune", "--keep", "1", "--yes"},
                                             {"show", "a.example"}}) {
    const ScanResult result = Run(words);
    EXPECT_EQ(result.exit_code, 2) << words[0];
    EXPECT_THAT(result.errors, StartsWith("certsweep: estate.db: ")) << words[0];
    EXPECT_EQ(result.output, "");
  }
  EXPECT_FALSE(std::filesystem::exists(Path("estate.db")));
}

TEST_F(HistoryTest, WhatOneScanShowsAndTheOtherDoesNot) {
  StartLab(20, "good-ecdsa=0.6,self-signed=0.2,expired=0.2");
  ScanOnce();
  ScanOnce();
  const ScanResult same = Run({"diff", "previous", "latest"});
  EXPECT_EQ(same.exit_code, 0) << same.errors;
  EXPECT_THAT(same.output, AllOf(StartsWith("run 1 ("), HasSubstr(": nothing changed\n")));
  EXPECT_EQ(same.errors, "");

  // As of long ago: nothing has expired yet, and nothing is valid yet.
  ScanOnce({"--time", "2020-01-01T00:00:00Z"});
  const ScanResult changed = Run({"diff", "2", "3", "-f", "jsonl", "-o", "changes.jsonl"});
  EXPECT_EQ(changed.output, "");
  EXPECT_THAT(changed.errors, AllOf(StartsWith("run 2 ("), HasSubstr("-> run 3 (")));
  const std::vector<boost::json::object> lines = JsonLines(ReadFile(Path("changes.jsonl")));
  EXPECT_THAT(lines, Not(IsEmpty()));
  const std::optional<std::string> complaints = SchemaComplaints("diff.schema.json", Path("changes.jsonl"), folder());
  EXPECT_EQ(changed.exit_code, 1);
  const ScanResult quiet = Run({"diff", "2", "3", "-f", "csv", "-q"});
  EXPECT_EQ(quiet.errors, "");
  EXPECT_EQ(static_cast<size_t>(std::count(quiet.output.begin(), quiet.output.end(), '\n')), lines.size() + 1);
  if (!complaints) GTEST_SKIP() << "python3-jsonschema is not installed";
  EXPECT_EQ(*complaints, "");
}

TEST_F(HistoryTest, AppearedAndDisappeared) {
  StartLab(6, "good-ecdsa=1");
  const std::string all = ReadFile(Path("lab.csv"));
  WriteFile(Path("lab.csv"), all.substr(0, all.rfind('\n', all.size() - 2) + 1));
  ScanOnce();
  WriteFile(Path("lab.csv"), all);
  ScanOnce();
  const ScanResult grown = Run({"diff", "1", "2"});
  EXPECT_EQ(grown.exit_code, 0) << "what appears and is compliant is not worse";
  EXPECT_THAT(grown.output, AllOf(StartsWith("Appeared: 1\n"), HasSubstr(": 1 appeared\n")));
  const ScanResult shrunk = Run({"diff", "2", "1"});
  EXPECT_EQ(shrunk.exit_code, 0);
  EXPECT_THAT(shrunk.output, StartsWith("Disappeared: 1\n"));
}

TEST_F(HistoryTest, RunsThatAreNotThere) {
  StartLab(2, "good-ecdsa=1");
  ScanOnce();
  const ScanResult previous = Run({"diff", "previous", "latest"});
  EXPECT_EQ(previous.exit_code, 2);
  EXPECT_EQ(previous.errors, "certsweep: estate.db: the record has no run before the latest\n");
  EXPECT_EQ(Run({"diff", "1", "7"}).exit_code, 2);
  EXPECT_EQ(Run({"diff", "1", "1", "-o", "nowhere/out"}).exit_code, 2);
  EXPECT_EQ(Run({"diff", "1", "1", "-o", "estate.db"}).exit_code, 2);
}

TEST_F(HistoryTest, AHostFromTheFirstRunToTheLast) {
  StartLab(10, "good-ecdsa=0.5,self-signed=0.5");
  ScanOnce();
  ScanOnce();
  const std::string host = HostOf(lab::LabKind::kSelfSigned);
  const ScanResult table = Run({"show", host});
  EXPECT_EQ(table.exit_code, 0) << table.errors;
  EXPECT_THAT(table.output,
              AllOf(StartsWith(host + ":"), HasSubstr("noncompliant (run 2, "), HasSubstr("self_signed: "),
                    HasSubstr("runs 1 to 2"), HasSubstr("asked for by run 1, open")));
  EXPECT_THAT(table.output, Not(HasSubstr("\x1b")));
  EXPECT_THAT(Run({"show", host, "--color", "always"}).output, HasSubstr("\x1b["));
  const std::vector<boost::json::object> lines = JsonLines(Run({"show", host, "-f", "jsonl"}).output);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(Text(lines[0], "host"), host);
  const std::string address = Text(lines[0], "address");
  EXPECT_EQ(JsonLines(Run({"show", address, "-f", "jsonl"}).output).size(), 1u);
  EXPECT_EQ(Run({"show", address + ":1"}).exit_code, 2);

  // Its certificates are what a verification can start from.
  WriteFile(Path("served.pem"), Run({"show", host, "--pem"}).output);
  const ScanResult verified = Run({"verify", "served.pem", "--trust", "root.pem"});
  EXPECT_EQ(verified.exit_code, 1) << verified.errors;
  EXPECT_THAT(verified.output, HasSubstr("self_signed"));
}

TEST_F(HistoryTest, AHostThatIsNotThere) {
  StartLab(2, "good-ecdsa=1");
  ScanOnce();
  const std::string host = lab().endpoints()[0].host;
  const ScanResult part = Run({"show", host.substr(0, host.find('.'))});
  EXPECT_EQ(part.exit_code, 2);
  EXPECT_THAT(part.errors, HasSubstr("; did you mean " + host + "?"));
  const ScanResult other = Run({"show", "nobody.example"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_EQ(other.errors, "certsweep: estate.db: has no result of nobody.example\n");
}

TEST_F(HistoryTest, RunsComeAndGo) {
  StartLab(2, "good-ecdsa=1");
  for (int i = 0; i < 4; ++i) ScanOnce();
  const ScanResult listed = Run({"runs", "-n", "2"});
  EXPECT_EQ(listed.exit_code, 0) << listed.errors;
  EXPECT_EQ(std::count(listed.output.begin(), listed.output.end(), '\n'), 3);
  EXPECT_THAT(listed.output, AllOf(HasSubstr("\n  4  "), HasSubstr("\n  3  "), HasSubstr("whole\n")));

  const ScanResult dry = Run({"runs", "prune", "--keep", "2", "--dry-run"});
  EXPECT_EQ(dry.exit_code, 0);
  EXPECT_THAT(dry.output, AllOf(HasSubstr("\n  1  "), HasSubstr("\n  2  "), HasSubstr("nothing was deleted")));
  const ScanResult unasked = Run({"runs", "prune", "--keep", "2"});
  EXPECT_EQ(unasked.exit_code, 2);
  EXPECT_THAT(unasked.errors, HasSubstr("--yes"));
  EXPECT_EQ(Runs(), 4u);

  const ScanResult pruned = Run({"runs", "prune", "--keep", "2", "--yes", "--vacuum"});
  EXPECT_EQ(pruned.exit_code, 0) << pruned.errors;
  EXPECT_THAT(pruned.output, AllOf(HasSubstr("deleted 2 runs\n"), HasSubstr("estate.db: ")));
  EXPECT_EQ(Runs(), 2u);
  EXPECT_EQ(Run({"diff", "3", "4"}).exit_code, 0);
  EXPECT_EQ(Run({"diff", "1", "4"}).exit_code, 2);
  EXPECT_EQ(Run({"runs", "prune", "--older-than", "2000-01-01", "--yes"}).output, "no run to delete\n");
  // A date in the future names all of them; the newest stays.
  EXPECT_EQ(Run({"runs", "prune", "--older-than", "2100-01-01", "--yes"}).exit_code, 0);
  EXPECT_EQ(Runs(), 1u);
}

}  // namespace
}  // namespace certsweep::integration
