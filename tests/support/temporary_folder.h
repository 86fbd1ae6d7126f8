// A folder of its own for a test; it goes away with the test.
#ifndef CERTSWEEP_TESTS_SUPPORT_TEMPORARY_FOLDER_H_
#define CERTSWEEP_TESTS_SUPPORT_TEMPORARY_FOLDER_H_

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "tests/support/check.h"

namespace certsweep::test {

// Where folders are in memory, where the machine has such a place: for tests that write much and are about no disk.
inline std::filesystem::path PlaceInMemory() {
  return access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : std::filesystem::temp_directory_path();
}

class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::filesystem::path& place = std::filesystem::temp_directory_path()) {
    std::string name = place / "certsweep-test-XXXXXX";
    Check(::mkdtemp(name.data()) != nullptr, "no temporary folder");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string Path(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

inline std::string ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Check(file.is_open(), "a file can't be read");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void WriteWholeFile(const std::string& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content << std::flush;
  Check(file.good(), "a file can't be written");
}

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_TEMPORARY_FOLDER_H_
