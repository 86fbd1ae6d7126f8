#include "bench/lab/certificate_maker.h"

#include <openssl/base64.h>
#include <openssl/bytestring.h>
#include <openssl/digest.h>
#include <openssl/evp.h>
#include <openssl/mem.h>
#include <openssl/pool.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/base/boringssl_error.h"
#include "engine/base/bytes.h"
#include "engine/x509/cbb.h"

namespace certsweep::lab {

namespace {

using base::Bytes;
using x509::AddElement;
using x509::AddTime;

constexpr unsigned kExplicit0 = CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED | 0;
constexpr unsigned kExplicit3 = CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED | 3;

// Contents of object identifiers.
constexpr std::array<uint8_t, 3> kCommonName = {0x55, 0x04, 0x03};
constexpr std::array<uint8_t, 3> kOrganization = {0x55, 0x04, 0x0a};
constexpr std::array<uint8_t, 3> kSubjectKeyIdentifier = {0x55, 0x1d, 0x0e};
constexpr std::array<uint8_t, 3> kKeyUsage = {0x55, 0x1d, 0x0f};
constexpr std::array<uint8_t, 3> kSubjectAltName = {0x55, 0x1d, 0x11};
constexpr std::array<uint8_t, 3> kBasicConstraints = {0x55, 0x1d, 0x13};
constexpr std::array<uint8_t, 3> kAuthorityKeyIdentifier = {0x55, 0x1d, 0x23};
constexpr std::array<uint8_t, 3> kExtendedKeyUsage = {0x55, 0x1d, 0x25};
constexpr std::array<uint8_t, 8> kServerAuth = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01};
constexpr std::array<uint8_t, 8> kClientAuth = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02};
constexpr std::array<uint8_t, 8> kEcdsaSha256 = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
constexpr std::array<uint8_t, 7> kEcdsaSha1 = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01};
constexpr std::array<uint8_t, 9> kRsaSha256 = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b};
constexpr std::array<uint8_t, 9> kRsaSha1 = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05};

// Bits of KeyUsage as in its first octet (RFC 5280, 4.2.1.3).
constexpr uint8_t kDigitalSignature = 0x80;
constexpr uint8_t kKeyEncipherment = 0x20;
constexpr uint8_t kKeyCertSign = 0x04;
constexpr uint8_t kCrlSign = 0x02;

// Every function below says whether it worked, as CBB does.

bool AddAttribute(CBB* name, Bytes type, std::string_view value) {
  CBB set, attribute;
  return CBB_add_asn1(name, &set, CBS_ASN1_SET) && CBB_add_asn1(&set, &attribute, CBS_ASN1_SEQUENCE) &&
         AddElement(&attribute, CBS_ASN1_OBJECT, type) &&
         AddElement(&attribute, CBS_ASN1_UTF8STRING, base::AsBytes(value)) && CBB_flush(name);
}

bool AddName(CBB* out, std::string_view common_name) {
  CBB name;
  return CBB_add_asn1(out, &name, CBS_ASN1_SEQUENCE) && AddAttribute(&name, kOrganization, "Lab") &&
         AddAttribute(&name, kCommonName, common_name) && CBB_flush(out);
}

bool AddValidity(CBB* out, const CertificateSpec& spec) {
  CBB validity;
  return CBB_add_asn1(out, &validity, CBS_ASN1_SEQUENCE) && AddTime(&validity, spec.not_before) &&
         AddTime(&validity, spec.not_after) && CBB_flush(out);
}

bool AddSignatureAlgorithm(CBB* out, const CertificateSpec& spec) {
  const bool rsa = EVP_PKEY_id(spec.issuer_key) == EVP_PKEY_RSA;
  const bool sha1 = spec.insecurely_sign_with_sha1;
  const Bytes type =
      rsa ? (sha1 ? Bytes(kRsaSha1) : Bytes(kRsaSha256)) : (sha1 ? Bytes(kEcdsaSha1) : Bytes(kEcdsaSha256));
  CBB algorithm;
  return CBB_add_asn1(out, &algorithm, CBS_ASN1_SEQUENCE) && AddElement(&algorithm, CBS_ASN1_OBJECT, type) &&
         (!rsa || AddElement(&algorithm, CBS_ASN1_NULL, {})) && CBB_flush(out);
}

