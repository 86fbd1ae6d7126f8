#include "scanner/sinks/jsonl_sink.h"

#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "tests/scanner/sinks/results.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::scanner {
namespace {

class JsonlSinkTest : public ::testing::Test {
 protected:
  JsonlSink Open(const std::string& path, OutputMode mode = OutputMode::kReplace) {
    return JsonlSink(*OutputFile::Open(path, mode));
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("run.jsonl");
};

TEST_F(JsonlSinkTest, WritesTheLinesAsTheyCome) {
  JsonlSink sink = Open(path_);
  EXPECT_TRUE(sink.needs_json());
  ASSERT_TRUE(sink.Write(Batch({MakeResult("b"), MakeResult("a")})).ok());
  EXPECT_EQ(test::ReadWholeFile(path_), LineOf(MakeResult("b")) + LineOf(MakeResult("a")))
      << "written when Write returns";
  ASSERT_TRUE(sink.Write(Batch({MakeResult("c")})).ok());
  ScanSummary summary;
  ASSERT_TRUE(sink.Finish(summary).ok());
  EXPECT_EQ(test::ReadWholeFile(path_), LineOf(MakeResult("b")) + LineOf(MakeResult("a")) + LineOf(MakeResult("c")));
}

TEST_F(JsonlSinkTest, GoesOnAfterATornLine) {
  test::WriteWholeFile(path_, "{\"host\":\"a\"}\n{\"ho");
  JsonlSink sink = Open(path_, OutputMode::kAppendLines);
  ASSERT_TRUE(sink.Write(Batch({MakeResult("b")})).ok());
  EXPECT_EQ(test::ReadWholeFile(path_), "{\"host\":\"a\"}\n" + LineOf(MakeResult("b")));
}

TEST_F(JsonlSinkTest, AScanWithoutResultsLeavesAnEmptyFile) {
  test::WriteWholeFile(path_, "of an earlier scan\n");
  ScanSummary summary;
  EXPECT_TRUE(Open(path_).Finish(summary).ok());
  EXPECT_EQ(test::ReadWholeFile(path_), "");
}

TEST_F(JsonlSinkTest, AFullDiskLeavesWholeLines) {
  const std::string said = test::InChild([this](const test::ChildSide& parent) {
    test::LimitFileSize(1000);
    JsonlSink sink = Open(path_);
    parent.Say(sink.Write(Batch(std::vector(100, MakeResult("sps-1.corp.example")))).ToString());
  });
  EXPECT_EQ(said, "RESOURCE_EXHAUSTED: " + path_ + ": File too large");
  const size_t line = Finished(MakeResult("sps-1.corp.example")).json_line.size();
  EXPECT_EQ(std::filesystem::file_size(path_), 1000 / line * line);
}

}  // namespace
}  // namespace certsweep::scanner
