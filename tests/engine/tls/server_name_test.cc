#include "engine/tls/server_name.h"

#include <string>

#include "gtest/gtest.h"

namespace certsweep::tls {
namespace {

TEST(ServerNameTest, TakesDnsNamesAsTheyAre) {
  for (const std::string& name :
       {std::string("sps-1.example"), std::string("SPS.Example"), std::string("localhost"), std::string("a"),
        std::string("_dmarc.a_b.example"), std::string("-a-.example"), std::string("xn--bcher-kva.example"),
        std::string("1.2.3.4.example"), std::string("10-0-0-1"), std::string("0x7f000001"), std::string(63, 'a'),
        std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." + std::string(61, 'd')}) {
    EXPECT_EQ(SniHostName(name), name);
  }
}

TEST(ServerNameTest, DropsOneTrailingDot) {
  EXPECT_EQ(SniHostName("sps-1.example."), "sps-1.example");
  EXPECT_EQ(SniHostName("sps-1.example.."), std::nullopt);
  EXPECT_EQ(SniHostName("."), std::nullopt);
}

TEST(ServerNameTest, RefusesAddressesGoodAndBad) {
  for (const char* name : {"10.0.0.1", "10.0.0.300", "1.2.3", "1", "0", "a.1", "10.0.0.1.", "::1", "[::1]", "::"}) {
    EXPECT_EQ(SniHostName(name), std::nullopt) << name;
  }
}

TEST(ServerNameTest, RefusesWhatIsNoName) {
  for (const std::string& name :
       {std::string(), std::string("a..b"), std::string(".a"), std::string("a b"), std::string("*.example"),
        std::string("a/b"), std::string("a:443"),
        std::string("b\xc3\xbc"
                    "cher.example"),
        std::string("a\0b", 3), std::string("a\n"), std::string(64, 'a'), std::string("a.") + std::string(64, 'a'),
        std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." + std::string(62, 'd'),
        std::string(1 << 20, 'a')}) {
    EXPECT_EQ(SniHostName(name), std::nullopt);
  }
}

}  // namespace
}  // namespace certsweep::tls
