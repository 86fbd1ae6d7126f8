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

struct Parameters {
  int rsa_bits;   // 0: EC
  int curve_nid;  // 0: RSA
};

// In the order of the enum.
constexpr std::array<Parameters, kNewKeyTypeNames.size()> kParameters = {{
    {2048, 0},
    {3072, 0},
    {4096, 0},
    {0, NID_X9_62_prime256v1},
    {0, NID_secp384r1},
    {0, NID_secp521r1},
}};

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

std::string_view NewKeyTypeName(NewKeyType type) { return kNewKeyTypeNames[static_cast<size_t>(type)]; }

absl::StatusOr<NewKeyType> ParseNewKeyType(std::string_view text) {
  std::string names;
  for (size_t i = 0; i < kNewKeyTypeNames.size(); ++i) {
    if (base::EqualsIgnoreAsciiCase(text, kNewKeyTypeNames[i])) return static_cast<NewKeyType>(i);
    absl::StrAppend(&names, names.empty() ? "" : ", ", base::ToAbsl(kNewKeyTypeNames[i]));
  }
  const char* complaint = IsShortRsa(text) ? "\" is too weak (RSA needs 2048 bits); there are " : "\" is none of ";
  return absl::InvalidArgumentError(absl::StrCat("key type \"", base::DisplayText(text, 40), complaint, names));
}

absl::StatusOr<PrivateKey> GenerateKey(NewKeyType type) {
  const auto [rsa_bits, curve_nid] = kParameters[static_cast<size_t>(type)];
  bssl::UniquePtr<EVP_PKEY> key = rsa_bits > 0 ? GenerateRsa(rsa_bits) : GenerateEc(curve_nid);
  if (key == nullptr) return base::BoringSslStatus(absl::StrCat("a new ", base::ToAbsl(NewKeyTypeName(type)), " key"));
  return PrivateKey(std::move(key));
}

}  // namespace certsweep::x509
