#include "engine/pki/checks/key_strength.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::pki {
namespace {

Finding TooShort(const x509::PublicKey& key, int depth, int wanted) {
  return MakeFinding(
      FindingCode::kWeakKey, depth,
      absl::StrCat(base::ToAbsl(x509::KeyTypeName(key.type())), " ", key.bits(), " bits, policy asks for ", wanted),
      absl::StrCat(wanted), absl::StrCat(key.bits()));
}

Findings CheckRsa(const x509::PublicKey& key, int depth, const Policy& policy) {
  const bool is_short = key.bits() < policy.min_rsa_bits;
  if (!is_short && key.rsa_numbers_sane()) return {};
  constexpr char kInsane[] = "the public exponent is even or below 3, or the modulus is even";
  if (!is_short) {
    return {MakeFinding(FindingCode::kWeakKey, depth, absl::StrCat("RSA ", key.bits(), " bits, and ", kInsane),
                        "an odd exponent of 3 or more")};
  }
  Finding finding = TooShort(key, depth, policy.min_rsa_bits);
  if (!key.rsa_numbers_sane()) absl::StrAppend(&finding.message, "; ", kInsane);
  return {finding};
}

Finding OtherType(const x509::PublicKey& key, int depth, KeyTypeSet allowed) {
  const bool has_name = key.type() != x509::KeyType::kUnknown;
  const std::string type =
      has_name ? std::string(x509::KeyTypeName(key.type())) : base::DisplayText(key.algorithm_oid(), 64);
  const std::string names = KeyTypeNames(allowed);
  return MakeFinding(FindingCode::kWeakKey, depth, absl::StrCat("a kind of key that policy does not allow: ", type),
                     names, type);
}

}  // namespace

Findings CheckKeyStrength(const x509::Certificate& certificate, int depth, const Policy& policy) {
  const x509::PublicKey& key = certificate.public_key();
  if (policy.allowed_key_types && !policy.allowed_key_types->Contains(key.type())) {
    return {OtherType(key, depth, *policy.allowed_key_types)};
  }
  switch (key.type()) {
    case x509::KeyType::kRsa:
    case x509::KeyType::kRsaPss:
      return CheckRsa(key, depth, policy);
    case x509::KeyType::kEc:
      // 0: a curve that nothing here knows, of which nothing can be said.
      if (key.bits() == 0 || key.bits() >= policy.min_ec_bits) return {};
      return {TooShort(key, depth, policy.min_ec_bits)};
    case x509::KeyType::kDsa:
      return {MakeFinding(FindingCode::kWeakKey, depth,
                          absl::StrCat("DSA ", key.bits(), " bits; DSA is no longer used"), "RSA or EC", "DSA")};
    case x509::KeyType::kEd25519:
    case x509::KeyType::kEd448:
    case x509::KeyType::kUnknown:
      return {};
  }
  return {};
}

}  // namespace certsweep::pki
