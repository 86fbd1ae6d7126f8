// `certsweep lab`: comes up, says so, serves, and goes when told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

class LabCommandTest : public ScanTest {
 protected:
  ProcessOptions LabProcess(std::vector<std::string> arguments) const {
    ProcessOptions options = {.command = {CERTSWEEP_BINARY, "lab", "--port", "0"}, .folder = folder(), .name = "lab"};
    options.command.insert(options.command.end(), arguments.begin(), arguments.end());
    return options;
  }
};

TEST_F(LabCommandTest, ServesAnEstateThatCanBeScanned) {
  Process lab(LabProcess({"--endpoints", "20", "--mix", "good-ecdsa=0.5,self-signed=0.5", "--inventory", "lab.csv",
                          "--trust-out", "root.pem", "--address", "127.77.0.1"}));
  ASSERT_TRUE(lab.WaitForOutput("ready\n")) << lab.Errors();
  EXPECT_THAT(lab.Output(), HasSubstr("127.77.0.1"));
  EXPECT_THAT(lab.Output(), HasSubstr("10  self-signed"));
  EXPECT_EQ(ScanLab().exit_code, 1);
  const std::vector<boost::json::object> lines = JsonLines(ReadFile(Path("run.jsonl")));
  EXPECT_EQ(lines.size(), 20u);
  EXPECT_EQ(CountBy(lines, "verdict")["compliant"], 10);
  lab.Send(SIGTERM);
  EXPECT_EQ(lab.Wait(), 0) << lab.Errors();
  EXPECT_EQ(lab.Errors(), "");
}

TEST_F(LabCommandTest, InterruptEndsItWell) {
  Process lab(LabProcess({"--endpoints", "5", "-q"}));
  ASSERT_TRUE(lab.WaitForOutput("ready\n")) << lab.Errors();
  EXPECT_EQ(lab.Output(), "ready\n");
  lab.Send(SIGINT);
  EXPECT_EQ(lab.Wait(), 0);
}

TEST_F(LabCommandTest, WritesToStandardOutputWhereAskedTo) {
  Process lab(LabProcess({"--endpoints", "3", "-q", "--inventory", "-"}));
  ASSERT_TRUE(lab.WaitForOutput("ready\n")) << lab.Errors();
  EXPECT_THAT(lab.Output(), HasSubstr("sps-00003.lab.example"));
  EXPECT_THAT(lab.Output(), EndsWith("\nready\n"));
}

TEST_F(LabCommandTest, SaysWhatCanNotBe) {
  Process folder_missing(LabProcess({"--endpoints", "3", "--inventory", "no/such/lab.csv"}));
  EXPECT_EQ(folder_missing.Wait(), 2);
  EXPECT_THAT(folder_missing.Errors(), HasSubstr("no/such/lab.csv"));
  Process at_the_end(LabProcess({"--endpoints", "1000", "--address", "127.255.255.250"}));
  EXPECT_EQ(at_the_end.Wait(), 2);
  EXPECT_THAT(at_the_end.Errors(), HasSubstr("certsweep: lab: "));
}

TEST_F(LabCommandTest, APortInUseIsSaid) {
  StartLab(1, "good-ecdsa");
  Process lab(LabProcess({"--endpoints", "3", "--port", std::to_string(this->lab().port())}));
  EXPECT_EQ(lab.Wait(), 2);
  EXPECT_THAT(lab.Errors(), HasSubstr(std::to_string(this->lab().port())));
}

}  // namespace
}  // namespace certsweep::integration
