#include "engine/x509/public_key.h"

#include <openssl/bn.h>
#include <openssl/ec_key.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <bit>

#include "engine/x509/cbs.h"
#include "engine/x509/oid.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_view_literals;

struct KnownCurve {
  std::string_view oid;  // content octets
  std::string_view name;
  int bits;
};

constexpr std::array kCurves = {
    KnownCurve{"\x2a\x86\x48\xce\x3d\x03\x01\x07"sv, "P-256", 256},
    KnownCurve{"\x2b\x81\x04\x00\x22"sv, "P-384", 384},
    KnownCurve{"\x2b\x81\x04\x00\x23"sv, "P-521", 521},
    KnownCurve{"\x2b\x81\x04\x00\x21"sv, "P-224", 224},
    KnownCurve{"\x2a\x86\x48\xce\x3d\x03\x01\x01"sv, "P-192", 192},
    KnownCurve{"\x2b\x81\x04\x00\x0a"sv, "secp256k1", 256},
    KnownCurve{"\x2b\x81\x04\x00\x08"sv, "secp160r1", 160},
    KnownCurve{"\x2b\x81\x04\x00\x01"sv, "sect163k1", 163},
    KnownCurve{"\x2b\x81\x04\x00\x1b"sv, "sect233r1", 233},
    KnownCurve{"\x2b\x81\x04\x00\x11"sv, "sect283r1", 283},
    KnownCurve{"\x2b\x24\x03\x03\x02\x08\x01\x01\x01"sv, "brainpoolP160r1", 160},
    KnownCurve{"\x2b\x24\x03\x03\x02\x08\x01\x01\x03"sv, "brainpoolP192r1", 192},
    KnownCurve{"\x2b\x24\x03\x03\x02\x08\x01\x01\x05"sv, "brainpoolP224r1", 224},
    KnownCurve{"\x2b\x24\x03\x03\x02\x08\x01\x01\x07"sv, "brainpoolP256r1", 256},
    KnownCurve{"\x2b\x24\x03\x03\x02\x08\x01\x01\x09"sv, "brainpoolP320r1", 320},
    KnownCurve{"\x2b\x24\x03\x03\x02\x08\x01\x01\x0b"sv, "brainpoolP384r1", 384},
    KnownCurve{"\x2b\x24\x03\x03\x02\x08\x01\x01\x0d"sv, "brainpoolP512r1", 512},
};

struct KnownKeyType {
  std::string_view oid;
  KeyType type;
};

