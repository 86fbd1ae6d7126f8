// `certsweep key`, `csr` and `pem` as they are installed, from a key to a server.pem that verifies, with openssl as CA.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/integration/process.h"
#include "tests/support/shell_command.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/terminal_session.h"

namespace certsweep::integration {
namespace {

namespace fs = std::filesystem;
using test::ReadWholeFile;
using test::RunShell;
using test::ShellResult;
using test::WriteWholeFile;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

struct Result {
  int exit_code = -1;
  std::string output;
  std::string errors;
};

class ByHandTest : public testing::Test {
 protected:
  Result Run(std::vector<std::string> arguments, ProcessOptions options = {}) {
    arguments.insert(arguments.begin(), CERTSWEEP_BINARY);
    options.command = arguments;
    options.folder = folder_.path();
    options.name = ".run";
    Process process(options);
    Result result;
    result.exit_code = process.Wait();
    if (!options.output) result.output = process.Output();
    result.errors = process.Errors();
    return result;
  }

  void Good(const std::vector<std::string>& arguments) {
    const Result result = Run(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
  }

  ShellResult Shell(const std::string& command) { return RunShell("cd " + folder_.path() + " && " + command); }

  void CopyTemplate(const std::string& name) {
    fs::copy_file(std::string(CERTSWEEP_TEMPLATES) + "/" + name, folder_.Path(name));
  }

  // A root and an issuing CA, which answers r.csr with leaf.crt.
  void Issue() {
    const ShellResult made = Shell(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -subj '/CN=Corp Root' -days 900 -out root.pem && "
        "printf '%s\\n' basicConstraints=critical,CA:TRUE keyUsage=keyCertSign subjectKeyIdentifier=hash > ca.ext && "
        "openssl req -new -newkey rsa:2048 -nodes -keyout ca.key -subj '/CN=Corp CA' | openssl x509 -req -CA root.pem "
        "-CAkey root.key -CAcreateserial -days 800 -extfile ca.ext -out ca.pem && "
        "openssl x509 -req -in r.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 300 -copy_extensions copyall "
        "-out leaf.crt");
    ASSERT_EQ(made.exit_code, 0) << made.output;
  }

  std::string File(const std::string& name) { return ReadWholeFile(folder_.Path(name)); }
  int ModeOf(const std::string& name) { return static_cast<int>(fs::status(folder_.Path(name)).permissions()); }

  const test::TemporaryFolder folder_;
};

TEST_F(ByHandTest, FromAKeyToAServerPemThatVerifies) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  CopyTemplate("sps.cnf");
  const Result key = Run({"key", "-o", "k.pem"});
  EXPECT_EQ(key.exit_code, 0) << key.errors;
  EXPECT_THAT(key.output, StartsWith("k.pem: a new rsa:2048 key, SHA-256 of its public key "));
  EXPECT_EQ(ModeOf("k.pem"), 0600);
  const Result csr = Run({"csr", "--template", "sps.cnf", "--key", "k.pem", "--name", "sps01.corp.example", "--ip",
                          "10.0.0.7", "-o", "r.csr"});
  EXPECT_EQ(csr.exit_code, 0) << csr.errors;
  EXPECT_EQ(csr.errors, "");
  Issue();
  const Result pem = Run(
      {"pem", "--key", "k.pem", "--cert", "leaf.crt", "--chain", "root.pem", "--chain", "ca.pem", "-o", "server.pem"});
  EXPECT_EQ(pem.exit_code, 0) << pem.errors;
  EXPECT_EQ(pem.errors, "");
  EXPECT_THAT(pem.output, HasSubstr("server.pem: the key fits emailAddress=pki@corp.example,CN=sps01.corp.example"));
  EXPECT_THAT(pem.output, HasSubstr("; 1 intermediate, ends at CN=Corp Root\n"));
  EXPECT_EQ(ModeOf("server.pem"), 0600);
  const Result verified = Run({"verify", "server.pem", "--trust", "root.pem", "--rules", "private", "--name",
                               "sps01.corp.example", "--name", "10.0.0.7", "--name", "sps01"});
  EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.errors;
}

TEST_F(ByHandTest, TheRequestIsTheOneThatOpensslVerifies) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  for (const char* type : {"rsa:2048", "ec:P-256", "ec:P-521"}) {
    fs::remove(folder_.Path("k.pem"));
    Good({"key", "-o", "k.pem", "--type", type});
    const Result csr = Run({"csr", "--key", "k.pem", "--name", "sps01.corp.example", "--ip", "10.0.0.7"});
    EXPECT_EQ(csr.exit_code, 0);
    EXPECT_EQ(csr.errors, "");
    WriteWholeFile(folder_.Path("r.csr"), csr.output);
    const ShellResult shown = Shell("openssl req -verify -noout -text -in r.csr");
    EXPECT_EQ(shown.exit_code, 0) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("CN = sps01.corp.example"));
    EXPECT_THAT(shown.output, HasSubstr("DNS:sps01.corp.example, IP Address:10.0.0.7"));
    EXPECT_THAT(shown.output, HasSubstr("TLS Web Server Authentication"));
  }
}

