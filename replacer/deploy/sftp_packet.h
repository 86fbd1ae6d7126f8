// Packets of SFTP version 3 (draft-ietf-secsh-filexfer-02), the one that OpenSSH speaks. Sans-IO; nothing of a peer is
// believed. Thread-safe: values.
#ifndef CERTSWEEP_REPLACER_DEPLOY_SFTP_PACKET_H_
#define CERTSWEEP_REPLACER_DEPLOY_SFTP_PACKET_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/wiper.h"

namespace certsweep::replacer {

enum class SftpType : uint8_t {
  kInit = 1,
  kVersion = 2,
  kOpen = 3,
  kClose = 4,
  kRead = 5,
  kWrite = 6,
  kLstat = 7,
  kSetstat = 9,
  kFsetstat = 10,
  kOpendir = 11,
  kReaddir = 12,
  kRemove = 13,
  kRealpath = 16,
  kStat = 17,
  kStatus = 101,
  kHandle = 102,
  kData = 103,
  kName = 104,
  kAttributes = 105,
  kExtended = 200,
  kExtendedReply = 201,
};

enum class SftpStatus : uint32_t {
  kOk = 0,
  kEof = 1,
  kNoSuchFile = 2,
  kPermissionDenied = 3,
  kFailure = 4,
  kUnsupported = 8,
};

// Of a file; what is absent is not said, or not to be changed.
struct SftpAttributes {
  std::optional<uint64_t> size;
  std::optional<uint32_t> uid, gid;     // together
  std::optional<uint32_t> permissions;  // st_mode: type and mode
};

// Builds one packet: SftpPacket(SftpType::kLstat, id).Text(path).Finish().
class SftpPacket {
 public:
  SftpPacket(SftpType type, uint32_t id);
  // A private key may have been in it.
  ~SftpPacket() { base::Wipe(body_); }
  SftpPacket(const SftpPacket&) = default;
  SftpPacket& operator=(const SftpPacket&) = default;

  SftpPacket& U32(uint32_t value);
  SftpPacket& U64(uint64_t value);
  SftpPacket& Text(std::string_view bytes);
  SftpPacket& Attributes(const SftpAttributes& attributes);
  // With its length before it.
  std::string Finish() const;

 private:
  std::string body_;
};

// Takes fields off the front of a packet's body. After one that is not there, ok() is false and all further ones are
// empty.
class SftpFields {
 public:
  explicit SftpFields(std::string_view body) : rest_(body) {}

  uint8_t U8();
  uint32_t U32();
  uint64_t U64();
  std::string_view Text();
  SftpAttributes Attributes();
  bool ok() const { return ok_; }
  bool empty() const { return rest_.empty(); }

 private:
  std::string_view Take(size_t size);
  uint64_t Number(size_t size);

  std::string_view rest_;
  bool ok_ = true;
};

// Cuts what comes into packets. Not thread-safe.
class SftpStream {
 public:
  ~SftpStream() { base::Wipe(buffer_); }

  void Feed(std::string_view bytes) { buffer_.append(bytes); }
  // The next packet without its length: type and body. Nothing yet, or DataLoss: this is not SFTP.
  absl::StatusOr<std::optional<std::string>> Next();

 private:
  std::string buffer_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_SFTP_PACKET_H_
