#include "engine/pki/policy.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::pki {
namespace {

using x509::HashAlgorithm;
using x509::KeyType;

constexpr std::array kHashes = {HashAlgorithm::kMd2,    HashAlgorithm::kMd4,    HashAlgorithm::kMd5,
                                HashAlgorithm::kSha1,   HashAlgorithm::kSha224, HashAlgorithm::kSha256,
                                HashAlgorithm::kSha384, HashAlgorithm::kSha512};
constexpr std::array kKeyTypes = {KeyType::kRsa,     KeyType::kRsaPss, KeyType::kEc,
                                  KeyType::kEd25519, KeyType::kEd448,  KeyType::kDsa};

template <class Set, class All>
std::string Names(Set set, const All& all, std::string_view (*name)(typename All::value_type)) {
  std::string names;
  for (const auto value : all) {
    if (set.Contains(value)) absl::StrAppend(&names, names.empty() ? "" : ", ", base::ToAbsl(name(value)));
  }
  return names;
}

}  // namespace

std::optional<Rules> RulesFromName(std::string_view name) {
  for (const Rules rules : {Rules::kRfc5280, Rules::kWebPki, Rules::kPrivate}) {
    if (RulesName(rules) == name) return rules;
  }
  return std::nullopt;
}

std::string_view RulesName(Rules rules) {
  switch (rules) {
    case Rules::kRfc5280:
      return "rfc5280";
    case Rules::kWebPki:
      return "webpki";
    case Rules::kPrivate:
      return "private";
  }
  return "private";
}

std::string HashNames(HashSet hashes) { return Names(hashes, kHashes, x509::HashAlgorithmName); }

std::string KeyTypeNames(KeyTypeSet types) { return Names(types, kKeyTypes, x509::KeyTypeName); }

}  // namespace certsweep::pki
