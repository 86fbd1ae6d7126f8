#include "engine/pki/checks/signature_strength.h"

#include "absl/strings/str_cat.h"

namespace certsweep::pki {
namespace {

// Empty for hashes that are strong enough, and for what is not known: a signature by that never verifies.
const char* WeakHashName(x509::HashAlgorithm hash) {
  switch (hash) {
    case x509::HashAlgorithm::kMd2:
      return "MD2";
    case x509::HashAlgorithm::kMd4:
      return "MD4";
    case x509::HashAlgorithm::kMd5:
      return "MD5";
    case x509::HashAlgorithm::kSha1:
      return "SHA-1";
    case x509::HashAlgorithm::kSha224:
      return "SHA-224";
    case x509::HashAlgorithm::kSha256:
    case x509::HashAlgorithm::kSha384:
    case x509::HashAlgorithm::kSha512:
    case x509::HashAlgorithm::kIntrinsic:
    case x509::HashAlgorithm::kUnknown:
      return nullptr;
  }
  return nullptr;
}

}  // namespace

Findings CheckSignatureStrength(const x509::Certificate& certificate, int depth) {
  const x509::SignatureAlgorithm& algorithm = certificate.signature_algorithm();
  const char* hash = WeakHashName(algorithm.hash);
  if (hash == nullptr) return {};
  return {MakeFinding(FindingCode::kWeakSignature, depth,
                      absl::StrCat("signed with ", algorithm.name, "; ", hash, " is below SHA-256"), "SHA-256", hash)};
}

}  // namespace certsweep::pki
