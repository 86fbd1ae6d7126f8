// Every kind of report of a run that a scan of the lab has put into the record.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/estate/sqlite_estate.h"
#include "tests/integration/scan_fixture.h"
#include "tests/integration/schema_check.h"
#include "tests/support/prometheus_text_reader.h"

namespace certsweep::integration {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

// As many of each kind that the lab has, so that every part of a line is there.
std::string EveryKind() {
  std::string mix;
  for (const lab::LabKindInfo& info : lab::LabKinds()) {
    absl::StrAppend(&mix, mix.empty() ? "" : ",", std::string(info.name), "=", 1.0 / lab::LabKinds().size());
  }
  return mix;
}

std::multiset<std::string> LinesOf(const std::string& text) {
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  return {lines.begin(), lines.end()};
}

std::string FindProgram(const std::string& name) {
  const char* path = std::getenv("PATH");
  for (const auto& folder : absl::StrSplit(path == nullptr ? "" : path, ':')) {
    const std::string program = absl::StrCat(folder, "/", name);
    if (access(program.c_str(), X_OK) == 0) return program;
  }
  return {};
}

class ReportCommandTest : public ScanTest {
 protected:
  ProcessOptions ReportProcess(const std::vector<std::string>& arguments) const {
    ProcessOptions options;
    options.command = {CERTSWEEP_BINARY, "report"};
    options.command.insert(options.command.end(), arguments.begin(), arguments.end());
    options.folder = folder();
    options.name = "report";
    return options;
  }
  ScanResult Report(const std::vector<std::string>& arguments) {
    Process process(ReportProcess(arguments));
    ScanResult result;
    result.exit_code = process.Wait();
    result.output = process.Output();
    result.errors = process.Errors();
    return result;
  }
  // One that must be whole, and say nothing else.
  std::string Output(const std::vector<std::string>& arguments) {
    const ScanResult result = Report(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    EXPECT_EQ(result.errors, "");
    return result.output;
  }
  ScanResult ScanAs(const std::string& format, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"-t", "lab.csv",   "--trust", "root.pem", "-f", format, "--handshake-timeout",
                                          "2",  "--retries", "0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Scan(arguments);
  }
  std::set<std::string> Files() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder())) names.insert(entry.path().filename());
    return names;
  }
};

TEST_F(ReportCommandTest, TheRecordGivesTheLinesOfTheScan) {
  StartLab(60, EveryKind());
  const std::string jsonl = ScanAs("jsonl").output;
  const std::string csv = ScanAs("csv").output;
  EXPECT_EQ(LinesOf(Output({"jsonl", "previous"})), LinesOf(jsonl));
  EXPECT_EQ(LinesOf(Output({"jsonl", "1"})).size(), 60u);
  const std::string report = Output({"csv"});
  EXPECT_EQ(LinesOf(report), LinesOf(csv));
  EXPECT_EQ(report.substr(0, report.find('\n')), csv.substr(0, csv.find('\n')));
}

TEST_F(ReportCommandTest, TheTableIsTheScansClosingScreen) {
  StartLab(90, EveryKind());
  for (const bool all : {false, true}) {
    const std::vector<std::string> more = all ? std::vector<std::string>{"--all"} : std::vector<std::string>();
    const std::string scan = ScanAs("table", more).output;
    std::vector<std::string> arguments = {"table"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const std::string report = Output(arguments);
    const size_t end = scan.find("\nInput");
    ASSERT_NE(end, std::string::npos);
    EXPECT_THAT(report, HasSubstr(scan.substr(0, end)));
    EXPECT_THAT(report, AllOf(StartsWith("Run "), HasSubstr("\nExpiry (of "), HasSubstr(" requests are open\n"),
                              HasSubstr("\nCommand  certsweep scan -t lab.csv"), Not(HasSubstr("\x1b"))));
  }
  EXPECT_THAT(Output({"table", "--color", "always"}), HasSubstr("\x1b[31m"));
}

TEST_F(ReportCommandTest, MetricsAreThoseOfTheRun) {
  StartLab(60, EveryKind());
  const std::vector<boost::json::object> lines = JsonLines(ScanAs("jsonl").output);
  const std::string text = Output({"prometheus", "--per-endpoint"});
  const test::PrometheusSamples samples = test::ReadPrometheusText(text);
  EXPECT_THAT(samples.complaints, IsEmpty());
  for (const auto& [verdict, count] : CountBy(lines, "verdict")) {
    EXPECT_THAT(samples.values, Contains(Pair(absl::StrCat("certsweep_endpoints{verdict=\"", verdict, "\"}"), count)));
  }
  const auto of_endpoints = std::count_if(samples.values.begin(), samples.values.end(), [](const auto& sample) {
    return sample.first.starts_with("certsweep_certificate_not_after_timestamp_seconds{host=\"sps-");
  });
  const auto leaves = std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.contains("leaf"); });
  EXPECT_EQ(of_endpoints, leaves);
  EXPECT_THAT(Output({"prometheus"}), Not(HasSubstr("host=")));
}