// Opens one extension; what is written to `value` until CBB_flush(extensions) is its extnValue.
bool OpenExtension(CBB* extensions, CBB* extension, CBB* value, Bytes type, bool critical) {
  return CBB_add_asn1(extensions, extension, CBS_ASN1_SEQUENCE) && AddElement(extension, CBS_ASN1_OBJECT, type) &&
         (!critical || CBB_add_asn1_bool(extension, 1)) && CBB_add_asn1(extension, value, CBS_ASN1_OCTETSTRING);
}

bool AddBasicConstraints(CBB* extensions, const CertificateSpec& spec) {
  CBB extension, value, constraints;
  return OpenExtension(extensions, &extension, &value, kBasicConstraints, true) &&
         CBB_add_asn1(&value, &constraints, CBS_ASN1_SEQUENCE) && (!spec.is_ca || CBB_add_asn1_bool(&constraints, 1)) &&
         (!spec.path_length || CBB_add_asn1_uint64(&constraints, *spec.path_length)) && CBB_flush(extensions);
}

bool AddKeyUsage(CBB* extensions, const CertificateSpec& spec) {
  uint8_t usage = 0;
  if (spec.is_served) usage |= kDigitalSignature;
  if (spec.is_served && EVP_PKEY_id(spec.key) == EVP_PKEY_RSA) usage |= kKeyEncipherment;
  if (spec.is_ca) usage |= kKeyCertSign | kCrlSign;
  uint8_t unused_bits = 0;
  while ((usage >> unused_bits & 1) == 0) ++unused_bits;
  CBB extension, value;
  return OpenExtension(extensions, &extension, &value, kKeyUsage, true) &&
         AddElement(&value, CBS_ASN1_BITSTRING, std::array{unused_bits, usage}) && CBB_flush(extensions);
}

bool AddExtendedKeyUsage(CBB* extensions, const CertificateSpec& spec) {
  CBB extension, value, usages;
  return OpenExtension(extensions, &extension, &value, kExtendedKeyUsage, false) &&
         CBB_add_asn1(&value, &usages, CBS_ASN1_SEQUENCE) &&
         AddElement(&usages, CBS_ASN1_OBJECT, spec.for_clients_only ? kClientAuth : kServerAuth) &&
         CBB_flush(extensions);
}

std::optional<std::array<uint8_t, 20>> KeyIdentifier(const EVP_PKEY* key) {
  bssl::ScopedCBB spki;
  if (!CBB_init(spki.get(), 128) || !EVP_marshal_public_key(spki.get(), key) || !CBB_flush(spki.get())) {
    return std::nullopt;
  }
  const base::Sha256Digest digest = base::Sha256({CBB_data(spki.get()), CBB_len(spki.get())});
  std::array<uint8_t, 20> identifier;
  std::copy_n(digest.begin(), identifier.size(), identifier.begin());
  return identifier;
}

bool AddSubjectKeyIdentifier(CBB* extensions, const CertificateSpec& spec) {
  const auto identifier = KeyIdentifier(spec.key);
  CBB extension, value;
  return identifier && OpenExtension(extensions, &extension, &value, kSubjectKeyIdentifier, false) &&
         AddElement(&value, CBS_ASN1_OCTETSTRING, *identifier) && CBB_flush(extensions);
}

bool AddAuthorityKeyIdentifier(CBB* extensions, const CertificateSpec& spec) {
  const auto identifier = KeyIdentifier(spec.issuer_key);
  CBB extension, value, sequence;
  return identifier && OpenExtension(extensions, &extension, &value, kAuthorityKeyIdentifier, false) &&
         CBB_add_asn1(&value, &sequence, CBS_ASN1_SEQUENCE) &&
         AddElement(&sequence, CBS_ASN1_CONTEXT_SPECIFIC | 0, *identifier) && CBB_flush(extensions);
}

bool AddSubjectAltName(CBB* extensions, const CertificateSpec& spec) {
  if (spec.dns_names.empty() && spec.ip_addresses.empty()) return true;
  CBB extension, value, names;
  if (!OpenExtension(extensions, &extension, &value, kSubjectAltName, false) ||
      !CBB_add_asn1(&value, &names, CBS_ASN1_SEQUENCE)) {
    return false;
  }
  for (const std::string& name : spec.dns_names) {
    if (!AddElement(&names, CBS_ASN1_CONTEXT_SPECIFIC | 2, base::AsBytes(name))) return false;
  }
  for (const base::IpAddress& address : spec.ip_addresses) {
    if (!AddElement(&names, CBS_ASN1_CONTEXT_SPECIFIC | 7, address.bytes())) return false;
  }
  return CBB_flush(extensions);
}

