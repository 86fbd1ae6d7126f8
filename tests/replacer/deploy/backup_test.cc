#include "replacer/deploy/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/memory_host.h"

namespace certsweep::replacer {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr char kPem[] = "/etc/server.pem";
constexpr char kTemporary[] = "/etc/.server.pem.0af.certsweep";
constexpr char kFirst[] = "/etc/server.pem.20260102T030405Z.bak";
constexpr char kSecond[] = "/etc/server.pem.20260102T030405Z-2.bak";
constexpr int64_t kTime = 1767323045;  // 2026-01-02T03:04:05Z

class BackupTest : public testing::Test {
 protected:
  BackupTest() { appliance_.AddFile(kPem, "old", 0644, 7, 8); }

  test::MemoryAppliance appliance_;
  test::MemoryHost host_{appliance_};
};

TEST_F(BackupTest, NamesATime) {
  EXPECT_EQ(BackupPathFor(kPem, kTime), kFirst);
  EXPECT_TRUE(IsBackupName("server.pem.20260102T030405Z.bak", "server.pem"));
  EXPECT_TRUE(IsBackupName("server.pem.20260102T030405Z-2.bak", "server.pem"));
  for (const char* other :
       {"server.pem", "server.pem.bak", "server.pem.old.bak", "server.pem.20260102T030405Z",
        "server.pem.20260102T03040Z.bak", "server.pem.20260102T030405Z-1.bak", "server.pem.20260102T030405Z-22.bak",
        "server.pem.2026o102T030405Z.bak", "server.pem.20260102T030405Z.bak.bak", "other.pem.20260102T030405Z.bak",
        "server.pem20260102T030405Z.bak"}) {
    EXPECT_FALSE(IsBackupName(other, "server.pem")) << other;
  }
}

TEST_F(BackupTest, CopiesForRootAlone) {
  EXPECT_EQ(*BackUp(host_, kPem, kTime), kFirst);
  EXPECT_EQ(appliance_.Content(kFirst), "old");
  EXPECT_EQ(appliance_.File(kFirst)->mode, 0600U);
  EXPECT_EQ(appliance_.Content(kPem), "old");
}

TEST_F(BackupTest, TheSameAgainIsTheSame) {
  ASSERT_TRUE(BackUp(host_, kPem, kTime).ok());
  EXPECT_EQ(*BackUp(host_, kPem, kTime), kFirst);
  EXPECT_THAT(appliance_.Paths(), UnorderedElementsAre(kPem, kFirst));
}

TEST_F(BackupTest, AHalfCopyIsNotTaken) {
  appliance_.AddFile(kFirst, "o");
  EXPECT_EQ(*BackUp(host_, kPem, kTime), kSecond);
  EXPECT_EQ(appliance_.Content(kSecond), "old");
  EXPECT_EQ(appliance_.Content(kFirst), "o");
}

TEST_F(BackupTest, ManyOfOneSecondAreNoAccident) {
  appliance_.AddFile(kFirst, "a");
  for (int i = 2; i <= 9; ++i)
    appliance_.AddFile("/etc/server.pem.20260102T030405Z-" + std::to_string(i) + ".bak", "a");
  EXPECT_TRUE(absl::IsAlreadyExists(BackUp(host_, kPem, kTime).status()));
}

TEST_F(BackupTest, FailsWithoutALeftover) {
  appliance_.SetFreeSpace(1);
  const absl::Status status = BackUp(host_, kPem, kTime).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("backup: /etc/server.pem.20260102"));
  EXPECT_THAT(appliance_.Paths(), ElementsAre(kPem));
  appliance_.RemoveFile(kPem);
  EXPECT_TRUE(absl::IsNotFound(BackUp(host_, kPem, kTime).status()));
}

