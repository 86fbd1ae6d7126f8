// PrivateKey: a private key, new or out of a PEM file, held so that its bytes are wiped when it goes. Immutable,
// thread-safe.
#ifndef CERTSWEEP_ENGINE_X509_PRIVATE_KEY_H_
#define CERTSWEEP_ENGINE_X509_PRIVATE_KEY_H_

#include <openssl/evp.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/base/secret_text.h"
#include "engine/x509/public_key.h"

namespace certsweep::x509 {

class PrivateKey {
 public:
  // The first private key among the PEM blocks of `text` ("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"); nothing
  // where there is none. One that is encrypted (PKCS#8 as in RFC 5958, 3, or OpenSSL's way of old, by headers) is
  // opened with `passphrase`; empty: there is none. Errors have the line, and never say anything of the key itself:
  // FailedPrecondition for an encrypted one without a passphrase, Unauthenticated where the passphrase does not open it
  // (or it is damaged, which can't be told apart), InvalidArgument for one that can't be read.
  static absl::StatusOr<std::optional<PrivateKey>> FromPem(std::string_view text, std::string_view passphrase = {});
  // REQUIRES: `key` has its private half.
  explicit PrivateKey(bssl::UniquePtr<EVP_PKEY> key) : key_(std::move(key)) {}

  // PKCS#8 as one PEM block ("PRIVATE KEY", RFC 5958 and 7468), not encrypted. Internal where BoringSSL fails.
  absl::StatusOr<base::SecretText> ToPem() const;
  // The other half of the pair as a DER SubjectPublicKeyInfo.
  std::string SpkiDer() const;

  // Whether `key` is the other half of the pair. False for kinds that BoringSSL can't hold.
  bool Matches(const PublicKey& key) const;
  EVP_PKEY* key() const { return key_.get(); }

 private:
  bssl::UniquePtr<EVP_PKEY> key_;
};

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_PRIVATE_KEY_H_
