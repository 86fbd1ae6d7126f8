// No room: exit code 4 with what and where, and nothing said to be done that is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/estate/sqlite_estate.h"
#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {
namespace {

using ::testing::HasSubstr;

class FullDiskTest : public ScanTest {};

TEST_F(FullDiskTest, OfTheOutput) {
  StartLab(300, "good-ecdsa");
  ProcessOptions options = ScanProcess(LabArguments({"--no-record"}));
  options.file_size_limit = 100'000;
  Process scan(options);
  EXPECT_EQ(scan.Wait(), 4);
  EXPECT_THAT(scan.Errors(), HasSubstr("run.jsonl"));
  const std::vector<boost::json::object> lines = JsonLines(ReadFile(Path("run.jsonl")));
  EXPECT_GT(lines.size(), 0u);
  EXPECT_LT(lines.size(), 300u);
}

TEST_F(FullDiskTest, OfTheRecord) {
  StartLab(600, "good-ecdsa");
  // Several batches fit.
  ProcessOptions options = ScanProcess(LabArguments({"--rate", "400"}));
  options.file_size_limit = 1'500'000;
  Process scan(options);
  EXPECT_EQ(scan.Wait(), 4);
  EXPECT_THAT(scan.Errors(), HasSubstr("estate.db"));
  const std::vector<boost::json::object> lines = JsonLines(ReadFile(Path("run.jsonl")));
  const absl::StatusOr<std::unique_ptr<estate::Estate>> record = estate::OpenSqliteEstate(Path("estate.db"));
  ASSERT_TRUE(record.ok()) << record.status();
  const absl::StatusOr<std::optional<estate::RunInfo>> run = (*record)->LatestRun();
  ASSERT_TRUE(run.ok() && run->has_value());
  EXPECT_GE((*run)->results, lines.size());
  EXPECT_GT((*run)->results, 0u);
}

TEST_F(FullDiskTest, OfADevice) {
  StartLab(5, "self-signed");
  for (const std::string format : {"table", "jsonl", "csv"}) {
    const ScanResult result =
        Scan({"-t", "lab.csv", "--trust", "root.pem", "--no-record", "-f", format, "-o", "/dev/full"});
    EXPECT_EQ(result.exit_code, 4) << format;
    EXPECT_THAT(result.errors, HasSubstr("/dev/full"));
  }
}

TEST_F(FullDiskTest, OfStandardOutput) {
  StartLab(5, "good-ecdsa");
  for (const std::string format : {"table", "jsonl", "csv"}) {
    ProcessOptions options = ScanProcess({"-t", "lab.csv", "--trust", "root.pem", "--no-record", "-f", format});
    options.output = "/dev/full";
    Process scan(options);
    EXPECT_EQ(scan.Wait(), 4) << format;
    EXPECT_THAT(scan.Errors(), HasSubstr("standard output"));
  }
}

TEST_F(FullDiskTest, BeforeTheFirstProbe) {
  StartLab(5, "good-ecdsa");
  ProcessOptions options = ScanProcess(LabArguments());
  options.file_size_limit = 0;
  Process scan(options);
  EXPECT_EQ(scan.Wait(), 4);
}

}  // namespace
}  // namespace certsweep::integration
