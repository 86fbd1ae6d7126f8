// Signature algorithms of certificates and CRLs (RFC 5280, 4.1.1.2; RFC 4055; RFC 5758; RFC 8410), and the check of a
// signature by one. Thread-safe: values and pure functions.
#ifndef CERTSWEEP_ENGINE_X509_SIGNATURE_ALGORITHM_H_
#define CERTSWEEP_ENGINE_X509_SIGNATURE_ALGORITHM_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/x509/public_key.h"

namespace certsweep::x509 {

enum class HashAlgorithm { kMd2, kMd4, kMd5, kSha1, kSha224, kSha256, kSha384, kSha512, kIntrinsic, kUnknown };

// "MD5", "SHA-1", "SHA-256"; "none of its own" for kIntrinsic, "unknown".
std::string_view HashAlgorithmName(HashAlgorithm hash);

struct SignatureAlgorithm {
  std::string oid;   // dotted
  std::string name;  // "sha256WithRSAEncryption", "ecdsa-with-SHA256", "Ed25519", "rsassaPss-sha256", else the OID
  HashAlgorithm hash = HashAlgorithm::kUnknown;
  // What keys make such signatures; kUnknown where nothing here knows the algorithm.
  KeyType key_type = KeyType::kUnknown;
  bool is_pss = false;
  int pss_salt_length = 0;
  std::string problem;  // what is wrong with the encoding; empty: nothing
};

// `der`: an AlgorithmIdentifier with its outer SEQUENCE. Never fails: what is not known has its OID for a name.
SignatureAlgorithm ParseSignatureAlgorithm(base::Bytes der);

enum class SignatureCheck {
  kValid,
  kInvalid,      // the algorithm fits the key and the signature is wrong
  kMismatch,     // the signature algorithm is not one for this kind of key
  kUnsupported,  // the key or algorithm is one that nothing here can compute
};

// Checks `signature` over `signed_data`. Weak hashes are computed: whether they are allowed is policy. MD2 and MD4 are
// kUnsupported.
SignatureCheck CheckSignatureBytes(const SignatureAlgorithm& algorithm, const PublicKey& key, base::Bytes signed_data,
                                   base::Bytes signature);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_SIGNATURE_ALGORITHM_H_
