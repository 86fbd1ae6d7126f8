// `scan --resume`: killed at any moment and gone on with, a run ends as one that was never disturbed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// "name 127.0.0.1:443" -> how many lines.
std::map<std::string, int> LinesByEndpoint(const std::string& text) {
  std::map<std::string, int> counts;
  for (const boost::json::object& line : JsonLines(text)) {
    const std::string address = line.contains("address") ? Text(line, "address") : "";
    ++counts[Text(line, "target") + " " + address];
  }
  return counts;
}

class ResumeTest : public ScanTest {
 protected:
  std::string Query(const std::string& sql) const {
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open(Path("estate.db").c_str(), &handle), SQLITE_OK);
    std::string text;
    const auto add = [](void* out, int, char** values, char**) {
      *static_cast<std::string*>(out) += values[0] == nullptr ? "" : values[0];
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), add, &text, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
    sqlite3_close(handle);
    return text;
  }

  size_t WholeLines(const std::string& name) const {
    const std::string text = std::filesystem::exists(Path(name)) ? ReadFile(Path(name)) : "";
    return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  // Starts `certsweep scan ARGUMENTS` at `rate` endpoints a second and kills it once `name` has `lines` lines. The rate
  // is what leaves time for it: results are written in batches, and without one the last may be in the first.
  void KillAt(std::vector<std::string> arguments, const std::string& name, size_t lines, int rate = 20) {
    arguments.insert(arguments.end(), {"--rate", std::to_string(rate)});
    Process scan(ScanProcess(arguments));
    for (int i = 0; i < 12000 && WholeLines(name) < lines && scan.IsRunning(); ++i) {
      std::this_thread::sleep_for(milliseconds(2));
    }
    EXPECT_TRUE(scan.IsRunning()) << "it was over before it could be killed: " << scan.Errors();
    scan.Send(SIGKILL);
    EXPECT_EQ(scan.Wait(), 128 + SIGKILL);
  }

  void ExpectEachOnce(const std::map<std::string, int>& lines) const {
    EXPECT_EQ(lines.size(), lab().endpoints().size());
    for (const auto& [endpoint, count] : lines) EXPECT_EQ(count, 1) << endpoint;
  }
};

