#include "scanner/sinks/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::scanner {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class OutputFileTest : public ::testing::Test {
 protected:
  void SetUp() override { signal(SIGPIPE, SIG_IGN); }

  std::unique_ptr<OutputFile> Open(const std::string& path, OutputMode mode = OutputMode::kReplace) {
    absl::StatusOr<std::unique_ptr<OutputFile>> file = OutputFile::Open(path, mode);
    EXPECT_TRUE(file.ok()) << file.status();
    return file.ok() ? *std::move(file) : nullptr;
  }
  // The file after `added` was written to one that held `content`.
  std::string After(OutputMode mode, const std::string& content, std::string_view added) {
    test::WriteWholeFile(path_, content);
    const std::unique_ptr<OutputFile> file = Open(path_, mode);
    EXPECT_TRUE(file->Write(added).ok());
    EXPECT_TRUE(file->Finish().ok());
    return test::ReadWholeFile(path_);
  }
  static std::string MessageOf(const std::string& path, OutputMode mode = OutputMode::kReplace) {
    return OutputFile::Open(path, mode).status().ToString();
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("out");
};

TEST_F(OutputFileTest, WhatItHeldStaysUntilTheFirstWrite) {
  test::WriteWholeFile(path_, "precious\n");
  {
    const auto opened_in_vain = Open(path_);
  }
  EXPECT_EQ(test::ReadWholeFile(path_), "precious\n");
  const auto file = Open(path_);
  ASSERT_TRUE(file->Write("new\n").ok());
  EXPECT_EQ(test::ReadWholeFile(path_), "new\n");
  EXPECT_TRUE(file->Finish().ok());
}

TEST_F(OutputFileTest, AFinishedFileHoldsWhatWasWrittenAndNothingElse) {
  EXPECT_EQ(After(OutputMode::kReplace, std::string(1000, 'x'), "a\n"), "a\n");
  test::WriteWholeFile(path_, "old\n");
  EXPECT_TRUE(Open(path_)->Finish().ok());
  EXPECT_EQ(test::ReadWholeFile(path_), "");
}

