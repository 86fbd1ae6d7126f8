#include "scanner/targets/target_inputs.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "scanner/targets/exclusions.h"

namespace certsweep::scanner {

namespace {

constexpr size_t kPieceBytes = size_t{64} << 10;
constexpr uint64_t kLongestName = uint64_t{1} << 20;
constexpr std::array kKinds = {'a', 'l', 'e', 'f'};  // by TargetInput::Kind

// Before each input: its kind, the length of its name and the size of its content, which follow.
constexpr size_t kHeaderBytes = 34;
std::string Header(TargetInput::Kind kind, uint64_t name, uint64_t size) {
  return absl::StrFormat("%c %010u %020u\n", kKinds[static_cast<size_t>(kind)], name, size);
}

// Up to a piece from where `fd` stands; empty at its end.
absl::StatusOr<std::string_view> ReadPiece(int fd, std::string& buffer) {
  buffer.resize(kPieceBytes);
  while (true) {
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    if (count >= 0) return std::string_view(buffer).substr(0, static_cast<size_t>(count));
    if (errno != EINTR) return base::ErrnoStatus(errno, "can't be read");
  }
}

// A file that is to be read; all are opened before one is, so that a missing one is told at once.
struct OpenedFile {
  TargetInput::Kind kind;
  std::string name;
  FileDescriptor file;
  int fd = -1;
};

class FileOpener {
 public:
  // `before`: what errors begin with; may be empty.
  void Open(TargetInput::Kind kind, const std::string& path, std::string_view before) {
    auto file = OpenForReading(path);
    if (file.ok()) {
      const int fd = file->get();
      files_.push_back({kind, base::DisplayText(path), *std::move(file), fd});
      return;
    }
    problems_.push_back(absl::StrCat(base::ToAbsl(before), file.status().message()));
    if (code_ == absl::StatusCode::kOk) code_ = file.status().code();
  }

  void Take(TargetInput::Kind kind, std::string name, int fd) {
    files_.push_back({kind, std::move(name), FileDescriptor(), fd});
  }

  absl::Status status() const {
    return problems_.empty() ? absl::OkStatus() : absl::Status(code_, absl::StrJoin(problems_, "\n"));
  }
  const std::vector<OpenedFile>& files() const { return files_; }

