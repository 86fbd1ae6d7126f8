#include "tests/integration/process_watch.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/integration/process.h"

namespace certsweep::integration {
namespace {

constexpr auto kBetweenLooks = std::chrono::milliseconds(2);

std::string Proc(pid_t process, const std::string& name) { return "/proc/" + std::to_string(process) + "/" + name; }

}  // namespace

std::vector<pid_t> Children(pid_t process) {
  std::vector<pid_t> children;
  std::error_code error;
  for (std::filesystem::directory_iterator task(Proc(process, "task"), error), end; !error && task != end;
       task.increment(error)) {
    std::istringstream listed(ReadFile(task->path().string() + "/children"));
    for (pid_t child = 0; listed >> child;) children.push_back(child);
  }
  return children;
}

ProcessWatch::ProcessWatch()
    : watch_(kBetweenLooks, [this] {
        ++looks_;
        for (const pid_t child : Children(getpid())) Look(child);
      }) {}

void ProcessWatch::Look(pid_t process) {
  processes_.insert(process);
  arguments_.insert(ReadFile(Proc(process, "cmdline")));
  environments_.insert(ReadFile(Proc(process, "environ")));
  for (const pid_t child : Children(process)) Look(child);
}

std::vector<std::string> FoundInMemory(pid_t process, const std::vector<std::string>& needles, size_t& read) {
  std::set<std::string> found;
  std::istringstream maps(ReadFile(Proc(process, "maps")));
  std::ifstream memory(Proc(process, "mem"), std::ios::binary);
  read = 0;
  for (std::string line; std::getline(maps, line);) {
    uint64_t begin = 0, end = 0;
    char dash = 0;
    std::string mode;
    std::istringstream(line) >> std::hex >> begin >> dash >> end >> mode;
    if (!mode.starts_with("rw")) continue;
    std::string region(end - begin, '\0');
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(begin));
    memory.read(region.data(), static_cast<std::streamsize>(region.size()));
    region.resize(static_cast<size_t>(std::max<std::streamsize>(memory.gcount(), 0)));
    read += region.size();
    for (const std::string& needle : needles) {
      if (region.find(needle) != std::string::npos) found.insert(needle);
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace certsweep::integration
