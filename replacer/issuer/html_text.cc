#include "replacer/issuer/html_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "engine/base/text.h"

namespace certsweep::replacer {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kEntities = {
    {{"&nbsp;", " "}, {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#34;", "\""}, {"&#39;", "'"}}};

bool IsSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

class TextReader {
 public:
  explicit TextReader(std::string_view html) : html_(html), folded_(base::AsciiLower(html)) {}

  std::string Read() {
    while (at_ < html_.size()) Step();
    while (text_.ends_with(' ')) text_.pop_back();
    return std::move(text_);
  }

 private:
  void Step() {
    const std::string_view rest = std::string_view(folded_).substr(at_);
    if (rest.starts_with("<!--")) return SkipBeyond("-->");
    for (const auto& [begin, end] : kUnseen) {
      if (rest.starts_with(begin)) return SkipBeyond(end);
    }
    // "<" before what is no name is text.
    if (rest.size() > 1 && rest[0] == '<' &&
        (std::isalpha(static_cast<unsigned char>(rest[1])) || rest[1] == '/' || rest[1] == '!')) {
      return SkipBeyond(">");
    }
    for (const auto& [entity, meaning] : kEntities) {
      if (rest.starts_with(entity)) {
        at_ += entity.size();
        return Append(meaning[0]);
      }
    }
    Append(html_[at_++]);
  }

  // To the end of the page where there is no `end`.
  void SkipBeyond(std::string_view end) {
    const size_t found = folded_.find(end, at_);
    at_ = found == std::string::npos ? html_.size() : found + end.size();
    Append(' ');
  }

  void Append(char c) {
    if (!IsSpace(c)) {
      text_.push_back(c);
    } else if (!text_.empty() && text_.back() != ' ') {
      text_.push_back(' ');
    }
  }

  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kUnseen = {
      {{"<script", "</script>"}, {"<style", "</style>"}, {"<title", "</title>"}}};

  const std::string_view html_;
  const std::string folded_;
  size_t at_ = 0;
  std::string text_;
};

}  // namespace

std::string HtmlText(std::string_view html) { return TextReader(html).Read(); }

}  // namespace certsweep::replacer
