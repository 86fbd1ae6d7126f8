#include "engine/x509/private_key.h"

#include <openssl/bytestring.h>
#include <openssl/ec_key.h>
#include <openssl/err.h>
#include <openssl/mem.h>
#include <openssl/rsa.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/boringssl_error.h"
#include "engine/x509/cbs.h"
#include "engine/x509/pem.h"

namespace certsweep::x509 {
namespace {

bool IsPrivateKeyLabel(const std::string& label) { return label.ends_with("PRIVATE KEY"); }

bssl::UniquePtr<EVP_PKEY> FromRsa(CBS cbs) {
  const bssl::UniquePtr<RSA> rsa(RSA_parse_private_key(&cbs));
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  if (rsa == nullptr || !IsEmpty(cbs) || key == nullptr || !EVP_PKEY_set1_RSA(key.get(), rsa.get())) return nullptr;
  return key;
}

bssl::UniquePtr<EVP_PKEY> FromEc(CBS cbs) {
  const bssl::UniquePtr<EC_KEY> ec(EC_KEY_parse_private_key(&cbs, nullptr));
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  if (ec == nullptr || !IsEmpty(cbs) || key == nullptr || !EVP_PKEY_set1_EC_KEY(key.get(), ec.get())) return nullptr;
  return key;
}

bssl::UniquePtr<EVP_PKEY> FromBlock(const PemBlock& block) {
  CBS cbs = ToCbs(base::AsBytes(block.der));
  if (block.label == "RSA PRIVATE KEY") return FromRsa(cbs);
  if (block.label == "EC PRIVATE KEY") return FromEc(cbs);
  bssl::UniquePtr<EVP_PKEY> key(EVP_parse_private_key(&cbs));
  return IsEmpty(cbs) ? std::move(key) : nullptr;
}

}  // namespace

absl::StatusOr<std::optional<PrivateKey>> PrivateKey::FromPem(std::string_view text) {
  absl::StatusOr<std::vector<PemBlock>> blocks = ParsePem(text);
  if (!blocks.ok()) return blocks.status();
  const PemWiper wiper(*blocks);
  for (const PemBlock& block : *blocks) {
    if (!IsPrivateKeyLabel(block.label)) continue;
    bssl::UniquePtr<EVP_PKEY> key = FromBlock(block);
    ERR_clear_error();
    if (key != nullptr) return std::optional<PrivateKey>(PrivateKey(std::move(key)));
    return absl::InvalidArgumentError(absl::StrCat(
        "line ", block.line, ": the private key can't be read (encrypted, damaged, or of an unknown kind)"));
  }
  return std::optional<PrivateKey>();
}

absl::StatusOr<base::SecretText> PrivateKey::ToPem() const {
  bssl::ScopedCBB der;  // BoringSSL wipes what it frees
  if (!CBB_init(der.get(), 2048) || !EVP_marshal_private_key(der.get(), key_.get())) {
    return base::BoringSslStatus("the private key");
  }
  return base::SecretText(EncodePem("PRIVATE KEY", {CBB_data(der.get()), CBB_len(der.get())}));
}

std::string PrivateKey::SpkiDer() const {
  bssl::ScopedCBB der;
  if (!CBB_init(der.get(), 512) || !EVP_marshal_public_key(der.get(), key_.get())) {
    ERR_clear_error();
    return {};
  }
  return std::string(base::AsText({CBB_data(der.get()), CBB_len(der.get())}));
}

bool PrivateKey::Matches(const PublicKey& key) const {
  return key.key() != nullptr && EVP_PKEY_cmp(key_.get(), key.key()) == 1;
}

}  // namespace certsweep::x509