TEST_F(ResumeTest, KilledAgainAndAgainItEndsWithEachEndpointOnce) {
  StartLab(2000, "good-ecdsa=0.9,self-signed=0.1");
  KillAt(LabArguments({"-c", "8", "-q"}), "run.jsonl", 100, 800);
  const std::vector<std::string> resume = {"--resume", "latest", "-f", "jsonl", "-o", "run.jsonl"};
  for (const size_t lines : {300, 550, 850, 1200, 1500}) {
    EXPECT_EQ(Query("PRAGMA integrity_check"), "ok");
    KillAt(resume, "run.jsonl", lines, 800);
  }
  const ScanResult last = Scan(resume);
  EXPECT_EQ(last.exit_code, 1) << last.errors;
  ExpectEachOnce(LinesByEndpoint(ReadFile(Path("run.jsonl"))));
  EXPECT_EQ(Query("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(Query("SELECT COUNT(*) FROM run"), "1");
  EXPECT_EQ(Query("SELECT COUNT(*) FROM result"), "2000");
  EXPECT_THAT(last.errors, AllOf(HasSubstr("2,000 endpoints\n"), HasSubstr(" done before"), HasSubstr("run 1")));
}

TEST_F(ResumeTest, TheSummaryAndTheTableAreOfTheWholeRun) {
  StartLab(60, "good-ecdsa=0.5,self-signed=0.5");
  KillAt(LabArguments({"-c", "2", "-q"}), "run.jsonl", 20);
  const ScanResult resumed = Scan({"--resume", "1", "--all"});
  EXPECT_EQ(resumed.exit_code, 1);
  EXPECT_THAT(resumed.output, AllOf(HasSubstr("60 endpoints\n"), HasSubstr("noncompliant  30  50.0 %")));
  EXPECT_EQ(std::count(resumed.output.begin(), resumed.output.end(), '\n') > 30, true);
  size_t rows = 0;
  for (size_t at = 0; (at = resumed.output.find("  noncompliant  self_signed", at)) != std::string::npos; ++at) ++rows;
  EXPECT_EQ(rows, 30u);
}

TEST_F(ResumeTest, AFinishedRunAddsNothingAndTellsWhatItCameTo) {
  StartLab(12, "good-ecdsa=0.5,self-signed=0.5");
  EXPECT_EQ(ScanLab().exit_code, 1);
  const std::string lines = ReadFile(Path("run.jsonl"));
  const ScanResult again = Scan({"--resume", "latest", "-f", "jsonl", "-o", "run.jsonl"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_EQ(ReadFile(Path("run.jsonl")), lines);
  EXPECT_THAT(again.errors, HasSubstr("12 endpoints were done before"));
  const ScanResult with_targets = Scan(LabArguments({"--resume", "1"}));
  EXPECT_EQ(with_targets.exit_code, 1);
  EXPECT_EQ(ReadFile(Path("run.jsonl")), lines);
  EXPECT_EQ(Query("SELECT COUNT(*) FROM result"), "12");
  // A file that lacks all of it gets all of it.
  EXPECT_EQ(Scan({"--resume", "1", "-f", "jsonl", "-o", "new.jsonl"}).exit_code, 1);
  EXPECT_EQ(LinesByEndpoint(ReadFile(Path("new.jsonl"))), LinesByEndpoint(lines));
  EXPECT_EQ(Scan({"--resume", "1", "-f", "csv", "-o", "new.csv"}).exit_code, 1);
  EXPECT_EQ(WholeLines("new.csv"), 13u);
}

TEST_F(ResumeTest, ALineThatTheRecordHasAndTheFileLacksIsAdded) {
  StartLab(30, "good-ecdsa");
  KillAt(LabArguments({"-c", "2", "-q"}), "run.jsonl", 10);
  std::string lines = ReadFile(Path("run.jsonl"));
  lines.resize(lines.find('\n') + 30);  // the first line, and the second one torn
  WriteFile(Path("run.jsonl"), lines);
  EXPECT_EQ(Scan({"--resume", "1", "-f", "jsonl", "-o", "run.jsonl"}).exit_code, 0);
  ExpectEachOnce(LinesByEndpoint(ReadFile(Path("run.jsonl"))));
}

TEST_F(ResumeTest, CsvGoesOnToo) {
  StartLab(30, "good-ecdsa");
  KillAt({"-t", "lab.csv", "--trust", "root.pem", "-c", "2", "-q", "-f", "csv", "-o", "run.csv"}, "run.csv", 10);
  EXPECT_EQ(Scan({"--resume", "1", "-f", "csv", "-o", "run.csv"}).exit_code, 0);
  EXPECT_EQ(WholeLines("run.csv"), 31u);
}

TEST_F(ResumeTest, TheRunsOwnOptionsHoldFromAnyFolder) {
  StartLab(40, "good-ecdsa");
  // Everything fails without the root, and under a policy that the command line set.
  KillAt(LabArguments({"-c", "2", "-q", "--min-days-left", "30000"}), "run.jsonl", 10);
  std::filesystem::remove(Path("lab.csv"));
  std::filesystem::create_directory(Path("elsewhere"));
  ProcessOptions elsewhere =
      ScanProcess({"--resume", "1", "--record", "../estate.db", "-f", "jsonl", "-o", "../run.jsonl"});
  elsewhere.folder = Path("elsewhere");
  Process scan(elsewhere);
  EXPECT_EQ(scan.Wait(), 0) << scan.Errors();
  const std::string text = ReadFile(Path("run.jsonl"));
  ExpectEachOnce(LinesByEndpoint(text));
  for (const boost::json::object& line : JsonLines(text)) EXPECT_EQ(Codes(line), "expiring_soon");
}

TEST_F(ResumeTest, SaysWhatIsWrong) {
  StartLab(20, "good-ecdsa");
  const auto errors = [this](const std::vector<std::string>& arguments) {
    const ScanResult result = Scan(arguments);
    EXPECT_EQ(result.exit_code, 2) << result.errors;
    return result.errors;
  };
  EXPECT_THAT(errors({"--resume", "latest"}), HasSubstr("estate.db: there is no such record"));
  EXPECT_FALSE(std::filesystem::exists(Path("estate.db")));
  KillAt(LabArguments({"-c", "2", "-q"}), "run.jsonl", 5);
  EXPECT_THAT(errors({"--resume", "7"}), HasSubstr("no run 7"));
  EXPECT_THAT(errors({"--resume", "soon"}), HasSubstr("\"soon\" names no run"));
  EXPECT_THAT(errors({"--resume", "1", "--no-record"}), HasSubstr("not without one"));
  EXPECT_THAT(errors({"--resume", "1", "--exclude", "10.0.0.1"}), HasSubstr("name targets too"));
  WriteFile(Path("other.jsonl"), "{\"target\":\"a\"}\n");
  EXPECT_THAT(errors({"--resume", "1", "-f", "jsonl", "-o", "other.jsonl"}),
              AllOf(HasSubstr("other.jsonl:1: no result"), HasSubstr("name its own file or a new one")));
  EXPECT_EQ(ReadFile(Path("other.jsonl")), "{\"target\":\"a\"}\n");
  WriteFile(Path("other.csv"), "host,port\na,1\n");
  EXPECT_THAT(errors({"--resume", "1", "-f", "csv", "-o", "other.csv"}),
              HasSubstr("other.csv:1: the header of another"));
  // None of it has touched the run.
  EXPECT_EQ(Scan({"--resume", "1", "-f", "jsonl", "-o", "run.jsonl"}).exit_code, 0);
  ExpectEachOnce(LinesByEndpoint(ReadFile(Path("run.jsonl"))));
}

TEST_F(ResumeTest, AnInterruptedRunSaysHowToGoOn) {
  StartLab(200, "good-ecdsa=0.9,silent=0.1");
  Process scan(ScanProcess(LabArguments({"-c", "10", "--handshake-timeout", "60"})));
  for (int i = 0; i < 6000 && WholeLines("run.jsonl") < 20; ++i) std::this_thread::sleep_for(milliseconds(5));
  scan.Send(SIGINT);
  EXPECT_EQ(scan.Wait(), 130);
  EXPECT_THAT(scan.Errors(), HasSubstr("scan --resume 1 goes on"));
}

TEST_F(ResumeTest, WhatIsNewSinceTheLastRunIsTold) {
  StartLab(20, "good-ecdsa=0.5,self-signed=0.5");
  EXPECT_THAT(ScanLab().errors, Not(HasSubstr("since run")));
  EXPECT_THAT(ScanLab().errors, HasSubstr("nothing new since run 1"));
  EXPECT_THAT(Scan({"-t", "lab.csv", "-f", "jsonl", "-o", "run.jsonl"}).errors,
              HasSubstr("new since run 2: 10 newly failing"));
}

TEST_F(ResumeTest, TwoScansOnOneRecordAreBothWhole) {
  StartLab(150, "good-ecdsa=0.9,self-signed=0.1");
  ProcessOptions first_options = ScanProcess(LabArguments({"-c", "10", "-q"}));
  ProcessOptions second_options =
      ScanProcess({"-t", "lab.csv", "--trust", "root.pem", "-c", "10", "-q", "-f", "jsonl", "-o", "second.jsonl"});
  second_options.name = "second";
  Process first(first_options);
  Process second(second_options);
  EXPECT_EQ(first.Wait(), 1) << first.Errors();
  EXPECT_EQ(second.Wait(), 1) << second.Errors();
  ExpectEachOnce(LinesByEndpoint(ReadFile(Path("run.jsonl"))));
  ExpectEachOnce(LinesByEndpoint(ReadFile(Path("second.jsonl"))));
  EXPECT_EQ(Query("SELECT COUNT(*) FROM run WHERE finished IS NOT NULL AND interrupted = 0"), "2");
  EXPECT_EQ(Query("SELECT COUNT(*) FROM result"), "300");
  EXPECT_EQ(Query("PRAGMA integrity_check"), "ok");
}

}  // namespace
}  // namespace certsweep::integration
