#include "engine/x509/new_key.h"

#include <openssl/bn.h>
#include <openssl/ec_key.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <openssl/rsa.h>

#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/boringssl_error.h"
#include "engine/base/text.h"

namespace certsweep::x509 {
namespace {

struct KnownType {
  NewKeyType type;
  std::string_view name;
  int rsa_bits;   // 0: EC
  int curve_nid;  // 0: RSA
};

// In the order of the enum.
constexpr std::array kTypes = {
    KnownType{NewKeyType::kRsa2048, "rsa:2048", 2048, 0},
    KnownType{NewKeyType::kRsa3072, "rsa:3072", 3072, 0},
    KnownType{NewKeyType::kRsa4096, "rsa:4096", 4096, 0},
    KnownType{NewKeyType::kP256, "ec:P-256", 0, NID_X9_62_prime256v1},
    KnownType{NewKeyType::kP384, "ec:P-384", 0, NID_secp384r1},
    KnownType{NewKeyType::kP521, "ec:P-521", 0, NID_secp521r1},
};

const KnownType& Known(NewKeyType type) { return kTypes[static_cast<size_t>(type)]; }

bool IsShortRsa(std::string_view text) {
  constexpr std::string_view kRsa = "rsa:";
  if (!base::EqualsIgnoreAsciiCase(text.substr(0, kRsa.size()), kRsa)) return false;
  int bits = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + kRsa.size(), end, bits);
  return error == std::errc() && rest == end && bits < 2048;
}

bssl::UniquePtr<EVP_PKEY> GenerateRsa(int bits) {
  const bssl::UniquePtr<RSA> rsa(RSA_new());
  const bssl::UniquePtr<BIGNUM> exponent(BN_new());
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  if (rsa == nullptr || exponent == nullptr || key == nullptr || !BN_set_word(exponent.get(), RSA_F4) ||
      !RSA_generate_key_ex(rsa.get(), bits, exponent.get(), nullptr) || !EVP_PKEY_set1_RSA(key.get(), rsa.get())) {
    return nullptr;
  }
  return key;
}

bssl::UniquePtr<EVP_PKEY> GenerateEc(int nid) {
  const bssl::UniquePtr<EC_KEY> ec(EC_KEY_new_by_curve_name(nid));
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  if (ec == nullptr || key == nullptr || !EC_KEY_generate_key(ec.get()) || !EVP_PKEY_set1_EC_KEY(key.get(), ec.get())) {
    return nullptr;
  }
  return key;
}

}  // namespace

std::string_view NewKeyTypeName(NewKeyType type) { return Known(type).name; }

absl::StatusOr<NewKeyType> ParseNewKeyType(std::string_view text) {
  std::string names;
  for (const KnownType& known : kTypes) {
    if (base::EqualsIgnoreAsciiCase(text, known.name)) return known.type;
    absl::StrAppend(&names, names.empty() ? "" : ", ", base::ToAbsl(known.name));
  }
  const char* complaint = IsShortRsa(text) ? "\" is too weak (RSA needs 2048 bits); there are " : "\" is none of ";
  return absl::InvalidArgumentError(absl::StrCat("key type \"", base::DisplayText(text, 40), complaint, names));
}

absl::StatusOr<PrivateKey> GenerateKey(NewKeyType type) {
  const KnownType& known = Known(type);
  bssl::UniquePtr<EVP_PKEY> key = known.rsa_bits > 0 ? GenerateRsa(known.rsa_bits) : GenerateEc(known.curve_nid);
  if (key == nullptr) return base::BoringSslStatus(absl::StrCat("a new ", base::ToAbsl(known.name), " key"));
  return PrivateKey(std::move(key));
}

}  // namespace certsweep::x509
