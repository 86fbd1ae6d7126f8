#include "replacer/deploy/verified_copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/memory_host.h"

namespace certsweep::replacer {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class VerifiedCopyTest : public testing::Test {
 protected:
  VerifiedCopyTest() { appliance_.AddFolder("/etc"); }

  test::MemoryAppliance appliance_;
  test::MemoryHost host_{appliance_};
};

TEST_F(VerifiedCopyTest, WritesAndLooks) {
  EXPECT_TRUE(WriteVerified(host_, "/etc/x", "content").ok());
  EXPECT_EQ(appliance_.Content("/etc/x"), "content");
  EXPECT_EQ(appliance_.File("/etc/x")->mode, 0600U);
  EXPECT_THAT(appliance_.calls(), ElementsAre("CreateFile /etc/x", "ReadFile /etc/x"));
}

TEST_F(VerifiedCopyTest, WhatIsThereIsLeftAlone) {
  appliance_.AddFile("/etc/x", "old");
  EXPECT_TRUE(absl::IsAlreadyExists(WriteVerified(host_, "/etc/x", "new")));
  EXPECT_EQ(appliance_.Content("/etc/x"), "old");
}

TEST_F(VerifiedCopyTest, AFullDiskLeavesNothing) {
  appliance_.SetFreeSpace(3);
  EXPECT_TRUE(absl::IsResourceExhausted(WriteVerified(host_, "/etc/x", "content")));
  EXPECT_THAT(appliance_.Paths(), IsEmpty());
}

TEST_F(VerifiedCopyTest, OtherBytesAreDataLoss) {
  appliance_.CorruptReads(true);
  const absl::Status status = WriteVerified(host_, "/etc/x", "content");
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("/etc/x"), HasSubstr("SHA-256"), Not(HasSubstr("conte"))));
  EXPECT_THAT(appliance_.Paths(), IsEmpty());
}

TEST_F(VerifiedCopyTest, AShortFileIsDataLoss) {
  appliance_.Observe([](const test::MemoryAppliance& appliance) {
    if (appliance.call_count() == 1) const_cast<test::MemoryAppliance&>(appliance).AddFile("/etc/x", "con");
  });
  const absl::Status status = WriteVerified(host_, "/etc/x", "content");
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("has 3 of 7 bytes"));
}

TEST_F(VerifiedCopyTest, ALongerFileIsDataLoss) {
  appliance_.Observe([](const test::MemoryAppliance& appliance) {
    if (appliance.call_count() == 1) const_cast<test::MemoryAppliance&>(appliance).AddFile("/etc/x", "content, and");
  });
  EXPECT_TRUE(absl::IsDataLoss(WriteVerified(host_, "/etc/x", "content")));
}

TEST_F(VerifiedCopyTest, WhatMayBeLeftIsNamed) {
  appliance_.DieWithinCall(1);
  const absl::Status status = WriteVerified(host_, "/etc/x", "content");
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("/etc/x may be left on the host"));
  EXPECT_EQ(appliance_.Content("/etc/x"), "con");
}

TEST_F(VerifiedCopyTest, NothingIsNamedWhereNothingIsLeft) {
  appliance_.FailCall(1, absl::PermissionDeniedError("read-only"));
  const absl::Status status = WriteVerified(host_, "/etc/x", "content");
  EXPECT_EQ(status.message(), "read-only");
}

}  // namespace
}  // namespace certsweep::replacer
