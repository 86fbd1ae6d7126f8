#include "tests/integration/examples.h"

#include <algorithm>
#include <array>
#include <regex>
#include <sstream>
#include <string_view>

namespace certsweep::integration {

namespace {

std::string WithoutRemark(const std::string& line) {
  static const std::regex remark("(   +\\S.*| +# .*| +)$");
  return std::regex_replace(line, remark, "");
}

bool IsGrammar(const std::string& line) {
  static const std::regex grammar("\\.\\.\\.|\\[|(^|[ =])[A-Z][A-Z0-9_-]*( |$)|(^|[ =])[a-z0-9]+\\|[a-z0-9]");
  return std::regex_search(line, grammar);
}

// The command in the text behind "certsweep "; empty: no example.
std::string CommandOf(const std::string& line) {
  static const std::regex call("(?:^|\\| )(?:sudo (?:-u \\w+ )?)?certsweep (\\S+)");
  std::smatch match;
  return std::regex_search(line, match, call) ? match[1].str() : std::string();
}

bool IsPath(const std::string& word) {
  static const std::array<std::string_view, 13> endings = {".pem", ".crt",  ".cer", ".der",   ".p7b", ".crl", ".cnf",
                                                           ".csv", ".toml", ".txt", ".jsonl", ".db",  "/"};
  return !word.empty() && word[0] != '/' && word[0] != '-' && word.find("://") == std::string::npos &&
         std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return word.ends_with(ending); });
}

// Words after which a file is written.
bool Writes(const std::string& word) {
  return word == ">" || word == ">>" || word == "-o" || word == "--output" || word == "--inventory" ||
         word == "--trust-out";
}

void AddWord(const std::string& before, const std::string& word, Needs& needs) {
  static const std::regex host("([a-z0-9][a-z0-9-]*\\.)+(example\\.(com|net|org)|example)");
  std::smatch match;
  if (std::regex_search(word, match, host)) needs.hosts.insert(match[0]);
  const size_t equals = word.find('=');
  if (before == "--where" && equals != std::string::npos)
    needs.columns[word.substr(0, equals)] = word.substr(equals + 1);
  const std::string value = word.starts_with("--") && equals != std::string::npos ? word.substr(equals + 1) : word;
  if (!Writes(before) && IsPath(value)) needs.files.insert(value);
}

}  // namespace

std::vector<Example> FindExamples(const std::string& text, bool fences) {
  std::vector<Example> examples;
  std::istringstream lines(text);
  bool fenced = false, goes_on = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (fences && line.starts_with("```")) {
      fenced = !fenced;
      continue;
    }
    const size_t indent = line.find_first_not_of(' ');
    if (indent == std::string::npos || (!fenced && indent < (fences ? 4u : 2u))) continue;
    std::string command = line.substr(indent);
    if (command.starts_with("$ ")) command.erase(0, 2);
    command = WithoutRemark(command);
    const bool more = command.ends_with('\\');
    if (more) command.pop_back();
    if (goes_on) {
      examples.back().text += command;
    } else if (!CommandOf(command).empty() && !IsGrammar(command)) {
      examples.push_back({.line = number, .text = command, .command = CommandOf(command)});
    } else {
      continue;
    }
    goes_on = more;
  }
  return examples;
}

std::string Runnable(const Example& example) {
  static const std::regex sudo("(^|\\| )sudo (-u \\w+ )?"), folder("([ =])/(etc|var)/([^ /]*/)*");
  return std::regex_replace(std::regex_replace(example.text, sudo, "$1"), folder, "$1");
}

std::vector<std::string> WordsOf(const Example& example) {
  static const std::regex word("'([^']*)'|\"([^\"]*)\"|(\\S+)");
  std::vector<std::string> words;
  const std::string text = Runnable(example);
  for (std::sregex_iterator at(text.begin(), text.end(), word), end; at != end; ++at) {
    words.push_back((*at)[1].str() + (*at)[2].str() + (*at)[3].str());
  }
  return words;
}

Needs NeedsOf(const std::vector<Example>& examples) {
  Needs needs;
  for (const Example& example : examples) {
    std::string before;
    for (const std::string& word : WordsOf(example)) {
      AddWord(before, word, needs);
      before = word;
    }
  }
  return needs;
}

std::set<std::string> WrittenFirst(const std::vector<Example>& examples) {
  std::set<std::string> written, read;
  for (const Example& example : examples) {
    std::string before;
    for (const std::string& word : WordsOf(example)) {
      const bool output = before == "-o" || before == "--output";
      if (output && !read.contains(word)) written.insert(word);
      if (!output && !written.contains(word)) read.insert(word);
      before = word;
    }
  }
  return written;
}

std::set<int> ExitCodesIn(const std::string& help) {
  static const std::regex paragraph("Exit codes:((?:[^\n]|\n(?!\n))*)");
  static const std::regex code("(?:^|;)\\s*(\\d+) ");
  std::smatch match;
  if (!std::regex_search(help, match, paragraph)) return {0};
  std::set<int> codes;
  const std::string text = match[1];
  for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at) codes.insert(std::stoi((*at)[1]));
  return codes;
}

std::vector<std::string> CommandsIn(const std::string& help) {
  static const std::regex command("^  ([a-z]+) ");
  std::vector<std::string> commands;
  std::istringstream lines(help.substr(std::min(help.find("Commands:"), help.size())));
  std::string line;
  std::getline(lines, line);
  for (std::smatch match; std::getline(lines, line) && std::regex_search(line, match, command);) {
    commands.push_back(match[1]);
  }
  return commands;
}

}  // namespace certsweep::integration
