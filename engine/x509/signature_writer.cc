#include "engine/x509/signature_writer.h"

#include <openssl/bytestring.h>
#include <openssl/digest.h>
#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "engine/base/boringssl_error.h"
#include "engine/x509/cbb.h"

namespace certsweep::x509 {
namespace {

struct Scheme {
  const char* oid;
  bool null_parameters;
  const EVP_MD* digest;  // null: the algorithm has its own
};

Scheme RsaScheme(HashAlgorithm hash) {
  if (hash == HashAlgorithm::kSha512) return {"1.2.840.113549.1.1.13", true, EVP_sha512()};
  if (hash == HashAlgorithm::kSha384) return {"1.2.840.113549.1.1.12", true, EVP_sha384()};
  return {"1.2.840.113549.1.1.11", true, EVP_sha256()};
}

Scheme EcScheme(HashAlgorithm hash) {
  if (hash == HashAlgorithm::kSha512) return {"1.2.840.10045.4.3.4", false, EVP_sha512()};
  if (hash == HashAlgorithm::kSha384) return {"1.2.840.10045.4.3.3", false, EVP_sha384()};
  return {"1.2.840.10045.4.3.2", false, EVP_sha256()};
}

std::optional<Scheme> SchemeOf(const PrivateKey& key, HashAlgorithm hash) {
  switch (EVP_PKEY_id(key.key())) {
    case EVP_PKEY_RSA:
      return RsaScheme(hash);
    case EVP_PKEY_EC:
      return EcScheme(hash);
    case EVP_PKEY_ED25519:
      return Scheme{"1.3.101.112", false, nullptr};
    default:
      return std::nullopt;
  }
}

absl::Status NoSigner() { return absl::InvalidArgumentError("a key of this kind can't sign here"); }

absl::StatusOr<std::string> Signature(const Scheme& scheme, const PrivateKey& key, base::Bytes message) {
  bssl::ScopedEVP_MD_CTX context;
  std::string signature(static_cast<size_t>(EVP_PKEY_size(key.key())), '\0');
  size_t size = signature.size();
  if (!EVP_DigestSignInit(context.get(), nullptr, scheme.digest, nullptr, key.key()) ||
      !EVP_DigestSign(context.get(), reinterpret_cast<uint8_t*>(signature.data()), &size, message.data(),
                      message.size())) {
    return base::BoringSslStatus("signing");
  }
  signature.resize(size);
  return signature;
}

}  // namespace

absl::StatusOr<std::string> SignatureAlgorithmDer(const PrivateKey& key, HashAlgorithm hash) {
  const std::optional<Scheme> scheme = SchemeOf(key, hash);
  if (!scheme) return NoSigner();
  bssl::ScopedCBB cbb;
  CBB identifier;
  if (!CBB_init(cbb.get(), 32) || !CBB_add_asn1(cbb.get(), &identifier, CBS_ASN1_SEQUENCE) ||
      !AddOid(&identifier, scheme->oid) || (scheme->null_parameters && !AddElement(&identifier, CBS_ASN1_NULL, {})) ||
      !CBB_flush(cbb.get())) {
    return base::BoringSslStatus("signature algorithm");
  }
  return Written(cbb.get());
}

absl::StatusOr<std::string> SignedDer(std::string_view to_be_signed, const PrivateKey& key, HashAlgorithm hash) {
  const std::optional<Scheme> scheme = SchemeOf(key, hash);
  if (!scheme) return NoSigner();
  const absl::StatusOr<std::string> algorithm = SignatureAlgorithmDer(key, hash);
  if (!algorithm.ok()) return algorithm;
  const absl::StatusOr<std::string> signature = Signature(*scheme, key, base::AsBytes(to_be_signed));
  if (!signature.ok()) return signature;
  bssl::ScopedCBB cbb;
  CBB outer, bits;
  if (!CBB_init(cbb.get(), to_be_signed.size() + 600) || !CBB_add_asn1(cbb.get(), &outer, CBS_ASN1_SEQUENCE) ||
      !AddBytes(&outer, base::AsBytes(to_be_signed)) || !AddBytes(&outer, base::AsBytes(*algorithm)) ||
      !CBB_add_asn1(&outer, &bits, CBS_ASN1_BITSTRING) || !CBB_add_u8(&bits, 0) ||
      !AddBytes(&bits, base::AsBytes(*signature)) || !CBB_flush(cbb.get())) {
    return base::BoringSslStatus("signing");
  }
  return Written(cbb.get());
}

}  // namespace certsweep::x509
