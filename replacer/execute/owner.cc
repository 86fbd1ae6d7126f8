#include "replacer/execute/owner.h"

#include <unistd.h>

#include <array>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/read_file.h"
#include "engine/base/text.h"

namespace certsweep::replacer {
namespace {

std::string HostName() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

// When the process was started, in ticks since the machine was (proc(5), stat, field 22): another process that gets the
// same number has another. Empty: there is none.
std::string StartOf(std::string_view pid) {
  const absl::StatusOr<std::string> stat = base::ReadFile(absl::StrCat("/proc/", base::ToAbsl(pid), "/stat"), 4096);
  if (!stat.ok()) return "";
  // The name of the program stands in parentheses, and may hold anything.
  const size_t name_end = stat->rfind(')');
  if (name_end == std::string::npos) return "";
  const std::vector<std::string> fields =
      absl::StrSplit(base::ToAbsl(stat->substr(name_end + 1)), ' ', absl::SkipEmpty());
  constexpr size_t kStart = 19;  // counted from the field after the name
  return fields.size() > kStart ? fields[kStart] : "";
}

}  // namespace

std::string ThisOwner() {
  const std::string pid = absl::StrCat(getpid());
  return absl::StrCat(HostName(), ":", pid, ":", StartOf(pid));
}

bool IsGone(std::string_view owner) {
  const std::vector<std::string> parts = absl::StrSplit(base::ToAbsl(owner), ':');
  if (parts.size() != 3 || parts[0] != HostName() || parts[2].empty()) return false;
  return StartOf(parts[1]) != parts[2];
}

}  // namespace certsweep::replacer
