#include "replacer/issuer/http_problem.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/text.h"

namespace certsweep::replacer {
namespace {

bool IsTrouble(int status) { return status >= 500 || status == 408 || status == 425 || status == 429; }

std::string Offered(const HttpsResponse& response) {
  if (response.offered_schemes.empty()) return "";
  return base::DisplayText(absl::StrCat("; it offers ", absl::StrJoin(response.offered_schemes, ", ")));
}

}  // namespace

absl::Status HttpProblem(std::string_view url, const HttpsResponse& response) {
  const std::string what = absl::StrCat(base::ToAbsl(url), ": status ", response.status);
  const int status = response.status;
  if (IsTrouble(status)) return absl::UnavailableError(absl::StrCat(what, ", the CA's web service is in trouble"));
  if (status == 401) return absl::UnauthenticatedError(absl::StrCat(what, " (unauthorized)", Offered(response)));
  if (status == 403) return absl::PermissionDeniedError(absl::StrCat(what, " (forbidden)"));
  if (status >= 300 && status < 400) {
    return absl::FailedPreconditionError(
        absl::StrCat(what, ", a redirect to ", base::DisplayText(response.location), ", which is not followed"));
  }
  if (status == 404) return absl::FailedPreconditionError(absl::StrCat(what, " (not found): is the URL right?"));
  return absl::FailedPreconditionError(absl::StrCat(what, " is no answer that is known here"));
}

}  // namespace certsweep::replacer
