// Policy and rules: what is asked of a certificate beside a valid path.
#ifndef CERTSWEEP_ENGINE_PKI_POLICY_H_
#define CERTSWEEP_ENGINE_PKI_POLICY_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/enum_set.h"
#include "engine/base/sha256_set.h"
#include "engine/pki/allowed_issuers.h"
#include "engine/pki/extended_key_usage.h"
#include "engine/x509/signature_algorithm.h"

namespace certsweep::pki {

enum class Rules { kRfc5280, kWebPki, kPrivate };
std::optional<Rules> RulesFromName(std::string_view name);  // "rfc5280", "webpki", "private"
std::string_view RulesName(Rules rules);

using HashSet = base::EnumSet<x509::HashAlgorithm>;
using KeyTypeSet = base::EnumSet<x509::KeyType>;

inline constexpr HashSet kSha256OrBetter = {x509::HashAlgorithm::kSha256, x509::HashAlgorithm::kSha384,
                                            x509::HashAlgorithm::kSha512};

// "SHA-256, SHA-384": the names of what is in it, weakest first.
std::string HashNames(HashSet hashes);
std::string KeyTypeNames(KeyTypeSet types);

// What is off costs nothing. Copies share the lists, which are immutable.
struct Policy {
  int min_rsa_bits = 2048;                              // fewer: weak_key
  int min_ec_bits = 256;                                // fewer: weak_key
  int min_days_left = 30;                               // fewer: expiring_soon
  std::optional<int> max_validity_days = std::nullopt;  // longer: validity_too_long
  // By what certificates may be signed; else weak_signature. Ed25519 and Ed448 hash in their own way and are allowed.
  HashSet allowed_hashes = kSha256OrBetter;
  std::optional<KeyTypeSet> allowed_key_types = std::nullopt;  // others: weak_key
  // What the leaf must list in its extendedKeyUsage; else extended_key_usage_missing. Null: nothing.
  std::shared_ptr<const std::vector<ExtendedKeyUsage>> required_usages = nullptr;
  // One of these must be above the leaf; else issuer_not_allowed. Null: anyone may.
  std::shared_ptr<const AllowedIssuers> allowed_issuers = nullptr;
  // SHA-256 of each SubjectPublicKeyInfo that no certificate may have; else forbidden_key. Null: none.
  std::shared_ptr<const base::Sha256Set> forbidden_keys = nullptr;
};

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_POLICY_H_
