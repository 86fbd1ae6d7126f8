#include "cli/certificate_paths.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::cli {

namespace {

namespace fs = std::filesystem;

bool IsCertificateName(const fs::path& path) {
  if (path.filename().native().starts_with('.')) return false;
  const std::string extension = base::AsciiLower(path.extension().native());
  for (const char* known : {".pem", ".crt", ".cer", ".der", ".p7b", ".p7c"}) {
    if (extension == known) return true;
  }
  return false;
}

// Also a link to nothing: that it can't be read is to be told.
bool IsFile(const fs::directory_entry& entry) {
  std::error_code ignored;
  const fs::file_type type = entry.status(ignored).type();
  return type == fs::file_type::regular || type == fs::file_type::not_found || type == fs::file_type::none;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> CertificatePaths(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  for (fs::directory_iterator it(path, error); !error && it != fs::directory_iterator(); it.increment(error)) {
    if (IsCertificateName(it->path()) && IsFile(*it)) files.push_back(it->path().native());
  }
  if (error) return absl::InvalidArgumentError(absl::StrCat(base::DisplayText(path), ": ", error.message()));
  if (files.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(base::DisplayText(path), ": no file named .pem, .crt, .cer, .der, .p7b or .p7c in this folder"));
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace certsweep::cli
