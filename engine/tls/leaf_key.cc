#include "engine/tls/leaf_key.h"

#include <openssl/bytestring.h>
#include <openssl/err.h>
#include <openssl/pool.h>

#include "engine/x509/public_key.h"

namespace certsweep::tls {

namespace {

// The SubjectPublicKeyInfo alone: the certificate as a whole is parsed elsewhere, once, and not in the handshake.
bool GetSubjectPublicKeyInfo(const CRYPTO_BUFFER& leaf, CBS* spki) {
  constexpr unsigned kVersion = CBS_ASN1_CONSTRUCTED | CBS_ASN1_CONTEXT_SPECIFIC | 0;
  CBS input, certificate, tbs;
  CRYPTO_BUFFER_init_CBS(&leaf, &input);
  return CBS_get_asn1(&input, &certificate, CBS_ASN1_SEQUENCE) && CBS_get_asn1(&certificate, &tbs, CBS_ASN1_SEQUENCE) &&
         CBS_get_optional_asn1(&tbs, nullptr, nullptr, kVersion) &&  // version
         CBS_get_asn1(&tbs, nullptr, CBS_ASN1_INTEGER) &&            // serialNumber
         CBS_get_asn1(&tbs, nullptr, CBS_ASN1_SEQUENCE) &&           // signature
         CBS_get_asn1(&tbs, nullptr, CBS_ASN1_SEQUENCE) &&           // issuer
         CBS_get_asn1(&tbs, nullptr, CBS_ASN1_SEQUENCE) &&           // validity
         CBS_get_asn1(&tbs, nullptr, CBS_ASN1_SEQUENCE) &&           // subject
         CBS_get_asn1_element(&tbs, spki, CBS_ASN1_SEQUENCE);
}

}  // namespace

LeafKeyUse UseOfLeafKey(const CRYPTO_BUFFER& leaf) {
  CBS spki;
  if (!GetSubjectPublicKeyInfo(leaf, &spki)) return LeafKeyUse::kUnusable;
  const x509::PublicKey key = x509::PublicKey::Parse({CBS_data(&spki), CBS_len(&spki)});
  ERR_clear_error();
  if (!key.rsa_numbers_sane()) return LeafKeyUse::kProvesNothing;
  switch (key.type()) {
    case x509::KeyType::kRsa:
    case x509::KeyType::kEc:
    case x509::KeyType::kEd25519:
      return key.key() != nullptr ? LeafKeyUse::kProvesPossession : LeafKeyUse::kUnusable;
    case x509::KeyType::kRsaPss:
    case x509::KeyType::kEd448:
    case x509::KeyType::kDsa:
    case x509::KeyType::kUnknown:
      return LeafKeyUse::kUnusable;
  }
  return LeafKeyUse::kUnusable;
}

}  // namespace certsweep::tls
