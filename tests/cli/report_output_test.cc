#include "cli/report_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/temporary_folder.h"

namespace certsweep::cli {
namespace {

using ::testing::HasSubstr;

class ReportOutputTest : public testing::Test {
 protected:
  const test::TemporaryFolder folder_;
  const std::string record_ = folder_.Path("estate.db");
};

TEST_F(ReportOutputTest, TheRecordIsNoPlaceForAReport) {
  test::WriteWholeFile(record_, "a record");
  std::filesystem::create_hard_link(record_, folder_.Path("other name"));
  for (const char* name : {"estate.db", "other name"}) {
    const absl::Status status = OpenReportOutput(folder_.Path(name), record_).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr("is the record as well"));
  }
  EXPECT_EQ(test::ReadWholeFile(record_), "a record");
}

TEST_F(ReportOutputTest, AFileIsThereOnceItIsWhole) {
  const std::string path = folder_.Path("report");
  const auto output = OpenReportOutput(path, record_);
  ASSERT_TRUE(output.ok()) << output.status();
  ASSERT_TRUE((*output)->Write("text").ok());
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_TRUE((*output)->Finish().ok());
  EXPECT_EQ(test::ReadWholeFile(path), "text");
}

TEST_F(ReportOutputTest, AMissingFolderIsTold) {
  EXPECT_EQ(OpenReportOutput(folder_.Path("no/report"), record_).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ReportOutputTest, StandardOutputIsCalledSo) {
  const auto output = OpenReportOutput("-", record_);
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ((*output)->name(), "standard output");
}

}  // namespace
}  // namespace certsweep::cli
