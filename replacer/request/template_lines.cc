#include "replacer/request/template_lines.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::replacer {
namespace {

constexpr std::string_view kBlanks = " \t\v\f\r";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// What web pages and word processors put in the place of a blank: one is read as a blank, the other as nothing.
constexpr std::array<std::string_view, 4> kWideBlanks = {"\u00a0", "\u2007", "\u202f", "\u3000"};
constexpr std::array<std::string_view, 5> kNoWidth = {"\u200b", "\u200e", "\u200f", "\u00ad", "\ufeff"};
constexpr std::array<std::string_view, 6> kTypographicQuotes = {"\u201c", "\u201d", "\u201e",
                                                                "\u2018", "\u2019", "\u201a"};

// The characters of Windows that look like quotes, for text that is not UTF-8 (0x91 to 0x94).
constexpr std::array<std::string_view, 4> kWindowsQuotes = {"\u2018", "\u2019", "\u201c", "\u201d"};

std::string FromLatin1(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const uint8_t byte = static_cast<uint8_t>(c);
    if (byte >= 0x91 && byte <= 0x94) {
      out += kWindowsQuotes[byte - 0x91];
    } else if (byte < 0x80) {
      out.push_back(c);
    } else {
      out.push_back(static_cast<char>(0xc0 | byte >> 6));
      out.push_back(static_cast<char>(0x80 | (byte & 0x3f)));
    }
  }
  return out;
}

// How long the one of `marks` is that `text` begins with; 0: with none.
template <size_t N>
size_t SizeAtFront(const std::array<std::string_view, N>& marks, std::string_view text) {
  for (const std::string_view mark : marks) {
    if (text.starts_with(mark)) return mark.size();
  }
  return 0;
}

// Whether any of `from` was in `text`.
template <size_t N>
bool ReplaceAll(const std::array<std::string_view, N>& from, std::string_view to, std::string& text) {
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const size_t size = SizeAtFront(from, rest);
    out += size > 0 ? to : rest.substr(0, 1);
    rest.remove_prefix(std::max(size, size_t{1}));
  }
  return std::exchange(text, std::move(out)) != text;
}

size_t QuoteAtBack(std::string_view text) {
  for (const std::string_view quote : kTypographicQuotes) {
    if (text.ends_with(quote)) return quote.size();
  }
  return 0;
}

// name = <“>value<”>: around a value they were plain quotes once; inside it they may be meant.
bool ReplaceQuotesAroundValue(std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos) return false;
  const std::string_view value = TrimBlanks(std::string_view(text).substr(equals + 1));
  const size_t front = SizeAtFront(kTypographicQuotes, value), back = QuoteAtBack(value);
  if (front == 0 || back == 0 || value.size() < front + back) return false;
  text = absl::StrCat(text.substr(0, equals + 1), " \"", base::ToAbsl(value.substr(front, value.size() - front - back)),
                      "\"");
  return true;
}

bool IsQuote(char c) { return c == '"' || c == '\'' || c == '`'; }

// Behind the quote that closes the one at `at`, or the end.
size_t EndOfQuoted(std::string_view text, size_t at) {
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != quote; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

std::string_view WithoutComment(std::string_view text) {
  if (TrimBlanks(text).starts_with(';')) return {};
  for (size_t at = 0; at < text.size();) {
    if (text[at] == '#') return text.substr(0, at);
    if (IsQuote(text[at])) {
      at = EndOfQuoted(text, at);
    } else {
      at += text[at] == '\\' ? 2 : 1;
    }
  }
  return text;
}

bool GoesOn(std::string_view text) { return text.ends_with('\\') && !text.ends_with("\\\\"); }

bool IsComment(std::string_view text) {
  const std::string_view trimmed = TrimBlanks(text);
  return trimmed.starts_with('#') || trimmed.starts_with(';');
}

class LinesReader {
 public:
  LinesReader(std::string_view text, std::vector<TemplateNotice>* notices) : rest_(text), notices_(*notices) {}

  std::vector<TemplateLine> ReadAll() {
    if (rest_.starts_with(kByteOrderMark)) {
      rest_.remove_prefix(kByteOrderMark.size());
      number_ = 1;
      Tell("begins with a byte order mark, which is left out");
      number_ = 0;
    }
    std::vector<TemplateLine> lines;
    while (!rest_.empty()) {
      TemplateLine line = TakeJoined();
      const std::string_view text = TrimBlanks(WithoutComment(line.text));
      if (!text.empty()) lines.push_back({line.number, std::string(text)});
    }
    return lines;
  }

 private:
  void Tell(std::string text) { notices_.push_back({number_, std::move(text)}); }

  // A backslash at the end of a line goes on in the next (config(5)), also in a comment.
  TemplateLine TakeJoined() {
    TemplateLine line = {.number = number_ + 1, .text = TakeLine()};
    while (GoesOn(line.text) && !rest_.empty()) {
      if (IsComment(line.text)) Tell("a comment that ends in \\ goes on in the next line, which is left out with it");
      line.text.pop_back();
      line.text += TakeLine();
    }
    if (GoesOn(line.text)) line.text.pop_back();
    return line;
  }

  std::string TakeLine() {
    ++number_;
    const size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view raw = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (raw.ends_with('\r') && !std::exchange(told_crlf_, true)) Tell("lines end in CRLF, as on Windows");
    while (raw.ends_with('\r')) raw.remove_suffix(1);
    return Repaired(raw);
  }

  std::string Repaired(std::string_view raw) {
    std::string text(raw);
    if (!base::IsValidUtf8(text)) {
      text = FromLatin1(text);
      if (!IsComment(text)) Tell("is not UTF-8, and is read as ISO 8859-1");
    }
    const bool quiet = IsComment(text);
    if (ReplaceAll(kWideBlanks, " ", text) && !quiet)
      Tell("a no-break space, as web pages have it, is read as a blank");
    if (ReplaceAll(kNoWidth, "", text) && !quiet) Tell("a character without width is left out");
    if (!quiet && ReplaceQuotesAroundValue(text)) Tell("typographic quotes around a value are read as plain ones");
    return text;
  }

  std::string_view rest_;
  std::vector<TemplateNotice>& notices_;
  int number_ = 0;
  bool told_crlf_ = false;
};

int LineOf(std::string_view text, size_t at) {
  return static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')) + 1;
}

}  // namespace

std::string_view TrimBlanks(std::string_view text) {
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

absl::StatusOr<std::vector<TemplateLine>> ReadTemplateLines(std::string_view text,
                                                            std::vector<TemplateNotice>* notices) {
  if (text.size() > kMaxTemplateBytes) return absl::InvalidArgumentError("over 1 MiB: no template");
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    return ErrorAtLine(1, "the file is UTF-16 (\"Unicode\" of Notepad): save it as UTF-8");
  }
  if (const size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return ErrorAtLine(LineOf(text, nul), "a NUL character: no text file");
  }
  return LinesReader(text, notices).ReadAll();
}

}  // namespace certsweep::replacer
