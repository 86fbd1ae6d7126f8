#include "cli/key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/x509/new_key.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(KeyFileTest, IsReadAndWhatIsWrongIsToldWithThePath) {
  const test::TemporaryFolder folder;
  const auto made = x509::GenerateKey(x509::NewKeyType::kP256);
  test::WriteWholeFile(folder.Path("k.pem"), "text\n" + std::string(made->ToPem()->view()));
  const auto read = ReadKeyFile(folder.Path("k.pem"));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SpkiDer(), made->SpkiDer());
  test::WriteWholeFile(folder.Path("none.pem"), "x");
  EXPECT_EQ(ReadKeyFile(folder.Path("none.pem")).status().message(),
            folder.Path("none.pem") + ": no private key (PEM) in it");
  test::WriteWholeFile(folder.Path("bad.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
  EXPECT_THAT(std::string(ReadKeyFile(folder.Path("bad.pem")).status().message()),
              StartsWith(folder.Path("bad.pem") + ": line 1: the private key can't be read"));
  EXPECT_THAT(std::string(ReadKeyFile(folder.Path("missing")).status().message()), HasSubstr("No such file"));
}

}  // namespace
}  // namespace certsweep::cli
