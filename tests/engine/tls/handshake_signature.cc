#include "tests/engine/tls/handshake_signature.h"

#include <openssl/digest.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>

#include "engine/base/bytes.h"
#include "tests/support/check.h"

namespace certsweep::tls {

std::string SignHandshake(EVP_PKEY* key, uint16_t algorithm, std::string_view message) {
  constexpr int kSaltAsLongAsTheHash = -1;
  const base::Bytes bytes = base::AsBytes(message);
  bssl::ScopedEVP_MD_CTX context;
  EVP_PKEY_CTX* options = nullptr;
  test::Check(
      EVP_DigestSignInit(context.get(), &options, SSL_get_signature_algorithm_digest(algorithm), nullptr, key) == 1,
      "EVP_DigestSignInit");
  if (SSL_is_signature_algorithm_rsa_pss(algorithm)) {
    test::Check(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
                    EVP_PKEY_CTX_set_rsa_pss_saltlen(options, kSaltAsLongAsTheHash) == 1,
                "RSA-PSS options");
  }
  std::string signature(static_cast<size_t>(EVP_PKEY_size(key)), '\0');
  size_t size = signature.size();
  test::Check(EVP_DigestSign(context.get(), reinterpret_cast<uint8_t*>(signature.data()), &size, bytes.data(),
                             bytes.size()) == 1,
              "EVP_DigestSign");
  signature.resize(size);
  return signature;
}

}  // namespace certsweep::tls