TEST_F(OutputFileTest, LinesGoOnAfterTheLastWholeOne) {
  EXPECT_EQ(After(OutputMode::kAppendLines, "a\nb\ntorn", "c\n"), "a\nb\nc\n");
  EXPECT_EQ(After(OutputMode::kAppendLines, "a\nb\n", "c\n"), "a\nb\nc\n");
  EXPECT_EQ(After(OutputMode::kAppendLines, "torn", "c\n"), "c\n");
  EXPECT_EQ(After(OutputMode::kAppendLines, "", "c\n"), "c\n");
  EXPECT_EQ(After(OutputMode::kAppendLines, "\"quoted\nlines\ntorn", "c\n"), "\"quoted\nlines\nc\n");
  const std::string many(200'000, '\n');
  EXPECT_EQ(After(OutputMode::kAppendLines, many + std::string(70'000, 't'), "c\n"), many + "c\n");
}

TEST_F(OutputFileTest, AQuotedLineEndIsNoEndOfARow) {
  EXPECT_EQ(After(OutputMode::kAppendCsv, "a,\"1\n2\"\nb,\"3\n4", "c,5\n"), "a,\"1\n2\"\nc,5\n");
  EXPECT_EQ(After(OutputMode::kAppendCsv, "a,\"say \"\"hi\n\"\"\"\nb", "c\n"), "a,\"say \"\"hi\n\"\"\"\nc\n");
  EXPECT_EQ(After(OutputMode::kAppendCsv, "a\nb\n", "c\n"), "a\nb\nc\n");
}

TEST_F(OutputFileTest, KnowsWhetherItBeginsEmpty) {
  EXPECT_TRUE(Open(path_)->begins_empty());
  test::WriteWholeFile(path_, "row\n");
  EXPECT_TRUE(Open(path_, OutputMode::kReplace)->begins_empty());
  EXPECT_FALSE(Open(path_, OutputMode::kAppendLines)->begins_empty());
  test::WriteWholeFile(path_, "torn");
  EXPECT_TRUE(Open(path_, OutputMode::kAppendLines)->begins_empty());
}

TEST_F(OutputFileTest, WhatCannotBeOpenedIsToldWithItsPath) {
  EXPECT_EQ(MessageOf(folder_.Path("missing/out")),
            "NOT_FOUND: " + folder_.Path("missing/out") + ": No such file or directory; make the folder first");
  EXPECT_EQ(MessageOf(folder_.path()), "INVALID_ARGUMENT: " + folder_.path() + ": is a folder");
  EXPECT_EQ(MessageOf(folder_.path(), OutputMode::kAppendCsv), "INVALID_ARGUMENT: " + folder_.path() + ": is a folder");
  EXPECT_THAT(MessageOf(""), StartsWith("INVALID_ARGUMENT: "));
  EXPECT_THAT(MessageOf(std::string("a\0b", 3)), StartsWith("INVALID_ARGUMENT: "));
  test::WriteWholeFile(path_, "");
  EXPECT_THAT(MessageOf(path_ + "/out"), StartsWith("NOT_FOUND: " + path_ + "/out: "));
}

TEST_F(OutputFileTest, WithoutTheRightToWriteItIsPermissionDenied) {
  ASSERT_EQ(chmod(folder_.path().c_str(), 0555), 0);
  const std::string said = test::InChild([this](const test::ChildSide& parent) {
    test::BecomeNobody();
    parent.Say(MessageOf(path_));
  });
  chmod(folder_.path().c_str(), 0700);
  EXPECT_EQ(said, "PERMISSION_DENIED: " + path_ + ": Permission denied");
}

TEST_F(OutputFileTest, AHostileNameDoesNotReachATerminalAndIsStillTheFilesName) {
  const std::string path = folder_.Path("\x1b[2J\xe2\x80\xae");
  EXPECT_THAT(MessageOf(path + "/out"), AllOf(HasSubstr("\\x1b[2J\\u{202e}"), Not(HasSubstr("\x1b"))));
  const auto file = Open(path);
  EXPECT_EQ(file->name(), folder_.Path("\\x1b[2J\\u{202e}"));
  EXPECT_TRUE(std::filesystem::exists(path));
  file->Discard();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(OutputFileTest, DiscardTakesAwayOnlyWhatOpenHasMade) {
  Open(path_)->Discard();
  EXPECT_FALSE(std::filesystem::exists(path_));
  test::WriteWholeFile(path_, "precious\n");
  Open(path_)->Discard();
  EXPECT_EQ(test::ReadWholeFile(path_), "precious\n");
}

TEST_F(OutputFileTest, AFullDeviceIsResourceExhausted) {
  const auto file = Open("/dev/full");
  EXPECT_EQ(file->Write("a\n"), absl::ResourceExhaustedError("/dev/full: No space left on device"));
}

TEST_F(OutputFileTest, AReaderThatHasGoneIsCancelled) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  const auto file = OutputFile::ForDescriptor(ends[1], "standard output");
  EXPECT_EQ(file->Write("a\n"), absl::CancelledError("standard output: was closed by its reader"));
  close(ends[1]);
}

// A limit of 1,000 bytes on a file, records of 77 bytes: 12 whole ones.
TEST_F(OutputFileTest, OnAFullDiskTheFileEndsWithAWholeRecord) {
  const std::string said = test::InChild([this](const test::ChildSide& parent) {
    test::LimitFileSize(1000);
    std::string text;
    std::vector<size_t> ends;
    for (int i = 0; i < 20; ++i) ends.push_back((text += std::string(76, 'r') + "\n").size());
    parent.Say((*OutputFile::Open(path_, OutputMode::kReplace))->Write(text, ends).ToString());
  });
  EXPECT_EQ(said, "RESOURCE_EXHAUSTED: " + path_ + ": File too large");
  EXPECT_EQ(std::filesystem::file_size(path_), 12u * 77);
}

TEST_F(OutputFileTest, OnAFullDiskOneRecordIsThereWholeOrNotAtAll) {
  test::WriteWholeFile(path_, "old\n");
  const std::string said = test::InChild([this](const test::ChildSide& parent) {
    test::LimitFileSize(1000);
    const auto file = *OutputFile::Open(path_, OutputMode::kAppendLines);
    for (const size_t size : {500, 600, 400})
      parent.Say(file->Write(std::string(size - 1, 'r') + "\n").ok() ? "y" : "n");
  });
  EXPECT_EQ(said, "yny");
  EXPECT_EQ(std::filesystem::file_size(path_), 904u);
}

TEST_F(OutputFileTest, WhatOthersHaveWrittenIsNotCutOff) {
  test::WriteWholeFile(path_, std::string(5000, 'o'));
  test::InChild([this](const test::ChildSide&) {
    test::LimitFileSize(1000);
    const int fd = open(path_.c_str(), O_WRONLY);
    if (OutputFile::ForDescriptor(fd, "log")->Write(std::string(2000, 'n')).ok()) _exit(1);
  });
  EXPECT_EQ(test::ReadWholeFile(path_), std::string(1000, 'n') + std::string(4000, 'o'));
}

TEST_F(OutputFileTest, ADescriptorStaysTheCallersAndGoesOnWhereItStands) {
  const int fd = open(path_.c_str(), O_RDWR | O_CREAT, 0600);
  ASSERT_EQ(write(fd, "before\n", 7), 7);
  {
    const auto file = OutputFile::ForDescriptor(fd, "standard output");
    EXPECT_TRUE(file->begins_empty());
    EXPECT_TRUE(file->Write("a\n").ok());
    EXPECT_TRUE(file->Finish().ok());
  }
  ASSERT_EQ(write(fd, "after\n", 6), 6);
  close(fd);
  EXPECT_EQ(test::ReadWholeFile(path_), "before\na\nafter\n");
}

TEST_F(OutputFileTest, ASlowReaderOfANonBlockingPipeGetsAllOfIt) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK), 0);
  std::string text;
  for (int i = 0; i < 100'000; ++i) absl::StrAppend(&text, "line ", i, "\n");
  std::string read_back;
  fcntl(ends[0], F_SETFL, 0);
  std::thread reader([&] {
    char buffer[777];
    for (ssize_t got; (got = read(ends[0], buffer, sizeof(buffer))) > 0;)
      read_back.append(buffer, static_cast<size_t>(got));
  });
  const auto file = OutputFile::ForDescriptor(ends[1], "standard output");
  EXPECT_TRUE(file->Write(text).ok());
  close(ends[1]);
  reader.join();
  close(ends[0]);
  EXPECT_EQ(read_back, text);
}

TEST_F(OutputFileTest, FinishedTwiceIsFinished) {
  const auto file = Open(path_);
  EXPECT_TRUE(file->Finish().ok());
  EXPECT_TRUE(file->Finish().ok());
}

// Names of what is in the folder.
std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

TEST_F(OutputFileTest, AWholeFileTakesThePlaceOfTheOldOneInTheEnd) {
  test::WriteWholeFile(path_, "old\n");
  chmod(path_.c_str(), 0640);
  const auto file = Open(path_, OutputMode::kReplaceWhole);
  ASSERT_TRUE(file->Write("new\n").ok());
  EXPECT_EQ(test::ReadWholeFile(path_), "old\n");
  EXPECT_EQ(file->name(), path_);
  ASSERT_TRUE(file->Finish().ok());
  EXPECT_EQ(test::ReadWholeFile(path_), "new\n");
  EXPECT_EQ(std::filesystem::status(path_).permissions(), std::filesystem::perms(0640));
  EXPECT_THAT(NamesIn(folder_.path()), testing::ElementsAre("out"));
}

TEST_F(OutputFileTest, AWholeFileThatIsNeverFinishedLeavesNothing) {
  {
    const auto file = Open(path_, OutputMode::kReplaceWhole);
    ASSERT_TRUE(file->Write("half\n").ok());
    EXPECT_EQ(NamesIn(folder_.path()).size(), 1u);
    EXPECT_THAT(NamesIn(folder_.path())[0], AllOf(StartsWith(".certsweep-"), testing::EndsWith(".part")));
  }
  EXPECT_THAT(NamesIn(folder_.path()), testing::IsEmpty());
}

TEST_F(OutputFileTest, AWholeFileFollowsALink) {
  test::WriteWholeFile(folder_.Path("real"), "old\n");
  std::filesystem::create_symlink("real", path_);
  const auto file = Open(path_, OutputMode::kReplaceWhole);
  ASSERT_TRUE(file->Write("new\n").ok() && file->Finish().ok());
  EXPECT_TRUE(std::filesystem::is_symlink(path_));
  EXPECT_EQ(test::ReadWholeFile(folder_.Path("real")), "new\n");
}

TEST_F(OutputFileTest, WhatIsNoRegularFileIsWrittenTo) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  const int reader = open(path_.c_str(), O_RDONLY | O_NONBLOCK);
  const auto file = Open(path_, OutputMode::kReplaceWhole);
  ASSERT_TRUE(file->Write("text").ok() && file->Finish().ok());
  char text[8];
  EXPECT_EQ(read(reader, text, sizeof(text)), 4);
  close(reader);
  EXPECT_TRUE(std::filesystem::is_fifo(path_));
  EXPECT_THAT(MessageOf(folder_.path(), OutputMode::kReplaceWhole), HasSubstr("is a folder"));
  EXPECT_THAT(MessageOf(folder_.Path("no/out"), OutputMode::kReplaceWhole), HasSubstr("make the folder first"));
}

TEST_F(OutputFileTest, AFullDiskLeavesTheOldFile) {
  test::WriteWholeFile(path_, "old\n");
  EXPECT_EQ(test::InChild([this](const test::ChildSide& side) {
              test::LimitFileSize(100);
              const auto file = Open(path_, OutputMode::kReplaceWhole);
              side.Say(absl::StatusCodeToString(file->Write(std::string(1000, 'x')).code()));
            }),
            "RESOURCE_EXHAUSTED");
  EXPECT_EQ(test::ReadWholeFile(path_), "old\n");
  EXPECT_THAT(NamesIn(folder_.path()), testing::ElementsAre("out"));
}

TEST_F(OutputFileTest, AProtectedFileIsNotReplaced) {
  test::WriteWholeFile(path_, "old\n");
  chmod(path_.c_str(), 0444);
  chmod(folder_.path().c_str(), 0777);
  EXPECT_EQ(test::InChild([this](const test::ChildSide& side) {
              test::BecomeNobody();
              side.Say(absl::StatusCodeToString(OutputFile::Open(path_, OutputMode::kReplaceWhole).status().code()));
            }),
            "PERMISSION_DENIED");
  EXPECT_THAT(NamesIn(folder_.path()), testing::ElementsAre("out"));
}

}  // namespace
}  // namespace certsweep::scanner
