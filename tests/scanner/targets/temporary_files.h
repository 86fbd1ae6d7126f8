// Input for the tests: files that go away with the test, and pipes.
#ifndef CERTSWEEP_TESTS_SCANNER_TARGETS_TEMPORARY_FILES_H_
#define CERTSWEEP_TESTS_SCANNER_TARGETS_TEMPORARY_FILES_H_

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace certsweep::scanner {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "targets-test-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path() const { return path_; }
  std::string Path(const std::string& name) const { return path_ + "/" + name; }
  std::string Write(const std::string& name, std::string_view content) const {
    std::ofstream(Path(name), std::ios::binary) << content;
    return Path(name);
  }

 private:
  std::string path_;
};

// A descriptor that reads `content` from its start; the caller closes it.
inline int MemoryFile(std::string_view content) {
  const int fd = ::memfd_create("input", MFD_CLOEXEC);
  for (size_t done = 0; done < content.size();) {
    const ssize_t count = ::write(fd, content.data() + done, content.size() - done);
    if (count <= 0) break;
    done += static_cast<size_t>(count);
  }
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_TESTS_SCANNER_TARGETS_TEMPORARY_FILES_H_
