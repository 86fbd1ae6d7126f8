// ValueReader: what the reading function of a setting sees: the value, where it goes, and whom to tell what is wrong
// with it. Not thread-safe; internal to this room.
#ifndef CERTSWEEP_ENGINE_CONFIG_VALUE_READER_H_
#define CERTSWEEP_ENGINE_CONFIG_VALUE_READER_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/config/config.h"
#include "engine/config/problem_log.h"

namespace certsweep::config {

// What is being put together.
struct Draft {
  Config config;
  std::vector<base::Sha256Digest> forbidden_keys = {};  // of several settings
  // The one of its section that is being read.
  ConfiguredWaiver waiver = {};
  IssuerSection issuer = {};
  ProfileSection profile = {};

  // A name of another section: that it is one is seen when all were read.
  struct Reference {
    std::string setting, name;
    int line;
  };
  std::vector<Reference> issuer_references = {}, profile_references = {};
};

class ValueReader {
 public:
  // `name`: "policy.min_rsa_bits". All must outlive the reader.
  ValueReader(std::string_view name, const TomlValue& value, const FileAccess& files, Draft* draft,
              ProblemLog* problems)
      : name_(name), value_(value), files_(files), draft_(draft), problems_(problems) {}

  Draft& draft() const { return *draft_; }
  pki::Policy& policy() const { return draft_->config.policy; }
  const TomlValue& value() const { return value_; }

  // A whole number from `least` to `most`; nothing where it is none, which is told.
  std::optional<int> Integer(int least, int most) const;
  // Such a number, or a list of them, each once.
  std::vector<int> Integers(int least, int most) const;
  // A number, whole or not, from `least` to `most`.
  std::optional<double> Number(double least, double most) const;
  std::optional<bool> Boolean() const;
  // A number of seconds within the bounds of timeouts, as microseconds.
  std::optional<int64_t> Micros() const;
  // Integers() that are ports.
  std::vector<uint16_t> Ports() const;

  struct Item {
    std::string text;
    int line;
  };
  // A string that is not empty.
  std::optional<Item> Text() const;
  // And without control characters, line ends among them: fit for a line of a protocol.
  std::optional<Item> Line() const;
  // Line() without blanks and dashes at its beginning, which a program would take for an option.
  std::optional<Item> Word() const;
  // The place of the string in `known`; nothing where it is not known, which is told, with what may have been meant.
  std::optional<size_t> Choice(std::span<const std::string_view> known) const;
  // The name of an [issuer.NAME]; of a [profile.NAME] or a built-in one. That it is one is seen when all were read.
  std::optional<std::string> IssuerName() const;
  std::optional<std::string> ProfileName() const;
  // A list of strings, without those that are empty or come twice, which is told; also that it is empty or no list.
  std::vector<Item> Strings() const;
  // The same, but those that are empty or come twice belong to it: the words of a command.
  std::vector<Item> Words() const;

  // The place in `known` of each string of the list; what is not known is told, with what may have been meant.
  std::vector<size_t> Choices(std::span<const std::string_view> known) const;

  // A path of the file, from where the program runs.
  std::string Resolve(const std::string& path) const;
  // `item` as such a path; nothing where it can be none, which is told.
  std::optional<std::string> Path(const Item& item) const;
  // And nothing where it can't be read.
  std::optional<std::string> ReadablePath(const Item& item) const;
  // Line() as such a path, or several. They are read when something is replaced, and so not looked for here;
  // CheckReplacementFiles does.
  std::optional<std::string> ReplacementFile() const;
  std::vector<std::string> ReplacementFiles() const;
  // Line() as an absolute path of another machine.
  std::optional<std::string> RemotePath() const;
  // Strings() as paths that can be read; what can't is told. `word` stands for itself and is no path; empty: none does.
  std::vector<std::string> Paths(std::string_view word = {}) const;
  // The text of a file; nothing where it can't be read, which is told.
  std::optional<std::string> ReadFile(const Item& item) const;

  // That the value should be `wanted`, and is of another kind.
  void ComplainOfKind(std::string_view wanted) const;
  // "<file>:<line>: <name>: <what>"
  void Complain(int line, std::string_view what) const;
  // `what` about the string of `item`.
  void ComplainAbout(const Item& item, std::string_view what) const;
  // A line that names its own file.
  void ComplainElsewhere(int line, std::string text) const { problems_->AddElsewhere(line, std::move(text)); }

 private:
  std::optional<std::string> NameIn(std::vector<Draft::Reference>& references) const;
  std::vector<Item> StringsOf(bool is_set) const;
  std::string Remembered(std::string path, int line) const;
  // The value's own, or of an element of it.
  std::optional<int> IntegerOf(const TomlValue& value, int least, int most) const;

  const std::string_view name_;
  const TomlValue& value_;
  const FileAccess& files_;
  Draft* const draft_;
  ProblemLog* const problems_;
};

// "; did you mean 'SHA-256'?", or the names there are where none is like `text`.
std::string Suggestion(std::string_view text, std::span<const std::string_view> known);

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_VALUE_READER_H_
