#include "scanner/targets/spool.h"

#include <fcntl.h>

#include <filesystem>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scanner/targets/temporary_files.h"

namespace certsweep::scanner {
namespace {

using ::testing::HasSubstr;

TEST(SpoolTest, GivesRecordsByOffsetAndInOrder) {
  auto spool = Spool::Create();
  ASSERT_TRUE(spool.ok()) << spool.status();
  std::vector<std::string> records;
  std::vector<uint64_t> offsets;
  for (const size_t size :
       {size_t{0}, size_t{1}, size_t{507}, size_t{508}, size_t{509}, size_t{70000}, size_t{600000}, size_t{3}}) {
    records.emplace_back(size, static_cast<char>('a' + records.size()));
    offsets.push_back(*spool->Append(records.back()));
  }
  ASSERT_TRUE(spool->Flush().ok());
  for (size_t i = records.size(); i > 0; --i) EXPECT_EQ(*spool->Read(offsets[i - 1]), records[i - 1]);
  size_t seen = 0;
  const auto status = spool->Scan(spool->size(), [&](uint64_t offset, std::string_view record) {
    EXPECT_EQ(offset, offsets[seen]);
    EXPECT_EQ(record, records[seen++]);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(seen, records.size());
}

TEST(SpoolTest, ACutFileIsInternal) {
  const TemporaryFolder folder;
  FileDescriptor file(::open(folder.Write("spool", "\x0a\x00").c_str(), O_RDWR));
  const Spool spool(std::move(file));
  EXPECT_EQ(spool.Read(0).status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(spool.Scan(4, [](uint64_t, std::string_view) { return absl::OkStatus(); }).code(),
            absl::StatusCode::kInternal);
}

TEST(SpoolTest, AFullDiskIsToldAsSuch) {
  Spool spool(FileDescriptor(::open("/dev/full", O_RDWR)));
  absl::Status status;
  for (int i = 0; i < 200 && status.ok(); ++i) status = spool.Append(std::string(1000, 'x')).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
}

TEST(SpoolTest, LeavesNothingBehindAndTellsABadFolder) {
  const TemporaryFolder folder;
  const char* before = ::getenv("TMPDIR");
  const std::string old = before == nullptr ? "" : before;
  ::setenv("TMPDIR", folder.path().c_str(), 1);
  {
    auto spool = Spool::Create();
    ASSERT_TRUE(spool.ok()) << spool.status();
    EXPECT_TRUE(spool->Append("x").ok());
    EXPECT_TRUE(spool->Flush().ok());
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  }
  ::setenv("TMPDIR", folder.Path("missing").c_str(), 1);
  const auto bad = Spool::Create();
  EXPECT_EQ(bad.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(bad.status().message()), HasSubstr("temporary file in " + folder.Path("missing")));
  before == nullptr ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", old.c_str(), 1);
}

}  // namespace
}  // namespace certsweep::scanner
