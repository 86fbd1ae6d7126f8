#include "tests/engine/tls/script_crypto.h"

#include <openssl/aead.h>

#include "engine/base/bytes.h"
#include "tests/support/check.h"

namespace certsweep::tls {

std::string Sha256Of(std::string_view bytes) {
  const base::Sha256Digest digest = base::Sha256(base::AsBytes(bytes));
  return std::string(base::AsText(digest));
}

std::string SealAes128Gcm(std::string_view key, std::string_view nonce, std::string_view plaintext,
                          std::string_view additional_data) {
  const base::Bytes key_bytes = base::AsBytes(key), nonce_bytes = base::AsBytes(nonce),
                    input = base::AsBytes(plaintext), additional = base::AsBytes(additional_data);
  bssl::ScopedEVP_AEAD_CTX context;
  std::string out(plaintext.size() + EVP_AEAD_DEFAULT_TAG_LENGTH + 16, '\0');
  size_t size = 0;
  test::Check(EVP_AEAD_CTX_init(context.get(), EVP_aead_aes_128_gcm(), key_bytes.data(), key_bytes.size(),
                                EVP_AEAD_DEFAULT_TAG_LENGTH, nullptr) == 1 &&
                  EVP_AEAD_CTX_seal(context.get(), reinterpret_cast<uint8_t*>(out.data()), &size, out.size(),
                                    nonce_bytes.data(), nonce_bytes.size(), input.data(), input.size(),
                                    additional.data(), additional.size()) == 1,
              "AES-128-GCM");
  out.resize(size);
  return out;
}

}  // namespace certsweep::tls
