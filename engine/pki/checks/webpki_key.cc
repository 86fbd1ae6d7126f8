#include "engine/pki/checks/webpki_key.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::pki {
namespace {

Findings Forbidden(int depth, std::string message, std::string expected, std::string actual) {
  return {MakeFinding(FindingCode::kWeakKey, depth, std::move(message), std::move(expected), std::move(actual))};
}

Findings OtherKind(const x509::PublicKey& key, int depth) {
  if (key.problem_is_fatal()) return {};  // told as malformed_certificate
  const bool has_name = key.type() != x509::KeyType::kUnknown;
  const std::string kind =
      has_name ? std::string(x509::KeyTypeName(key.type())) : base::DisplayText(key.algorithm_oid(), 64);
  return Forbidden(depth, absl::StrCat("a kind of key that the web does not take: ", kind), "RSA or EC", kind);
}

}  // namespace

Findings CheckWebPkiKey(const x509::Certificate& certificate, int depth) {
  const x509::PublicKey& key = certificate.public_key();
  switch (key.type()) {
    case x509::KeyType::kRsa:
    case x509::KeyType::kRsaPss:
      if (key.bits() >= 2048 && key.bits() % 8 == 0) return {};
      return Forbidden(depth, absl::StrCat("RSA ", key.bits(), " bits: the web asks for 2048 or more, in steps of 8"),
                       "2048", absl::StrCat(key.bits()));
    case x509::KeyType::kEc:
      if (key.curve() == "P-256" || key.curve() == "P-384" || key.curve() == "P-521") return {};
      return Forbidden(depth, absl::StrCat("a curve that the web does not take: ", base::DisplayText(key.curve(), 64)),
                       "P-256, P-384 or P-521", base::DisplayText(key.curve(), 64));
    case x509::KeyType::kDsa:
      return Forbidden(depth, "DSA, which the web does not take", "RSA or EC", "DSA");
    case x509::KeyType::kEd25519:
    case x509::KeyType::kEd448:
    case x509::KeyType::kUnknown:
      return OtherKind(key, depth);
  }
  return {};
}

}  // namespace certsweep::pki
