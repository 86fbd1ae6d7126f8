#include "engine/x509/certificate_request.h"

#include <openssl/bytestring.h>
#include <openssl/err.h>

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/x509/cbs.h"
#include "engine/x509/certificate_request_writer.h"
#include "engine/x509/oid.h"
#include "engine/x509/pem.h"

namespace certsweep::x509 {
namespace {

constexpr char kExtensionRequestOid[] = "1.2.840.113549.1.9.14";
constexpr unsigned kAttributesTag = CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED | 0;

absl::Status NoRequest() { return absl::InvalidArgumentError("not a certificate request (PKCS#10)"); }

absl::Status NotAsAsked(std::string_view what) {
  return absl::InternalError(
      absl::StrCat("the request that was made does not have the ", std::string(what), " that was asked for"));
}

std::vector<RequestedName> NamesIn(const Extensions& extensions) {
  std::vector<RequestedName> names;
  if (!extensions.subject_alt_name) return names;
  for (const std::string& name : extensions.subject_alt_name->dns_names) names.emplace_back(name);
  for (const base::IpAddress& address : extensions.subject_alt_name->ip_addresses) names.emplace_back(address);
  return names;
}

bool SameNames(std::vector<RequestedName> a, std::vector<RequestedName> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

}  // namespace

absl::StatusOr<CertificateRequest> CertificateRequest::Make(const CertificateRequestSpec& spec, const PrivateKey& key) {
  absl::StatusOr<std::string> der = WriteCertificateRequest(spec, key);
  if (!der.ok()) return der.status();
  absl::StatusOr<CertificateRequest> request = Parse(base::AsBytes(*der));
  if (!request.ok()) return request;
  if (absl::Status status = request->CheckAgainst(spec, key); !status.ok()) return status;
  return request;
}

absl::Status CertificateRequest::CheckAgainst(const CertificateRequestSpec& spec, const PrivateKey& key) const {
  if (CheckOwnSignature() != SignatureCheck::kValid) return NotAsAsked("signature");
  if (spki_der_ != key.SpkiDer()) return NotAsAsked("key");
  if (!subject_.well_formed() || subject_.normalized_rdns().size() != spec.subject.size()) return NotAsAsked("subject");
  if (!SameNames(NamesIn(extensions_), spec.names)) return NotAsAsked("names");
  if (extensions_.key_usage.value_or(0) != spec.key_usage) return NotAsAsked("keyUsage");
  if (extensions_.extended_key_usage.value_or(std::vector<std::string>()) != spec.extended_key_usage) {
    return NotAsAsked("extendedKeyUsage");
  }
  const bool is_ca = extensions_.basic_constraints && extensions_.basic_constraints->is_ca;
  if (is_ca || extensions_.basic_constraints.has_value() != spec.not_a_ca) return NotAsAsked("basicConstraints");
  return absl::OkStatus();
}

absl::StatusOr<CertificateRequest> CertificateRequest::Parse(base::Bytes der) {
  CertificateRequest request;
  request.der_ = std::string(base::AsText(der));
  if (absl::Status status = request.Read(); !status.ok()) return status;
  return request;
}

absl::StatusOr<CertificateRequest> CertificateRequest::FromPem(std::string_view text) {
  const absl::StatusOr<std::vector<PemBlock>> blocks = ParsePem(text);
  if (!blocks.ok()) return blocks.status();
  for (const PemBlock& block : *blocks) {
    if (block.label.ends_with("CERTIFICATE REQUEST")) return Parse(base::AsBytes(block.der));
  }
  return absl::InvalidArgumentError("no CERTIFICATE REQUEST in it");
}

std::string CertificateRequest::ToPem() const { return EncodePem("CERTIFICATE REQUEST", der()); }

SignatureCheck CertificateRequest::CheckOwnSignature() const {
  return CheckSignatureBytes(signature_algorithm_, public_key_, base::AsBytes(info_der_), base::AsBytes(signature_));
}

// RFC 2986, 4.2.
absl::Status CertificateRequest::Read() {
  CBS rest = ToCbs(der()), request, info, algorithm, signature;
  uint8_t unused_bits = 0;
  if (!CBS_get_asn1(&rest, &request, CBS_ASN1_SEQUENCE) || !IsEmpty(rest) ||
      !CBS_get_asn1_element(&request, &info, CBS_ASN1_SEQUENCE) ||
      !CBS_get_asn1_element(&request, &algorithm, CBS_ASN1_SEQUENCE) ||
      !CBS_get_asn1(&request, &signature, CBS_ASN1_BITSTRING) || !IsEmpty(request) ||
      !CBS_get_u8(&signature, &unused_bits) || unused_bits != 0) {
    return NoRequest();
  }
  info_der_ = std::string(ToText(info));
  signature_algorithm_ = ParseSignatureAlgorithm(ToBytes(algorithm));
  signature_ = std::string(ToText(signature));
  return ReadInfo(info);
}

// RFC 2986, 4.1. Some leave the attributes out where there are none.
absl::Status CertificateRequest::ReadInfo(CBS element) {
  CBS info, subject, spki, attributes;
  uint64_t version = 0;
  if (!CBS_get_asn1(&element, &info, CBS_ASN1_SEQUENCE) || !CBS_get_asn1_uint64(&info, &version) || version != 0 ||
      !CBS_get_asn1_element(&info, &subject, CBS_ASN1_SEQUENCE) ||
      !CBS_get_asn1_element(&info, &spki, CBS_ASN1_SEQUENCE)) {
    ERR_clear_error();
    return NoRequest();
  }
  subject_ = DistinguishedName(ToBytes(subject));
  spki_der_ = std::string(ToText(spki));
  public_key_ = PublicKey::Parse(ToBytes(spki));
  if (IsEmpty(info)) return absl::OkStatus();
  if (!CBS_get_asn1(&info, &attributes, kAttributesTag) || !IsEmpty(info)) return NoRequest();
  return ReadAttributes(attributes);
}

absl::Status CertificateRequest::ReadAttributes(CBS attributes) {
  while (!IsEmpty(attributes)) {
    CBS attribute, oid, values, extensions;
    if (!CBS_get_asn1(&attributes, &attribute, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&attribute, &oid, CBS_ASN1_OBJECT) ||
        !CBS_get_asn1(&attribute, &values, CBS_ASN1_SET) || !IsEmpty(attribute)) {
      return NoRequest();
    }
    if (OidText(ToBytes(oid)) != kExtensionRequestOid) continue;
    if (!CBS_get_asn1_element(&values, &extensions, CBS_ASN1_SEQUENCE) || !IsEmpty(values)) return NoRequest();
    std::vector<CertificateProblem> problems;
    ReadExtensions(ToBytes(extensions), &extensions_, &problems);
    for (const CertificateProblem& problem : problems) {
      if (problem.fatal) return absl::InvalidArgumentError(absl::StrCat(problem.field, ": ", problem.detail));
    }
  }
  return absl::OkStatus();
}

}  // namespace certsweep::x509
