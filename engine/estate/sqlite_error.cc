#include "engine/estate/sqlite_error.h"

#include <sqlite3.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"

namespace certsweep::estate {
namespace {

constexpr char kMakeRoom[] = "make room, or keep the record in another place";
constexpr char kMustBeWritable[] = "the folder and the file must be writable";
constexpr char kNotARecord[] =
    "this is no certsweep record, or a damaged one; name another file, or move this one away to begin a new record";

std::string AdviceFor(const absl::Status& status) {
  if (absl::IsNotFound(status)) return "; make the folder first";
  if (absl::IsPermissionDenied(status)) return absl::StrCat("; ", kMustBeWritable);
  if (absl::IsResourceExhausted(status)) return absl::StrCat("; ", kMakeRoom);
  return {};
}

std::string Reason(int error_number, std::string_view message) {
  if (error_number == 0) return std::string(message);
  return absl::StrCat(base::ToAbsl(message), " (", std::generic_category().message(error_number), ")");
}

absl::Status InputOutputStatus(int error_number, const std::string& place, std::string_view path,
                               std::string_view message) {
  if (absl::Status status = FileStatus(error_number, path); absl::IsResourceExhausted(status)) return status;
  return absl::InternalError(absl::StrCat(place, Reason(error_number, message), "; look after the disk"));
}

// SQLite's own words for it ("unable to open database file") say less than errno does.
absl::Status CannotOpenStatus(int error_number, const std::string& place, std::string_view path,
                              std::string_view message) {
  if (error_number != 0) return FileStatus(error_number, path);
  return absl::PermissionDeniedError(absl::StrCat(place, base::ToAbsl(message), "; ", kMustBeWritable));
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
      // No errno is known where the shared memory can't grow, and hardly another cause.
      if (code == SQLITE_IOERR_SHMSIZE && error_number == 0) error_number = ENOSPC;
      return InputOutputStatus(error_number, place, path, message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::UnavailableError(
          absl::StrCat(place, "another process has kept the record locked for too long; try again when it is done"));
    case SQLITE_CANTOPEN:
      return CannotOpenStatus(error_number, place, path, message);
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return absl::PermissionDeniedError(absl::StrCat(place, "can't be written to; ", kMustBeWritable));
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

absl::Status FileStatus(int error_number, std::string_view path) {
  const absl::Status status = base::ErrnoStatus(error_number, path);
  return absl::Status(status.code(), absl::StrCat(status.message(), AdviceFor(status)));
}

}  // namespace certsweep::estate
