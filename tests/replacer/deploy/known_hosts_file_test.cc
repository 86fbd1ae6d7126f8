#include "replacer/deploy/known_hosts_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "replacer/deploy/known_hosts.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using testing::SizeIs;

std::string Key(std::string_view rest) { return std::string("\0\0\0\x0bssh-ed25519", 15) + std::string(rest); }

HostKeyKnowledge Host(std::string name) {
  return {.host = std::move(name), .port = 22, .expected_fingerprint = "", .known_hosts = ""};
}

class KnownHostsFileTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("known_hosts");
};

TEST_F(KnownHostsFileTest, NoFileIsAnEmptyOne) {
  KnownHostsFile file(path_);
  EXPECT_EQ(*file.Read(), "");
}

TEST_F(KnownHostsFileTest, LearnsOnce) {
  const mode_t before = umask(0);
  KnownHostsFile file(path_);
  EXPECT_EQ(*file.Learn(Host("sps01"), Key("a")), HostKeyVerdict::kAccepted);
  umask(before);
  EXPECT_EQ(*file.Read(), KnownHostsLine("sps01", 22, Key("a")));
  struct stat status{};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  EXPECT_EQ(*file.Learn(Host("sps01"), Key("a")), HostKeyVerdict::kAccepted);
  ASSERT_THAT(file.learned(), SizeIs(1));
  EXPECT_EQ(file.learned()[0].host, "sps01");
  EXPECT_EQ(file.learned()[0].type, "ssh-ed25519");
  EXPECT_EQ(file.learned()[0].fingerprint, HostKeyFingerprint(Key("a")));
}

TEST_F(KnownHostsFileTest, WhatWasLearnedFirstHolds) {
  KnownHostsFile file(path_), other(path_);
  ASSERT_TRUE(other.Learn(Host("sps01"), Key("a")).ok());
  EXPECT_EQ(*file.Learn(Host("sps01"), Key("b")), HostKeyVerdict::kChanged);
  EXPECT_THAT(file.learned(), SizeIs(0));
}

TEST_F(KnownHostsFileTest, AnUnfinishedLineIsNotContinued) {
  test::WriteWholeFile(path_, "# no line end");
  KnownHostsFile file(path_);
  ASSERT_TRUE(file.Learn(Host("sps01"), Key("a")).ok());
  EXPECT_EQ(*file.Read(), "# no line end\n" + KnownHostsLine("sps01", 22, Key("a")));
}

TEST_F(KnownHostsFileTest, WithoutAPathItRemembersForItself) {
  KnownHostsFile file("");
  EXPECT_EQ(*file.Learn(Host("sps01"), Key("a")), HostKeyVerdict::kAccepted);
  EXPECT_EQ(*file.Learn(Host("sps01"), Key("b")), HostKeyVerdict::kChanged);
  EXPECT_EQ(*file.Read(), KnownHostsLine("sps01", 22, Key("a")));
}

TEST_F(KnownHostsFileTest, SaysWhatItCannotWriteOrRead) {
  KnownHostsFile file(folder_.Path("no/folder"));
  EXPECT_TRUE(absl::IsNotFound(file.Learn(Host("sps01"), Key("a")).status()));
  KnownHostsFile folder(folder_.path());
  EXPECT_FALSE(folder.Read().ok());
}

TEST_F(KnownHostsFileTest, ManyThreadsLearnEachHostOnce) {
  KnownHostsFile file(path_);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int host = 0; host < 20; ++host) EXPECT_TRUE(file.Learn(Host("sps" + std::to_string(host)), Key("a")).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(file.learned(), SizeIs(20));
  for (int host = 0; host < 20; ++host) {
    EXPECT_THAT(FindKnownHostKeys(*file.Read(), "sps" + std::to_string(host), 22), SizeIs(1));
  }
}

}  // namespace
}  // namespace certsweep::replacer
