// The example command lines in what we print and write. Pure functions.
//
// A line in a code block (four blanks or more, or between ``` fences) or under "Examples:" of a help, that begins with
// "certsweep " or "$ certsweep ", maybe behind "sudo", or pipes something into it, is an example; a '\' at its end goes
// on in the next line. What stands behind three blanks or more, or behind " # ", is a remark. A line that shows the
// grammar is none: one with "..." or "[", with a word that is all in capitals (FILE, [OPTION]) or with a choice
// (csv|jsonl).
#ifndef CERTSWEEP_TESTS_INTEGRATION_EXAMPLES_H_
#define CERTSWEEP_TESTS_INTEGRATION_EXAMPLES_H_

#include <map>
#include <set>
#include <string>
#include <vector>

namespace certsweep::integration {

struct Example {
  int line = 0;              // where it stands, from 1
  std::string text = {};     // as it stands there
  std::string command = {};  // "scan": certsweep's command in it; "--version" where it has none
};

// `fences`: ``` begins and ends a block too, as in Markdown.
std::vector<Example> FindExamples(const std::string& text, bool fences);

// The text as it is run: without "sudo", and what lies below /etc or /var in the test's folder.
std::string Runnable(const Example& example);

// The words of what is run as its programs get them, without quotes; "<", ">" and "|" are words.
std::vector<std::string> WordsOf(const Example& example);

// What examples take for granted.
struct Needs {
  std::set<std::string> files;                 // that are read, relative paths
  std::set<std::string> hosts;                 // names under .example and example.com, .net, .org
  std::map<std::string, std::string> columns;  // of an inventory, with a value: --where site=leeds
};
Needs NeedsOf(const std::vector<Example>& examples);

// The files that examples write by -o before they read them, in this order: they are not there before.
std::set<std::string> WrittenFirst(const std::vector<Example>& examples);

// The exit codes that a command's help tells ("Exit codes: 0 ...; 1 ..."); 0 where it tells none.
std::set<int> ExitCodesIn(const std::string& help);

// The commands that the program's help lists.
std::vector<std::string> CommandsIn(const std::string& help);

}  // namespace certsweep::integration

#endif  // CERTSWEEP_TESTS_INTEGRATION_EXAMPLES_H_
