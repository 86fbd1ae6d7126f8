// Bad input of every kind: exit code 2, a clear line with the place, and nothing done.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct BadInput {
  const char* name;
  const char* content;  // of bad.txt
  std::vector<std::string> arguments;
  const char* place;  // must stand on standard error
};

// A test of GoogleTest prints its parameter.
void PrintTo(const BadInput& input, std::ostream* out) { *out << input.name; }

class BadInputTest : public ScanTest, public testing::WithParamInterface<BadInput> {
 protected:
  void ExpectNothingDone(const ScanResult& result) {
    EXPECT_EQ(result.exit_code, 2) << result.errors;
    EXPECT_EQ(result.output, "");
    EXPECT_FALSE(std::filesystem::exists(Path("estate.db")));
    EXPECT_FALSE(std::filesystem::exists(Path("run.jsonl")));
    for (size_t start = 0; start < result.errors.size();) {
      const size_t end = result.errors.find('\n', start);
      ASSERT_NE(end, std::string::npos);
      EXPECT_THAT(result.errors.substr(start, end - start), StartsWith("certsweep: "));
      EXPECT_LT(end - start, 600u);
      start = end + 1;
    }
  }
};

TEST_P(BadInputTest, IsToldAndNothingIsDone) {
  WriteFile(Path("bad.txt"), GetParam().content);
  WriteFile(Path("no-certificate.pem"), "# nothing here\n");
  WriteFile(Path("broken.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
  const ScanResult result = Scan(GetParam().arguments);
  ExpectNothingDone(result);
  EXPECT_THAT(result.errors, HasSubstr(GetParam().place));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, BadInputTest,
    testing::Values(
        BadInput{"NoTarget", "", {}, "no target"}, BadInput{"MissingList", "", {"-t", "missing.txt"}, "missing.txt"},
        BadInput{"ListIsAFolder", "", {"-t", "."}, "."}, BadInput{"EmptyList", "", {"-t", "bad.txt"}, "bad.txt"},
        BadInput{"OnlyComments", "# one\n\n# two\n", {"-t", "bad.txt"}, "bad.txt"},
        BadInput{"NotUtf8", "good.example\n\xff\xfe\n", {"-t", "bad.txt"}, "bad.txt:2"},
        BadInput{"Prefix33", "10.0.0.0/33\n", {"-t", "bad.txt"}, "bad.txt:1"},
        BadInput{"Prefix33OnTheCommandLine", "", {"10.0.0.0/33"}, "10.0.0.0/33"},
        BadInput{"Port0", "good.example\nhost:0\n", {"-t", "bad.txt"}, "bad.txt:2"},
        BadInput{"Port70000", "host:70000\n", {"-t", "bad.txt"}, "bad.txt:1"},
        BadInput{"Octet300", "10.0.0.300\n", {"-t", "bad.txt"}, "bad.txt:1"},
        BadInput{"RangeBackwards", "10.0.0.9-10.0.0.1\n", {"-t", "bad.txt"}, "bad.txt:1"},
        BadInput{"BadName", "a..b\n", {"-t", "bad.txt"}, "bad.txt:1"},
        BadInput{"UnknownColumn", "host,adress\na,10.0.0.1\n", {"-t", "bad.txt"}, "address"},
        BadInput{"EmptyHost", "host,port\n,443\n", {"-t", "bad.txt"}, "bad.txt:2"},
        BadInput{"BadPortInInventory", "host,port\na,70000\n", {"-t", "bad.txt"}, "bad.txt:2"},
        BadInput{"MissingTrust", "", {"host", "--trust", "missing.pem"}, "missing.pem"},
        BadInput{"TrustWithoutCertificate", "", {"host", "--trust", "no-certificate.pem"}, "no-certificate.pem"},
        BadInput{"BrokenTrust", "", {"host", "--trust", "broken.pem"}, "broken.pem"},
        BadInput{"MissingIntermediates", "", {"host", "--intermediates", "missing.pem"}, "missing.pem"},
        BadInput{"MissingExclude", "", {"host", "--exclude", "no/such/file"}, "no/such/file"},
        BadInput{"BadExclude", "", {"host", "--exclude", "10.0.0.0/40"}, "10.0.0.0/40"},
        BadInput{"AllExcluded", "", {"10.0.0.1", "--exclude", "10.0.0.0/8"}, "nothing"},
        BadInput{"OutputInMissingFolder", "", {"10.0.0.1", "-o", "no/such/run.jsonl"}, "no/such/run.jsonl"},
        BadInput{"OutputIsAFolder", "", {"10.0.0.1", "-o", "."}, "."},
        BadInput{"RecordInMissingFolder", "", {"10.0.0.1", "--record", "no/such/estate.db"}, "no/such/estate.db"},
        BadInput{"RecordIsNoRecord",
                 "this is no database, and long enough to be taken for one by nobody at all, is it?",
                 {"10.0.0.1", "--record", "bad.txt"},
                 "bad.txt"},
        BadInput{"OutputOverItsTargets", "10.0.0.1\n", {"-t", "bad.txt", "-o", "bad.txt"}, "bad.txt"},
        BadInput{"NoSuchOption", "", {"host", "--loud"}, "--loud"},
        BadInput{"NotYetAnOption", "", {"host", "--resume", "latest"}, "--resume"}),
    [](const testing::TestParamInfo<BadInput>& test) { return std::string(test.param.name); });

using OddListTest = BadInputTest;

TEST_F(OddListTest, NulBytes) {
  WriteFile(Path("bad.txt"), std::string("good.example\nho\0st\n", 19));
  const ScanResult result = Scan({"-t", "bad.txt"});
  ExpectNothingDone(result);
  EXPECT_THAT(result.errors, HasSubstr("bad.txt:2"));
}

TEST_F(OddListTest, ALineOf10Megabytes) {
  WriteFile(Path("bad.txt"), "good.example\n" + std::string(10'000'000, 'a') + "\nb.example\n");
  const ScanResult result = Scan({"-t", "bad.txt"});
  ExpectNothingDone(result);
  EXPECT_THAT(result.errors, HasSubstr("bad.txt:2"));
}

TEST_F(OddListTest, AllBadLinesAreToldAtOnce) {
  WriteFile(Path("bad.txt"), "host:0\ngood.example\n10.0.0.0/33\nhost:70000\n");
  const ScanResult result = Scan({"-t", "bad.txt", "--trust", "missing.pem"});
  ExpectNothingDone(result);
  EXPECT_THAT(result.errors,
              AllOf(HasSubstr("bad.txt:1"), HasSubstr("bad.txt:3"), HasSubstr("bad.txt:4"), HasSubstr("missing.pem")));
}

}  // namespace
}  // namespace certsweep::integration
