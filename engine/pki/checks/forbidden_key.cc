#include "engine/pki/checks/forbidden_key.h"

#include "engine/base/bytes.h"

namespace certsweep::pki {

Findings CheckForbiddenKey(const x509::Certificate& certificate, int depth, const Policy& policy) {
  if (policy.forbidden_keys == nullptr || !policy.forbidden_keys->Contains(certificate.spki_sha256())) return {};
  return {MakeFinding(FindingCode::kForbiddenKey, depth, "its key is one that policy forbids", "another key",
                      base::HexEncode(certificate.spki_sha256()))};
}

}  // namespace certsweep::pki
