// ProblemLog: everything that is wrong with a configuration, in the order of its lines. Not thread-safe.
#ifndef CERTSWEEP_ENGINE_CONFIG_PROBLEM_LOG_H_
#define CERTSWEEP_ENGINE_CONFIG_PROBLEM_LOG_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace certsweep::config {

class ProblemLog {
 public:
  // `file`: as the user named it.
  explicit ProblemLog(std::string_view file);

  // "<file>:<line>: <what>". `what` is fit for a terminal.
  void Add(int line, std::string_view what);
  // The same with the column behind the line.
  void Add(int line, int column, std::string_view what);
  // A line by itself, about another file, that belongs to what stands at `line` of this one.
  void AddElsewhere(int line, std::string text);

  // OK, or InvalidArgument with a text line for each problem; of very many the first, and how many more.
  absl::Status Status() const;

 private:
  struct Problem {
    int line;
    std::string text;
  };
  const std::string file_;
  std::vector<Problem> problems_;
  size_t left_out_ = 0;
};

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_PROBLEM_LOG_H_
