#include "cli/report_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::cli {

namespace {

bool IsSameFile(const std::string& a, const std::string& b) {
  struct stat of_a{};
  struct stat of_b{};
  return stat(a.c_str(), &of_a) == 0 && stat(b.c_str(), &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
         of_a.st_ino == of_b.st_ino;
}

}  // namespace

absl::StatusOr<std::unique_ptr<scanner::OutputFile>> OpenReportOutput(const std::string& output,
                                                                      const std::string& record) {
  if (output != "-") {
    if (IsSameFile(output, record)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--output: ", base::DisplayText(output), " is the record as well"));
    }
    return scanner::OutputFile::Open(output, scanner::OutputMode::kReplaceWhole);
  }
  const int flags = fcntl(STDOUT_FILENO, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY) {
    return absl::InvalidArgumentError("standard output is closed; --output names a file");
  }
  return scanner::OutputFile::ForDescriptor(STDOUT_FILENO, "standard output");
}

}  // namespace certsweep::cli
