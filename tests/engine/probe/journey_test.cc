#include "engine/probe/journey.h"

#include "gtest/gtest.h"
#include "tests/support/manual_clock.h"

namespace certsweep::probe {
namespace {

TEST(JourneyTest, EachStepHasItsTimeSinceTheBeginning) {
  test::ManualClock clock;
  clock.AdvanceSeconds(100);
  Journey journey(clock);
  EXPECT_TRUE(journey.steps().empty());
  clock.AdvanceMicros(70);
  EXPECT_EQ(journey.idle_us(), 70);
  journey.Add(ClientCertificateAskedFor{});
  clock.AdvanceMicros(30);
  journey.Add(CertificateCame{.certificates = 2, .bytes = 900});
  clock.AdvanceMicros(5);
  ASSERT_EQ(journey.steps().size(), 2u);
  EXPECT_EQ(journey.steps()[0].at_us, 70);
  EXPECT_EQ(journey.steps()[1].at_us, 100);
  EXPECT_EQ(std::get<CertificateCame>(journey.steps()[1].event).bytes, 900u);
  EXPECT_EQ(journey.elapsed_us(), 105);
  EXPECT_EQ(journey.idle_us(), 5);
}

TEST(JourneyTest, ACopyGoesOnByItself) {
  test::ManualClock clock;
  Journey of_name(clock);
  of_name.Add(NameResolved{.host = "sps.example"});
  Journey of_address = of_name;
  clock.AdvanceMicros(40);
  of_address.Add(ClientCertificateAskedFor{});
  EXPECT_EQ(of_name.steps().size(), 1u);
  ASSERT_EQ(of_address.steps().size(), 2u);
  EXPECT_EQ(of_address.steps()[1].at_us, 40);
}

}  // namespace
}  // namespace certsweep::probe
