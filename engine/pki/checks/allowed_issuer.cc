#include "engine/pki/checks/allowed_issuer.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace certsweep::pki {
namespace {

// Nothing is wrong at `depth` or above.
bool IsVouchedFor(int depth, const Findings& path_findings) {
  return std::none_of(path_findings.begin(), path_findings.end(), [depth](const Finding& finding) {
    return finding.severity == Severity::kFail && (!finding.depth || *finding.depth >= depth);
  });
}

std::string IssuersText(std::span<const x509::Certificate* const> issuers) {
  constexpr size_t kMaxShown = 4;
  std::string text;
  for (size_t i = 0; i < std::min(issuers.size(), kMaxShown); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : "; ", issuers[i]->subject().text());
  }
  if (issuers.size() > kMaxShown) absl::StrAppend(&text, " and ", issuers.size() - kMaxShown, " more");
  return text;
}

}  // namespace

Findings CheckAllowedIssuer(std::span<const x509::Certificate* const> path, const Findings& path_findings,
                            const Policy& policy) {
  if (policy.allowed_issuers == nullptr) return {};
  const AllowedIssuers& allowed = *policy.allowed_issuers;
  const size_t anchor = path.size() - 1;
  const size_t first = std::min<size_t>(1, anchor);
  for (size_t i = first; i < path.size(); ++i) {
    if (allowed.HasFingerprintOf(*path[i])) return {};
    if (!allowed.HasNameOf(*path[i])) continue;
    if (i == anchor || IsVouchedFor(static_cast<int>(i), path_findings)) return {};
  }
  return {MakeFinding(FindingCode::kIssuerNotAllowed, 0, "it was issued by none of those that policy allows",
                      allowed.text(), IssuersText(path.subspan(first)))};
}

}  // namespace certsweep::pki
