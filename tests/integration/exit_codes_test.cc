// Each exit code of a scan that ran to its end.
#include <gtest/gtest.h>

#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {
namespace {

class ExitCodesTest : public ScanTest {
 protected:
  int ExitCodeOf(std::string_view mix, const std::vector<std::string>& more = {}) {
    StartLab(6, mix);
    std::vector<std::string> arguments = {"--handshake-timeout", "1", "--retries", "0", "--no-record"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return ScanLab(arguments).exit_code;
  }
};

TEST_F(ExitCodesTest, AllCompliantIs0) { EXPECT_EQ(ExitCodeOf("good-rsa=0.5,client-certificate=0.5"), 0); }
TEST_F(ExitCodesTest, AWarningIsNoFailure) { EXPECT_EQ(ExitCodeOf("expiring-soon"), 0); }
TEST_F(ExitCodesTest, OneNoncompliantIs1) { EXPECT_EQ(ExitCodeOf("self-signed=0.2,good-ecdsa=0.4,silent=0.4"), 1); }
TEST_F(ExitCodesTest, UnreachableIs3) { EXPECT_EQ(ExitCodeOf("refuses=0.5,good-ecdsa=0.5"), 3); }
TEST_F(ExitCodesTest, NoTlsIs3) { EXPECT_EQ(ExitCodeOf("ssh=0.5,good-ecdsa=0.5"), 3); }
TEST_F(ExitCodesTest, SilenceIs3) { EXPECT_EQ(ExitCodeOf("silent"), 3); }

TEST_F(ExitCodesTest, HelpAndVersionAre0) {
  for (const std::string word : {"--version", "--help", "help"}) {
    Process process({.command = {CERTSWEEP_BINARY, word}, .folder = folder()});
    EXPECT_EQ(process.Wait(), 0);
    EXPECT_NE(process.Output(), "");
    EXPECT_EQ(process.Errors(), "");
  }
}

TEST_F(ExitCodesTest, WordsThatAreNoCommandAre2) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {}, {"sweep"}, {"--loud"}, {"help", "sweep"}, {"lab", "--mix", "nothing"}}) {
    ProcessOptions options = {.command = {CERTSWEEP_BINARY}, .folder = folder()};
    options.command.insert(options.command.end(), words.begin(), words.end());
    Process process(options);
    EXPECT_EQ(process.Wait(), 2);
    EXPECT_EQ(process.Output(), "");
    EXPECT_NE(process.Errors(), "");
  }
}

}  // namespace
}  // namespace certsweep::integration
