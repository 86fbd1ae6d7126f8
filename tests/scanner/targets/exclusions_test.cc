#include "scanner/targets/exclusions.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scanner/targets/temporary_files.h"

namespace certsweep::scanner {
namespace {

using ::testing::HasSubstr;

base::IpAddress Address(std::string_view text) { return *base::IpAddress::Parse(text); }

TEST(ExclusionsTest, TakesAddressesNetworksAndFiles) {
  const TemporaryFolder folder;
  const std::string file = folder.Write(
      "never", "\xef\xbb\xbf# not these\nPrinter.example. # old\r\n10.1.0.0/16\n\n10.9.0.1-3\n2001:db8::/32\n");
  Exclusions exclusions;
  ProblemList problems;
  for (const std::string& text : {std::string("10.0.0.1"), std::string("192.168.0.0/16"), file}) {
    ASSERT_TRUE(exclusions.Load(text, problems).ok());
  }
  EXPECT_TRUE(problems.empty()) << problems.ToString();
  for (const char* text : {"10.0.0.1", "::ffff:10.0.0.1", "192.168.7.7", "10.1.255.255", "10.9.0.3", "2001:db8::1"}) {
    EXPECT_TRUE(exclusions.Excludes(Address(text))) << text;
  }
  for (const char* text : {"10.0.0.2", "10.9.0.4", "2001:db9::1"})
    EXPECT_FALSE(exclusions.Excludes(Address(text))) << text;
  EXPECT_TRUE(exclusions.Excludes(*probe::ParseHostTarget("PRINTER.example:9100")));
  EXPECT_FALSE(exclusions.Excludes(*probe::ParseHostTarget("a.printer.example")));
  EXPECT_TRUE(exclusions.Excludes(probe::HostTarget{"sps.example", Address("10.0.0.1"), std::nullopt}));
  EXPECT_TRUE(exclusions.Excludes(probe::HostTarget{"10.0.0.1", Address("10.0.0.2"), std::nullopt}));
}

TEST(ExclusionsTest, EveryProblemIsTold) {
  const TemporaryFolder folder;
  const std::string file = folder.Write("never", "10.0.0.0/33\nok.example\na:443\n\xff\n");
  Exclusions exclusions;
  ProblemList problems;
  ASSERT_TRUE(exclusions.Load(file, problems).ok());
  ASSERT_TRUE(exclusions.Load("10.0.0.9-1", problems).ok());
  EXPECT_EQ(problems.first().size(), 4u) << problems.ToString();
  EXPECT_THAT(problems.ToString(), HasSubstr(file + ":1: prefix length 33"));
  EXPECT_THAT(problems.ToString(), HasSubstr(file + ":3: a host is excluded with all its ports"));
  EXPECT_THAT(problems.ToString(), HasSubstr(file + ":4: the line is not valid UTF-8"));
  EXPECT_THAT(problems.ToString(), HasSubstr("--exclude '10.0.0.9-1': the range ends"));
}

TEST(ExclusionsTest, AMissingFileIsAnError) {
  Exclusions exclusions;
  ProblemList problems;
  const absl::Status status = exclusions.Load("printer.example", problems);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("printer.example"));
}

}  // namespace
}  // namespace certsweep::scanner
