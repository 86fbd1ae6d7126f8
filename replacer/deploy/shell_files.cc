#include "replacer/deploy/shell_files.h"

#include <charconv>
#include <optional>

#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "replacer/deploy/remote_path.h"
#include "replacer/deploy/remote_quoting.h"

namespace certsweep::replacer {
namespace {

// The messages of the system are then the ones that StatusOf knows.
constexpr std::string_view kPrelude = "LC_ALL=C; export LC_ALL; ";
// Exit statuses of our own scripts, away from those of the tools.
constexpr int kExists = 73, kMissing = 74, kIsFolder = 75;
constexpr size_t kMaxListing = size_t{4} << 20;

// The text of strerror in the C locale, which glibc, musl and the BSDs share.
absl::StatusCode CodeOfMessage(std::string_view message) {
  static constexpr struct {
    std::string_view text;
    absl::StatusCode code;
  } kMessages[] = {
      {"No space left on device", absl::StatusCode::kResourceExhausted},
      {"Disk quota exceeded", absl::StatusCode::kResourceExhausted},
      {"quota exceeded", absl::StatusCode::kResourceExhausted},
      {"File too large", absl::StatusCode::kResourceExhausted},
      {"Read-only file system", absl::StatusCode::kPermissionDenied},
      {"Permission denied", absl::StatusCode::kPermissionDenied},
      {"Operation not permitted", absl::StatusCode::kPermissionDenied},
      {"No such file or directory", absl::StatusCode::kNotFound},
      {"nonexistent directory", absl::StatusCode::kNotFound},
      {"Directory nonexistent", absl::StatusCode::kNotFound},
      {"Not a directory", absl::StatusCode::kNotFound},
  };
  for (const auto& [text, code] : kMessages) {
    if (message.find(text) != std::string_view::npos) return code;
  }
  return absl::StatusCode::kInternal;
}

absl::Status StatusOf(const CommandResult& result) {
  switch (result.status) {
    case 0:
      return absl::OkStatus();
    case kExists:
      return absl::AlreadyExistsError("is there already");
    case kMissing:
      return absl::NotFoundError("no such file or folder");
    case kIsFolder:
      return absl::FailedPreconditionError("is a folder");
    default:
      break;
  }
  const std::string said = base::DisplayText(result.errors, 200);
  return absl::Status(CodeOfMessage(result.errors),
                      "the host says: " + (said.empty() ? "exit status " + std::to_string(result.status) : said));
}

template <typename Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

FileKind KindOf(char letter) {
  switch (letter) {
    case '-':
      return FileKind::kRegular;
    case 'd':
      return FileKind::kFolder;
    case 'l':
      return FileKind::kSymlink;
    default:
      return FileKind::kOther;
  }
}

// "rwxr-x--T" as a number. REQUIRES: nine characters.
uint32_t ModeOf(std::string_view text) {
  uint32_t mode = 0;
  for (size_t i = 0; i < 9; ++i) {
    const char c = text[i];
    const bool special = c == 's' || c == 'S' || c == 't' || c == 'T';
    if (special) mode |= 04000U >> (i / 3);
    if (c != '-' && c != 'S' && c != 'T') mode |= 0400U >> i;
  }
  return mode;
}

// A line of `ls -ldn` (POSIX, XCU ls): mode, links, uid, gid, size, then the rest.
std::optional<RemoteFile> ParseListing(std::string_view line) {
  const std::vector<std::string> fields = absl::StrSplit(base::ToAbsl(line), ' ', absl::SkipEmpty());
  if (fields.size() < 5 || fields[0].size() < 10) return std::nullopt;
  const auto uid = ParseNumber<uint32_t>(fields[2]), gid = ParseNumber<uint32_t>(fields[3]);
  // A device has two numbers in place of its size.
  const auto size = ParseNumber<uint64_t>(fields[4]);
  const FileKind kind = KindOf(fields[0][0]);
  if (!uid || !gid || (!size && kind != FileKind::kOther)) return std::nullopt;
  return RemoteFile{.kind = kind,
                    .size = size.value_or(0),
                    .mode = ModeOf(std::string_view(fields[0]).substr(1, 9)),
                    .uid = *uid,
                    .gid = *gid};
}

}  // namespace

absl::StatusOr<std::string> ShellFiles::RunScript(const std::string& script, std::string_view path,
                                                  std::string_view input, size_t output_limit) {
  absl::StatusOr<CommandResult> result = runner_(std::string(kPrelude) + script, input, output_limit);
  absl::Status status = result.ok() ? StatusOf(*result) : result.status();
  if (!status.ok()) return base::Annotate(status, base::DisplayText(path));
  return std::move(result->output);
}

absl::StatusOr<std::string> ShellFiles::Script(std::string_view script, std::string_view path, std::string_view input,
                                               size_t output_limit) {
  absl::StatusOr<std::string> quoted = QuotePathForShell(path);
  if (!quoted.ok()) return quoted.status();
  return RunScript(absl::StrReplaceAll(base::ToAbsl(script), {{"@", *quoted}}), path, input, output_limit);
}

absl::StatusOr<std::string> ShellFiles::ResolvePath(std::string_view path) {
  absl::StatusOr<std::string> resolved = Script("[ -e @ ] || exit 74; readlink -f @", path);
  if (!resolved.ok()) return resolved;
  // One line end is readlink's; others would be the path's.
  if (resolved->ends_with('\n')) resolved->pop_back();
  if (!resolved->starts_with('/')) {
    return base::Annotate(absl::UnimplementedError("the host's readlink -f does not say what it leads to"),
                          base::DisplayText(path));
  }
  return resolved;
}

absl::StatusOr<RemoteFile> ShellFiles::Stat(std::string_view path) {
  absl::StatusOr<std::string> line = Script("ls -ldn @", path);
  if (!line.ok()) return line.status();
  const std::optional<RemoteFile> file = ParseListing(*line);
  if (file) return *file;
  return base::Annotate(absl::UnimplementedError("the host's ls -ldn can't be read"), base::DisplayText(path));
}

absl::StatusOr<std::string> ShellFiles::ReadFile(std::string_view path, size_t limit) {
  absl::StatusOr<std::string> bytes = Script("cat @", path, "", limit + 1);
  if (bytes.ok() && bytes->size() > limit) {
    return base::Annotate(absl::OutOfRangeError("longer than " + std::to_string(limit) + " bytes"),
                          base::DisplayText(path));
  }
  return bytes;
}

absl::Status ShellFiles::CreateFile(std::string_view path, std::string_view bytes) {
  // noclobber (-C) is O_EXCL. 75: the file was opened, then cat failed. A file that arrived short is one that failed.
  static constexpr std::string_view kCreate =
      "umask 077; set -C; ( { cat || exit 75; } > @ ); s=$?; "
      "case $s in "
      "0) sync @ 2>/dev/null || sync; exit 0;; "
      "75) exit 1;; "
      "*) if [ -e @ ] || [ -h @ ]; then exit 73; fi; exit 1;; esac";
  return Script(kCreate, path, bytes).status();
}

absl::Status ShellFiles::SetOwnership(std::string_view path, uint32_t uid, uint32_t gid) {
  return Script("chown " + std::to_string(uid) + ":" + std::to_string(gid) + " @", path).status();
}

absl::Status ShellFiles::SetMode(std::string_view path, uint32_t mode) {
  return Script(absl::StrFormat("chmod %04o @", mode & 07777), path).status();
}

absl::Status ShellFiles::CanReplace() {
  absl::StatusOr<CommandResult> result = runner_("command -v mv", "", kMaxCommandOutput);
  if (absl::IsUnavailable(result.status()) || absl::IsDeadlineExceeded(result.status())) return result.status();
  if (result.ok() && result->status == 0) return absl::OkStatus();
  return absl::FailedPreconditionError("the host runs no mv: a file can't be replaced at one stroke");
}

absl::Status ShellFiles::Replace(std::string_view from, std::string_view to) {
  const absl::StatusOr<std::string> source = QuotePathForShell(from), target = QuotePathForShell(to);
  if (!source.ok()) return source.status();
  if (!target.ok()) return target.status();
  // Into a folder mv would move, not replace.
  return RunScript("if [ -d " + *target + " ]; then exit 75; fi; mv -f -- " + *source + " " + *target, to, "",
                   kMaxCommandOutput)
      .status();
}

absl::Status ShellFiles::Remove(std::string_view path) {
  return Script("[ -e @ ] || [ -h @ ] || exit 74; if [ -d @ ] && [ ! -h @ ]; then exit 75; fi; rm -f -- @", path)
      .status();
}

absl::StatusOr<std::vector<std::string>> ShellFiles::List(std::string_view folder) {
  static constexpr std::string_view kList =
      "[ -e @ ] || exit 74; CDPATH=; cd @ || exit 1; for f in * .*; do "
      "if [ -e \"$f\" ] || [ -h \"$f\" ]; then printf '%s\\000' \"$f\"; fi; done";
  absl::StatusOr<std::string> listing = Script(kList, folder, "", kMaxListing + 1);
  if (!listing.ok()) return listing.status();
  if (listing->size() > kMaxListing) {
    return base::Annotate(absl::ResourceExhaustedError("the folder holds too many files"), base::DisplayText(folder));
  }
  std::vector<std::string> names;
  for (absl::string_view name : absl::StrSplit(*listing, '\0', absl::SkipEmpty())) {
    if (name != "." && name != "..") names.emplace_back(name);
  }
  return names;
}

}  // namespace certsweep::replacer
