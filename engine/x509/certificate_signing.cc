#include "engine/x509/certificate_signing.h"

#include <openssl/bytestring.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "engine/base/boringssl_error.h"
#include "engine/x509/cbb.h"
#include "engine/x509/cbs.h"
#include "engine/x509/extensions.h"
#include "engine/x509/oid.h"
#include "engine/x509/signature_writer.h"

namespace certsweep::x509 {
namespace {

constexpr unsigned kExplicit0 = CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED | 0;
constexpr unsigned kExplicit3 = CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED | 3;
constexpr unsigned kKeyIdentifierTag = CBS_ASN1_CONTEXT_SPECIFIC | 0;
constexpr char kExtensionRequestOid[] = "1.2.840.113549.1.9.14";
constexpr size_t kSerialBytes = 16;
constexpr size_t kKeyIdBytes = 20;

// What is taken out of a request as it stands there.
struct Asked {
  std::string subject;                  // Name, DER
  std::vector<std::string> extensions;  // Extension, DER
};

// SAN, usages: what a request may choose. A CA that copied all would hand out CA certificates.
bool IsCopied(std::string_view oid) {
  return oid == kSubjectAltNameOid || oid == kKeyUsageOid || oid == kExtendedKeyUsageOid;
}

void TakeExtensions(CBS list, Asked* asked) {
  CBS extension;
  while (CBS_get_asn1_element(&list, &extension, CBS_ASN1_SEQUENCE)) {
    CBS fields, oid, contents = extension;
    if (!CBS_get_asn1(&contents, &fields, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&fields, &oid, CBS_ASN1_OBJECT)) return;
    if (IsCopied(OidText(ToBytes(oid)))) asked->extensions.emplace_back(ToText(extension));
  }
}

void TakeAttributes(CBS attributes, Asked* asked) {
  CBS attribute, oid, values, list;
  while (CBS_get_asn1(&attributes, &attribute, CBS_ASN1_SEQUENCE)) {
    if (!CBS_get_asn1(&attribute, &oid, CBS_ASN1_OBJECT) || OidText(ToBytes(oid)) != kExtensionRequestOid) continue;
    if (!CBS_get_asn1(&attribute, &values, CBS_ASN1_SET) || !CBS_get_asn1(&values, &list, CBS_ASN1_SEQUENCE)) continue;
    TakeExtensions(list, asked);
  }
}

// REQUIRES: `request` was parsed, so that this can't fail half-way (RFC 2986, 4).
std::optional<Asked> AskedIn(const CertificateRequest& request) {
  CBS der = ToCbs(request.der()), outer, info, subject, spki, attributes;
  uint64_t version = 0;
  if (!CBS_get_asn1(&der, &outer, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&outer, &info, CBS_ASN1_SEQUENCE) ||
      !CBS_get_asn1_uint64(&info, &version) || !CBS_get_asn1_element(&info, &subject, CBS_ASN1_SEQUENCE) ||
      !CBS_get_asn1_element(&info, &spki, CBS_ASN1_SEQUENCE)) {
    return std::nullopt;
  }
  Asked asked{.subject = std::string(ToText(subject)), .extensions = {}};
  if (CBS_get_asn1(&info, &attributes, kExplicit0)) TakeAttributes(attributes, &asked);
  return asked;
}

// The issuer's name as its own certificate has it: comparing names byte by byte is what many do.
std::string SubjectDer(const Certificate& certificate) {
  CBS rest = ToCbs(certificate.tbs_der()), tbs, skipped, subject;
  if (!CBS_get_asn1(&rest, &tbs, CBS_ASN1_SEQUENCE) || !CBS_get_optional_asn1(&tbs, nullptr, nullptr, kExplicit0) ||
      !CBS_get_asn1(&tbs, &skipped, CBS_ASN1_INTEGER) ||   // serialNumber
      !CBS_get_asn1(&tbs, &skipped, CBS_ASN1_SEQUENCE) ||  // signature
      !CBS_get_asn1(&tbs, &skipped, CBS_ASN1_SEQUENCE) ||  // issuer
      !CBS_get_asn1(&tbs, &skipped, CBS_ASN1_SEQUENCE) ||  // validity
      !CBS_get_asn1_element(&tbs, &subject, CBS_ASN1_SEQUENCE)) {
    return "";
  }
  return std::string(ToText(subject));
}

// RFC 7093, 2, method 1: the first 160 bits of the SHA-256 of the key's bits.
std::string KeyIdentifier(base::Bytes spki_der) {
  CBS rest = ToCbs(spki_der), spki, algorithm, bits;
  uint8_t unused = 0;
  if (!CBS_get_asn1(&rest, &spki, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&spki, &algorithm, CBS_ASN1_SEQUENCE) ||
      !CBS_get_asn1(&spki, &bits, CBS_ASN1_BITSTRING) || !CBS_get_u8(&bits, &unused)) {
    return "";
  }
  return std::string(base::AsText(base::Sha256(ToBytes(bits))).substr(0, kKeyIdBytes));
}

bool AddValidity(CBB* out, const SignedValidity& validity) {
  CBB sequence;
  return CBB_add_asn1(out, &sequence, CBS_ASN1_SEQUENCE) && AddTime(&sequence, validity.not_before) &&
         AddTime(&sequence, validity.not_after) && CBB_flush(out);
}

// A positive INTEGER in as few octets as DER wants.
bool AddRandomSerial(CBB* out) {
  std::array<uint8_t, 1 + kSerialBytes> serial{};
  if (!RAND_bytes(serial.data() + 1, kSerialBytes)) return false;
  base::Bytes octets = serial;
  while (octets.size() > 1 && octets[0] == 0 && (octets[1] & 0x80) == 0) octets = octets.subspan(1);
  return AddElement(out, CBS_ASN1_INTEGER, octets);
}

bool AddExtension(CBB* list, std::string_view oid, bool critical, base::Bytes value) {
  CBB extension;
  return CBB_add_asn1(list, &extension, CBS_ASN1_SEQUENCE) && AddOid(&extension, oid) &&
         (!critical || CBB_add_asn1_bool(&extension, 1)) && AddElement(&extension, CBS_ASN1_OCTETSTRING, value) &&
         CBB_flush(list);
}

// An element of its own, to stand in an extension.
std::string Element(unsigned tag, std::string_view content) {
  bssl::ScopedCBB cbb;
  if (!CBB_init(cbb.get(), content.size() + 8) || !AddElement(cbb.get(), tag, base::AsBytes(content))) return "";
  return Written(cbb.get());
}

bool AddExtensions(CBB* tbs, const CertificateRequest& request, const Asked& asked, const Certificate& ca) {
  const std::string own_id = Element(CBS_ASN1_OCTETSTRING, KeyIdentifier(request.spki_der()));
  const std::string ca_id = ca.subject_key_id().value_or(KeyIdentifier(ca.spki_der()));
  const std::string authority_id = Element(CBS_ASN1_SEQUENCE, Element(kKeyIdentifierTag, ca_id));
  const std::string no_ca = Element(CBS_ASN1_SEQUENCE, "");
  CBB outer, list;
  bool ok = CBB_add_asn1(tbs, &outer, kExplicit3) && CBB_add_asn1(&outer, &list, CBS_ASN1_SEQUENCE) &&
            AddExtension(&list, kBasicConstraintsOid, true, base::AsBytes(no_ca)) &&
            AddExtension(&list, kSubjectKeyIdOid, false, base::AsBytes(own_id)) &&
            AddExtension(&list, kAuthorityKeyIdOid, false, base::AsBytes(authority_id));
  for (const std::string& extension : asked.extensions) ok = ok && AddBytes(&list, base::AsBytes(extension));
  return ok && CBB_flush(tbs);
}

absl::Status CheckRequest(const CertificateRequest& request) {
  if (request.CheckOwnSignature() != SignatureCheck::kValid) {
    return absl::InvalidArgumentError("the request is not signed with the key it asks a certificate for");
  }
  if ((request.extensions().key_usage.value_or(0) & (kKeyCertSign | kCrlSign)) != 0) {
    return absl::InvalidArgumentError("the request asks for a key usage that is a CA's alone (keyCertSign, cRLSign)");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSigner(const Certificate& ca, const PrivateKey& ca_key) {
  if (!ca_key.Matches(ca.public_key())) {
    return absl::FailedPreconditionError("the CA's key does not belong to the CA's certificate");
  }
  const bool is_ca = ca.basic_constraints() && ca.basic_constraints()->is_ca;
  if (!is_ca || (ca.key_usage().value_or(kKeyCertSign) & kKeyCertSign) == 0) {
    return absl::FailedPreconditionError("the CA's certificate is none that may sign certificates");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> SignCertificate(const CertificateRequest& request, const Certificate& ca,
                                            const PrivateKey& ca_key, const SignedValidity& validity) {
  if (absl::Status status = CheckSigner(ca, ca_key); !status.ok()) return status;
  if (absl::Status status = CheckRequest(request); !status.ok()) return status;
  const std::optional<Asked> asked = AskedIn(request);
  if (!asked) return absl::InvalidArgumentError("not a certificate request (PKCS#10)");
  const absl::StatusOr<std::string> algorithm = SignatureAlgorithmDer(ca_key, HashAlgorithm::kSha256);
  if (!algorithm.ok()) return algorithm;
  const std::string issuer = SubjectDer(ca);
  bssl::ScopedCBB cbb;
  CBB tbs, version;
  if (!CBB_init(cbb.get(), 1024) || !CBB_add_asn1(cbb.get(), &tbs, CBS_ASN1_SEQUENCE) ||
      !CBB_add_asn1(&tbs, &version, kExplicit0) || !CBB_add_asn1_uint64(&version, 2) || !AddRandomSerial(&tbs) ||
      !AddBytes(&tbs, base::AsBytes(*algorithm)) || !AddBytes(&tbs, base::AsBytes(issuer)) ||
      !AddValidity(&tbs, validity) || !AddBytes(&tbs, base::AsBytes(asked->subject)) ||
      !AddBytes(&tbs, request.spki_der()) || !AddExtensions(&tbs, request, *asked, ca) || !CBB_flush(cbb.get())) {
    return base::BoringSslStatus("the certificate");
  }
  return SignedDer(Written(cbb.get()), ca_key, HashAlgorithm::kSha256);
}

}  // namespace certsweep::x509
