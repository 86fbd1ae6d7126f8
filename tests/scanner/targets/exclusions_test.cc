#include "scanner/targets/exclusions.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scanner/targets/file_descriptor.h"
#include "tests/scanner/targets/temporary_files.h"

namespace certsweep::scanner {
namespace {

using ::testing::HasSubstr;

base::IpAddress Address(std::string_view text) { return *base::IpAddress::Parse(text); }

void AddFile(Exclusions& exclusions, std::string_view content, ProblemList& problems) {
  const FileDescriptor file(MemoryFile(content));
  LineReader lines(file.get());
  ASSERT_TRUE(exclusions.AddFile("never", lines, problems).ok());
}

TEST(ExclusionsTest, TakesAddressesNetworksAndFiles) {
  Exclusions exclusions;
  ProblemList problems;
  for (const char* text : {"10.0.0.1", " 192.168.0.0/16"}) exclusions.AddText(text, problems);
  AddFile(exclusions, "\xef\xbb\xbf# not these\nPrinter.example. # old\r\n10.1.0.0/16\n\n10.9.0.1-3\n2001:db8::/32\n",
          problems);
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
  Exclusions exclusions;
  ProblemList problems;
  AddFile(exclusions, "10.0.0.0/33\nok.example\na:443\n\xff\n", problems);
  exclusions.AddText("10.0.0.9-1", problems);
  exclusions.AddText("printer.example", problems);
  EXPECT_EQ(problems.first().size(), 5u) << problems.ToString();
  EXPECT_THAT(problems.ToString(), HasSubstr("never:1: prefix length 33"));
  EXPECT_THAT(problems.ToString(), HasSubstr("never:3: a host is excluded with all its ports"));
  EXPECT_THAT(problems.ToString(), HasSubstr("never:4: the line is not valid UTF-8"));
  EXPECT_THAT(problems.ToString(), HasSubstr("--exclude '10.0.0.9-1': the range ends"));
  EXPECT_THAT(problems.ToString(), HasSubstr("--exclude 'printer.example': is no address"));
}

TEST(ExclusionsTest, WhatIsNoAddressNamesAFile) {
  for (const char* text : {"printer.example", "never.txt", "./10.0.0.1.txt"}) {
    EXPECT_TRUE(Exclusions::NamesFile(text)) << text;
  }
  for (const char* text : {"10.0.0.1", "10.0.0.0/8", "10.0.0.9-1", "2001:db8::/129"}) {
    EXPECT_FALSE(Exclusions::NamesFile(text)) << text;
  }
}

}  // namespace
}  // namespace certsweep::scanner
