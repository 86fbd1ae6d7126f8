#include "engine/base/status_context.h"

#include <cerrno>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::base {
namespace {

absl::StatusCode CodeOf(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return absl::StatusCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::StatusCode::kPermissionDenied;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return absl::StatusCode::kResourceExhausted;
    default:
      return absl::StatusCode::kInternal;
  }
}

}  // namespace

absl::Status Annotate(const absl::Status& status, std::string_view context) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(ToAbsl(context), ": ", status.message()));
}

absl::Status ErrnoStatus(int error_number, std::string_view context) {
  const std::string reason = std::generic_category().message(error_number);
  return absl::Status(CodeOf(error_number), absl::StrCat(ToAbsl(context), ": ", reason));
}

absl::Status JoinProblems(const absl::Status& first, const absl::Status& second) {
  if (first.ok()) return second;
  if (second.ok()) return first;
  return absl::InvalidArgumentError(absl::StrCat(first.message(), "\n", second.message()));
}

}  // namespace certsweep::base
