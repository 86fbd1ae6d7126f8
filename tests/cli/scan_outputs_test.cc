#include "cli/scan_outputs.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/estate/sqlite_estate.h"
#include "engine/probe/result_json.h"
#include "tests/support/manual_clock.h"

namespace certsweep::cli {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string MakeFolder() {
  std::string path = testing::TempDir() + "scan-outputs-XXXXXX";
  return mkdtemp(path.data()) != nullptr ? path : std::string();
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A self-signed console, as a sink gets it.
scanner::FinishedResult Result() {
  scanner::FinishedResult finished;
  finished.result.endpoint.host = "sps-1.example";
  finished.result.endpoint.address = base::IpAddress::V4(0x0a000001);
  finished.result.verdict = pki::Verdict::kNoncompliant;
  finished.result.findings = {pki::MakeFinding(
      pki::FindingCode::kSelfSigned, 0, "nobody but the certificate itself vouches for it, which is not enough")};
  probe::AppendResultJson(finished.result, {}, finished.json_line);
  return finished;
}

class ScanOutputsTest : public testing::Test {
 protected:
  ScanOutputsTest() : folder_(MakeFolder()) {
    arguments_.record.clear();
    context_.command = "certsweep scan sps-1.example";
    context_.endpoints = 1;
  }
  ~ScanOutputsTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  bool Exists(const std::string& name) const { return std::filesystem::exists(Path(name)); }
  void Write(const std::string& name, const std::string& content) const { std::ofstream(Path(name)) << content; }

  absl::StatusOr<ScanOutputs> Open() const { return OpenScanOutputs(arguments_, context_, clock_); }

  // Opens the outputs, hands one result to all of them and finishes them.
  void WriteResult() const {
    absl::StatusOr<ScanOutputs> outputs = Open();
    ASSERT_TRUE(outputs.ok()) << outputs.status();
    const scanner::FinishedResult result = Result();
    scanner::ScanSummary summary;
    summary.Count(result.result);
    for (const auto& sink : outputs->sinks) EXPECT_TRUE(sink->Write({&result, 1}).ok());
    for (const auto& sink : outputs->sinks) EXPECT_TRUE(sink->Finish(summary).ok());
  }

