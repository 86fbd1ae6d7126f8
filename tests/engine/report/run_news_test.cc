#include "engine/report/run_news.h"

#include "gtest/gtest.h"
#include "tests/engine/report/change_rows.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::report {
namespace {

constexpr auto kBad = pki::Verdict::kNoncompliant;

class RunNewsTest : public testing::Test {
 protected:
  std::string News(int64_t run) {
    const absl::StatusOr<std::optional<RunNews>> news = FindRunNews(*estate_, run);
    if (!news.ok()) return std::string(news.status().message());
    return *news ? DescribeNews(**news) : "none";
  }

  const test::TemporaryFolder folder_;
  const std::unique_ptr<estate::Estate> estate_ = OpenRecord(folder_.path() + "/estate.db");
};

TEST_F(RunNewsTest, TheFirstRunHasNone) {
  EXPECT_EQ(News(AddRun(*estate_, {{.host = "a"}})), "none");
  EXPECT_EQ(News(7), "the record has no run 7");
}

TEST_F(RunNewsTest, SinceTheNewestRunThatEndedWhole) {
  AddRun(*estate_, {{.host = "a", .certificate = "one"}, {.host = "b", .verdict = kBad, .findings = {{"expired"}}}});
  AddRun(*estate_, {{.host = "a", .verdict = kBad}}, RunEnding::kInterrupted);
  AddRun(*estate_, {{.host = "a", .verdict = kBad}}, RunEnding::kNone);
  EXPECT_EQ(News(AddRun(*estate_, {{.host = "a", .certificate = "two"}, {.host = "b"}, {.host = "c"}})),
            "new since run 1: 1 appeared, 1 changed certificate, 1 mended");
}

TEST_F(RunNewsTest, NothingNew) {
  AddRun(*estate_, {{.host = "a", .certificate = "one"}});
  AddRun(*estate_, {{.host = "a", .certificate = "one", .tls = "TLSv1.2"}});
  EXPECT_EQ(News(2), "nothing new since run 1");
}

TEST_F(RunNewsTest, ARunThatWasInterruptedHasLostNothing) {
  AddRun(*estate_, {{.host = "a"}, {.host = "b"}});
  AddRun(*estate_, {{.host = "a"}}, RunEnding::kInterrupted);
  EXPECT_EQ(News(2), "nothing new since run 1");
}

}  // namespace
}  // namespace certsweep::report
