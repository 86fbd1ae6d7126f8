#include "engine/pki/checks/validity_period.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace certsweep::pki {

Findings CheckValidityPeriod(const x509::Certificate& leaf, const Policy& policy) {
  constexpr int64_t kDay = 86400;
  const int64_t seconds = leaf.not_after() - leaf.not_before();
  if (!policy.max_validity_days || seconds <= *policy.max_validity_days * kDay) return {};
  const int64_t days = (seconds + kDay - 1) / kDay;
  return {MakeFinding(FindingCode::kValidityTooLong, 0,
                      absl::StrCat("valid for ", days, " days, policy allows ", *policy.max_validity_days),
                      absl::StrCat(*policy.max_validity_days), absl::StrCat(days))};
}

}  // namespace certsweep::pki
