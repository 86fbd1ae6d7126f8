#include "replacer/execute/job_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certsweep::replacer {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

JobRecord Whole() {
  JobRecord record;
  record.folder = "/jobs/1-a";
  record.csr_sha256 = "aa";
  record.request_id = "42";
  record.leaf_sha256 = "bb";
  record.backup_time = 1767323045;
  record.files = {{.resolved = "/etc/chain.pem",
                   .mode = 0644,
                   .uid = 0,
                   .gid = 0,
                   .old_sha256 = "01",
                   .new_sha256 = "02",
                   .temporary = "/etc/.chain.pem.x",
                   .restore_temporary = "/etc/.chain.pem.y",
                   .backup = "/etc/chain.pem.z.bak"},
                  {.resolved = "/etc/server.pem",
                   .mode = 0640,
                   .uid = 4294967295u,
                   .gid = 7,
                   .old_sha256 = "03",
                   .new_sha256 = "04",
                   .temporary = "t",
                   .restore_temporary = "r",
                   .backup = ""}};
  record.served = {{"10.0.0.7", 4343, "cc"}, {"2001:db8::7", 443, "dd"}};
  record.restarted = true;
  return record;
}

TEST(JobRecordTest, ComesBackOutOfJsonAsItWas) {
  const std::string json = RecordToJson(Whole());
  const absl::StatusOr<JobRecord> back = RecordFromJson(json);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(RecordToJson(*back), json);
  EXPECT_EQ(back->request_id, "42");
  EXPECT_EQ(back->backup_time, 1767323045);
  ASSERT_EQ(back->files.size(), 2u);
  EXPECT_EQ(back->files[1].uid, 4294967295u);
  EXPECT_EQ(back->files[0].restore_temporary, "/etc/.chain.pem.y");
  ASSERT_EQ(back->served.size(), 2u);
  EXPECT_EQ(back->served[1].port, 443);
  EXPECT_TRUE(back->restarted);
}

TEST(JobRecordTest, NothingIsARecordOfNothing) {
  const absl::StatusOr<JobRecord> record = RecordFromJson("");
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->folder, "");
  EXPECT_THAT(record->files, IsEmpty());
  EXPECT_FALSE(record->restarted);
}

TEST(JobRecordTest, ATornRecordSaysWhatItIs) {
  const std::string json = RecordToJson(Whole());
  for (size_t size = 1; size < json.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(RecordFromJson(json.substr(0, size)).status())) << size;
  }
  EXPECT_THAT(RecordFromJson(R"({"files":[{"mode":-1}]})").status().ToString(),
              HasSubstr("the job's progress: mode: is not what it should be"));
}

}  // namespace
}  // namespace certsweep::replacer
