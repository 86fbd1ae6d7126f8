#include "scanner/sinks/output_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"

namespace certsweep::scanner {
namespace {

constexpr size_t kLongestPathShown = 4096;

// How many bytes of the file are whole records; -1 with errno set if it can't be read.
int64_t WholeBytes(int fd, bool quoted_cells) {
  std::vector<char> buffer(size_t{64} << 10);
  int64_t offset = 0;
  int64_t whole = 0;
  bool in_quotes = false;
  while (true) {
    const ssize_t got = pread(fd, buffer.data(), buffer.size(), offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) return whole;
    for (ssize_t i = 0; i < got; ++i) {
      if (quoted_cells && buffer[static_cast<size_t>(i)] == '"') in_quotes = !in_quotes;
      if (buffer[static_cast<size_t>(i)] == '\n' && !in_quotes) whole = offset + i + 1;
    }
    offset += got;
  }
}

bool WaitWritable(int fd) {
  pollfd wait{fd, POLLOUT, 0};
  int ready = 0;
  do {
    ready = poll(&wait, 1, -1);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

absl::Status OpenStatus(int error_number, const std::string& shown) {
  if (error_number == EISDIR) return absl::InvalidArgumentError(absl::StrCat(shown, ": is a folder"));
  const absl::Status status = base::ErrnoStatus(error_number, shown);
  if (!absl::IsNotFound(status)) return status;
  return absl::NotFoundError(absl::StrCat(status.message(), "; make the folder first"));
}

// Some file systems and descriptors can't be synced; that is no error of the output.
bool IsSyncError(int error_number) {
  return error_number == EIO || error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
}

// Where a symbolic link leads to; where there is none, or it leads nowhere, the path itself.
std::string ResolvedPath(const std::string& path) {
  const std::unique_ptr<char, decltype(&free)> resolved(realpath(path.c_str(), nullptr), &free);
  return resolved == nullptr ? path : resolved.get();
}

// A new file in the folder of `path`, and its name: hidden, and ending as nobody's files do.
int MakeBeside(const std::string& path, std::string& name) {
  const std::string beginning = path.substr(0, path.find_last_of('/') + 1) + ".certsweep-" + std::to_string(getpid());
  constexpr int kMostTries = 1000;  // others are what a killed process of the same number has left
  for (int i = 0; i < kMostTries; ++i) {
    name = beginning + "-" + std::to_string(i) + ".part";
    const int fd = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

}  // namespace

absl::StatusOr<std::unique_ptr<OutputFile>> OutputFile::OpenBeside(const std::string& path, const std::string& shown) {
  const std::string target = ResolvedPath(path);
  struct stat info{};
  const bool there = stat(target.c_str(), &info) == 0;
  if (there && access(target.c_str(), W_OK) != 0) return OpenStatus(errno, shown);
  std::string name;
  const int fd = MakeBeside(target, name);
  if (fd < 0) return OpenStatus(errno, shown);
  std::unique_ptr<OutputFile> file(new OutputFile(fd, true, shown));
  file->path_ = name;
  file->target_ = target;
  file->made_ = true;
  file->regular_ = true;
  // Whoever could read the old one can read the new one.
  if (there && fchmod(fd, info.st_mode & 07777) != 0) return file->StatusOf(errno);
  return file;
}

absl::StatusOr<std::unique_ptr<OutputFile>> OutputFile::Open(const std::string& path, OutputMode mode) {
  if (path.empty()) return absl::InvalidArgumentError("the output needs the name of a file");
  if (path.find('\0') != std::string::npos) return absl::InvalidArgumentError("a NUL in the name of the output");
  const std::string shown = base::DisplayText(path, kLongestPathShown);
  struct stat old{};
  const bool is_there = stat(path.c_str(), &old) == 0;
  if (mode == OutputMode::kReplaceWhole && (!is_there || S_ISREG(old.st_mode)) && !path.ends_with('/')) {
    return OpenBeside(path, shown);
  }
  // Reading is needed to find a torn last record; a pipe or device for output may not allow it.
  const bool begins_anew = mode == OutputMode::kReplace || mode == OutputMode::kReplaceWhole;
  const int access = begins_anew ? O_WRONLY : O_RDWR;
  const int flags = access | O_CREAT | O_CLOEXEC | O_NOCTTY;
  int fd = open(path.c_str(), flags | O_EXCL, 0666);
  const bool made = fd >= 0;
  if (!made) fd = open(path.c_str(), flags, 0666);
  if (fd < 0) return OpenStatus(errno, shown);
  std::unique_ptr<OutputFile> file(new OutputFile(fd, true, shown));
  file->path_ = path;
  file->made_ = made;
  struct stat info{};
  if (fstat(fd, &info) != 0) return base::ErrnoStatus(errno, shown);
  file->regular_ = S_ISREG(info.st_mode);
  if (!file->regular_) return file;
  file->prepared_ = false;
  if (!begins_anew) {
    file->keep_ = WholeBytes(fd, mode == OutputMode::kAppendCsv);
    if (file->keep_ < 0) return base::ErrnoStatus(errno, shown);
  }
  file->begins_empty_ = file->keep_ == 0;
  return file;
}

std::unique_ptr<OutputFile> OutputFile::ForDescriptor(int fd, std::string name) {
  std::unique_ptr<OutputFile> file(new OutputFile(fd, false, std::move(name)));
  struct stat info{};
  file->regular_ = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  return file;
}

OutputFile::~OutputFile() {
  if (owned_ && fd_ >= 0) close(fd_);
  if (!target_.empty()) Discard();
}

void OutputFile::Discard() {
  if (made_) unlink(path_.c_str());
  made_ = false;
}

absl::Status OutputFile::Prepare() {
  if (prepared_) return absl::OkStatus();
  prepared_ = true;
  if (ftruncate(fd_, keep_) != 0 || lseek(fd_, keep_, SEEK_SET) < 0) return StatusOf(errno);
  return absl::OkStatus();
}

absl::Status OutputFile::Write(std::string_view text, std::span<const size_t> ends) {
  if (absl::Status status = Prepare(); !status.ok()) return status;
  size_t written = 0;
  const int failed = WriteAll(text, written);
  if (failed == 0) return absl::OkStatus();
  size_t whole = 0;
  for (const size_t end : ends) whole = end <= written ? end : whole;
  CutTornRecord(written - whole);
  return StatusOf(failed);
}

int OutputFile::WriteAll(std::string_view text, size_t& written) {
  while (written < text.size()) {
    const ssize_t put = write(fd_, text.data() + written, text.size() - written);
    if (put >= 0) {
      written += static_cast<size_t>(put);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!WaitWritable(fd_)) return errno;
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

void OutputFile::CutTornRecord(size_t torn) {
  if (!regular_ || torn == 0) return;
  const off_t position = lseek(fd_, 0, SEEK_CUR);
  struct stat info{};
  // Where someone else has written after us (a shared log), there is nothing to be cut off.
  if (position < 0 || fstat(fd_, &info) != 0 || info.st_size != position) return;
  const off_t whole = position - static_cast<off_t>(torn);
  if (ftruncate(fd_, whole) == 0) lseek(fd_, whole, SEEK_SET);
}

absl::Status OutputFile::Finish() {
  if (fd_ < 0) return absl::OkStatus();
  absl::Status status = Prepare();
  if (!owned_) return status;
  // Network file systems tell of a full disk only now.
  if (regular_ && status.ok() && fdatasync(fd_) != 0 && IsSyncError(errno)) status = StatusOf(errno);
  if (close(std::exchange(fd_, -1)) != 0 && errno != EINTR) status.Update(StatusOf(errno));
  if (target_.empty() || !status.ok()) return status;
  if (rename(path_.c_str(), target_.c_str()) != 0) return StatusOf(errno);
  target_.clear();
  made_ = false;
  return status;
}

absl::Status OutputFile::StatusOf(int error_number) const {
  if (error_number == EPIPE) return absl::CancelledError(absl::StrCat(name_, ": was closed by its reader"));
  return base::ErrnoStatus(error_number, name_);
}

}  // namespace certsweep::scanner
