#include "tests/support/prometheus_text_reader.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <set>

#include "engine/base/text.h"

namespace certsweep::test {
namespace {

bool IsName(std::string_view name, bool colons) {
  const auto is_letter = [colons](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || (colons && c == ':');
  };
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || std::isdigit(static_cast<unsigned char>(c));
  });
}

// Takes a quoted value off the beginning of `text`; none where it is none.
std::optional<std::string> TakeValue(std::string_view& text) {
  if (!text.starts_with('"')) return std::nullopt;
  std::string value;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    if (text[i] != '\\') {
      value += text[i];
      continue;
    }
    if (++i == text.size() || std::string_view("\\\"n").find(text[i]) == std::string_view::npos) return std::nullopt;
    value += text[i] == 'n' ? '\n' : text[i];
  }
  return std::nullopt;
}

class Reader {
 public:
  void Line(std::string_view line) {
    line_ = line;
    if (!base::IsValidUtf8(line)) return Complain("is not UTF-8");
    if (line.starts_with("# HELP ")) return Help(line.substr(7));
    if (line.starts_with("# TYPE ")) return Type(line.substr(7));
    if (line.starts_with('#')) return Complain("is a comment that is neither HELP nor TYPE");
    Sample(line);
  }

  PrometheusSamples samples;

 private:
  void Complain(std::string_view why) { samples.complaints.push_back(std::string(line_) + ": " + std::string(why)); }

  void Help(std::string_view rest) {
    const std::string name(rest.substr(0, rest.find(' ')));
    if (name.size() + 1 >= rest.size()) return Complain("has no text");
    if (!IsName(name, true)) return Complain("is no name");
    if (!seen_.insert(name).second) return Complain("is there a second time");
    metric_ = name;
    typed_ = false;
    samples.metrics.push_back(name);
  }

  void Type(std::string_view rest) {
    if (rest != metric_ + " gauge") return Complain("is no gauge after its HELP");
    if (typed_) return Complain("is there a second time");
    typed_ = true;
  }

  void Sample(std::string_view line) {
    const size_t name_end = line.find_first_of("{ ");
    if (name_end == std::string_view::npos) return Complain("has no value");
    std::string key(line.substr(0, name_end));
    if (key != metric_ || !typed_) return Complain("is not after its own HELP and TYPE");
    line.remove_prefix(name_end);
    if (line.starts_with('{') && !Labels(line, key)) return Complain("has labels that are none");
    if (!line.starts_with(' ')) return Complain("lacks the blank before the value");
    line.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (error != std::errc() || end != line.data() + line.size()) return Complain("has no number");
    if (!samples.values.emplace(key, value).second) Complain("is there a second time");
  }

  static bool Labels(std::string_view& line, std::string& key) {
    std::set<std::string> names;
    char before = '{';
    while (line.starts_with(before)) {
      line.remove_prefix(1);
      const std::string name(line.substr(0, line.find('=')));
      if (!IsName(name, false) || !names.insert(name).second || name.size() >= line.size()) return false;
      line.remove_prefix(name.size() + 1);
      const std::optional<std::string> value = TakeValue(line);
      if (!value) return false;
      key += before + name + "=\"" + *value + "\"";
      before = ',';
    }
    if (!line.starts_with('}')) return false;
    line.remove_prefix(1);
    key += '}';
    return true;
  }

  std::string_view line_;
  std::set<std::string> seen_;
  std::string metric_;
  bool typed_ = false;
};

}  // namespace

PrometheusSamples ReadPrometheusText(std::string_view text) {
  Reader reader;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      reader.samples.complaints.emplace_back("the last line has no end");
      break;
    }
    reader.Line(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return std::move(reader.samples);
}

}  // namespace certsweep::test
