#include "replacer/request/template_value.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "replacer/request/template_notice.h"

namespace certsweep::replacer {
namespace {

constexpr size_t kMaxValue = 65536;  // as OpenSSL's MAX_CONF_VALUE_LENGTH

bool IsVariableCharacter(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

char Unescaped(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'b':
      return '\b';
    default:
      return c;
  }
}

class Expander {
 public:
  Expander(std::string_view raw, std::string_view section, const VariableLookup& lookup)
      : rest_(raw), section_(section), lookup_(lookup) {}

  ExpandedValue Expand() {
    while (!rest_.empty() && value_.problem.empty()) {
      TakeOne();
      if (value_.text.size() > kMaxValue) value_.problem = "is over 64 KiB";
    }
    if (!value_.problem.empty()) value_.text.clear();
    return std::move(value_);
  }

 private:
  void TakeOne() {
    const char c = Take();
    if (c == '"' || c == '\'' || c == '`') return TakeQuoted(c);
    if (c == '$') return TakeVariable();
    if (c == '\\') {
      if (!rest_.empty()) value_.text.push_back(Unescaped(Take()));
      return;
    }
    value_.text.push_back(c);
  }

  // Up to `quote`; inside only the backslash before a character is undone.
  void TakeQuoted(char quote) {
    while (!rest_.empty()) {
      char c = Take();
      if (c == quote) return;
      if (c == '\\' && !rest_.empty()) c = Take();
      value_.text.push_back(c);
    }
    value_.is_quote_open = true;
  }

  void TakeVariable() {
    char close = 0;
    if (!rest_.empty() && (rest_[0] == '{' || rest_[0] == '(')) close = Take() == '{' ? '}' : ')';
    std::string_view section = section_, name = TakeName();
    if (rest_.starts_with("::")) {
      rest_.remove_prefix(2);
      section = name;
      name = TakeName();
    }
    if (close != 0 && (rest_.empty() || rest_[0] != close)) {
      value_.problem = absl::StrCat("has a variable whose ", std::string(1, close), " is missing");
      return;
    }
    if (close != 0) rest_.remove_prefix(1);
    Insert(section, name);
  }

  void Insert(std::string_view section, std::string_view name) {
    if (section == "ENV") {
      value_.problem = absl::StrCat("takes $ENV::", base::DisplayText(name, 80),
                                    " from the environment, on which a request must not depend: write the value");
      return;
    }
    const ExpandedValue* found = lookup_(section, name);
    if (found == nullptr) {
      value_.problem = absl::StrCat("uses the variable ", Quoted(name), ", which has no value above it");
    } else if (!found->problem.empty()) {
      value_.problem = found->problem;
    } else {
      value_.text += found->text;
    }
  }

  char Take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  std::string_view TakeName() {
    size_t size = 0;
    while (size < rest_.size() && IsVariableCharacter(rest_[size])) ++size;
    const std::string_view name = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return name;
  }

  std::string_view rest_;
  const std::string_view section_;
  const VariableLookup& lookup_;
  ExpandedValue value_;
};

}  // namespace

ExpandedValue ExpandValue(std::string_view raw, std::string_view section, const VariableLookup& lookup) {
  return Expander(raw, section, lookup).Expand();
}

}  // namespace certsweep::replacer
