#include "scanner/targets/problem_list.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/text.h"

namespace certsweep::scanner {

namespace {

constexpr size_t kShown = 100;

}  // namespace

void ProblemList::Add(std::string_view place, std::string_view message) {
  while (true) {
    const size_t end = message.find('\n');
    if (count_++ < kShown)
      first_.push_back(absl::StrCat(base::ToAbsl(place), ": ", base::ToAbsl(message.substr(0, end))));
    if (end == std::string_view::npos) return;
    message.remove_prefix(end + 1);
  }
}

std::string ProblemList::ToString() const {
  std::string text = absl::StrJoin(first_, "\n");
  if (count_ > first_.size()) absl::StrAppend(&text, "\nand ", count_ - first_.size(), " more");
  return text;
}

}  // namespace certsweep::scanner
