#include "replacer/issuer/password_source.h"

#include <cstdlib>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/read_file.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"

namespace certsweep::replacer {
namespace {

constexpr size_t kMaxPasswordBytes = 4096;

absl::StatusOr<std::string> FromEnvironment(const std::string& variable) {
  const char* value = std::getenv(variable.c_str());
  if (value == nullptr) {
    return absl::NotFoundError(absl::StrCat("environment variable ", base::DisplayText(variable), " is not set"));
  }
  std::string password;
  // Beyond what stands in the string itself, so that moving it leaves no copy behind.
  password.reserve(kMaxPasswordBytes);
  password = value;
  return password;
}

absl::StatusOr<std::string> FromFile(const std::string& path) {
  absl::StatusOr<std::string> password = base::ReadFile(path, kMaxPasswordBytes);
  if (!password.ok()) return password.status();
  if (password->ends_with('\n')) password->pop_back();
  if (password->ends_with('\r')) password->pop_back();
  return password;
}

}  // namespace

absl::StatusOr<std::string> ReadPassword(const PasswordSource& source) {
  if (source.file.empty() == source.environment.empty()) {
    return absl::InvalidArgumentError("password: exactly one of password_file and password_env is needed");
  }
  absl::StatusOr<std::string> password =
      source.file.empty() ? FromEnvironment(source.environment) : FromFile(source.file);
  if (!password.ok()) return password;
  const std::string_view forbidden("\0\r\n", 3);
  const bool bad = password->find_first_of(forbidden) != std::string::npos || password->size() > kMaxPasswordBytes;
  if (!bad && !password->empty()) return password;
  base::Wipe(*password);
  const std::string place = base::DisplayText(source.file.empty() ? source.environment : source.file);
  return absl::InvalidArgumentError(
      absl::StrCat(place, bad ? ": no password (more than one line, or too long)" : ": the password is empty"));
}

}  // namespace certsweep::replacer
