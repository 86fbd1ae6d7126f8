#include "engine/pki/checks/signature_strength.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::pki {

Findings CheckSignatureStrength(const x509::Certificate& certificate, int depth, const Policy& policy) {
  const x509::SignatureAlgorithm& algorithm = certificate.signature_algorithm();
  if (policy.allowed_hashes.Contains(algorithm.hash)) return {};
  // By a signature that is not known nothing ever verifies.
  if (algorithm.hash == x509::HashAlgorithm::kIntrinsic || algorithm.hash == x509::HashAlgorithm::kUnknown) return {};
  const std::string hash(x509::HashAlgorithmName(algorithm.hash));
  const bool is_default = policy.allowed_hashes == kSha256OrBetter;
  const std::string expected = is_default ? "SHA-256" : HashNames(policy.allowed_hashes);
  return {MakeFinding(FindingCode::kWeakSignature, depth,
                      absl::StrCat("signed with ", algorithm.name, "; ",
                                   is_default ? absl::StrCat(hash, " is below SHA-256")
                                              : absl::StrCat("policy allows ", expected, ", not ", hash)),
                      expected, hash)};
}

}  // namespace certsweep::pki
