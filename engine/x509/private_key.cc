#include "engine/x509/private_key.h"

#include <openssl/bytestring.h>
#include <openssl/ec_key.h>
#include <openssl/err.h>
#include <openssl/mem.h>
#include <openssl/pem.h>
#include <openssl/pkcs8.h>
#include <openssl/rsa.h>

#include <cstring>
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

bool IsEncrypted(const PemBlock& block) {
  return block.label == "ENCRYPTED PRIVATE KEY" || block.headers.find("ENCRYPTED") != std::string::npos;
}

int GivePassphrase(char* buffer, int size, int /*is_writing*/, void* user) {
  const auto& passphrase = *static_cast<const std::string_view*>(user);
  if (passphrase.size() > static_cast<size_t>(size)) return -1;
  std::memcpy(buffer, passphrase.data(), passphrase.size());
  return static_cast<int>(passphrase.size());
}

// OpenSSL's way of old: the DER itself is encrypted, and headers say how. False: it is not opened.
bool DecryptByHeaders(std::string_view passphrase, PemBlock& block) {
  EVP_CIPHER_INFO how;
  long size = static_cast<long>(block.der.size());
  auto* der = reinterpret_cast<unsigned char*>(block.der.data());
  if (!PEM_get_EVP_CIPHER_INFO(block.headers.data(), &how) ||
      !PEM_do_header(&how, der, &size, GivePassphrase, &passphrase)) {
    return false;
  }
  block.der.resize(static_cast<size_t>(size));
  return true;
}

bssl::UniquePtr<EVP_PKEY> FromBlock(const PemBlock& block) {
  CBS cbs = ToCbs(base::AsBytes(block.der));
  if (block.label == "RSA PRIVATE KEY") return FromRsa(cbs);
  if (block.label == "EC PRIVATE KEY") return FromEc(cbs);
  bssl::UniquePtr<EVP_PKEY> key(EVP_parse_private_key(&cbs));
  return IsEmpty(cbs) ? std::move(key) : nullptr;
}

bssl::UniquePtr<EVP_PKEY> FromEncryptedBlock(PemBlock& block, std::string_view passphrase) {
  if (block.label != "ENCRYPTED PRIVATE KEY") return DecryptByHeaders(passphrase, block) ? FromBlock(block) : nullptr;
  CBS cbs = ToCbs(base::AsBytes(block.der));
  bssl::UniquePtr<EVP_PKEY> key(PKCS8_parse_encrypted_private_key(&cbs, passphrase.data(), passphrase.size()));
  return IsEmpty(cbs) ? std::move(key) : nullptr;
}

// Whether it is encrypted by what BoringSSL does not know (scrypt, RC2 and the like), or the text says no such thing:
// then no passphrase is to blame.
bool IsOfAnotherKind(uint32_t error) {
  const int reason = ERR_GET_REASON(error);
  switch (ERR_GET_LIB(error)) {
    case ERR_LIB_PKCS8:
      return reason == PKCS8_R_UNKNOWN_ALGORITHM || reason == PKCS8_R_UNSUPPORTED_CIPHER ||
             reason == PKCS8_R_UNSUPPORTED_KEY_DERIVATION_FUNCTION || reason == PKCS8_R_UNSUPPORTED_KEYLENGTH ||
             reason == PKCS8_R_UNSUPPORTED_PRF || reason == PKCS8_R_UNSUPPORTED_SALT_TYPE ||
             reason == PKCS8_R_DECODE_ERROR || reason == PKCS8_R_BAD_ITERATION_COUNT;
    case ERR_LIB_PEM:
      return reason != PEM_R_BAD_DECRYPT && reason != PEM_R_BAD_PASSWORD_READ;
    default:
      return false;
  }
}

absl::StatusOr<PrivateKey> OpenBlock(PemBlock& block, std::string_view passphrase) {
  const std::string place = absl::StrCat("line ", block.line, ": ");
  if (passphrase.empty()) {
    return absl::FailedPreconditionError(place + "the private key is encrypted: it needs a passphrase");
  }
  bssl::UniquePtr<EVP_PKEY> key = FromEncryptedBlock(block, passphrase);
  const uint32_t error = ERR_peek_error();
  ERR_clear_error();
  if (key != nullptr) return PrivateKey(std::move(key));
  if (IsOfAnotherKind(error)) {
    return absl::InvalidArgumentError(
        place +
        "the private key is encrypted in a way that can't be read (openssl pkcs8 -topk8 -v2 aes256 rewrites it)");
  }
  return absl::UnauthenticatedError(place + "the passphrase does not open the private key");
}

}  // namespace

absl::StatusOr<std::optional<PrivateKey>> PrivateKey::FromPem(std::string_view text, std::string_view passphrase) {
  absl::StatusOr<std::vector<PemBlock>> blocks = ParsePem(text);
  if (!blocks.ok()) return blocks.status();
  const PemWiper wiper(*blocks);
  for (PemBlock& block : *blocks) {
    if (!IsPrivateKeyLabel(block.label)) continue;
    if (IsEncrypted(block)) {
      absl::StatusOr<PrivateKey> opened = OpenBlock(block, passphrase);
      if (!opened.ok()) return opened.status();
      return std::optional<PrivateKey>(*std::move(opened));
    }
    bssl::UniquePtr<EVP_PKEY> key = FromBlock(block);
    ERR_clear_error();
    if (key != nullptr) return std::optional<PrivateKey>(PrivateKey(std::move(key)));
    return absl::InvalidArgumentError(
        absl::StrCat("line ", block.line, ": the private key can't be read (damaged, or of an unknown kind)"));
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
