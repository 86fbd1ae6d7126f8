#include "cli/key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/x509/new_key.h"
#include "tests/support/child_process.h"
#include "tests/support/shell_command.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/terminal_session.h"

namespace certsweep::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class KeyFileTest : public testing::Test {
 protected:
  // The public half in hex, or the error, as a process without a terminal has it.
  std::string Read(const std::string& name) {
    test::ChildProcess child([&](const test::ChildSide& parent) { parent.Say(ReadFrom(name, "/nowhere")); });
    return child.HearAll();
  }
  std::string ReadFrom(const std::string& name, const std::string& terminal) const {
    SignalWatcher signals;
    TerminalPrompt prompt(signals, terminal);
    const auto key = ReadKeyFile(folder_.Path(name), prompt);
    return key.ok() ? base::HexEncode(base::AsBytes(key->SpkiDer())) : std::string(key.status().message());
  }

  const test::TemporaryFolder folder_;
};

TEST_F(KeyFileTest, IsReadAndWhatIsWrongIsToldWithThePath) {
  const auto made = x509::GenerateKey(x509::NewKeyType::kP256);
  test::WriteWholeFile(folder_.Path("k.pem"), "text\n" + std::string(made->ToPem()->view()));
  EXPECT_EQ(Read("k.pem"), base::HexEncode(base::AsBytes(made->SpkiDer())));
  test::WriteWholeFile(folder_.Path("none.pem"), "x");
  EXPECT_EQ(Read("none.pem"), folder_.Path("none.pem") + ": no private key (PEM) in it");
  test::WriteWholeFile(folder_.Path("bad.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
  EXPECT_THAT(Read("bad.pem"), StartsWith(folder_.Path("bad.pem") + ": line 1: the private key can't be read"));
  EXPECT_THAT(Read("missing"), HasSubstr("No such file"));
}

TEST_F(KeyFileTest, APassphraseIsAskedForOnTheTerminal) {
  if (!test::HasOpenssl()) GTEST_SKIP() << "openssl is not installed";
  const auto made = x509::GenerateKey(x509::NewKeyType::kP256);
  test::WriteWholeFile(folder_.Path("k"), made->ToPem()->view());
  test::RunShell("cd '" + folder_.path() + "' && openssl pkcs8 -topk8 -in k -out e.pem -passout pass:hunter2");
  EXPECT_THAT(Read("e.pem"), AllOf(StartsWith(folder_.Path("e.pem") + ": this private key needs a passphrase"),
                                   HasSubstr("no terminal"), HasSubstr("openssl pkey")));
  test::TerminalSession session([&] {
    test::WriteWholeFile(folder_.Path("told"), ReadFrom("e.pem", "/dev/tty"));
    return 0;
  });
  for (const char* answer : {"wr0ng\n", "hunter2\n"}) {
    ASSERT_TRUE(session.Await("Passphrase of " + folder_.Path("e.pem") + ": "));
    session.Type(answer);
  }
  EXPECT_EQ(session.Wait(), 0);
  EXPECT_EQ(test::ReadWholeFile(folder_.Path("told")), base::HexEncode(base::AsBytes(made->SpkiDer())));
  EXPECT_THAT(session.shown(), AllOf(Not(HasSubstr("hunter2")), Not(HasSubstr("wr0ng"))));
}

}  // namespace
}  // namespace certsweep::cli