TEST_F(ByHandTest, WhatIsOddInATemplateIsToldOnStandardErrorAlone) {
  CopyTemplate("sps-damaged.cnf");
  Good({"key", "-o", "k.pem", "--type", "ec:P-256"});
  const Result csr = Run({"csr", "--template", "sps-damaged.cnf", "--key", "k.pem"});
  EXPECT_EQ(csr.exit_code, 0);
  EXPECT_THAT(csr.output, StartsWith("-----BEGIN CERTIFICATE REQUEST-----\n"));
  EXPECT_EQ(
      csr.errors,
      "certsweep: sps-damaged.cnf: keyEncipherment and dataEncipherment are left out: an EC key encrypts nothing\n"
      "certsweep: sps-damaged.cnf: line 16: names that stand in [v3_req] are taken, for [alt_names] is missing\n");
}

TEST_F(ByHandTest, NothingIsOverwritten) {
  Good({"key", "-o", "k.pem", "--type", "ec:P-256"});
  const std::string before = File("k.pem");
  const Result again = Run({"key", "-o", "k.pem", "--type", "ec:P-256"});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_EQ(again.errors, "certsweep: k.pem: is there already; a key is never overwritten\n");
  EXPECT_EQ(File("k.pem"), before);
  WriteWholeFile(folder_.Path("r.csr"), "old");
  const std::vector<std::string> csr = {"csr", "--key", "k.pem", "--name", "a.example", "-o", "r.csr"};
  const Result refused = Run(csr);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.errors, "certsweep: r.csr: is there already; --force overwrites it\n");
  EXPECT_EQ(File("r.csr"), "old");
  std::vector<std::string> forced = csr;
  forced.push_back("--force");
  Good(forced);
  EXPECT_THAT(File("r.csr"), StartsWith("-----BEGIN CERTIFICATE REQUEST-----\n"));
}

