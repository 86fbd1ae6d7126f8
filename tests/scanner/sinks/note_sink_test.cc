#include "scanner/sinks/note_sink.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::scanner {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

FinishedResult ResultAt(std::string_view address) {
  FinishedResult finished;
  finished.json_line = absl::StrCat(R"({"target":"sps.example:443","host":"sps.example","address":")",
                                    std::string(address), R"(","port":443,"time":"2026-01-02T03:04:05Z",)",
                                    R"("attempts":1,"verdict":"compliant","mendable":false,"findings":[]})", "\n");
  return finished;
}

class NoteSinkTest : public ::testing::Test {
 protected:
  std::unique_ptr<NoteSink> Open(NoteSinkOptions options = {}) {
    return std::make_unique<NoteSink>(*OutputFile::Open(path_, OutputMode::kReplace), std::move(options));
  }
  std::string Finish(NoteSink& sink) {
    ScanSummary summary;
    summary.endpoints = 7;
    const absl::Status status = sink.Finish(summary);
    EXPECT_TRUE(status.ok()) << status;
    return test::ReadWholeFile(path_);
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("note");
};

TEST_F(NoteSinkTest, NotesByAddressThenTheSummary) {
  const auto sink = Open({.note = {}, .render_summary = [](const ScanSummary& summary) {
                            return absl::StrCat(summary.endpoints, " endpoints\n");
                          }});
  ASSERT_TRUE(sink->Write(std::vector<FinishedResult>{ResultAt("10.0.0.2")}).ok());
  ASSERT_TRUE(sink->Write(std::vector<FinishedResult>{ResultAt("10.0.0.1")}).ok());
  const std::string text = Finish(*sink);
  EXPECT_LT(text.find("(10.0.0.1)"), text.find("(10.0.0.2)"));
  EXPECT_THAT(text, EndsWith("  nothing is wrong\n\n7 endpoints\n"));
}

TEST_F(NoteSinkTest, AHostWithVeryManyAddresses) {
  const auto sink = Open();
  for (int i = 0; i < 70; ++i) {
    ASSERT_TRUE(sink->Write(std::vector<FinishedResult>{ResultAt(absl::StrCat("10.0.0.", i))}).ok());
  }
  EXPECT_THAT(Finish(*sink), EndsWith("... and 6 more endpoints\n"));
}

TEST_F(NoteSinkTest, ALineThatIsNoneIsAnError) {
  const auto sink = Open();
  EXPECT_THAT(std::string(sink->Write(std::vector<FinishedResult>(1)).message()), HasSubstr("a result's own line"));
}

}  // namespace
}  // namespace certsweep::scanner
