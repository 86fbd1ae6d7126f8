#include "engine/pki/checks/validity.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"

namespace certsweep::pki {
namespace {

constexpr int64_t kDay = 86400;

std::string Days(int64_t seconds) {
  const int64_t days = seconds / kDay;
  return absl::StrCat(days, days == 1 ? " day" : " days");
}

}  // namespace

Findings CheckValidAt(const x509::Certificate& certificate, int depth, int64_t unix_seconds) {
  Findings findings;
  const std::string now = base::FormatRfc3339(unix_seconds);
  if (unix_seconds > certificate.not_after()) {
    const std::string end = base::FormatRfc3339(certificate.not_after());
    findings.push_back(MakeFinding(
        FindingCode::kExpired, depth,
        absl::StrCat("expired at ", end, ", ", Days(unix_seconds - certificate.not_after()), " ago"), now, end));
  }
  if (unix_seconds < certificate.not_before()) {
    const std::string start = base::FormatRfc3339(certificate.not_before());
    findings.push_back(MakeFinding(
        FindingCode::kNotYetValid, depth,
        absl::StrCat("not valid before ", start, ", in ", Days(certificate.not_before() - unix_seconds)), now, start));
  }
  return findings;
}

Findings CheckDaysLeft(const x509::Certificate& certificate, int depth, int64_t unix_seconds, int min_days_left) {
  const int64_t left = certificate.not_after() - unix_seconds;
  if (left < 0 || left / kDay >= min_days_left) return {};
  const std::string end = base::FormatRfc3339(certificate.not_after());
  return {MakeFinding(FindingCode::kExpiringSoon, depth,
                      absl::StrCat("expires at ", end, ", in ", Days(left), "; policy asks for ", min_days_left),
                      absl::StrCat(min_days_left), absl::StrCat(left / kDay))};
}

}  // namespace certsweep::pki
