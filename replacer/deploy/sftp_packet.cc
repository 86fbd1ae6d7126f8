#include "replacer/deploy/sftp_packet.h"

#include <utility>

namespace certsweep::replacer {
namespace {

// OpenSSH's own limit.
constexpr uint32_t kMaxPacket = 256U << 10;

constexpr uint32_t kHasSize = 1, kHasOwner = 2, kHasPermissions = 4, kHasTimes = 8, kHasExtensions = 0x80000000;

void AppendNumber(std::string& text, uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 0xff);
}

}  // namespace

SftpPacket::SftpPacket(SftpType type, uint32_t id) {
  body_ += static_cast<char>(type);
  U32(id);
}

SftpPacket& SftpPacket::U32(uint32_t value) {
  AppendNumber(body_, value, 4);
  return *this;
}

SftpPacket& SftpPacket::U64(uint64_t value) {
  AppendNumber(body_, value, 8);
  return *this;
}

SftpPacket& SftpPacket::Text(std::string_view bytes) {
  U32(static_cast<uint32_t>(bytes.size()));
  body_.append(bytes);
  return *this;
}

SftpPacket& SftpPacket::Attributes(const SftpAttributes& attributes) {
  const bool owner = attributes.uid && attributes.gid;
  U32((attributes.size ? kHasSize : 0) | (owner ? kHasOwner : 0) | (attributes.permissions ? kHasPermissions : 0));
  if (attributes.size) U64(*attributes.size);
  if (owner) U32(*attributes.uid).U32(*attributes.gid);
  if (attributes.permissions) U32(*attributes.permissions);
  return *this;
}

std::string SftpPacket::Finish() const {
  std::string packet;
  AppendNumber(packet, body_.size(), 4);
  return packet + body_;
}

std::string_view SftpFields::Take(size_t size) {
  if (size > rest_.size()) {
    ok_ = false;
    rest_ = {};
    return {};
  }
  const std::string_view field = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return field;
}

uint64_t SftpFields::Number(size_t size) {
  uint64_t value = 0;
  for (char c : Take(size)) value = value << 8 | static_cast<uint8_t>(c);
  return value;
}

uint8_t SftpFields::U8() { return static_cast<uint8_t>(Number(1)); }
uint32_t SftpFields::U32() { return static_cast<uint32_t>(Number(4)); }
uint64_t SftpFields::U64() { return Number(8); }
std::string_view SftpFields::Text() { return Take(U32()); }

SftpAttributes SftpFields::Attributes() {
  const uint32_t flags = U32();
  SftpAttributes attributes;
  if (flags & kHasSize) attributes.size = U64();
  if (flags & kHasOwner) {
    attributes.uid = U32();
    attributes.gid = U32();
  }
  if (flags & kHasPermissions) attributes.permissions = U32();
  if (flags & kHasTimes) U64();
  if (flags & kHasExtensions) {
    for (uint32_t count = U32(); count > 0 && ok_; --count) {
      Text();
      Text();
    }
  }
  return attributes;
}

absl::StatusOr<std::optional<std::string>> SftpStream::Next() {
  if (buffer_.size() < 4) return std::nullopt;
  const uint32_t size = SftpFields(buffer_).U32();
  if (size == 0 || size > kMaxPacket) return absl::DataLossError("what came is not SFTP");
  if (buffer_.size() - 4 < size) return std::nullopt;
  std::string packet = buffer_.substr(4, size);
  std::string rest = buffer_.substr(4 + size_t{size});
  base::Wipe(buffer_);
  buffer_ = std::move(rest);
  return packet;
}

}  // namespace certsweep::replacer
