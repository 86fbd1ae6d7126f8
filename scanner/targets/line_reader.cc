#include "scanner/targets/line_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/probe/target_syntax.h"

namespace certsweep::scanner {

namespace {

constexpr size_t kChunkBytes = size_t{64} << 10;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool BeginsUtf16(std::string_view text) { return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"); }

}  // namespace

absl::Status CheckLine(const Line& line) {
  if (line.number == 1 && BeginsUtf16(line.text))
    return absl::InvalidArgumentError("the text is UTF-16: save it as UTF-8");
  if (line.too_long)
    return absl::InvalidArgumentError(absl::StrCat("the line is longer than ", kMaxLineBytes, " bytes"));
  if (line.text.find('\0') != std::string_view::npos) return absl::InvalidArgumentError("a NUL byte: this is no text");
  if (!base::IsValidUtf8(line.text)) return absl::InvalidArgumentError("the line is not valid UTF-8");
  return absl::OkStatus();
}

std::string_view WithoutComment(std::string_view text) {
  for (size_t mark = text.find('#'); mark != std::string_view::npos; mark = text.find('#', mark + 1)) {
    if (mark == 0 || text[mark - 1] == ' ' || text[mark - 1] == '\t') return probe::Trim(text.substr(0, mark));
  }
  return probe::Trim(text);
}

absl::Status LineReader::Fill() {
  chunk_.resize(kChunkBytes);
  position_ = 0;
  ssize_t count = 0;
  do {
    count = ::read(fd_, chunk_.data(), static_cast<size_t>(std::min<uint64_t>(chunk_.size(), left_)));
  } while (count < 0 && errno == EINTR);
  const int error_number = errno;
  chunk_.resize(count > 0 ? static_cast<size_t>(count) : 0);
  if (count < 0) return base::ErrnoStatus(error_number, "can't be read");
  left_ -= chunk_.size();
  end_ = count == 0;
  return absl::OkStatus();
}

Line LineReader::Finish(std::string_view text, bool too_long) {
  ++number_;
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  if (number_ == 1 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return {number_, text, too_long};
}

absl::StatusOr<std::optional<Line>> LineReader::Read() {
  line_.clear();
  bool begun = false;
  bool too_long = false;
  while (true) {
    if (position_ == chunk_.size()) {
      if (!end_) {
        if (auto status = Fill(); !status.ok()) return status;
      }
      if (end_) break;
    }
    const std::string_view rest = std::string_view(chunk_).substr(position_);
    const size_t feed = rest.find('\n');
    const std::string_view piece = rest.substr(0, feed);
    position_ += feed == std::string_view::npos ? piece.size() : feed + 1;
    if (!begun && feed != std::string_view::npos) return Finish(piece, false);
    begun = true;
    too_long = too_long || line_.size() + piece.size() > kMaxLineBytes;
    line_.append(piece.substr(0, kMaxLineBytes - line_.size()));
    if (feed != std::string_view::npos) return Finish(line_, too_long);
  }
  if (!begun) return std::nullopt;
  return Finish(line_, too_long);
}

}  // namespace certsweep::scanner
