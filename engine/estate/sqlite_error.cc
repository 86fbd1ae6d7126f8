#include "engine/estate/sqlite_error.h"

#include <sqlite3.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::estate {
namespace {

constexpr char kMakeRoom[] = "make room, or keep the record in another place";
constexpr char kNotARecord[] =
    "this is no certsweep record, or a damaged one; name another file, or move this one away to begin a new record";

bool MeansDiskFull(int error_number) {
  return error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
}

std::string Reason(int error_number, std::string_view message) {
  if (error_number == 0) return std::string(message);
  return absl::StrCat(base::ToAbsl(message), " (", std::generic_category().message(error_number), ")");
}

absl::Status InputOutputStatus(int error_number, const std::string& place, std::string_view message) {
  if (MeansDiskFull(error_number)) {
    return absl::ResourceExhaustedError(
        absl::StrCat(place, std::generic_category().message(error_number), "; ", kMakeRoom));
  }
  return absl::InternalError(absl::StrCat(place, Reason(error_number, message), "; look after the disk"));
}

absl::Status CannotOpenStatus(int error_number, const std::string& place, std::string_view message) {
  const std::string text = absl::StrCat(place, Reason(error_number, message));
  if (error_number == ENOENT) return absl::NotFoundError(absl::StrCat(text, "; make the folder first"));
  if (MeansDiskFull(error_number)) return absl::ResourceExhaustedError(absl::StrCat(text, "; ", kMakeRoom));
  if (error_number == EMFILE || error_number == ENFILE) return absl::UnavailableError(text);
  return absl::PermissionDeniedError(absl::StrCat(text, "; the folder and the file must be writable"));
}

}  // namespace

absl::Status SqliteStatus(int code, int error_number, std::string_view message, std::string_view path) {
  const std::string place = absl::StrCat(base::ToAbsl(path), ": ");
  switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return absl::OkStatus();
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(absl::StrCat(place, "the disk is full; ", kMakeRoom));
    case SQLITE_IOERR:
      return InputOutputStatus(error_number, place, message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::UnavailableError(
          absl::StrCat(place, "another process has kept the record locked for too long; try again when it is done"));
    case SQLITE_CANTOPEN:
      return CannotOpenStatus(error_number, place, message);
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return absl::PermissionDeniedError(
          absl::StrCat(place, "can't be written to; the folder and the file must be writable"));
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return absl::DataLossError(absl::StrCat(place, base::ToAbsl(message), "; ", kNotARecord));
    case SQLITE_TOOBIG:
      return absl::InvalidArgumentError(absl::StrCat(place, base::ToAbsl(message)));
    case SQLITE_CONSTRAINT:
      return absl::FailedPreconditionError(absl::StrCat(place, base::ToAbsl(message)));
    default:
      return absl::InternalError(absl::StrCat(place, Reason(error_number, message)));
  }
}

}  // namespace certsweep::estate
