#include "replacer/issuer/https_url.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::replacer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Parsed(std::string_view text) {
  const auto url = ParseHttpsUrl(text);
  return url.ok() ? *url : std::string(url.status().message());
}

TEST(HttpsUrlTest, TakesHostPortAndPath) {
  EXPECT_EQ(Parsed("https://ca.corp.example/certsrv"), "https://ca.corp.example/certsrv");
  EXPECT_EQ(Parsed("HTTPS://ca:8443//"), "https://ca:8443");
  EXPECT_EQ(Parsed("https://10.0.0.1/a/b/"), "https://10.0.0.1/a/b");
  EXPECT_EQ(Parsed("https://[2001:db8::1]:8443/a"), "https://[2001:db8::1]:8443/a");
  EXPECT_EQ(Parsed("https://[2001:db8::1]"), "https://[2001:db8::1]");
}

TEST(HttpsUrlTest, RefusesAllElse) {
  for (const char* text : {"", "http://ca/certsrv", "https://", "https:///x", "ca/certsrv", "https://ca?x",
                           "https://ca/#x", "https://ca/a b", "https://ca:0/", "https://ca/\r\n", "https://ca/a?b=c",
                           "https://a b/", "https://10.0.0.0/8/certsrv/\"", "file:///etc/passwd"}) {
    EXPECT_FALSE(ParseHttpsUrl(text).ok()) << text;
  }
  EXPECT_THAT(Parsed("http://ca/certsrv"), HasSubstr("must begin with https://"));
}

TEST(HttpsUrlTest, APasswordIsNotRepeated) {
  EXPECT_THAT(Parsed("https://bob:geheim@ca/certsrv"), Not(HasSubstr("geheim")));
  EXPECT_FALSE(ParseHttpsUrl("https://bob:geheim@ca/certsrv").ok());
}

TEST(HttpsUrlTest, Encodes) {
  EXPECT_EQ(PercentEncode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(PercentEncode("a+b c\r\n\xff&="), "a%2Bb%20c%0D%0A%FF%26%3D");
}

}  // namespace
}  // namespace certsweep::replacer