bool AddExtensions(CBB* tbs, const CertificateSpec& spec) {
  CBB outer, extensions;
  return CBB_add_asn1(tbs, &outer, kExplicit3) && CBB_add_asn1(&outer, &extensions, CBS_ASN1_SEQUENCE) &&
         AddBasicConstraints(&extensions, spec) && AddKeyUsage(&extensions, spec) &&
         (!spec.is_served || AddExtendedKeyUsage(&extensions, spec)) && AddSubjectKeyIdentifier(&extensions, spec) &&
         AddAuthorityKeyIdentifier(&extensions, spec) && AddSubjectAltName(&extensions, spec) && CBB_flush(tbs);
}

bool AddTbsCertificate(CBB* out, const CertificateSpec& spec) {
  CBB tbs, version;
  return CBB_add_asn1(out, &tbs, CBS_ASN1_SEQUENCE) && CBB_add_asn1(&tbs, &version, kExplicit0) &&
         CBB_add_asn1_uint64(&version, 2) && CBB_add_asn1_uint64(&tbs, spec.serial) &&
         AddSignatureAlgorithm(&tbs, spec) && AddName(&tbs, spec.issuer) && AddValidity(&tbs, spec) &&
         AddName(&tbs, spec.subject) && EVP_marshal_public_key(&tbs, spec.key) && AddExtensions(&tbs, spec) &&
         CBB_flush(out);
}

bool AddSignature(CBB* certificate, const CertificateSpec& spec, Bytes tbs) {
  const EVP_MD* digest = spec.insecurely_sign_with_sha1 ? EVP_sha1() : EVP_sha256();
  bssl::ScopedEVP_MD_CTX context;
  std::vector<uint8_t> signature(static_cast<size_t>(EVP_PKEY_size(spec.issuer_key)));
  size_t size = signature.size();
  if (!EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, spec.issuer_key) ||
      !EVP_DigestSign(context.get(), signature.data(), &size, tbs.data(), tbs.size())) {
    return false;
  }
  CBB bits;
  return CBB_add_asn1(certificate, &bits, CBS_ASN1_BITSTRING) && CBB_add_u8(&bits, 0) &&
         CBB_add_bytes(&bits, signature.data(), size) && CBB_flush(certificate);
}

bool AddCertificate(CBB* out, const CertificateSpec& spec) {
  bssl::ScopedCBB tbs;
  if (!CBB_init(tbs.get(), 512) || !AddTbsCertificate(tbs.get(), spec) || !CBB_flush(tbs.get())) return false;
  const Bytes signed_part = {CBB_data(tbs.get()), CBB_len(tbs.get())};
  CBB certificate;
  return CBB_add_asn1(out, &certificate, CBS_ASN1_SEQUENCE) &&
         CBB_add_bytes(&certificate, signed_part.data(), signed_part.size()) &&
         AddSignatureAlgorithm(&certificate, spec) && AddSignature(&certificate, spec, signed_part) && CBB_flush(out);
}

}  // namespace

absl::StatusOr<bssl::UniquePtr<CRYPTO_BUFFER>> MakeCertificate(const CertificateSpec& spec) {
  bssl::ScopedCBB der;
  if (!CBB_init(der.get(), 1024) || !AddCertificate(der.get(), spec)) {
    return base::BoringSslStatus("certificate for " + spec.subject);
  }
  bssl::UniquePtr<CRYPTO_BUFFER> buffer(CRYPTO_BUFFER_new(CBB_data(der.get()), CBB_len(der.get()), nullptr));
  if (!buffer) return base::BoringSslStatus("certificate for " + spec.subject);
  return buffer;
}

std::string CertificatePem(const CRYPTO_BUFFER& der) {
  constexpr size_t kLineLength = 64;
  size_t size = 0;
  EVP_EncodedLength(&size, CRYPTO_BUFFER_len(&der));
  std::string text(size, '\0');
  text.resize(
      EVP_EncodeBlock(reinterpret_cast<uint8_t*>(text.data()), CRYPTO_BUFFER_data(&der), CRYPTO_BUFFER_len(&der)));
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (size_t at = 0; at < text.size(); at += kLineLength) pem += text.substr(at, kLineLength) + "\n";
  return pem + "-----END CERTIFICATE-----\n";
}

}  // namespace certsweep::lab
