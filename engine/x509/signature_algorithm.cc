#include "engine/x509/signature_algorithm.h"

#include <openssl/digest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/x509/cbs.h"
#include "engine/x509/oid.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_view_literals;

enum class Parameters { kNull, kAbsent, kPss, kAny };

struct KnownAlgorithm {
  std::string_view oid;  // content octets
  std::string_view name;
  HashAlgorithm hash;
  KeyType key_type;
  Parameters parameters;
};

constexpr std::array kAlgorithms = {
    KnownAlgorithm{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"sv, "sha256WithRSAEncryption", HashAlgorithm::kSha256,
                   KeyType::kRsa, Parameters::kNull},
    KnownAlgorithm{"\x2a\x86\x48\xce\x3d\x04\x03\x02"sv, "ecdsa-with-SHA256", HashAlgorithm::kSha256, KeyType::kEc,
                   Parameters::kAbsent},
    KnownAlgorithm{"\x2a\x86\x48\xce\x3d\x04\x03\x03"sv, "ecdsa-with-SHA384", HashAlgorithm::kSha384, KeyType::kEc,
                   Parameters::kAbsent},
    KnownAlgorithm{"\x2a\x86\x48\xce\x3d\x04\x03\x04"sv, "ecdsa-with-SHA512", HashAlgorithm::kSha512, KeyType::kEc,
                   Parameters::kAbsent},
    KnownAlgorithm{"\x2a\x86\x48\xce\x3d\x04\x03\x01"sv, "ecdsa-with-SHA224", HashAlgorithm::kSha224, KeyType::kEc,
                   Parameters::kAbsent},
    KnownAlgorithm{"\x2a\x86\x48\xce\x3d\x04\x01"sv, "ecdsa-with-SHA1", HashAlgorithm::kSha1, KeyType::kEc,
                   Parameters::kAbsent},
    KnownAlgorithm{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"sv, "sha384WithRSAEncryption", HashAlgorithm::kSha384,
                   KeyType::kRsa, Parameters::kNull},
    KnownAlgorithm{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"sv, "sha512WithRSAEncryption", HashAlgorithm::kSha512,
                   KeyType::kRsa, Parameters::kNull},
    KnownAlgorithm{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e"sv, "sha224WithRSAEncryption", HashAlgorithm::kSha224,
                   KeyType::kRsa, Parameters::kNull},
    KnownAlgorithm{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"sv, "rsassaPss", HashAlgorithm::kUnknown, KeyType::kRsa,
                   Parameters::kPss},
    KnownAlgorithm{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"sv, "sha1WithRSAEncryption", HashAlgorithm::kSha1,
                   KeyType::kRsa, Parameters::kNull},
    KnownAlgorithm{"\x2b\x0e\x03\x02\x1d"sv, "sha1WithRSA", HashAlgorithm::kSha1, KeyType::kRsa, Parameters::kAny},
    KnownAlgorithm{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04"sv, "md5WithRSAEncryption", HashAlgorithm::kMd5, KeyType::kRsa,
                   Parameters::kNull},
    KnownAlgorithm{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x03"sv, "md4WithRSAEncryption", HashAlgorithm::kMd4, KeyType::kRsa,
                   Parameters::kNull},
    KnownAlgorithm{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x02"sv, "md2WithRSAEncryption", HashAlgorithm::kMd2, KeyType::kRsa,
                   Parameters::kNull},
    KnownAlgorithm{"\x2b\x65\x70"sv, "Ed25519", HashAlgorithm::kIntrinsic, KeyType::kEd25519, Parameters::kAbsent},
    KnownAlgorithm{"\x2b\x65\x71"sv, "Ed448", HashAlgorithm::kIntrinsic, KeyType::kEd448, Parameters::kAbsent},
    KnownAlgorithm{"\x2a\x86\x48\xce\x38\x04\x03"sv, "dsa-with-SHA1", HashAlgorithm::kSha1, KeyType::kDsa,
                   Parameters::kAny},
    KnownAlgorithm{"\x60\x86\x48\x01\x65\x03\x04\x03\x01"sv, "dsa-with-SHA224", HashAlgorithm::kSha224, KeyType::kDsa,
                   Parameters::kAny},
    KnownAlgorithm{"\x60\x86\x48\x01\x65\x03\x04\x03\x02"sv, "dsa-with-SHA256", HashAlgorithm::kSha256, KeyType::kDsa,
                   Parameters::kAny},
};

struct KnownHash {
  std::string_view oid;
  std::string_view name;
  HashAlgorithm hash;
};

