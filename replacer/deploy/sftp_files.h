// SftpFiles: files over SFTP. Its own client rather than libssh's: that one has no deadlines, and of OpenSSH's
// extensions (PROTOCOL, 4) lacks posix-rename, without which a file can't be replaced. Not thread-safe.
#ifndef CERTSWEEP_REPLACER_DEPLOY_SFTP_FILES_H_
#define CERTSWEEP_REPLACER_DEPLOY_SFTP_FILES_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "replacer/deploy/byte_channel.h"
#include "replacer/deploy/remote_host.h"
#include "replacer/deploy/sftp_packet.h"

namespace certsweep::replacer {

class SftpFiles final : public RemoteFiles {
 public:
  // `channel` leads to an SFTP server. Each request may take `timeout_us`. Unimplemented where what is there is none.
  static absl::StatusOr<std::unique_ptr<SftpFiles>> Start(std::unique_ptr<ByteChannel> channel, int64_t timeout_us);

  absl::StatusOr<std::string> ResolvePath(std::string_view path) override;
  absl::StatusOr<RemoteFile> Stat(std::string_view path) override;
  absl::StatusOr<std::string> ReadFile(std::string_view path, size_t limit) override;
  absl::Status CreateFile(std::string_view path, std::string_view bytes) override;
  absl::Status SetOwnership(std::string_view path, uint32_t uid, uint32_t gid) override;
  absl::Status SetMode(std::string_view path, uint32_t mode) override;
  absl::Status CanReplace() override;
  absl::Status Replace(std::string_view from, std::string_view to) override;
  absl::Status Remove(std::string_view path) override;
  absl::StatusOr<std::vector<std::string>> List(std::string_view folder) override;

 private:
  struct Reply {
    SftpType type = SftpType::kStatus;
    std::string body;  // after the id
  };

  SftpFiles(std::unique_ptr<ByteChannel> channel, int64_t timeout_us)
      : channel_(std::move(channel)), timeout_us_(timeout_us) {}

  absl::Status Greet();
  absl::StatusOr<std::string> ReadPacket(const Deadline& deadline);
  SftpPacket NewRequest(SftpType type) { return SftpPacket(type, ++last_id_); }
  SftpPacket NewExtended(std::string_view name) { return NewRequest(SftpType::kExtended).Text(name); }
  // Sends the request made last and takes its reply, which is of type `expected` or a status that is no success.
  absl::StatusOr<Reply> Ask(const SftpPacket& request, SftpType expected);
  // The same where the reply is a status.
  absl::Status Do(const SftpPacket& request);
  absl::StatusOr<std::string> Open(std::string_view path, uint32_t flags, const SftpAttributes& attributes);
  absl::Status Close(std::string_view handle);
  absl::Status WriteAll(std::string_view handle, std::string_view bytes);
  absl::StatusOr<std::string> ReadAll(std::string_view handle, size_t limit);
  absl::StatusOr<std::vector<std::string>> ReadNames(std::string_view handle);
  // SFTP has one word, "failure", for a full disk, one that is read-only and a file that is there: asks which it was.
  absl::Status Explain(const absl::Status& failure, std::string_view path, size_t bytes);
  bool Has(std::string_view extension) const { return extensions_.contains(extension); }

  std::unique_ptr<ByteChannel> channel_;
  const int64_t timeout_us_;
  SftpStream stream_;
  uint32_t last_id_ = 0;
  bool broken_ = false;
  std::set<std::string, std::less<>> extensions_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_SFTP_FILES_H_
