// Which text goes where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class OutputFormatsTest : public ScanTest {
 protected:
  void SetUp() override { StartLab(20, "good-ecdsa=0.8,self-signed=0.2"); }

  ScanResult Run(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"-t", "lab.csv", "--trust", "root.pem"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ScanResult result = Scan(arguments);
    EXPECT_EQ(result.exit_code, 1) << result.errors;
    return result;
  }
};

TEST_F(OutputFormatsTest, ATableOnStandardOutputHasItsSummaryBelow) {
  const ScanResult result = Run({});
  EXPECT_THAT(result.output, AllOf(HasSubstr("self_signed"), HasSubstr("sps-"), HasSubstr("compliant")));
  EXPECT_THAT(result.output, Not(HasSubstr("\x1b")));
  EXPECT_EQ(result.errors, "");
}

TEST_F(OutputFormatsTest, ATableInAFileHasItsSummaryOnStandardError) {
  const ScanResult result = Run({"-o", "table.txt"});
  EXPECT_EQ(result.output, "");
  EXPECT_THAT(ReadFile(Path("table.txt")), HasSubstr("self_signed"));
  EXPECT_THAT(result.errors, HasSubstr("compliant"));
}

TEST_F(OutputFormatsTest, JsonLinesStandAloneOnStandardOutput) {
  const ScanResult result = Run({"-f", "jsonl"});
  EXPECT_EQ(JsonLines(result.output).size(), 20u);
  EXPECT_THAT(result.errors, HasSubstr("compliant"));
}

TEST_F(OutputFormatsTest, CsvHasAHeaderAndTheUsersColumns) {
  const ScanResult result = Run({"-f", "csv", "-o", "-"});
  EXPECT_EQ(std::count(result.output.begin(), result.output.end(), '\n'), 21);
  EXPECT_THAT(result.output.substr(0, result.output.find('\n')),
              AllOf(StartsWith("target,"), HasSubstr("verdict"), HasSubstr("expected_verdict")));
}

TEST_F(OutputFormatsTest, QuietHasNoSummary) {
  EXPECT_EQ(Run({"-f", "jsonl", "-q"}).errors, "");
  EXPECT_THAT(Run({"-q"}).output, HasSubstr("self_signed"));
}

TEST_F(OutputFormatsTest, VerboseSaysWhatIsInForce) {
  EXPECT_THAT(Run({"-v", "-f", "jsonl", "-c", "7"}).errors, AllOf(HasSubstr("20 endpoints"), HasSubstr("7 at once")));
}

TEST_F(OutputFormatsTest, ColorWhereAskedFor) {
  EXPECT_THAT(Run({"--color", "always"}).output, HasSubstr("\x1b["));
  EXPECT_THAT(Run({"--color", "never"}).output, Not(HasSubstr("\x1b[")));
}

TEST_F(OutputFormatsTest, ProgressWhereAskedFor) {
  EXPECT_EQ(Run({"--progress", "auto", "-q"}).errors, "");
  EXPECT_THAT(Run({"--progress", "always", "-q", "--rate", "10"}).errors, HasSubstr("20"));
}

TEST_F(OutputFormatsTest, PemWhereAskedFor) {
  EXPECT_THAT(Run({"-f", "jsonl", "--include-pem"}).output, HasSubstr("BEGIN CERTIFICATE"));
  EXPECT_THAT(Run({"-f", "jsonl"}).output, Not(HasSubstr("BEGIN CERTIFICATE")));
}

TEST_F(OutputFormatsTest, TheRecordHasOneRunAScan) {
  Run({"-f", "jsonl"});
  const ScanResult second = Run({"-f", "jsonl", "--record", "other.db"});
  EXPECT_THAT(second.errors, HasSubstr("other.db"));
  EXPECT_NE(ReadFile(Path("estate.db")), "");
  EXPECT_NE(ReadFile(Path("other.db")), "");
}

}  // namespace
}  // namespace certsweep::integration
