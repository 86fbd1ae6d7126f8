#include "scanner/schedule/journey_book.h"

#include "gtest/gtest.h"
#include "tests/support/manual_clock.h"

namespace certsweep::scanner {
namespace {

probe::Endpoint EndpointAt(const std::string& host, std::string_view address, uint16_t port = 443) {
  probe::Endpoint endpoint;
  endpoint.host = host;
  endpoint.address = base::IpAddress::Parse(address);
  endpoint.port = port;
  return endpoint;
}

TEST(JourneyBookTest, GivesEachEndpointItsOwnOnce) {
  const test::ManualClock clock;
  JourneyBook book;
  probe::Journey first(clock), second(clock);
  first.Add(probe::PutAside{});
  second.Add(probe::Written{});
  book.Keep(EndpointAt("sps.example", "10.0.0.1"), first);
  book.Keep(EndpointAt("sps.example", "10.0.0.2"), second);
  EXPECT_FALSE(book.Take(EndpointAt("sps.example", "")));
  EXPECT_FALSE(book.Take(EndpointAt("sps.example", "10.0.0.1", 444)));
  EXPECT_FALSE(book.Take(EndpointAt("other.example", "10.0.0.1")));
  const std::optional<probe::Journey> taken = book.Take(EndpointAt("sps.example", "10.0.0.2"));
  ASSERT_TRUE(taken);
  ASSERT_EQ(taken->steps().size(), 1u);
  EXPECT_TRUE(std::holds_alternative<probe::Written>(taken->steps()[0].event));
  EXPECT_FALSE(book.Take(EndpointAt("sps.example", "10.0.0.2")));
  EXPECT_TRUE(book.Take(EndpointAt("sps.example", "10.0.0.1")));
}

TEST(JourneyBookTest, ANameWithoutAddressIsAnEndpointToo) {
  const test::ManualClock clock;
  JourneyBook book;
  book.Keep(EndpointAt("sps.example", ""), probe::Journey(clock));
  EXPECT_FALSE(book.Take(EndpointAt("sps.example", "10.0.0.1")));
  EXPECT_TRUE(book.Take(EndpointAt("sps.example", "")));
}

}  // namespace
}  // namespace certsweep::scanner
