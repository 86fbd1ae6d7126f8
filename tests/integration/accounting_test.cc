// Lines, targets, duplicates, exclusions, skipped lines, endpoints and verdicts add up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class AccountingTest : public ScanTest {
 protected:
  std::string Port() const { return std::to_string(lab().port()); }
  std::string Address(size_t index) const { return lab().endpoints()[index].address.ToString(); }

  std::vector<boost::json::object> Lines() const { return JsonLines(ReadFile(Path("run.jsonl"))); }

  ScanResult Run(std::vector<std::string> arguments) {
    for (const char* more : {"--trust", "root.pem", "-f", "jsonl", "-o", "run.jsonl", "--no-record"}) {
      arguments.emplace_back(more);
    }
    return Scan(arguments);
  }
};

TEST_F(AccountingTest, AnEndpointOnTwoLinesIsProbedOnceWithBothIdentities) {
  StartLab(2, "good-ecdsa");
  const std::string one = Address(0);
  WriteFile(Path("list.csv"), "host,port,address,names\na.example," + Port() + "," + one + ",a.example\na.example," +
                                  Port() + "," + one + ",b.example\n");
  EXPECT_EQ(Run({"-t", "list.csv"}).exit_code, 1);
  const std::vector<boost::json::object> lines = Lines();
  ASSERT_EQ(lines.size(), 1u);
  std::vector<std::string> identities;
  for (const boost::json::value& identity : lines[0].at("identities").as_array()) {
    identities.emplace_back(identity.as_string());
  }
  EXPECT_THAT(identities, UnorderedElementsAre("a.example", "b.example"));
}

TEST_F(AccountingTest, DuplicatesExclusionsAndSkippedLinesAreCounted) {
  StartLab(3, "good-ecdsa");
  const std::string p = ":" + Port();
  WriteFile(Path("list.txt"), "# three good ones\n" + Address(0) + p + "\n" + Address(1) + p + "\n\n" + Address(0) + p +
                                  "\n" + Address(2) + p + "\nnot a host\n10.0.0.300\n");
  const ScanResult result = Run({"-t", "list.txt", "--exclude", Address(2), "--skip-invalid", "-v"});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(Lines().size(), 2u);
  EXPECT_THAT(result.errors, HasSubstr("list.txt:7"));
  EXPECT_THAT(result.errors, HasSubstr("list.txt:8"));
}

TEST_F(AccountingTest, StandardInputIsAListToo) {
  StartLab(3, "good-ecdsa");
  WriteFile(Path("stdin.txt"), Address(0) + ":" + Port() + "\n" + Address(1) + "\n");
  ProcessOptions options =
      ScanProcess({"-t", "-", "-p", Port(), "--trust", "root.pem", "-f", "jsonl", "--no-record", "-q"});
  options.input = Path("stdin.txt");
  Process process(options);
  EXPECT_EQ(process.Wait(), 0) << process.Errors();
  EXPECT_EQ(JsonLines(process.Output()).size(), 2u);
  EXPECT_EQ(process.Errors(), "");
}

TEST_F(AccountingTest, ANetworkIsWalkedWhole) {
  StartLab(20, "good-ecdsa");
  // 127.20.0.0/28: the lab has .1 to .15; nobody lives at .0, but something accepts there and closes.
  EXPECT_EQ(Run({"127.20.0.0/28", "-p", Port()}).exit_code, 3);
  const std::vector<boost::json::object> lines = Lines();
  EXPECT_EQ(lines.size(), 16u);
  EXPECT_EQ(CountBy(lines, "address").size(), 16u);
  EXPECT_EQ(CountBy(lines, "verdict")["compliant"], 15);
  for (const boost::json::object& line : lines) {
    if (Text(line, "verdict") != "compliant") continue;
    EXPECT_THAT(Codes(line), HasSubstr("name_not_judged"));
  }
}

TEST_F(AccountingTest, SeveralPortsAreSeveralEndpoints) {
  StartLab(1, "good-ecdsa");
  EXPECT_EQ(Run({Address(0), "-p", Port() + ",1"}).exit_code, 3);
  EXPECT_EQ(CountBy(Lines(), "verdict")["compliant"], 1);
  EXPECT_EQ(CountBy(Lines(), "verdict")["unreachable"], 1);
}

TEST_F(AccountingTest, ANameThatDoesNotResolveIsOneEndpointWithoutAddress) {
  StartLab(1, "good-ecdsa");
  const ScanResult result = Run({"no-such-host.invalid", Address(0) + ":" + Port(), "--retries", "0"});
  EXPECT_EQ(result.exit_code, 3) << result.errors;
  const std::vector<boost::json::object> lines = Lines();
  ASSERT_EQ(lines.size(), 2u);
  for (const boost::json::object& line : lines) {
    if (Text(line, "host") != "no-such-host.invalid") continue;
    EXPECT_EQ(Text(line, "verdict"), "unreachable");
    EXPECT_EQ(Codes(line), "dns_failure");
    EXPECT_FALSE(line.contains("address"));
  }
}

TEST_F(AccountingTest, BothFamiliesOfANameAreEndpoints) {
  StartLab(1, "good-ecdsa");
  Run({"localhost:" + Port(), "--retries", "0"});
  const std::vector<boost::json::object> both = Lines();
  EXPECT_GE(both.size(), 1u);
  Run({"localhost:" + Port(), "-4"});
  const std::vector<boost::json::object> only = Lines();
  ASSERT_EQ(only.size(), 1u);
  EXPECT_EQ(Text(only[0], "address"), "127.0.0.1");
}

}  // namespace
}  // namespace certsweep::integration
