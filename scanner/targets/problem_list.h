// ProblemList: what is wrong with the input, one text line each: the first hundred, and how many more. Not thread-safe.
#ifndef CERTSWEEP_SCANNER_TARGETS_PROBLEM_LIST_H_
#define CERTSWEEP_SCANNER_TARGETS_PROBLEM_LIST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace certsweep::scanner {

class ProblemList {
 public:
  // "<place>: <message>"; a message of several lines is as many problems at that place.
  void Add(std::string_view place, std::string_view message);

  bool empty() const { return count_ == 0; }
  const std::vector<std::string>& first() const { return first_; }
  // Joined by line feeds; "and N more" at the end where there are more.
  std::string ToString() const;

 private:
  uint64_t count_ = 0;
  std::vector<std::string> first_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_PROBLEM_LIST_H_