TEST_F(ByHandTest, BadInputIsToldAndNothingIsWritten) {
  Good({"key", "-o", "k.pem", "--type", "ec:P-256"});
  WriteWholeFile(folder_.Path("bad.cnf"), "[req]\nprompt=no\ndistinguished_name=dn\n[dn]\nC=Germany\n");
  Result result = Run({"csr", "--template", "bad.cnf", "--key", "k.pem", "--name", "a.example", "-o", "r.csr"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.errors, HasSubstr("certsweep: bad.cnf: line 5: countryName \"Germany\" has to be 2 letters"));
  result = Run({"csr", "--template", "missing.cnf", "--key", "none.pem", "--name", "a.example", "-o", "r.csr"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.errors, "certsweep: none.pem: No such file or directory\n");
  result = Run({"pem", "--key", "bad.cnf", "--cert", "k.pem", "--chain", "missing.crt", "-o", "server.pem"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.errors,
            "certsweep: bad.cnf: no private key (PEM) in it\ncertsweep: k.pem: no certificate in it\n"
            "certsweep: missing.crt: No such file or directory\n");
  EXPECT_FALSE(fs::exists(folder_.Path("r.csr")));
  EXPECT_FALSE(fs::exists(folder_.Path("server.pem")));
}

TEST_F(ByHandTest, ACertificateForAnotherKeyMakesNoServerPem) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  Good({"key", "-o", "k.pem", "--type", "ec:P-256"});
  Good({"key", "-o", "other.pem", "--type", "ec:P-256"});
  Good({"csr", "--key", "k.pem", "--name", "a.example", "-o", "r.csr"});
  Issue();
  const Result result = Run({"pem", "--key", "other.pem", "--cert", "leaf.crt", "-o", "server.pem"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.errors, "certsweep: no certificate is for this private key, but for other keys; \"CN=a.example\"\n");
  EXPECT_FALSE(fs::exists(folder_.Path("server.pem")));
}

TEST_F(ByHandTest, AFullDiskIsOursAndLeavesNothing) {
  const Result result = Run({"key", "-o", "k.pem"}, {.file_size_limit = 100});
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_FALSE(fs::exists(folder_.Path("k.pem")));
  for (const auto& entry : fs::directory_iterator(folder_.path())) {
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr(".tmp")));
  }
  Good({"key", "-o", "k.pem", "--type", "ec:P-256"});
  const Result csr = Run({"csr", "--key", "k.pem", "--name", "a.example"}, {.output = "/dev/full"});
  EXPECT_EQ(csr.exit_code, 4);
  EXPECT_THAT(csr.errors, HasSubstr("No space left on device"));
}

TEST_F(ByHandTest, KeysAreTheirOwnersAloneWhateverTheUmask) {
  const mode_t before = ::umask(0);
  Good({"key", "-o", "k.pem", "--type", "ec:P-256"});
  ::umask(before);
  EXPECT_EQ(ModeOf("k.pem"), 0600);
}

TEST_F(ByHandTest, AnEncryptedKeyIsOpenedWithWhatIsTyped) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  ASSERT_EQ(Shell("openssl genpkey -algorithm RSA -aes256 -pass pass:hunter2 -out k.pem").exit_code, 0);
  {
    test::TerminalSession csr(
        {CERTSWEEP_BINARY, "csr", "--key", "k.pem", "--name", "sps01.corp.example", "-o", "r.csr"}, folder_.path());
    ASSERT_TRUE(csr.Await("Passphrase of k.pem: ")) << csr.shown();
    csr.Type("hunter2\n");
    EXPECT_EQ(csr.Wait(), 0) << csr.shown();
  }
  Issue();
  const std::vector<std::string> words = {"pem",     "--key",  "k.pem", "--cert",    "leaf.crt",
                                          "--chain", "ca.pem", "-o",    "server.pem"};
  std::vector<std::string> command = words;
  command.insert(command.begin(), CERTSWEEP_BINARY);
  for (const char* answer : {"\x03", "hunter2\n"}) {
    EXPECT_FALSE(fs::exists(folder_.Path("server.pem")));
    test::TerminalSession pem(command, folder_.path());
    ASSERT_TRUE(pem.Await("Passphrase of k.pem: ")) << pem.shown();
    EXPECT_FALSE(pem.Echoes());
    pem.Type(answer);
    EXPECT_EQ(pem.Wait(), answer[0] == '\x03' ? 130 : 0) << pem.shown();
    EXPECT_THAT(pem.shown(), Not(HasSubstr("hunter2")));
    EXPECT_TRUE(pem.Echoes());
  }
  EXPECT_THAT(File("server.pem"), StartsWith("-----BEGIN PRIVATE KEY-----\n"));
  command.insert(command.begin(), {"/usr/bin/setsid", "-w"});
  Process cron({.command = command, .folder = folder_.path(), .name = ".cron"});
  EXPECT_EQ(cron.Wait(), 2);
  EXPECT_THAT(cron.Errors(), HasSubstr("k.pem: this private key needs a passphrase, and there is no terminal"));
}

}  // namespace
}  // namespace certsweep::integration