constexpr std::array kHashes = {
    KnownHash{"\x2b\x0e\x03\x02\x1a"sv, "sha1", HashAlgorithm::kSha1},
    KnownHash{"\x60\x86\x48\x01\x65\x03\x04\x02\x04"sv, "sha224", HashAlgorithm::kSha224},
    KnownHash{"\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv, "sha256", HashAlgorithm::kSha256},
    KnownHash{"\x60\x86\x48\x01\x65\x03\x04\x02\x02"sv, "sha384", HashAlgorithm::kSha384},
    KnownHash{"\x60\x86\x48\x01\x65\x03\x04\x02\x03"sv, "sha512", HashAlgorithm::kSha512},
};
constexpr std::string_view kMgf1 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"sv;

const KnownAlgorithm* FindAlgorithm(std::string_view oid) {
  for (const KnownAlgorithm& known : kAlgorithms) {
    if (known.oid == oid) return &known;
  }
  return nullptr;
}

// HashAlgorithm off the front: {OID, NULL or nothing}.
const KnownHash* TakeHash(CBS* cbs) {
  CBS algorithm, oid, null;
  if (!CBS_get_asn1(cbs, &algorithm, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&algorithm, &oid, CBS_ASN1_OBJECT)) {
    return nullptr;
  }
  const bool parameters = !IsEmpty(algorithm);
  if (parameters && (!CBS_get_asn1(&algorithm, &null, CBS_ASN1_NULL) || !IsEmpty(null) || !IsEmpty(algorithm))) {
    return nullptr;
  }
  for (const KnownHash& known : kHashes) {
    if (known.oid == ToText(oid)) return &known;
  }
  return nullptr;
}

const KnownHash* TakeMaskGenerationHash(CBS* cbs) {
  CBS algorithm, oid;
  if (!CBS_get_asn1(cbs, &algorithm, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&algorithm, &oid, CBS_ASN1_OBJECT) ||
      ToText(oid) != kMgf1) {
    return nullptr;
  }
  const KnownHash* hash = TakeHash(&algorithm);
  return IsEmpty(algorithm) ? hash : nullptr;
}

// RSASSA-PSS-params (RFC 4055, 3.1). False where they are malformed, or ask for what nobody computes.
bool ReadPssParameters(CBS parameters, SignatureAlgorithm* out) {
  constexpr unsigned kContext = CBS_ASN1_CONSTRUCTED | CBS_ASN1_CONTEXT_SPECIFIC;
  CBS fields, field;
  int present = 0;
  if (!CBS_get_asn1(&parameters, &fields, CBS_ASN1_SEQUENCE) || !IsEmpty(parameters)) return false;
  const KnownHash* hash = kHashes.data();
  const KnownHash* mask_hash = kHashes.data();
  uint64_t salt_length = 20, trailer = 1;
  if (!CBS_get_optional_asn1(&fields, &field, &present, kContext | 0)) return false;
  if (present != 0 && ((hash = TakeHash(&field)) == nullptr || !IsEmpty(field))) return false;
  if (!CBS_get_optional_asn1(&fields, &field, &present, kContext | 1)) return false;
  if (present != 0 && ((mask_hash = TakeMaskGenerationHash(&field)) == nullptr || !IsEmpty(field))) return false;
  if (!CBS_get_optional_asn1_uint64(&fields, &salt_length, kContext | 2, 20) ||
      !CBS_get_optional_asn1_uint64(&fields, &trailer, kContext | 3, 1) || !IsEmpty(fields)) {
    return false;
  }
  if (hash->hash != mask_hash->hash || salt_length > 1024 || trailer != 1) return false;
  out->hash = hash->hash;
  out->pss_salt_length = static_cast<int>(salt_length);
  out->name = absl::StrCat("rsassaPss-", base::ToAbsl(hash->name));
  return true;
}

bool IsNull(CBS parameters) {
  CBS null;
  return CBS_get_asn1(&parameters, &null, CBS_ASN1_NULL) && IsEmpty(null) && IsEmpty(parameters);
}

void ReadParameters(const KnownAlgorithm& known, CBS parameters, SignatureAlgorithm* out) {
  switch (known.parameters) {
    case Parameters::kNull:
      if (!IsNull(parameters)) out->problem = "the parameters are not NULL";
      return;
    case Parameters::kAbsent:
      if (!IsEmpty(parameters)) out->problem = "there are parameters, where none belong";
      return;
    case Parameters::kPss:
      out->is_pss = true;
      if (!ReadPssParameters(parameters, out))
        out->problem = "RSASSA-PSS parameters that are malformed or not supported";
      return;
    case Parameters::kAny:
      return;
  }
}

const EVP_MD* DigestOf(HashAlgorithm hash) {
  switch (hash) {
    case HashAlgorithm::kMd5:
      return EVP_md5();
    case HashAlgorithm::kSha1:
      return EVP_sha1();
    case HashAlgorithm::kSha224:
      return EVP_sha224();
    case HashAlgorithm::kSha256:
      return EVP_sha256();
    case HashAlgorithm::kSha384:
      return EVP_sha384();
    case HashAlgorithm::kSha512:
      return EVP_sha512();
    case HashAlgorithm::kMd2:
    case HashAlgorithm::kMd4:
    case HashAlgorithm::kIntrinsic:
    case HashAlgorithm::kUnknown:
      return nullptr;
  }
  return nullptr;
}

bool FitsKey(const SignatureAlgorithm& algorithm, const PublicKey& key) {
  // An id-RSASSA-PSS key makes PSS signatures alone; an rsaEncryption key both (RFC 4055, 1.2).
  if (key.type() == KeyType::kRsaPss) return algorithm.is_pss;
  return algorithm.key_type == key.type();
}

bool Verify(const SignatureAlgorithm& algorithm, const PublicKey& key, const EVP_MD* digest, base::Bytes signed_data,
            base::Bytes signature) {
  bssl::ScopedEVP_MD_CTX context;
  EVP_PKEY_CTX* key_context = nullptr;
  if (!EVP_DigestVerifyInit(context.get(), &key_context, digest, nullptr, key.key())) return false;
  if (algorithm.is_pss && (!EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) ||
                           !EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, algorithm.pss_salt_length) ||
                           !EVP_PKEY_CTX_set_rsa_mgf1_md(key_context, digest))) {
    return false;
  }
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), signed_data.data(), signed_data.size()) ==
         1;
}

}  // namespace

