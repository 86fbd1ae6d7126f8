#include "replacer/deploy/sftp_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"
#include "replacer/deploy/remote_path.h"

namespace certsweep::replacer {
namespace {

constexpr uint32_t kVersion = 3;
constexpr uint32_t kRead = 1, kWrite = 2, kCreate = 8, kExclusively = 0x20;
constexpr uint32_t kPiece = 32U << 10;  // every server takes this much at once
constexpr size_t kMaxNames = 100'000;
constexpr uint64_t kReadOnlyFlag = 1;
constexpr std::string_view kPosixRename = "posix-rename@openssh.com", kFsync = "fsync@openssh.com",
                           kStatvfs = "statvfs@openssh.com";

absl::Status StatusOf(const std::string& body) {
  SftpFields fields(body);
  const uint32_t code = fields.U32();
  const std::string text = base::DisplayText(fields.Text(), 120);
  switch (static_cast<SftpStatus>(code)) {
    case SftpStatus::kOk:
      return absl::OkStatus();
    case SftpStatus::kEof:
      return absl::OutOfRangeError("end of file");
    case SftpStatus::kNoSuchFile:
      return absl::NotFoundError("no such file or folder");
    case SftpStatus::kPermissionDenied:
      return absl::PermissionDeniedError("permission denied");
    case SftpStatus::kUnsupported:
      return absl::UnimplementedError("the host's SFTP server can't do that");
    case SftpStatus::kFailure:
      break;
  }
  return absl::InternalError("the host says: " + (text.empty() ? "error " + std::to_string(code) : text));
}

absl::Status Malformed() { return absl::DataLossError("the host's SFTP server sent what is not SFTP"); }

FileKind KindOf(uint32_t permissions) {
  if (S_ISREG(permissions)) return FileKind::kRegular;
  if (S_ISDIR(permissions)) return FileKind::kFolder;
  return S_ISLNK(permissions) ? FileKind::kSymlink : FileKind::kOther;
}

absl::Status About(const absl::Status& status, std::string_view path) {
  return base::Annotate(status, base::DisplayText(path));
}

}  // namespace

absl::StatusOr<std::unique_ptr<SftpFiles>> SftpFiles::Start(std::unique_ptr<ByteChannel> channel, int64_t timeout_us) {
  std::unique_ptr<SftpFiles> files(new SftpFiles(std::move(channel), timeout_us));
  if (absl::Status status = files->Greet(); !status.ok()) return status;
  return files;
}

absl::Status SftpFiles::Greet() {
  const Deadline deadline = Deadline::After(timeout_us_);
  // The one packet without an id: the version stands in its place.
  const absl::Status sent = channel_->Write(SftpPacket(SftpType::kInit, kVersion).Finish(), deadline);
  absl::StatusOr<std::string> packet = sent.ok() ? ReadPacket(deadline) : sent;
  // What ends at once may have done so before our packet came.
  if (absl::IsDataLoss(packet.status()) || absl::IsUnavailable(packet.status())) {
    return absl::UnimplementedError("no SFTP server there: " + std::string(packet.status().message()));
  }
  if (!packet.ok()) return packet.status();
  SftpFields fields(*packet);
  const bool greeted = fields.U8() == static_cast<uint8_t>(SftpType::kVersion) && fields.U32() >= kVersion;
  while (fields.ok() && !fields.empty()) {
    extensions_.emplace(fields.Text());
    fields.Text();
  }
  return greeted && fields.ok() ? absl::OkStatus() : absl::UnimplementedError("no SFTP server of version 3 there");
}

absl::StatusOr<std::string> SftpFiles::ReadPacket(const Deadline& deadline) {
  for (;;) {
    absl::StatusOr<std::optional<std::string>> packet = stream_.Next();
    if (!packet.ok()) return packet.status();
    if (packet->has_value()) return *std::move(*packet);
    absl::StatusOr<std::string> bytes = channel_->Read(deadline);
    if (!bytes.ok()) return bytes.status();
    if (bytes->empty()) return absl::UnavailableError("the host's SFTP server has ended");
    const base::Wiper wiper(*bytes);
    stream_.Feed(*bytes);
  }
}

absl::StatusOr<SftpFiles::Reply> SftpFiles::Ask(const SftpPacket& request, SftpType expected) {
  if (broken_) return absl::UnavailableError("the SFTP connection broke before");
  const Deadline deadline = Deadline::After(timeout_us_);
  std::string packet_sent = request.Finish();
  const base::Wiper wiper(packet_sent);
  if (absl::Status sent = channel_->Write(packet_sent, deadline); !sent.ok()) {
    broken_ = true;  // half a packet may be under way
    return sent;
  }
  for (;;) {
    absl::StatusOr<std::string> packet = ReadPacket(deadline);
    broken_ = broken_ || (!packet.ok() && !absl::IsDeadlineExceeded(packet.status()));
    if (!packet.ok()) return packet.status();
    SftpFields fields(*packet);
    const auto type = static_cast<SftpType>(fields.U8());
    const uint32_t id = fields.U32();
    if (!fields.ok()) return Malformed();
    // Of a request that was given up at its deadline.
    if (id < last_id_) continue;
    Reply reply{.type = type, .body = packet->substr(5)};
    base::Wipe(*packet);
    if (id != last_id_ || (type != expected && type != SftpType::kStatus)) return Malformed();
    if (type == SftpType::kStatus) {
      const absl::Status status = StatusOf(reply.body);
      if (!status.ok()) return status;
      if (expected != SftpType::kStatus) return Malformed();
    }
    return reply;
  }
}

absl::Status SftpFiles::Do(const SftpPacket& request) { return Ask(request, SftpType::kStatus).status(); }

absl::StatusOr<std::string> SftpFiles::ResolvePath(std::string_view path) {
  if (absl::Status usable = CheckPath(path); !usable.ok()) return usable;
  absl::StatusOr<Reply> reply = Ask(NewRequest(SftpType::kRealpath).Text(path), SftpType::kName);
  if (!reply.ok()) return About(reply.status(), path);
  SftpFields fields(reply->body);
  const uint32_t count = fields.U32();
  std::string resolved(fields.Text());
  if (!fields.ok() || count != 1 || !CheckPath(resolved).ok()) return Malformed();
  // Servers resolve also what is not there.
  absl::StatusOr<RemoteFile> file = Stat(resolved);
  if (!file.ok()) return file.status();
  if (file->kind == FileKind::kSymlink) {
    return About(absl::UnimplementedError("the host's SFTP server does not follow symbolic links"), path);
  }
  return resolved;
}

absl::StatusOr<RemoteFile> SftpFiles::Stat(std::string_view path) {
  if (absl::Status usable = CheckPath(path); !usable.ok()) return usable;
  absl::StatusOr<Reply> reply = Ask(NewRequest(SftpType::kLstat).Text(path), SftpType::kAttributes);
  if (!reply.ok()) return About(reply.status(), path);
  SftpFields fields(reply->body);
  const SftpAttributes attributes = fields.Attributes();
  if (!fields.ok()) return Malformed();
  if (!attributes.size || !attributes.permissions || !attributes.uid) {
    return About(absl::UnimplementedError("the host does not tell size, mode and owner"), path);
  }
  return RemoteFile{.kind = KindOf(*attributes.permissions),
                    .size = *attributes.size,
                    .mode = *attributes.permissions & 07777,
                    .uid = *attributes.uid,
                    .gid = *attributes.gid};
}

absl::StatusOr<std::string> SftpFiles::Open(std::string_view path, uint32_t flags, const SftpAttributes& attributes) {
  if (absl::Status usable = CheckPath(path); !usable.ok()) return usable;
  absl::StatusOr<Reply> reply =
      Ask(NewRequest(SftpType::kOpen).Text(path).U32(flags).Attributes(attributes), SftpType::kHandle);
  if (!reply.ok()) return reply.status();
  SftpFields fields(reply->body);
  std::string handle(fields.Text());
  if (!fields.ok()) return Malformed();
  return handle;
}

absl::Status SftpFiles::Close(std::string_view handle) { return Do(NewRequest(SftpType::kClose).Text(handle)); }

absl::StatusOr<std::string> SftpFiles::ReadAll(std::string_view handle, size_t limit) {
  std::string bytes;
  for (;;) {
    absl::StatusOr<Reply> reply =
        Ask(NewRequest(SftpType::kRead).Text(handle).U64(bytes.size()).U32(kPiece), SftpType::kData);
    if (absl::IsOutOfRange(reply.status())) return bytes;
    if (!reply.ok()) return reply.status();
    SftpFields fields(reply->body);
    const std::string_view piece = fields.Text();
    const base::Wiper wiper(reply->body);
    if (!fields.ok() || piece.empty()) return Malformed();
    if (piece.size() > limit - bytes.size()) {
      return absl::OutOfRangeError("longer than " + std::to_string(limit) + " bytes");
    }
    bytes.append(piece);
  }
}

absl::StatusOr<std::string> SftpFiles::ReadFile(std::string_view path, size_t limit) {
  absl::StatusOr<std::string> handle = Open(path, kRead, {});
  if (!handle.ok()) return About(handle.status(), path);
  absl::StatusOr<std::string> bytes = ReadAll(*handle, limit);
  const absl::Status closed = Close(*handle);
  if (!bytes.ok()) return About(bytes.status(), path);
  if (!closed.ok()) return About(closed, path);
  return bytes;
}

absl::Status SftpFiles::WriteAll(std::string_view handle, std::string_view bytes) {
  // Some servers open a file with a mode of their own: nothing is in it before it is ours alone.
  absl::Status status = Do(
      NewRequest(SftpType::kFsetstat).Text(handle).Attributes({.size = {}, .uid = {}, .gid = {}, .permissions = 0600}));
  for (uint64_t offset = 0; status.ok() && offset < bytes.size(); offset += kPiece) {
    status = Do(NewRequest(SftpType::kWrite).Text(handle).U64(offset).Text(bytes.substr(offset, kPiece)));
  }
  if (status.ok() && Has(kFsync)) status = Do(NewExtended(kFsync).Text(handle));
  return status;
}

absl::Status SftpFiles::CreateFile(std::string_view path, std::string_view bytes) {
  absl::StatusOr<std::string> handle =
      Open(path, kWrite | kCreate | kExclusively, {.size = {}, .uid = {}, .gid = {}, .permissions = 0600});
  if (!handle.ok()) {
    if (absl::IsInternal(handle.status()) && Stat(path).ok())
      return About(absl::AlreadyExistsError("is there already"), path);
    return About(Explain(handle.status(), path, bytes.size()), path);
  }
  absl::Status written = WriteAll(*handle, bytes);
  if (absl::IsUnavailable(written)) return About(written, path);
  const absl::Status closed = Close(*handle);
  return About(Explain(written.ok() ? closed : written, path, bytes.size()), path);
}

absl::Status SftpFiles::Explain(const absl::Status& failure, std::string_view path, size_t bytes) {
  if (!absl::IsInternal(failure) || !Has(kStatvfs)) return failure;
  absl::StatusOr<Reply> reply = Ask(NewExtended(kStatvfs).Text(FolderOf(path)), SftpType::kExtendedReply);
  if (!reply.ok()) return failure;
  SftpFields fields(reply->body);
  fields.U64();  // f_bsize
  const uint64_t block_size = fields.U64();
  fields.U64();  // f_blocks
  fields.U64();  // f_bfree
  const uint64_t free_blocks = fields.U64();
  const uint64_t files = fields.U64();
  fields.U64();  // f_ffree
  const uint64_t free_files = fields.U64();
  fields.U64();  // f_fsid
  const uint64_t flags = fields.U64();
  if (!fields.ok()) return failure;
  if (flags & kReadOnlyFlag) return absl::PermissionDeniedError("the file system is read-only");
  const bool has_room = block_size == 0 || free_blocks > bytes / block_size;
  // Some file systems do not count files.
  const bool out_of_files = files > 0 && free_files == 0;
  if (!has_room || out_of_files) return absl::ResourceExhaustedError("no space left on the host");
  return failure;
}

absl::Status SftpFiles::SetOwnership(std::string_view path, uint32_t uid, uint32_t gid) {
  if (absl::Status usable = CheckPath(path); !usable.ok()) return usable;
  const SftpAttributes owner{.size = {}, .uid = uid, .gid = gid, .permissions = {}};
  return About(Do(NewRequest(SftpType::kSetstat).Text(path).Attributes(owner)), path);
}

absl::Status SftpFiles::SetMode(std::string_view path, uint32_t mode) {
  if (absl::Status usable = CheckPath(path); !usable.ok()) return usable;
  const SftpAttributes wanted{.size = {}, .uid = {}, .gid = {}, .permissions = mode & 07777};
  return About(Do(NewRequest(SftpType::kSetstat).Text(path).Attributes(wanted)), path);
}

absl::Status SftpFiles::CanReplace() {
  return Has(kPosixRename) ? absl::OkStatus()
                           : absl::FailedPreconditionError("the host's SFTP server can't rename over a file");
}

absl::Status SftpFiles::Replace(std::string_view from, std::string_view to) {
  if (absl::Status usable = CheckPath(from); !usable.ok()) return usable;
  if (absl::Status usable = CheckPath(to); !usable.ok()) return usable;
  if (absl::Status can = CanReplace(); !can.ok()) return can;
  return About(Do(NewExtended(kPosixRename).Text(from).Text(to)), to);
}

absl::Status SftpFiles::Remove(std::string_view path) {
  if (absl::Status usable = CheckPath(path); !usable.ok()) return usable;
  return About(Do(NewRequest(SftpType::kRemove).Text(path)), path);
}

absl::StatusOr<std::vector<std::string>> SftpFiles::ReadNames(std::string_view handle) {
  std::vector<std::string> names;
  while (names.size() < kMaxNames) {
    absl::StatusOr<Reply> reply = Ask(NewRequest(SftpType::kReaddir).Text(handle), SftpType::kName);
    if (absl::IsOutOfRange(reply.status())) return names;
    if (!reply.ok()) return reply.status();
    SftpFields fields(reply->body);
    for (uint32_t count = fields.U32(); count > 0 && fields.ok(); --count) {
      std::string name(fields.Text());
      fields.Text();  // as ls shows it
      fields.Attributes();
      if (name != "." && name != "..") names.push_back(std::move(name));
    }
    if (!fields.ok()) return Malformed();
  }
  return absl::ResourceExhaustedError("the folder holds too many files");
}

absl::StatusOr<std::vector<std::string>> SftpFiles::List(std::string_view folder) {
  if (absl::Status usable = CheckPath(folder); !usable.ok()) return usable;
  absl::StatusOr<Reply> reply = Ask(NewRequest(SftpType::kOpendir).Text(folder), SftpType::kHandle);
  if (!reply.ok()) return About(reply.status(), folder);
  SftpFields fields(reply->body);
  const std::string handle(fields.Text());
  if (!fields.ok()) return Malformed();
  absl::StatusOr<std::vector<std::string>> names = ReadNames(handle);
  const absl::Status closed = Close(handle);
  if (!names.ok()) return About(names.status(), folder);
  if (!closed.ok()) return About(closed, folder);
  return names;
}

}  // namespace certsweep::replacer