TEST_F(ReportCommandTest, MetricsPassPromtool) {
  const std::string promtool = FindProgram("promtool");
  if (promtool.empty()) GTEST_SKIP() << "promtool is not installed (Debian's package prometheus)";
  StartLab(30, EveryKind());
  ScanAs("jsonl");
  Output({"prometheus", "--per-endpoint", "-o", "certsweep.prom"});
  Process check({.command = {promtool, "check", "metrics"},
                 .folder = folder(),
                 .name = "promtool",
                 .input = Path("certsweep.prom")});
  EXPECT_EQ(check.Wait(), 0);
  EXPECT_EQ(check.Output() + check.Errors(), "");
}

TEST_F(ReportCommandTest, LinesAreAsTheirSchemaSays) {
  StartLab(60, EveryKind());
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{}, {"--include-pem", "no-such-name.invalid"}, {"--no-record", "--certificate-only"}}) {
    const ScanResult scan = ScanAs("jsonl", more);
    EXPECT_GE(JsonLines(scan.output).size(), 60u);
    WriteFile(Path("lines.jsonl"), scan.output);
    const std::optional<std::string> complaints = SchemaComplaints("result.schema.json", Path("lines.jsonl"), folder());
    if (!complaints) GTEST_SKIP() << "Debian's package python3-jsonschema is not installed";
    EXPECT_EQ(*complaints, "");
  }
}

TEST_F(ReportCommandTest, TheSchemaSaysNoToWhatIsWrong) {
  const std::string good =
      R"({"target":"a:443","host":"a","port":443,"identities":[],"time":"2026-01-02T03:04:05Z","attempts":1,)"
      R"("verdict":"unreachable","mendable":false,"findings":[]})";
  const auto complaints = [&](std::string line, const std::string& old_text, const std::string& new_text) {
    line.replace(line.find(old_text), old_text.size(), new_text);
    WriteFile(Path("line.jsonl"), line + "\n");
    return SchemaComplaints("result.schema.json", Path("line.jsonl"), folder());
  };
  if (!complaints(good, "", "")) GTEST_SKIP() << "Debian's package python3-jsonschema is not installed";
  EXPECT_EQ(complaints(good, "", ""), "");
  for (const auto& [old_text, new_text] :
       std::vector<std::pair<std::string, std::string>>{{"unreachable", "perhaps"},
                                                        {R"("target":"a:443",)", ""},
                                                        {R"("port":443)", R"("port":"443")"},
                                                        {"2026-01-02T03:04:05Z", "yesterday"},
                                                        {R"("findings":[])", R"("findings":[{"code":"expired"}])"},
                                                        {R"("attempts":1)", R"("attempts":1,"nobody_knows":true)"}}) {
    EXPECT_THAT(*complaints(good, old_text, new_text), StartsWith("line 1: ")) << new_text;
  }
}

TEST_F(ReportCommandTest, AFileHoldsTheOldReportOrTheNewOne) {
  StartLab(400, "good-ecdsa=1");
  ScanAs("jsonl");
  WriteFile(Path("certsweep.prom"), "of yesterday\n");
  EXPECT_EQ(Output({"prometheus", "-o", "certsweep.prom"}), "");
  EXPECT_THAT(ReadFile(Path("certsweep.prom")), StartsWith("# HELP certsweep_run_number "));
  const std::string first = ReadFile(Path("certsweep.prom"));
  ProcessOptions options = ReportProcess({"prometheus", "--per-endpoint", "-o", "certsweep.prom"});
  options.file_size_limit = 40'000;  // the index of the record's log fits
  Process full(options);
  EXPECT_EQ(full.Wait(), 4);
  EXPECT_THAT(full.Errors(), AllOf(StartsWith("certsweep: certsweep.prom: "), HasSubstr("large")));
  EXPECT_EQ(ReadFile(Path("certsweep.prom")), first);
  for (const std::string& name : Files()) EXPECT_THAT(name, Not(EndsWith(".part")));
}

TEST_F(ReportCommandTest, WhereItCanNotGo) {
  StartLab(10, "good-ecdsa=1");
  ScanAs("jsonl");
  ProcessOptions options = ReportProcess({"jsonl"});
  options.output = "/dev/full";
  Process full(options);
  EXPECT_EQ(full.Wait(), 4);
  EXPECT_THAT(full.Errors(), HasSubstr("standard output: No space left"));
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  options = ReportProcess({"csv"});
  options.output_descriptor = ends[1];
  close(ends[0]);
  Process gone(options);
  close(ends[1]);
  EXPECT_EQ(gone.Wait(), 130);
  EXPECT_EQ(gone.Errors(), "");
  const std::string record = ReadFile(Path("estate.db"));
  for (const char* output : {"no/such/folder", "estate.db", "."}) {
    const ScanResult result = Report({"table", "-o", output});
    EXPECT_EQ(result.exit_code, 2) << output;
    EXPECT_THAT(result.errors, StartsWith("certsweep: "));
  }
  EXPECT_EQ(ReadFile(Path("estate.db")), record);
}