  // What a scan writes to standard output.
  std::string StandardOutput() {
    const int descriptor = open(Path("stdout").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    context_.standard_output = descriptor;
    WriteResult();
    close(descriptor);
    return ReadFile(Path("stdout"));
  }

  const std::string folder_;
  test::ManualClock clock_;
  ScanArguments arguments_;
  ScanOutputContext context_;
};

TEST_F(ScanOutputsTest, AMissingFolderIsToldAndNoRecordIsMade) {
  arguments_.output = Path("no/such/run.jsonl");
  arguments_.record = Path("estate.db");
  const absl::Status status = Open().status();
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("no/such/run.jsonl"), EndsWith("make the folder first")));
  EXPECT_FALSE(Exists("estate.db"));
}

TEST_F(ScanOutputsTest, ARecordThatFailsLeavesNoOutputBehind) {
  arguments_.output = Path("run.jsonl");
  arguments_.record = Path("no/such/estate.db");
  EXPECT_TRUE(absl::IsNotFound(Open().status()));
  EXPECT_FALSE(Exists("run.jsonl"));
}

TEST_F(ScanOutputsTest, ARecordThatFailsLeavesAnEarlierOutputAsItWas) {
  Write("run.jsonl", "of last week\n");
  arguments_.output = Path("run.jsonl");
  arguments_.record = Path("no/such/estate.db");
  EXPECT_FALSE(Open().ok());
  EXPECT_EQ(ReadFile(Path("run.jsonl")), "of last week\n");
}

TEST_F(ScanOutputsTest, WhatTheScanReadsIsNotOverwritten) {
  Write("input", "10.0.0.1\n");
  std::filesystem::create_symlink("input", Path("another-name"));
  arguments_.output = Path("another-name");
  for (std::vector<std::string>* paths :
       {&arguments_.targets.files, &arguments_.targets.excludes, &arguments_.trust, &arguments_.intermediates}) {
    *paths = {Path("input")};
    const absl::Status status = Open().status();
    EXPECT_TRUE(absl::IsInvalidArgument(status));
    EXPECT_THAT(std::string(status.message()), HasSubstr("another-name"));
    paths->clear();
  }
  EXPECT_EQ(ReadFile(Path("input")), "10.0.0.1\n");
}

TEST_F(ScanOutputsTest, TheRecordIsNoOutput) {
  arguments_.record = Path("estate.db");
  arguments_.output = Path("table.txt");
  WriteResult();
  const std::string before = ReadFile(Path("estate.db"));
  ASSERT_NE(before, "");
  arguments_.output = Path("estate.db");
  EXPECT_TRUE(absl::IsInvalidArgument(Open().status()));
  EXPECT_EQ(ReadFile(Path("estate.db")), before);
}

TEST_F(ScanOutputsTest, ANewRecordIsNoOutputEither) {
  arguments_.record = arguments_.output = Path("estate.db");
  EXPECT_TRUE(absl::IsInvalidArgument(Open().status()));
  EXPECT_FALSE(Exists("estate.db"));
}

TEST_F(ScanOutputsTest, AnOutputThatTakesNoWritesIsToldAtOnce) {
  context_.standard_output = open("/dev/null", O_RDONLY);
  const absl::Status status = Open().status();
  EXPECT_THAT(std::string(status.message()), StartsWith("standard output is closed"));
  close(context_.standard_output);
}

TEST_F(ScanOutputsTest, ALineIsWrittenOnceItsResultIsInTheRecord) {
  arguments_.format = OutputFormat::kJsonl;
  arguments_.output = Path("run.jsonl");
  arguments_.record = Path("estate.db");
  const absl::StatusOr<ScanOutputs> outputs = Open();
  ASSERT_TRUE(outputs.ok()) << outputs.status();
  ASSERT_EQ(outputs->sinks.size(), 2u);
  ASSERT_EQ(outputs->run_id, 1);
  const scanner::FinishedResult result = Result();

  ASSERT_TRUE(outputs->sinks[0]->Write({&result, 1}).ok());
  const auto record = estate::OpenSqliteEstate(Path("estate.db"));
  ASSERT_TRUE(record.ok()) << record.status();
  const absl::StatusOr<std::optional<estate::RunInfo>> run = (*record)->FindRun(1);
  ASSERT_TRUE(run.ok() && run->has_value()) << run.status();
  EXPECT_EQ((*run)->results, 1u);
  EXPECT_EQ((*run)->start.command, "certsweep scan sps-1.example");
  EXPECT_EQ((*run)->start.endpoints, 1u);
  EXPECT_EQ(ReadFile(Path("run.jsonl")), "");

  ASSERT_TRUE(outputs->sinks[1]->Write({&result, 1}).ok());
  EXPECT_EQ(ReadFile(Path("run.jsonl")), result.json_line);
}

TEST_F(ScanOutputsTest, WithoutRecordThereIsNoRun) {
  arguments_.output = Path("table.txt");
  const absl::StatusOr<ScanOutputs> outputs = Open();
  ASSERT_TRUE(outputs.ok()) << outputs.status();
  EXPECT_EQ(outputs->sinks.size(), 1u);
  EXPECT_EQ(outputs->run_id, std::nullopt);
}

TEST_F(ScanOutputsTest, CsvHasTheUsersColumns) {
  arguments_.format = OutputFormat::kCsv;
  context_.column_names = {"site"};
  EXPECT_THAT(StandardOutput(), AllOf(StartsWith("target,host,"), HasSubstr(",site\n")));
}

TEST_F(ScanOutputsTest, TheSummaryFollowsATableOnStandardOutputOnly) {
  EXPECT_THAT(StandardOutput(), AllOf(HasSubstr("self_signed: nobody"), HasSubstr("\n\n1 endpoint\n")));
  arguments_.quiet = true;
  EXPECT_THAT(StandardOutput(), AllOf(HasSubstr("self_signed: nobody"), Not(HasSubstr("1 endpoint"))));
  arguments_.quiet = false;
  arguments_.output = Path("table.txt");
  WriteResult();
  EXPECT_THAT(ReadFile(Path("table.txt")), AllOf(HasSubstr("self_signed: nobody"), Not(HasSubstr("1 endpoint"))));
}

TEST_F(ScanOutputsTest, OnlyATerminalIsColouredUnlessAskedFor) {
  EXPECT_THAT(StandardOutput(), Not(HasSubstr("\x1b[")));
  arguments_.color = When::kAlways;
  EXPECT_THAT(StandardOutput(), HasSubstr("\x1b["));
}

TEST_F(ScanOutputsTest, ATableFitsItsTerminal) {
  int master = -1;
  int terminal = -1;
  const winsize size = {.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
  if (openpty(&master, &terminal, nullptr, nullptr, &size) != 0) GTEST_SKIP() << "no pseudo-terminals here";
  arguments_.color = When::kNever;
  arguments_.quiet = true;
  context_.standard_output = terminal;
  WriteResult();
  char buffer[4096];
  const ssize_t length = read(master, buffer, sizeof buffer);
  ASSERT_GT(length, 0);
  const std::string shown(buffer, static_cast<size_t>(length));
  for (size_t start = 0, end; (end = shown.find("\r\n", start)) != std::string::npos; start = end + 2) {
    EXPECT_LE(end - start, 80u) << shown.substr(start, end - start);
  }
  EXPECT_THAT(shown, HasSubstr("...\r\n"));
  close(terminal);
  close(master);
}

}  // namespace
}  // namespace certsweep::cli