 private:
  std::vector<OpenedFile> files_;
  std::vector<std::string> problems_;
  absl::StatusCode code_ = absl::StatusCode::kOk;
};

absl::Status OpenAll(const TargetOptions& options, FileOpener& opener) {
  if (std::count(options.files.begin(), options.files.end(), "-") > 1) {
    return absl::InvalidArgumentError("standard input (-) can be read but once");
  }
  for (const std::string& path : options.files) {
    if (path == "-") {
      opener.Take(TargetInput::Kind::kList, "standard input", options.standard_input);
    } else {
      opener.Open(TargetInput::Kind::kList, path, "");
    }
  }
  for (const std::string& text : options.excludes) {
    if (!Exclusions::NamesFile(text)) continue;
    opener.Open(TargetInput::Kind::kExcludeFile, text, "--exclude (no address, no network, no file): ");
  }
  return opener.status();
}

absl::Status Damaged() { return absl::DataLossError("what was kept of the targets is damaged"); }

// What a header says of an input that begins at `offset`; nothing where it is none.
std::optional<std::pair<TargetInput, uint64_t>> ParseHeader(std::string_view header, uint64_t offset) {
  if (header.size() != kHeaderBytes) return std::nullopt;
  const auto kind = std::find(kKinds.begin(), kKinds.end(), header[0]);
  uint64_t name = 0;
  TargetInput input;
  if (kind == kKinds.end() || !absl::SimpleAtoi(base::ToAbsl(header.substr(2, 10)), &name) ||
      !absl::SimpleAtoi(base::ToAbsl(header.substr(13, 20)), &input.size) || name > kLongestName) {
    return std::nullopt;
  }
  input.kind = static_cast<TargetInput::Kind>(kind - kKinds.begin());
  input.offset = offset + kHeaderBytes + name;
  return std::pair(input, name);
}

}  // namespace

absl::StatusOr<TargetInputs> TargetInputs::Read(const TargetOptions& options) {
  FileOpener opener;
  if (absl::Status status = OpenAll(options, opener); !status.ok()) return status;
  absl::StatusOr<FileDescriptor> file = OpenUnlinkedTemporary();
  if (!file.ok()) return file.status();
  TargetInputs inputs(*std::move(file));
  absl::Status status;
  for (const std::string& text : options.arguments) {
    status.Update(inputs.Add(TargetInput::Kind::kArgument, text, -1));
  }
  for (const std::string& text : options.excludes) {
    if (!Exclusions::NamesFile(text)) status.Update(inputs.Add(TargetInput::Kind::kExclude, text, -1));
  }
  for (const OpenedFile& opened : opener.files()) {
    if (status.ok()) status = inputs.Add(opened.kind, opened.name, opened.fd);
  }
  if (!status.ok()) return status;
  return inputs;
}

absl::Status TargetInputs::Append(std::string_view bytes) {
  if (absl::Status status = WriteAt(file_, size_, bytes); !status.ok()) return status;
  size_ += bytes.size();
  return absl::OkStatus();
}

absl::Status TargetInputs::Add(TargetInput::Kind kind, std::string name, int fd) {
  const uint64_t begin = size_;
  absl::Status status = Append(Header(kind, name.size(), 0) + name);
  TargetInput input{kind, std::move(name), size_, 0};
  std::string buffer;
  while (status.ok() && fd >= 0) {
    const absl::StatusOr<std::string_view> piece = ReadPiece(fd, buffer);
    if (!piece.ok()) return base::Annotate(piece.status(), input.name);
    if (piece->empty()) break;
    status = Append(*piece);
  }
  if (!status.ok()) return status;
  input.size = size_ - input.offset;
  // How much it would be was not known before.
  if (input.size > 0) status = WriteAt(file_, begin, Header(kind, input.name.size(), input.size));
  inputs_.push_back(std::move(input));
  return status;
}

std::function<absl::StatusOr<std::string_view>()> TargetInputs::Pieces() const {
  return [this, offset = uint64_t{0}, piece = std::string()]() mutable -> absl::StatusOr<std::string_view> {
    piece.clear();
    if (absl::Status status = ReadAt(file_, offset, kPieceBytes, piece); !status.ok()) return status;
    offset += piece.size();
    return piece;
  };
}

absl::StatusOr<TargetInputs> TargetInputs::Restore(const std::function<absl::Status(const Take&)>& give) {
  absl::StatusOr<FileDescriptor> file = OpenUnlinkedTemporary();
  if (!file.ok()) return file.status();
  TargetInputs inputs(*std::move(file));
  absl::Status status;
  status.Update(give([&inputs, &status](const std::string_view& piece) {
    status.Update(inputs.Append(piece));
    return status.ok();
  }));
  if (status.ok()) status = inputs.Index();
  if (!status.ok()) return status;
  return inputs;
}

absl::Status TargetInputs::Index() {
  for (uint64_t offset = 0; offset < size_;) {
    std::string header;
    if (absl::Status status = ReadAt(file_, offset, kHeaderBytes, header); !status.ok()) return status;
    auto parsed = ParseHeader(header, offset);
    if (!parsed) return Damaged();
    auto& [input, name_size] = *parsed;
    if (input.offset > size_ || input.size > size_ - input.offset) return Damaged();
    if (absl::Status status = ReadAt(file_, offset + kHeaderBytes, name_size, input.name); !status.ok()) return status;
    offset = input.offset + input.size;
    inputs_.push_back(std::move(input));
  }
  return absl::OkStatus();
}

absl::StatusOr<LineReader> TargetInputs::Lines(const TargetInput& input) const {
  if (::lseek(file_.get(), static_cast<off_t>(input.offset), SEEK_SET) < 0) {
    return base::ErrnoStatus(errno, "reading the temporary file of targets");
  }
  return LineReader(file_.get(), input.size);
}

}  // namespace certsweep::scanner
