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
  std::vector<base::Sha256Digest> forbidden_keys;  // of several settings
};

class ValueReader {
 public:
  // `name`: "policy.min_rsa_bits". All must outlive the reader.
  ValueReader(std::string_view name, const TomlValue& value, const FileAccess& files, Draft* draft,
              ProblemLog* problems)
      : name_(name), value_(value), files_(files), draft_(draft), problems_(problems) {}

  Draft& draft() const { return *draft_; }
  pki::Policy& policy() const { return draft_->config.policy; }

  // A whole number from `least` to `most`; nothing where it is none, which is told.
  std::optional<int> Integer(int least, int most) const;

  struct Item {
    std::string text;
    int line;
  };
  // A list of strings, without those that are empty or come twice, which is told; also that it is empty or no list.
  std::vector<Item> Strings() const;

  // The place in `known` of each string of the list; what is not known is told, with what may have been meant.
  std::vector<size_t> Choices(std::span<const std::string_view> known) const;

  // A path of the file, from where the program runs.
  std::string Resolve(const std::string& path) const;
  // Strings() as paths that can be read; what can't is told. `word` stands for itself and is no path; empty: none does.
  std::vector<std::string> Paths(std::string_view word = {}) const;
  // The text of a file; nothing where it can't be read, which is told.
  std::optional<std::string> ReadFile(const Item& item) const;

  // "<file>:<line>: <name>: <what>"
  void Complain(int line, std::string_view what) const;
  // `what` about the string of `item`.
  void ComplainAbout(const Item& item, std::string_view what) const;
  // A line that names its own file.
  void ComplainElsewhere(int line, std::string text) const { problems_->AddElsewhere(line, std::move(text)); }

 private:
  bool IsPath(const Item& item) const;

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