TEST_F(ReportCommandTest, ASignalEndsItWhereItStands) {
  StartLab(400, "good-ecdsa=1");
  ScanAs("jsonl");
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  ProcessOptions options = ReportProcess({"jsonl"});
  options.output_descriptor = ends[1];
  Process report(options);
  close(ends[1]);
  char byte = 0;
  ASSERT_EQ(read(ends[0], &byte, 1), 1);  // more than a pipe holds is to follow, and nobody reads it
  report.Send(SIGINT);
  EXPECT_EQ(report.Wait(), 130);
  EXPECT_EQ(report.Errors(), "");
  close(ends[0]);
}

TEST_F(ReportCommandTest, WhereChoosesAPart) {
  StartLab(20, "good-ecdsa=0.5,self-signed=0.5");
  ScanAs("jsonl");
  const std::vector<boost::json::object> all = JsonLines(Output({"jsonl"}));
  const auto of_kind = std::count_if(all.begin(), all.end(), [](const boost::json::object& line) {
    return Text(line.at("columns").as_object(), "kind") == "self-signed";
  });
  EXPECT_EQ(of_kind, 10);
  for (const boost::json::object& line : JsonLines(Output({"jsonl", "--where", "KIND=self-signed"}))) {
    EXPECT_EQ(Text(line.at("columns").as_object(), "kind"), "self-signed");
  }
  EXPECT_EQ(LinesOf(Output({"csv", "--where", "kind=self-signed"})).size(), 11u);
  EXPECT_THAT(Output({"table", "--where", "kind=good-ecdsa"}),
              AllOf(HasSubstr("\n10 endpoints\n"), Not(HasSubstr("TARGET"))));
  const ScanResult wrong = Report({"csv", "--where", "kidn=x", "-o", "report"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_EQ(wrong.errors, "certsweep: --where: no result of run 1 has a column 'kidn'; did you mean 'kind'?\n");
  EXPECT_THAT(Files(), Not(Contains("report")));
}

TEST_F(ReportCommandTest, WithoutARecordOrRunThereIsNoReport) {
  for (const char* kind : {"table", "csv", "jsonl", "prometheus"}) {
    const ScanResult result = Report({kind, "-o", "report"});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.errors, "certsweep: estate.db: there is no such record\n");
  }
  EXPECT_THAT(Files(), Not(Contains("estate.db")));
  EXPECT_THAT(Files(), Not(Contains("report")));
  StartLab(5, "good-ecdsa=1");
  ScanAs("jsonl");
  EXPECT_EQ(Report({"csv", "7"}).exit_code, 2);
  EXPECT_EQ(Report({"csv", "7"}).errors, "certsweep: estate.db: the record has no run 7\n");
  EXPECT_EQ(Report({"csv", "previous"}).errors, "certsweep: estate.db: the record has no run before the latest\n");
  EXPECT_EQ(Report({"csv", "--record", "."}).exit_code, 2);
}

TEST_F(ReportCommandTest, ARunThatIsNotWholeSaysSo) {
  StartLab(40, "good-ecdsa=0.8,silent=0.2");
  Process scan(ScanProcess(LabArguments({"--handshake-timeout", "60", "-c", "40"})));
  // Those that answer are done at once; the scan waits for the others.
  for (int i = 0; i < 1000 && LinesOf(ReadFile(Path("run.jsonl"))).size() < 32; ++i) usleep(10'000);
  ASSERT_EQ(LinesOf(ReadFile(Path("run.jsonl"))).size(), 32u);
  const ScanResult going = Report({"jsonl"});
  EXPECT_EQ(going.exit_code, 0);
  EXPECT_EQ(going.errors, "certsweep: run 1 is still going, or was killed: this tells of 32 results of 40 so far\n");
  EXPECT_EQ(LinesOf(going.output), LinesOf(ReadFile(Path("run.jsonl"))));
  scan.Send(SIGINT);
  EXPECT_EQ(scan.Wait(), 130);
  const ScanResult interrupted = Report({"table"});
  const std::string note = "run 1 was interrupted: this tells of 32 results of 40\n";
  EXPECT_EQ(interrupted.errors, "certsweep: " + note);
  EXPECT_THAT(interrupted.output, AllOf(HasSubstr("Z, interrupted\n"), HasSubstr("32 endpoints\n"), EndsWith(note)));
  EXPECT_THAT(Report({"prometheus"}).output, HasSubstr("\ncertsweep_run_interrupted 1\n"));
}

}  // namespace
}  // namespace certsweep::integration