std::string_view HashAlgorithmName(HashAlgorithm hash) {
  switch (hash) {
    case HashAlgorithm::kMd2:
      return "MD2";
    case HashAlgorithm::kMd4:
      return "MD4";
    case HashAlgorithm::kMd5:
      return "MD5";
    case HashAlgorithm::kSha1:
      return "SHA-1";
    case HashAlgorithm::kSha224:
      return "SHA-224";
    case HashAlgorithm::kSha256:
      return "SHA-256";
    case HashAlgorithm::kSha384:
      return "SHA-384";
    case HashAlgorithm::kSha512:
      return "SHA-512";
    case HashAlgorithm::kIntrinsic:
      return "none of its own";
    case HashAlgorithm::kUnknown:
      return "unknown";
  }
  return "unknown";
}

SignatureAlgorithm ParseSignatureAlgorithm(base::Bytes der) {
  SignatureAlgorithm algorithm;
  CBS cbs = ToCbs(der), fields, oid;
  if (!CBS_get_asn1(&cbs, &fields, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&fields, &oid, CBS_ASN1_OBJECT)) {
    algorithm.name = "unknown";
    algorithm.problem = "not an AlgorithmIdentifier";
    return algorithm;
  }
  algorithm.oid = OidText(ToBytes(oid));
  algorithm.name = algorithm.oid;
  const KnownAlgorithm* known = FindAlgorithm(ToText(oid));
  if (known == nullptr) return algorithm;
  algorithm.name = std::string(known->name);
  algorithm.hash = known->hash;
  algorithm.key_type = known->key_type;
  ReadParameters(*known, fields, &algorithm);
  return algorithm;
}

SignatureCheck CheckSignatureBytes(const SignatureAlgorithm& algorithm, const PublicKey& key, base::Bytes signed_data,
                                   base::Bytes signature) {
  if (algorithm.key_type == KeyType::kUnknown || key.type() == KeyType::kUnknown) return SignatureCheck::kUnsupported;
  if (!FitsKey(algorithm, key)) return SignatureCheck::kMismatch;
  const EVP_MD* digest = DigestOf(algorithm.hash);
  if (key.key() == nullptr || key.type() == KeyType::kDsa || key.type() == KeyType::kEd448 ||
      (digest == nullptr && algorithm.hash != HashAlgorithm::kIntrinsic)) {
    return SignatureCheck::kUnsupported;
  }
  const bool valid = Verify(algorithm, key, digest, signed_data, signature);
  ERR_clear_error();
  return valid ? SignatureCheck::kValid : SignatureCheck::kInvalid;
}

}  // namespace certsweep::x509
