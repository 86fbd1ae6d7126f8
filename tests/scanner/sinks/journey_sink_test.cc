#include "scanner/sinks/journey_sink.h"

#include <memory>
#include <string>
#include <vector>

#include "engine/probe/journey.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scanner/sinks/results.h"
#include "tests/support/manual_clock.h"

namespace certsweep::scanner {
namespace {

using ::testing::ElementsAre;

class JourneySinkTest : public ::testing::Test {
 protected:
  FinishedResult WithJourney(const std::string& host) {
    FinishedResult finished = Finished(MakeResult(host));
    probe::Journey journey(clock_);
    journey.Add(probe::Judged{});
    finished.journey = std::make_shared<const probe::Journey>(std::move(journey));
    return finished;
  }

  std::vector<std::string> Told(std::optional<int64_t> run_id, const std::vector<FinishedResult>& batch) {
    std::vector<std::string> told;
    JourneySink sink(run_id, [&told](std::string_view lines) { told.emplace_back(lines); });
    EXPECT_FALSE(sink.needs_json());
    clock_.AdvanceMicros(30'000);
    EXPECT_TRUE(sink.Write(batch).ok());
    ScanSummary summary;
    EXPECT_TRUE(sink.Finish(summary).ok());
    return told;
  }

  test::ManualClock clock_;
};

TEST_F(JourneySinkTest, EachJourneyIsToldAtOnceWithItsEnd) {
  EXPECT_THAT(Told(7, {WithJourney("a.example"), WithJourney("b.example")}),
              ElementsAre("a.example:4343 (10.0.0.1), step by step\n"
                          "     0.000 s  judged in 0 ms\n"
                          "     0.000 s  no findings\n"
                          "     0.000 s  verdict: compliant\n"
                          "     0.030 s  written to the record, in run 7\n",
                          testing::StartsWith("b.example:4343 ")));
}

TEST_F(JourneySinkTest, WithoutARecord) {
  EXPECT_THAT(Told(std::nullopt, {WithJourney("a.example")}),
              ElementsAre(testing::EndsWith("     0.030 s  no record is kept\n")));
}

TEST_F(JourneySinkTest, AResultWithoutAJourneyIsPassedOver) {
  EXPECT_THAT(Told(7, {Finished(MakeResult("a.example"))}), ElementsAre());
}

}  // namespace
}  // namespace certsweep::scanner
