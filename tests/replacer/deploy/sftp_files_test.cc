#include "replacer/deploy/sftp_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <utility>

namespace certsweep::replacer {
namespace {

using testing::HasSubstr;

// A server that answers each packet by a function of the test.
class ScriptedServer final : public ByteChannel {
 public:
  // Gets the request without its length; what it returns is sent.
  using Answer = std::function<absl::StatusOr<std::string>(SftpType type, uint32_t id)>;

  explicit ScriptedServer(Answer answer) : answer_(std::move(answer)) {}

  absl::Status Write(std::string_view bytes, const Deadline& /*deadline*/) override {
    stream_.Feed(bytes);
    const auto packet = stream_.Next();
    SftpFields fields(**packet);
    const auto type = static_cast<SftpType>(fields.U8());
    answers_.push_back(answer_(type, fields.U32()));
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> Read(const Deadline& /*deadline*/) override {
    if (answers_.empty()) return absl::DeadlineExceededError("no answer in time");
    absl::StatusOr<std::string> answer = answers_.front();
    answers_.pop_front();
    return answer;
  }

 private:
  Answer answer_;
  SftpStream stream_;
  std::deque<absl::StatusOr<std::string>> answers_;
};

std::string Greeting(const std::vector<std::string>& extensions = {}) {
  SftpPacket packet(SftpType::kVersion, 3);
  for (const std::string& extension : extensions) packet.Text(extension).Text("1");
  return packet.Finish();
}

std::string StatusPacket(uint32_t id, uint32_t code, std::string_view text = "") {
  return SftpPacket(SftpType::kStatus, id).U32(code).Text(text).Text("en").Finish();
}

absl::StatusOr<std::unique_ptr<SftpFiles>> StartWith(ScriptedServer::Answer answer) {
  return SftpFiles::Start(std::make_unique<ScriptedServer>(std::move(answer)), 1'000'000);
}

// A server that greets, and then answers so.
std::unique_ptr<SftpFiles> Server(ScriptedServer::Answer answer, const std::vector<std::string>& extensions = {}) {
  return *StartWith([answer = std::move(answer), extensions](SftpType type, uint32_t id) {
    return type == SftpType::kInit ? Greeting(extensions) : answer(type, id);
  });
}

absl::Status StartStatus(const std::string& first_answer) {
  return StartWith([&](SftpType /*type*/, uint32_t /*id*/) { return first_answer; }).status();
}

TEST(SftpFilesTest, WhatIsNoSftpServerIsToldApart) {
  EXPECT_TRUE(absl::IsUnimplemented(StartStatus("")));  // it ended
  EXPECT_TRUE(absl::IsUnimplemented(StartStatus("This account is currently not available.\n")));
  EXPECT_TRUE(absl::IsUnimplemented(StartStatus(SftpPacket(SftpType::kVersion, 2).Finish())));
  EXPECT_TRUE(absl::IsUnimplemented(StartStatus(StatusPacket(1, 0))));
  EXPECT_TRUE(StartStatus(Greeting({"a@b"})).ok());
  EXPECT_TRUE(absl::IsDeadlineExceeded(StartWith([](SftpType, uint32_t) -> absl::StatusOr<std::string> {
                                         return absl::DeadlineExceededError("late");
                                       }).status()));
}

// Has ended before anything was said to it.
class EndedServer final : public ByteChannel {
 public:
  absl::Status Write(std::string_view /*bytes*/, const Deadline& /*deadline*/) override {
    return absl::UnavailableError("the program on the host takes no more");
  }
  absl::StatusOr<std::string> Read(const Deadline& /*deadline*/) override { return std::string(); }
};

TEST(SftpFilesTest, WhatEndsAtOnceIsNoSftpServer) {
  EXPECT_TRUE(absl::IsUnimplemented(SftpFiles::Start(std::make_unique<EndedServer>(), 1'000'000).status()));
}

TEST(SftpFilesTest, StatusesBecomeOurs) {
  const std::pair<uint32_t, absl::StatusCode> kCodes[] = {{2, absl::StatusCode::kNotFound},
                                                          {3, absl::StatusCode::kPermissionDenied},
                                                          {4, absl::StatusCode::kInternal},
                                                          {8, absl::StatusCode::kUnimplemented},
                                                          {99, absl::StatusCode::kInternal}};
  for (const auto& [sftp_code, code] : kCodes) {
    const auto files = Server([&](SftpType, uint32_t id) { return StatusPacket(id, sftp_code, "said\x1b[2J"); });
    const absl::Status status = files->SetMode("/x", 0600);
    EXPECT_EQ(status.code(), code) << sftp_code;
    EXPECT_THAT(std::string(status.message()), HasSubstr("/x"));
    EXPECT_THAT(std::string(status.message()), testing::Not(HasSubstr("\x1b")));
  }
}

TEST(SftpFilesTest, AnswersThatFitNoQuestionAreDataLoss) {
  const ScriptedServer::Answer kAnswers[] = {
      [](SftpType, uint32_t id) { return StatusPacket(id + 1, 0); },
      [](SftpType, uint32_t id) { return StatusPacket(id, 0); },  // success, and no attributes
      [](SftpType, uint32_t id) { return SftpPacket(SftpType::kHandle, id).Text("h").Finish(); },
      [](SftpType, uint32_t id) { return SftpPacket(SftpType::kAttributes, id).Finish(); },
      [](SftpType, uint32_t) { return std::string("\0\0\0\1\x69", 5); },
      [](SftpType, uint32_t) { return std::string("\xff\xff\xff\xff"); }};
  for (const ScriptedServer::Answer& answer : kAnswers) {
    EXPECT_TRUE(absl::IsDataLoss(Server(answer)->Stat("/x").status()));
  }
}

TEST(SftpFilesTest, AttributesThatAreMissingAreToldAndNotGuessed) {
  const auto files =
      Server([](SftpType, uint32_t id) { return SftpPacket(SftpType::kAttributes, id).Attributes({}).Finish(); });
  EXPECT_TRUE(absl::IsUnimplemented(files->Stat("/x").status()));
}

TEST(SftpFilesTest, ALateAnswerIsNotTakenForTheNext) {
  int calls = 0;
  const auto files = Server([&](SftpType, uint32_t id) -> absl::StatusOr<std::string> {
    if (++calls == 1) return absl::DeadlineExceededError("late");
    return StatusPacket(id - 1, 4) + StatusPacket(id, 0);
  });
  EXPECT_TRUE(absl::IsDeadlineExceeded(files->SetMode("/x", 0600)));
  EXPECT_TRUE(files->SetMode("/x", 0600).ok());
}

TEST(SftpFilesTest, AfterALostConnectionNothingIsSent) {
  int calls = 0;
  const auto files = Server([&](SftpType, uint32_t) -> absl::StatusOr<std::string> {
    ++calls;
    return absl::UnavailableError("connection lost");
  });
  EXPECT_TRUE(absl::IsUnavailable(files->SetMode("/x", 0600)));
  EXPECT_TRUE(absl::IsUnavailable(files->SetMode("/x", 0600)));
  EXPECT_EQ(calls, 1);
}

TEST(SftpFilesTest, WithoutPosixRenameNothingIsReplaced) {
  const auto files = Server([](SftpType, uint32_t id) { return StatusPacket(id, 0); });
  EXPECT_TRUE(absl::IsFailedPrecondition(files->CanReplace()));
  EXPECT_TRUE(absl::IsFailedPrecondition(files->Replace("/a", "/b")));
  const auto able = Server([](SftpType, uint32_t id) { return StatusPacket(id, 0); }, {"posix-rename@openssh.com"});
  EXPECT_TRUE(able->CanReplace().ok());
  EXPECT_TRUE(able->Replace("/a", "/b").ok());
}

// A server whose disk is as the packet says, on which every write fails.
absl::Status CreateOnDisk(uint64_t free_blocks, uint64_t files, uint64_t free_files, uint64_t flags) {
  const auto server = Server(
      [&](SftpType type, uint32_t id) {
        if (type == SftpType::kOpen) return SftpPacket(SftpType::kHandle, id).Text("h").Finish();
        if (type == SftpType::kWrite) return StatusPacket(id, 4, "Failure");
        if (type != SftpType::kExtended) return StatusPacket(id, 0);
        SftpPacket reply(SftpType::kExtendedReply, id);
        for (const uint64_t field : {uint64_t{4096}, uint64_t{4096}, uint64_t{100}, free_blocks, free_blocks, files,
                                     free_files, free_files, uint64_t{1}, flags, uint64_t{255}}) {
          reply.U64(field);
        }
        return reply.Finish();
      },
      {"statvfs@openssh.com"});
  return server->CreateFile("/etc/x", "content");
}

TEST(SftpFilesTest, AsksWhatAFailureWas) {
  EXPECT_TRUE(absl::IsResourceExhausted(CreateOnDisk(0, 10, 10, 0)));
  EXPECT_TRUE(absl::IsResourceExhausted(CreateOnDisk(10, 10, 0, 0)));
  EXPECT_TRUE(absl::IsPermissionDenied(CreateOnDisk(10, 10, 10, 1)));
  EXPECT_TRUE(absl::IsInternal(CreateOnDisk(10, 10, 10, 0)));
  EXPECT_TRUE(absl::IsInternal(CreateOnDisk(10, 0, 0, 0)));  // a file system that does not count files
}

TEST(SftpFilesTest, AFailedFsyncIsAFailure) {
  const auto files = Server(
      [](SftpType type, uint32_t id) {
        if (type == SftpType::kOpen) return SftpPacket(SftpType::kHandle, id).Text("h").Finish();
        return StatusPacket(id, type == SftpType::kExtended ? 4 : 0);
      },
      {"fsync@openssh.com"});
  EXPECT_FALSE(files->CreateFile("/x", "content").ok());
}

TEST(SftpFilesTest, AnEndlessFolderIsCutOff) {
  const auto files = Server([](SftpType type, uint32_t id) {
    if (type == SftpType::kOpendir) return SftpPacket(SftpType::kHandle, id).Text("h").Finish();
    if (type != SftpType::kReaddir) return StatusPacket(id, 0);
    SftpPacket names(SftpType::kName, id);
    names.U32(1000);
    for (int i = 0; i < 1000; ++i) names.Text("a").Text("a").Attributes({});
    return names.Finish();
  });
  EXPECT_TRUE(absl::IsResourceExhausted(files->List("/").status()));
}

TEST(SftpFilesTest, AnEmptyPieceOfAFileIsNoEnd) {
  const auto files = Server([](SftpType type, uint32_t id) {
    if (type == SftpType::kOpen) return SftpPacket(SftpType::kHandle, id).Text("h").Finish();
    return type == SftpType::kRead ? SftpPacket(SftpType::kData, id).Text("").Finish() : StatusPacket(id, 0);
  });
  EXPECT_TRUE(absl::IsDataLoss(files->ReadFile("/x", 100).status()));
}

}  // namespace
}  // namespace certsweep::replacer
