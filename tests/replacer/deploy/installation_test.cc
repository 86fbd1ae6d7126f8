#include "replacer/deploy/installation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replacer/deploy/backup.h"
#include "replacer/deploy/temporary_name.h"
#include "tests/support/memory_host.h"

namespace certsweep::replacer {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kPem[] = "/etc/lighttpd/server.pem";
constexpr char kTemporary[] = "/etc/lighttpd/.server.pem.0af.certsweep";
constexpr int64_t kTime = 1767323045;  // 2026-01-02T03:04:05Z
const std::string kOld = "old key, old certificate";
const std::string kNew = "new key, new certificate, chain";

base::Sha256Digest Hash(std::string_view text) { return base::Sha256(base::AsBytes(text)); }

class InstallationTest : public testing::Test {
 protected:
  InstallationTest() { appliance_.AddFile(kPem, kOld, 0640, 7, 8); }

  test::MemoryAppliance appliance_;
  test::MemoryHost host_{appliance_};
};

TEST_F(InstallationTest, InspectsWithoutAChange) {
  const Inspection inspection = *Inspect(host_, kPem);
  EXPECT_EQ(inspection.resolved, kPem);
  EXPECT_EQ(inspection.file,
            (RemoteFile{.kind = FileKind::kRegular, .size = kOld.size(), .mode = 0640, .uid = 7, .gid = 8}));
  EXPECT_THAT(inspection.notices, IsEmpty());
  EXPECT_THAT(appliance_.calls(), ElementsAre(HasSubstr("ResolvePath"), HasSubstr("Stat"), "CanReplace"));
}

TEST_F(InstallationTest, TellsOfALinkAndOfLooseRights) {
  appliance_.AddFile("/data/pem", kOld, 0666);
  appliance_.AddSymlink("/etc/link.pem", "../data/pem");
  const Inspection inspection = *Inspect(host_, "/etc/link.pem");
  EXPECT_EQ(inspection.resolved, "/data/pem");
  EXPECT_THAT(inspection.notices, ElementsAre("/etc/link.pem leads to /data/pem, which is replaced",
                                              "/data/pem is readable by every user of the appliance (mode 0666)",
                                              "/data/pem is writable by more than its owner (mode 0666)"));
}

TEST_F(InstallationTest, RefusesWhatCannotBeReplaced) {
  EXPECT_TRUE(absl::IsNotFound(Inspect(host_, "/etc/none.pem").status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(Inspect(host_, "/etc/lighttpd").status()));
  appliance_.AddFile("/etc/long", std::string(kMaxPemFileBytes + 1, 'x'));
  EXPECT_THAT(std::string(Inspect(host_, "/etc/long").status().message()), HasSubstr("too long"));
  appliance_.SetCanReplace(false);
  EXPECT_TRUE(absl::IsFailedPrecondition(Inspect(host_, kPem).status()));
}

TEST_F(InstallationTest, ANewFileGivesOthersNothing) {
  EXPECT_EQ(NewFileMode(0644, std::nullopt), 0640U);
  EXPECT_EQ(NewFileMode(0600, std::nullopt), 0600U);
  EXPECT_EQ(NewFileMode(04777, std::nullopt), 0770U);
  EXPECT_EQ(NewFileMode(0600, 0644), 0644U);
}

TEST_F(InstallationTest, UploadsBesideTheOldFile) {
  const RemoteFile old = Inspect(host_, kPem)->file;
  ASSERT_TRUE(Upload(host_, kTemporary, kNew, old, NewFileMode(old.mode, std::nullopt)).ok());
  EXPECT_EQ(appliance_.Content(kPem), kOld);
  const test::MemoryFile file = *appliance_.File(kTemporary);
  EXPECT_EQ(file.content, kNew);
  EXPECT_EQ(file.mode, 0640U);
  EXPECT_EQ(file.uid, 7U);
  EXPECT_EQ(file.gid, 8U);
}

TEST_F(InstallationTest, AFileIsGivenAwayBeforeItsGroupMayReadIt) {
  bool readable_by_a_stranger = false;
  appliance_.Observe([&](const test::MemoryAppliance& appliance) {
    const auto file = appliance.File(kTemporary);
    if (file && (file->mode & 077) != 0 && file->gid != 8) readable_by_a_stranger = true;
  });
  ASSERT_TRUE(Upload(host_, kTemporary, kNew, Inspect(host_, kPem)->file, 0640).ok());
  EXPECT_FALSE(readable_by_a_stranger);
}

TEST_F(InstallationTest, ATakenNameIsLeftAlone) {
  appliance_.AddFile(kTemporary, "another's");
  EXPECT_TRUE(absl::IsAlreadyExists(Upload(host_, kTemporary, kNew, {}, 0600)));
  EXPECT_EQ(appliance_.Content(kTemporary), "another's");
}

TEST_F(InstallationTest, AUserWhoMayNotGiveFilesAwayIsTold) {
  appliance_.SetUser(1000, 1000);
  const absl::Status status = Upload(host_, kTemporary, kNew, Inspect(host_, kPem)->file, 0640);
  EXPECT_TRUE(absl::IsPermissionDenied(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("can't be given to the old one's owner"));
  EXPECT_FALSE(appliance_.File(kTemporary));
}

TEST_F(InstallationTest, OneWhoOwnsTheOldFileNeedNotGiveAnythingAway) {
  appliance_.SetUser(7, 8);
  EXPECT_TRUE(Upload(host_, kTemporary, kNew, Inspect(host_, kPem)->file, 0640).ok());
  EXPECT_THAT(appliance_.calls(), Not(Contains(HasSubstr("SetOwnership"))));
}

TEST_F(InstallationTest, UploadFailsAtEachStepWithNothingLeft) {
  const RemoteFile old = Inspect(host_, kPem)->file;
  appliance_.ForgetCalls();
  ASSERT_TRUE(Upload(host_, kTemporary, kNew, old, 0640).ok());
  const int steps = appliance_.call_count();
  EXPECT_GE(steps, 6);
  for (int step = 1; step <= steps; ++step) {
    test::MemoryAppliance appliance;
    appliance.AddFile(kPem, kOld, 0640, 7, 8);
    appliance.FailCall(step, absl::InternalError("step failed"));
    test::MemoryHost host(appliance);
    EXPECT_THAT(std::string(Upload(host, kTemporary, kNew, old, 0640).message()), HasSubstr("step failed")) << step;
    EXPECT_THAT(appliance.Paths(), ElementsAre(kPem)) << step;
  }
}

TEST_F(InstallationTest, AConnectionLostWhileUploadingNamesWhatMayBeLeft) {
  for (int step = 1; step <= 6; ++step) {
    test::MemoryAppliance appliance;
    appliance.AddFile(kPem, kOld, 0640, 7, 8);
    appliance.DieWithinCall(step);
    test::MemoryHost host(appliance);
    const absl::Status status = Upload(host, kTemporary, kNew, {.uid = 7, .gid = 8}, 0640);
    EXPECT_TRUE(absl::IsUnavailable(status)) << step;
    EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(kTemporary) + " may be left")) << step;
    EXPECT_EQ(appliance.Content(kPem), kOld);
    appliance.Revive();
    test::MemoryHost again(appliance);
    EXPECT_TRUE(RemoveLeftover(again, kTemporary).ok());
    EXPECT_TRUE(RemoveLeftover(again, kTemporary).ok());
    EXPECT_THAT(appliance.Paths(), ElementsAre(kPem));
  }
}

TEST_F(InstallationTest, InstallsByOneRename) {
  ASSERT_TRUE(Upload(host_, kTemporary, kNew, Inspect(host_, kPem)->file, 0640).ok());
  appliance_.ForgetCalls();
  ASSERT_TRUE(Install(host_, kTemporary, kPem).ok());
  EXPECT_EQ(appliance_.Content(kPem), kNew);
  EXPECT_THAT(appliance_.Paths(), ElementsAre(kPem));
  EXPECT_THAT(appliance_.calls(), ElementsAre(HasSubstr("Stat"), std::string("Replace ") + kTemporary + " -> " + kPem));
}

TEST_F(InstallationTest, WhatBecameALinkOrAFolderIsNotReplaced) {
  appliance_.AddFile(kTemporary, kNew);
  appliance_.AddSymlink(kPem, "/elsewhere");
  EXPECT_TRUE(absl::IsFailedPrecondition(Install(host_, kTemporary, kPem)));
}

TEST_F(InstallationTest, ARefusedRenameLeavesTheOldFile) {
  appliance_.AddFile(kTemporary, kNew);
  appliance_.FailFunction("Replace", absl::PermissionDeniedError("no"));
  EXPECT_TRUE(absl::IsPermissionDenied(Install(host_, kTemporary, kPem)));
  EXPECT_EQ(appliance_.Content(kPem), kOld);
}

TEST_F(InstallationTest, KnowsWhetherItIsInstalled) {
  EXPECT_TRUE(*IsInstalled(host_, kPem, Hash(kOld)));
  EXPECT_FALSE(*IsInstalled(host_, kPem, Hash(kNew)));
  EXPECT_FALSE(*IsInstalled(host_, "/none", Hash(kNew)));
  appliance_.FailFunction("ReadFile", absl::PermissionDeniedError("no"));
  EXPECT_TRUE(absl::IsPermissionDenied(IsInstalled(host_, kPem, Hash(kNew)).status()));
}

TEST_F(InstallationTest, AfterALostAnswerIsInstalledTells) {
  appliance_.AddFile(kTemporary, kNew);
  appliance_.DieAfterCall(2);
  EXPECT_TRUE(absl::IsUnavailable(Install(host_, kTemporary, kPem)));
  appliance_.Revive();
  test::MemoryHost again(appliance_);
  EXPECT_TRUE(*IsInstalled(again, kPem, Hash(kNew)));
}

// The whole way, as a job goes it, killed before, within and after each call: the appliance has a complete server.pem
// at every moment, and the way can be gone again to its end.
absl::Status Replacement(RemoteFiles& host, const std::string& token) {
  absl::StatusOr<Inspection> inspection = Inspect(host, kPem);
  if (!inspection.ok()) return inspection.status();
  absl::StatusOr<bool> installed = IsInstalled(host, kPem, Hash(kNew));
  if (!installed.ok()) return installed.status();
  if (*installed) return absl::OkStatus();
  absl::StatusOr<std::string> backup = BackUp(host, kPem, kTime);
  if (!backup.ok()) return backup.status();
  const std::string temporary = TemporaryPathFor(kPem, token);
  absl::Status status =
      Upload(host, temporary, kNew, inspection->file, NewFileMode(inspection->file.mode, std::nullopt));
  return status.ok() ? Install(host, temporary, kPem) : status;
}

using Die = void (test::MemoryAppliance::*)(int);

void KillAt(Die die, int call) {
  test::MemoryAppliance appliance;
  appliance.AddFile(kPem, kOld, 0644, 7, 8);
  appliance.Observe([](const test::MemoryAppliance& seen) {
    const std::optional<std::string> content = seen.Content(kPem);
    EXPECT_TRUE(content == kOld || content == kNew);
    for (const std::string& path : seen.Paths()) {
      EXPECT_TRUE(path == kPem || (seen.File(path)->mode & 07) == 0) << path;
    }
  });
  (appliance.*die)(call);
  test::MemoryHost host(appliance);
  EXPECT_FALSE(Replacement(host, "first").ok());
  appliance.Revive();
  test::MemoryHost again(appliance);
  ASSERT_TRUE(RemoveLeftover(again, TemporaryPathFor(kPem, "first")).ok());
  ASSERT_TRUE(Replacement(again, "second").ok());
  EXPECT_EQ(appliance.Content(kPem), kNew);
  const std::vector<std::string> paths = appliance.Paths();
  int backups = 0;
  for (const std::string& path : paths) backups += appliance.Content(path) == kOld ? 1 : 0;
  EXPECT_EQ(backups, 1);
  EXPECT_THAT(paths, Not(Contains(HasSubstr(".certsweep"))));
}

TEST(InstallationKillTest, EveryMomentHasACompleteFile) {
  test::MemoryAppliance whole;
  whole.AddFile(kPem, kOld, 0644, 7, 8);
  test::MemoryHost host(whole);
  ASSERT_TRUE(Replacement(host, "first").ok());
  const int calls = whole.call_count();
  for (int call = 1; call <= calls; ++call) {
    SCOPED_TRACE(call);
    KillAt(&test::MemoryAppliance::DieBeforeCall, call);
    KillAt(&test::MemoryAppliance::DieWithinCall, call);
    KillAt(&test::MemoryAppliance::DieAfterCall, call);
  }
}

}  // namespace
}  // namespace certsweep::replacer
