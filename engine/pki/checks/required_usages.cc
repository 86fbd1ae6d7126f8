#include "engine/pki/checks/required_usages.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace certsweep::pki {
namespace {

bool Lists(const x509::Certificate& leaf, const ExtendedKeyUsage& usage) {
  const auto& usages = leaf.extended_key_usage();
  return usages && std::find(usages->begin(), usages->end(), usage.oid) != usages->end();
}

std::string Named(const ExtendedKeyUsage& usage) {
  return usage.name == usage.oid ? usage.oid : absl::StrCat(usage.name, " (", usage.oid, ")");
}

}  // namespace

Findings CheckRequiredUsages(const x509::Certificate& leaf, const Policy& policy) {
  if (policy.required_usages == nullptr) return {};
  std::string missing;
  for (const ExtendedKeyUsage& usage : *policy.required_usages) {
    if (!Lists(leaf, usage)) absl::StrAppend(&missing, missing.empty() ? "" : ", ", Named(usage));
  }
  if (missing.empty()) return {};
  const auto& usages = leaf.extended_key_usage();
  return {MakeFinding(FindingCode::kExtendedKeyUsageMissing, 0,
                      absl::StrCat("extendedKeyUsage lacks what policy asks for: ", missing), missing,
                      usages ? UsagesText(*usages) : "no extendedKeyUsage")};
}

}  // namespace certsweep::pki
