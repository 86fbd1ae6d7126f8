#include "engine/config/problem_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::config {

namespace {

constexpr size_t kMaxTold = 100;

}  // namespace

ProblemLog::ProblemLog(std::string_view file) : file_(base::DisplayText(file)) {}

void ProblemLog::Add(int line, std::string_view what) {
  AddElsewhere(line, absl::StrCat(file_, ":", line, ": ", base::ToAbsl(what)));
}

void ProblemLog::Add(int line, int column, std::string_view what) {
  AddElsewhere(line, absl::StrCat(file_, ":", line, ":", column, ": ", base::ToAbsl(what)));
}

void ProblemLog::AddElsewhere(int line, std::string text) {
  if (problems_.size() < kMaxTold) {
    problems_.push_back({line, std::move(text)});
  } else {
    ++left_out_;
  }
}

absl::Status ProblemLog::Status() const {
  if (problems_.empty()) return absl::OkStatus();
  std::vector<Problem> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) { return a.line < b.line; });
  std::string text;
  for (const Problem& problem : sorted) absl::StrAppend(&text, text.empty() ? "" : "\n", problem.text);
  if (left_out_ > 0) absl::StrAppend(&text, "\n", file_, ": and ", left_out_, " problems more");
  return absl::InvalidArgumentError(text);
}

}  // namespace certsweep::config
