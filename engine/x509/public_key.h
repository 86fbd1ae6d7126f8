// PublicKey: what a SubjectPublicKeyInfo says (RFC 5280, 4.1.2.7), and the check of a signature made with it.
// Immutable and thread-safe once parsed.
#ifndef CERTSWEEP_ENGINE_X509_PUBLIC_KEY_H_
#define CERTSWEEP_ENGINE_X509_PUBLIC_KEY_H_

#include <openssl/evp.h>

#include <string>
#include <string_view>

#include "engine/base/bytes.h"

namespace certsweep::x509 {

enum class KeyType { kRsa, kRsaPss, kEc, kEd25519, kEd448, kDsa, kUnknown };

// "RSA", "RSA-PSS", "EC", "Ed25519", "Ed448", "DSA", "unknown": as the JSON line says it.
std::string_view KeyTypeName(KeyType type);

class PublicKey {
 public:
  // Describes as much of `spki` (a DER SubjectPublicKeyInfo) as can be read; never fails: what can't be read is
  // kUnknown.
  static PublicKey Parse(base::Bytes spki);

  KeyType type() const { return type_; }
  // RSA, DSA: bits of the modulus; EC: bits of the field; 255 / 456 for Ed25519 / Ed448; 0 if unknown.
  int bits() const { return bits_; }
  // EC: "P-256", "P-384", "brainpoolP256r1" ... or the dotted OID; "explicit" for explicit parameters; else empty.
  const std::string& curve() const { return curve_; }
  // RSA: false if the public exponent is even or below 3, or the modulus is even. True for all other types.
  bool rsa_numbers_sane() const { return rsa_numbers_sane_; }
  // What is wrong with the encoding, or with the numbers of a key that BoringSSL could use; empty: nothing.
  const std::string& problem() const { return problem_; }
  // It is no key that anybody could use.
  bool problem_is_fatal() const { return problem_is_fatal_; }
  // The algorithm's dotted OID.
  const std::string& algorithm_oid() const { return algorithm_oid_; }
  // The key as BoringSSL holds it (an RSA-PSS key as plain RSA); nullptr where it can't. Owned by this object.
  EVP_PKEY* key() const { return key_.get(); }

 private:
  friend class PublicKeyReader;
  KeyType type_ = KeyType::kUnknown;
  int bits_ = 0;
  std::string curve_;
  bool rsa_numbers_sane_ = true;
  std::string problem_;
  bool problem_is_fatal_ = false;
  std::string algorithm_oid_;
  bssl::UniquePtr<EVP_PKEY> key_;
};

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_PUBLIC_KEY_H_
