#include "replacer/deploy/remote_path.h"

namespace certsweep::replacer {

absl::Status CheckPath(std::string_view path) {
  if (path.empty()) return absl::InvalidArgumentError("a path is empty");
  if (path.find('\0') != std::string_view::npos) return absl::InvalidArgumentError("a path has a NUL in it");
  return absl::OkStatus();
}

std::string FolderOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

std::string_view NameOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string JoinPath(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.ends_with('/')) path += '/';
  return path.append(name);
}

}  // namespace certsweep::replacer
