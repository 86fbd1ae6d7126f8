#include "replacer/issuer/order_name.h"

#include <string>

#include "gtest/gtest.h"

namespace certsweep::replacer {
namespace {

TEST(OrderNameTest, NamesAreFileNames) {
  for (const char* name : {"a", "sps01.corp-4343", "7_x"}) EXPECT_TRUE(CheckOrderName(name).ok()) << name;
  for (const std::string& name :
       {std::string(), std::string(".a"), std::string("-a"), std::string("a/b"), std::string(".."), std::string("a b"),
        std::string("a\n"), std::string(201, 'a'), std::string("a\0b", 3), std::string("\xc3\xa4")}) {
    EXPECT_FALSE(CheckOrderName(name).ok()) << name;
  }
}

TEST(OrderNameTest, HostsAreNamesOrAddresses) {
  for (const char* host : {"sps01", "sps01.corp.example", "10.0.0.7", "2001:db8::1", "::1"}) {
    EXPECT_TRUE(CheckHost("{host}", host).ok()) << host;
  }
  for (const char* host :
       {"", "-rf", "a b", "a;b", "$(x)", "a:443", "[::1]", "a/b", "a\n", "10.0.0.300", "a..b", "'"}) {
    EXPECT_FALSE(CheckHost("{host}", host).ok()) << host;
  }
}

}  // namespace
}  // namespace certsweep::replacer