constexpr std::array kKeyTypes = {
    KnownKeyType{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"sv, KeyType::kRsa},
    KnownKeyType{"\x2a\x86\x48\xce\x3d\x02\x01"sv, KeyType::kEc},
    KnownKeyType{"\x2b\x65\x70"sv, KeyType::kEd25519},
    KnownKeyType{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"sv, KeyType::kRsaPss},
    KnownKeyType{"\x2b\x65\x71"sv, KeyType::kEd448},
    KnownKeyType{"\x2a\x86\x48\xce\x38\x04\x01"sv, KeyType::kDsa},
};

KeyType TypeOf(std::string_view oid) {
  for (const KnownKeyType& known : kKeyTypes) {
    if (known.oid == oid) return known.type;
  }
  return KeyType::kUnknown;
}

// Bits of an INTEGER's content octets; 0 for zero and below.
int BitLength(base::Bytes integer) {
  if (integer.empty() || (integer.front() & 0x80) != 0) return 0;
  while (!integer.empty() && integer.front() == 0) integer = integer.subspan(1);
  if (integer.empty()) return 0;
  return static_cast<int>(8 * (integer.size() - 1)) + std::bit_width(integer.front());
}

bool IsNonNegative(const CBS& integer) {
  int is_negative = 0;
  return CBS_is_valid_asn1_integer(&integer, &is_negative) && is_negative == 0;
}

bool IsOdd(base::Bytes integer) { return !integer.empty() && (integer.back() & 1) != 0; }

}  // namespace

std::string_view KeyTypeName(KeyType type) {
  switch (type) {
    case KeyType::kRsa:
      return "RSA";
    case KeyType::kRsaPss:
      return "RSA-PSS";
    case KeyType::kEc:
      return "EC";
    case KeyType::kEd25519:
      return "Ed25519";
    case KeyType::kEd448:
      return "Ed448";
    case KeyType::kDsa:
      return "DSA";
    case KeyType::kUnknown:
      return "unknown";
  }
  return "unknown";
}

// Fills a PublicKey from the parts of a SubjectPublicKeyInfo.
class PublicKeyReader {
 public:
  explicit PublicKeyReader(base::Bytes spki) : spki_(spki) {}

  PublicKey Read() {
    CBS rest = ToCbs(spki_), fields, algorithm, oid, bits;
    if (!CBS_get_asn1(&rest, &fields, CBS_ASN1_SEQUENCE) || !IsEmpty(rest) ||
        !CBS_get_asn1(&fields, &algorithm, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&algorithm, &oid, CBS_ASN1_OBJECT)) {
      return Malformed("not a SubjectPublicKeyInfo");
    }
    key_.algorithm_oid_ = OidText(ToBytes(oid));
    key_.type_ = TypeOf(ToText(oid));
    parameters_ = algorithm;
    uint8_t unused_bits = 0;
    if (!CBS_get_asn1(&fields, &bits, CBS_ASN1_BITSTRING) || !IsEmpty(fields) || !CBS_get_u8(&bits, &unused_bits) ||
        unused_bits != 0) {
      key_.type_ = KeyType::kUnknown;
      return Malformed("the key is no BIT STRING of whole octets");
    }
    content_ = bits;
    ReadByType();
    ERR_clear_error();
    return std::move(key_);
  }

 private:
  PublicKey Malformed(std::string_view problem) {
    Fatal(problem);
    return std::move(key_);
  }

  void BadForm(std::string_view problem) {
    if (key_.problem_.empty()) key_.problem_ = std::string(problem);
  }

  void Fatal(std::string_view problem) {
    key_.problem_ = std::string(problem);
    key_.problem_is_fatal_ = true;
  }

  void ReadByType() {
    switch (key_.type_) {
      case KeyType::kRsa:
        return ReadRsa();
      case KeyType::kRsaPss:
        return ReadRsa();
      case KeyType::kEc:
        return ReadEc();
      case KeyType::kEd25519:
        return ReadEd25519();
      case KeyType::kEd448:
        key_.bits_ = 456;
        return;
      case KeyType::kDsa:
        return ReadDsa();
      case KeyType::kUnknown:
        return;
    }
  }

  // RFC 3279, 2.3.1; RFC 8017, A.1.1.
  void ReadRsa() {
    CBS rest = content_, numbers, modulus, exponent;
    if (!CBS_get_asn1(&rest, &numbers, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&numbers, &modulus, CBS_ASN1_INTEGER) ||
        !CBS_get_asn1(&numbers, &exponent, CBS_ASN1_INTEGER)) {
      Fatal("the RSA key can't be read");
      key_.type_ = KeyType::kUnknown;
      return;
    }
    if (!IsEmpty(numbers) || !IsEmpty(rest)) BadForm("something follows the RSA key's numbers");
    if (key_.type_ == KeyType::kRsa && !ParametersAreNull()) BadForm("the parameters of rsaEncryption are not NULL");
    if (!IsNonNegative(modulus) || !IsNonNegative(exponent)) {
      BadForm("an RSA number is negative or has more octets than it needs");
    }
    key_.bits_ = BitLength(ToBytes(modulus));
    key_.rsa_numbers_sane_ = IsOdd(ToBytes(modulus)) && IsOdd(ToBytes(exponent)) && BitLength(ToBytes(exponent)) >= 2;
    const bssl::UniquePtr<RSA> rsa(RSA_public_key_from_bytes(CBS_data(&content_), CBS_len(&content_)));
    if (rsa == nullptr) return;
    key_.key_.reset(EVP_PKEY_new());
    if (key_.key_ == nullptr || !EVP_PKEY_set1_RSA(key_.key_.get(), rsa.get())) key_.key_.reset();
  }

  // RFC 5480, 2.1.1.
  void ReadEc() {
    CBS parameters = parameters_, curve;
    if (CBS_peek_asn1_tag(&parameters, CBS_ASN1_SEQUENCE)) {
      key_.curve_ = "explicit";
      ReadExplicitField(parameters);
      return;
    }
    if (!CBS_get_asn1(&parameters, &curve, CBS_ASN1_OBJECT) || !IsEmpty(parameters)) {
      Fatal("the EC parameters name no curve");
      return;
    }
    key_.curve_ = OidText(ToBytes(curve));
    for (const KnownCurve& known : kCurves) {
      if (known.oid != ToText(curve)) continue;
      key_.curve_ = std::string(known.name);
      key_.bits_ = known.bits;
    }
    Load();
    if (key_.key_ == nullptr && IsComputable()) Fatal("the EC point is malformed or not on its curve");
  }

  bool IsComputable() const {
    return key_.curve_ == "P-256" || key_.curve_ == "P-384" || key_.curve_ == "P-521" || key_.curve_ == "P-224";
  }

  // SpecifiedECDomain (SEC 1, C.2): version, FieldID {prime-field, p}: the size of p.
  void ReadExplicitField(CBS parameters) {
    CBS domain, field, prime;
    if (CBS_get_asn1(&parameters, &domain, CBS_ASN1_SEQUENCE) && CBS_get_asn1(&domain, nullptr, CBS_ASN1_INTEGER) &&
        CBS_get_asn1(&domain, &field, CBS_ASN1_SEQUENCE) && CBS_get_asn1(&field, nullptr, CBS_ASN1_OBJECT) &&
        CBS_get_asn1(&field, &prime, CBS_ASN1_INTEGER)) {
      key_.bits_ = BitLength(ToBytes(prime));
    }
    BadForm("EC parameters that are written out, which RFC 5480 forbids");
  }

  void ReadEd25519() {
    key_.bits_ = 255;
    if (!IsEmpty(parameters_)) BadForm("there are parameters, where none belong");
    key_.key_.reset(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, CBS_data(&content_), CBS_len(&content_)));
    if (key_.key_ == nullptr) Fatal("the Ed25519 key is not 32 octets long");
  }

  void ReadDsa() {
    CBS parameters = parameters_, numbers, p;
    if (CBS_get_asn1(&parameters, &numbers, CBS_ASN1_SEQUENCE) && CBS_get_asn1(&numbers, &p, CBS_ASN1_INTEGER)) {
      key_.bits_ = BitLength(ToBytes(p));
    }
  }

  bool ParametersAreNull() const {
    CBS parameters = parameters_, null;
    return CBS_get_asn1(&parameters, &null, CBS_ASN1_NULL) && IsEmpty(null) && IsEmpty(parameters);
  }

  void Load() {
    CBS cbs = ToCbs(spki_);
    key_.key_.reset(EVP_parse_public_key(&cbs));
    if (!IsEmpty(cbs)) key_.key_.reset();
  }

  const base::Bytes spki_;
  CBS parameters_{};
  CBS content_{};
  PublicKey key_;
};

PublicKey PublicKey::Parse(base::Bytes spki) { return PublicKeyReader(spki).Read(); }

}  // namespace certsweep::x509
