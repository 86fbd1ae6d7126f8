#include "engine/pki/checks/path_length.h"

#include "absl/strings/str_cat.h"

namespace certsweep::pki {

Findings CheckPathLength(const x509::Certificate& issuer, int depth, int intermediates_below) {
  const auto& constraints = issuer.basic_constraints();
  if (!constraints || !constraints->path_length || *constraints->path_length >= intermediates_below) return {};
  const int allowed = *constraints->path_length;
  return {MakeFinding(FindingCode::kPathLengthExceeded, depth,
                      absl::StrCat(issuer.subject().text(), " allows ", allowed,
                                   " intermediate certificates below it, and ", intermediates_below, " are there"),
                      absl::StrCat(allowed), absl::StrCat(intermediates_below))};
}

}  // namespace certsweep::pki