TEST_F(BackupTest, PrunesTheOldestOfOurs) {
  for (const char* name : {"20250101T000000Z", "20250101T000000Z-2", "20250301T000000Z", "20250201T000000Z"}) {
    appliance_.AddFile(std::string("/etc/server.pem.") + name + ".bak", name);
  }
  for (const char* name : {"/etc/server.pem.bak", "/etc/server.pem.old", "/etc/other.pem.20240101T000000Z.bak"}) {
    appliance_.AddFile(name, "not ours");
  }
  const std::string newest = *BackUp(host_, kPem, kTime);
  EXPECT_EQ(*PruneBackups(host_, kPem, newest, 3), 2);
  EXPECT_THAT(appliance_.Paths(), UnorderedElementsAre(kPem, newest, "/etc/server.pem.20250201T000000Z.bak",
                                                       "/etc/server.pem.20250301T000000Z.bak", "/etc/server.pem.bak",
                                                       "/etc/server.pem.old", "/etc/other.pem.20240101T000000Z.bak"));
  EXPECT_EQ(*PruneBackups(host_, kPem, newest, 3), 0);
}

TEST_F(BackupTest, TheNewestStaysWhateverItsName) {
  // The clock was set back: by its name it is the oldest.
  appliance_.AddFile("/etc/server.pem.20990101T000000Z.bak", "x");
  const std::string newest = *BackUp(host_, kPem, kTime);
  EXPECT_EQ(*PruneBackups(host_, kPem, newest, 1), 1);
  EXPECT_THAT(appliance_.Paths(), UnorderedElementsAre(kPem, newest));
  EXPECT_EQ(*PruneBackups(host_, kPem, newest, 0), 0);
  EXPECT_TRUE(appliance_.File(newest));
}

TEST_F(BackupTest, RestoresWithTheOldRights) {
  const RemoteFile old = *host_.Stat(kPem);
  const std::string backup = *BackUp(host_, kPem, kTime);
  appliance_.AddFile(kPem, "new", 0640, 7, 8);
  ASSERT_TRUE(RestoreFrom(host_, backup, kPem, kTemporary, old).ok());
  EXPECT_EQ(appliance_.Content(kPem), "old");
  EXPECT_EQ(appliance_.File(kPem)->mode, 0644U);
  EXPECT_EQ(appliance_.File(kPem)->uid, 7U);
  EXPECT_THAT(appliance_.Paths(), UnorderedElementsAre(kPem, backup));
}

TEST_F(BackupTest, RestoringTwiceIsRestoringOnce) {
  const RemoteFile old = *host_.Stat(kPem);
  const std::string backup = *BackUp(host_, kPem, kTime);
  appliance_.AddFile(kPem, "new");
  ASSERT_TRUE(RestoreFrom(host_, backup, kPem, kTemporary, old).ok());
  appliance_.ForgetCalls();
  ASSERT_TRUE(RestoreFrom(host_, backup, kPem, kTemporary, old).ok());
  EXPECT_THAT(appliance_.calls(), Not(Contains(HasSubstr("Replace"))));
}

TEST_F(BackupTest, RestoringFailsAtEachStepWithACompleteFile) {
  const RemoteFile old = *host_.Stat(kPem);
  for (int step = 1; step <= 8; ++step) {
    test::MemoryAppliance appliance;
    appliance.AddFile(kFirst, "old");
    appliance.AddFile(kPem, "new", 0640, 7, 8);
    appliance.FailCall(step, absl::InternalError("step failed"));
    test::MemoryHost host(appliance);
    EXPECT_THAT(std::string(RestoreFrom(host, kFirst, kPem, kTemporary, old).message()), HasSubstr("step failed"))
        << step;
    EXPECT_EQ(appliance.Content(kPem), "new");
    EXPECT_FALSE(appliance.File(kTemporary)) << step;
    EXPECT_TRUE(RestoreFrom(host, kFirst, kPem, kTemporary, old).ok());
    EXPECT_EQ(appliance.Content(kPem), "old");
  }
}

TEST_F(BackupTest, AMissingBackupRestoresNothing) {
  EXPECT_TRUE(absl::IsNotFound(RestoreFrom(host_, kFirst, kPem, kTemporary, {})));
  EXPECT_EQ(appliance_.Content(kPem), "old");
}

}  // namespace
}  // namespace certsweep::replacer
