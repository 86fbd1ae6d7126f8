#include "engine/x509/oid.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/support/der.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;

std::string TextOf(std::string_view content) { return OidText(base::AsBytes(content)); }

TEST(OidTest, WritesTheDottedText) {
  const struct {
    std::string content;
    const char* expected;
  } kCases[] = {
      {"\x55\x1d\x11", "2.5.29.17"},
      {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", "1.2.840.113549.1.1.11"},
      {"\0"s, "0.0"},
      {"\x27", "0.39"},
      {"\x28", "1.0"},
      {"\x4f", "1.39"},
      {"\x50", "2.0"},
      {"\x88\x37", "2.999"},  // X.690, 8.19.5
      {"\x55\x7f", "2.5.127"},
      {"\x55\x81\x00"s, "2.5.128"},
      {"\x55\x00"s, "2.5.0"},
      {"\x55\x81\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "2.5.18446744073709551615"},
  };
  for (const auto& c : kCases) EXPECT_EQ(TextOf(c.content), c.expected);
}

TEST(OidTest, ReadsBackWhatWasWritten) {
  for (const std::string oid : {"0.9.2342.19200300.100.1.25", "1.3.6.1.4.1.311.20.2.3", "2.16.840.1.101.3.4.2.1",
                                "2.25.4294967296", "2.47.0", "1.3.6.1.5.5.7.3.1"}) {
    const std::string der = test::DerOid(oid);
    EXPECT_EQ(TextOf(der.substr(2)), oid);
  }
}

TEST(OidTest, KeepsApartWhatHasNoDottedText) {
  const struct {
    std::string content;
    const char* expected;
  } kCases[] = {
      {"", "hex:"},
      {"\x55\x9d", "hex:559d"},        // ends inside an arc
      {"\x55\x80\x1d", "hex:55801d"},  // a leading zero: not the encoding of 2.5.29
      {"\x80\x55", "hex:8055"},
      {"\x55\x80", "hex:5580"},
      {"\x55\x82\x80\x80\x80\x80\x80\x80\x80\x80\0"s, "hex:5582808080808080808000"},  // 2^64
  };
  for (const auto& c : kCases) EXPECT_EQ(TextOf(c.content), c.expected);
}

}  // namespace
}  // namespace certsweep::x509
