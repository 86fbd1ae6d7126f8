#include "cli/certificate_paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::cli {
namespace {

using test::TemporaryFolder;
using test::WriteWholeFile;
using ::testing::ElementsAre;

std::string ErrorOf(const std::string& path) {
  const auto paths = CertificatePaths(path);
  return paths.ok() ? "no error" : std::string(paths.status().message());
}

TEST(CertificatePathsTest, AFileIsItselfWhateverItsName) {
  const TemporaryFolder folder;
  WriteWholeFile(folder.Path("server"), "");
  for (const std::string& path : {folder.Path("server"), folder.Path("missing"), std::string("-")}) {
    EXPECT_THAT(*CertificatePaths(path), ElementsAre(path));
  }
}

TEST(CertificatePathsTest, AFolderIsItsCertificatesInOrder) {
  const TemporaryFolder folder;
  for (const char* name :
       {"c.der", "b.CRT", "a.pem", "d.cer", "e.p7b", "f.p7c", "README", "key.key", ".hidden.pem", "pem", "x.pem.old"}) {
    WriteWholeFile(folder.Path(name), "");
  }
  EXPECT_THAT(*CertificatePaths(folder.path()),
              ElementsAre(folder.Path("a.pem"), folder.Path("b.CRT"), folder.Path("c.der"), folder.Path("d.cer"),
                          folder.Path("e.p7b"), folder.Path("f.p7c")));
}

TEST(CertificatePathsTest, WhatIsNoFileIsPassedOverAndALinkToNothingIsNot) {
  const TemporaryFolder folder;
  WriteWholeFile(folder.Path("a.pem"), "");
  std::filesystem::create_symlink(folder.Path("a.pem"), folder.Path("link.pem"));
  std::filesystem::create_symlink(folder.Path("nothing"), folder.Path("lost.pem"));
  std::filesystem::create_directory(folder.Path("folder.pem"));
  std::filesystem::create_directory_symlink(folder.Path("folder.pem"), folder.Path("to-folder.pem"));
  ASSERT_EQ(mkfifo(folder.Path("fifo.pem").c_str(), 0600), 0);
  EXPECT_THAT(*CertificatePaths(folder.path()),
              ElementsAre(folder.Path("a.pem"), folder.Path("link.pem"), folder.Path("lost.pem")));
}

TEST(CertificatePathsTest, AFolderWithoutOneIsAnError) {
  const TemporaryFolder folder;
  WriteWholeFile(folder.Path("README"), "");
  EXPECT_EQ(ErrorOf(folder.path()),
            folder.path() + ": no file named .pem, .crt, .cer, .der, .p7b or .p7c in this folder");
}

TEST(CertificatePathsTest, AFolderThatMayNotBeReadIsAnError) {
  const TemporaryFolder folder;
  ASSERT_EQ(chmod(folder.path().c_str(), 0), 0);
  EXPECT_EQ(test::InChild([&](const test::ChildSide& side) {
              test::BecomeNobody();
              side.Say(ErrorOf(folder.path()));
            }),
            folder.path() + ": Permission denied");
}

}  // namespace
}  // namespace certsweep::cli
