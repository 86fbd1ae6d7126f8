#include "replacer/execute/job_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "engine/x509/new_key.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using ::testing::HasSubstr;

mode_t ModeOf(const std::string& path) {
  struct stat found{};
  EXPECT_EQ(stat(path.c_str(), &found), 0) << path;
  return found.st_mode & 07777;
}

TEST(JobFolderTest, IsForItsOwnerAloneWhateverTheUmask) {
  const test::TemporaryFolder folder;
  const mode_t before = umask(0);
  const absl::StatusOr<JobFolder> job = JobFolder::Open(folder.Path("a/b/1-sps01"));
  ASSERT_TRUE(job.ok()) << job.status();
  EXPECT_TRUE(job->WriteRequest("request").ok());
  umask(before);
  for (const char* path : {"a", "a/b", "a/b/1-sps01"}) EXPECT_EQ(ModeOf(folder.Path(path)), 0700u);
  EXPECT_EQ(ModeOf(folder.Path("a/b/1-sps01/request.csr")), 0600u);
  EXPECT_EQ(*job->ReadRequest(), "request");
}

TEST(JobFolderTest, AKeyIsNeverOverwritten) {
  const test::TemporaryFolder folder;
  const absl::StatusOr<JobFolder> job = JobFolder::Open(folder.Path("job"));
  ASSERT_TRUE(job.ok());
  EXPECT_EQ(job->ReadKey().value(), std::nullopt);
  const auto key = x509::GenerateKey(x509::NewKeyType::kP256);
  ASSERT_TRUE(key.ok() && job->WriteKey(*key).ok());
  EXPECT_EQ(ModeOf(folder.Path("job/key.pem")), 0600u);
  const auto other = x509::GenerateKey(x509::NewKeyType::kP256);
  EXPECT_TRUE(absl::IsAlreadyExists(job->WriteKey(*other)));
  EXPECT_EQ(job->ReadKey().value()->SpkiDer(), key->SpkiDer());
}

TEST(JobFolderTest, AFolderThatOthersMayEnterIsRefused) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(mkdir(folder.Path("open").c_str(), 0755), 0);
  ASSERT_EQ(chmod(folder.Path("open").c_str(), 0755), 0);
  const auto job = JobFolder::Open(folder.Path("open"));
  EXPECT_TRUE(absl::IsFailedPrecondition(job.status()));
  EXPECT_THAT(job.status().ToString(), HasSubstr("others than its owner"));
}

TEST(JobFolderTest, WhatCanNotBeAFolderIsTold) {
  const test::TemporaryFolder folder;
  test::WriteWholeFile(folder.Path("file"), "x");
  EXPECT_THAT(JobFolder::Open(folder.Path("file")).status().ToString(), HasSubstr("no folder"));
  EXPECT_THAT(JobFolder::Open(folder.Path("file/job")).status().ToString(), HasSubstr("file"));
}

TEST(JobFolderTest, ADamagedKeyIsNotTakenForNone) {
  const test::TemporaryFolder folder;
  const absl::StatusOr<JobFolder> job = JobFolder::Open(folder.Path("job"));
  ASSERT_TRUE(job.ok());
  test::WriteWholeFile(folder.Path("job/key.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
  EXPECT_FALSE(job->ReadKey().ok());
}

}  // namespace
}  // namespace certsweep::replacer
