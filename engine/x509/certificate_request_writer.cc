#include "engine/x509/certificate_request_writer.h"

#include <openssl/bytestring.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <bit>
#include <functional>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/boringssl_error.h"
#include "engine/base/text.h"
#include "engine/x509/cbb.h"
#include "engine/x509/signature_writer.h"

namespace certsweep::x509 {
namespace {

constexpr char kExtensionRequestOid[] = "1.2.840.113549.1.9.14";
constexpr unsigned kAttributesTag = CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED | 0;
constexpr unsigned kDnsTag = CBS_ASN1_CONTEXT_SPECIFIC | 2;
constexpr unsigned kIpTag = CBS_ASN1_CONTEXT_SPECIFIC | 7;

unsigned TagOf(StringType type) {
  switch (type) {
    case StringType::kPrintable:
      return CBS_ASN1_PRINTABLESTRING;
    case StringType::kIa5:
      return CBS_ASN1_IA5STRING;
    case StringType::kTeletex:
      return CBS_ASN1_T61STRING;
    case StringType::kBmp:
      return CBS_ASN1_BMPSTRING;
    case StringType::kUtf8:
      return CBS_ASN1_UTF8STRING;
  }
  return CBS_ASN1_UTF8STRING;
}

absl::Status CannotWrite(std::string_view what) {
  ERR_clear_error();
  return absl::InvalidArgumentError(absl::StrCat("\"", base::DisplayText(what), "\" can't be written into a request"));
}

absl::Status AddAttribute(CBB* set, const RequestedAttribute& attribute) {
  const std::optional<std::string> value = EncodeDirectoryString(attribute.type, attribute.value);
  CBB sequence;
  if (!value || !CBB_add_asn1(set, &sequence, CBS_ASN1_SEQUENCE)) return CannotWrite(attribute.value);
  if (!AddOid(&sequence, attribute.oid)) return CannotWrite(attribute.oid);
  if (!AddElement(&sequence, TagOf(attribute.type), base::AsBytes(*value)) || !CBB_flush(set)) {
    return CannotWrite(attribute.value);
  }
  return absl::OkStatus();
}

absl::Status AddSubject(CBB* info, const CertificateRequestSpec& spec) {
  CBB name, set;
  if (!CBB_add_asn1(info, &name, CBS_ASN1_SEQUENCE)) return base::BoringSslStatus("subject");
  for (const std::vector<RequestedAttribute>& relative_name : spec.subject) {
    if (!CBB_add_asn1(&name, &set, CBS_ASN1_SET)) return base::BoringSslStatus("subject");
    for (const RequestedAttribute& attribute : relative_name) {
      if (absl::Status status = AddAttribute(&set, attribute); !status.ok()) return status;
    }
    if (!CBB_flush_asn1_set_of(&set) || !CBB_flush(&name)) return base::BoringSslStatus("subject");
  }
  return CBB_flush(info) ? absl::OkStatus() : base::BoringSslStatus("subject");
}

bool AddExtension(CBB* extensions, const char* oid, bool critical, const std::function<bool(CBB*)>& add_value) {
  CBB extension, value;
  return CBB_add_asn1(extensions, &extension, CBS_ASN1_SEQUENCE) && AddOid(&extension, oid) &&
         (!critical || CBB_add_asn1_bool(&extension, 1)) && CBB_add_asn1(&extension, &value, CBS_ASN1_OCTETSTRING) &&
         add_value(&value) && CBB_flush(extensions);
}

bool AddBasicConstraints(CBB* out) {
  CBB sequence;
  return CBB_add_asn1(out, &sequence, CBS_ASN1_SEQUENCE) && CBB_flush(out);
}

// A BIT STRING whose last bit is set, as DER asks of named bits (X.690, 11.2.2).
bool AddKeyUsage(CBB* out, uint16_t bits) {
  const int last = std::bit_width(bits) - 1;
  std::array<uint8_t, 2> octets{};
  for (int bit = 0; bit <= last; ++bit) {
    if ((bits >> bit & 1) != 0) octets[bit / 8] |= static_cast<uint8_t>(0x80 >> bit % 8);
  }
  const size_t size = static_cast<size_t>(last) / 8 + 1;
  CBB string;
  return CBB_add_asn1(out, &string, CBS_ASN1_BITSTRING) && CBB_add_u8(&string, static_cast<uint8_t>(7 - last % 8)) &&
         AddBytes(&string, {octets.data(), size}) && CBB_flush(out);
}

bool AddExtendedKeyUsage(CBB* out, const std::vector<std::string>& oids) {
  CBB sequence;
  if (!CBB_add_asn1(out, &sequence, CBS_ASN1_SEQUENCE)) return false;
  for (const std::string& oid : oids) {
    if (!AddOid(&sequence, oid)) return false;
  }
  return CBB_flush(out) != 0;
}

bool AddName(CBB* out, const RequestedName& name) {
  if (const auto* address = std::get_if<base::IpAddress>(&name)) return AddElement(out, kIpTag, address->bytes());
  const std::optional<std::string> octets = EncodeDirectoryString(StringType::kIa5, std::get<std::string>(name));
  return octets && AddElement(out, kDnsTag, base::AsBytes(*octets));
}

bool AddNames(CBB* out, const std::vector<RequestedName>& names) {
  CBB sequence;
  if (!CBB_add_asn1(out, &sequence, CBS_ASN1_SEQUENCE)) return false;
  for (const RequestedName& name : names) {
    if (!AddName(&sequence, name)) return false;
  }
  return CBB_flush(out) != 0;
}

absl::Status AddExtensions(CBB* out, const CertificateRequestSpec& spec) {
  CBB list;
  if (!CBB_add_asn1(out, &list, CBS_ASN1_SEQUENCE)) return base::BoringSslStatus("extensions");
  if (spec.not_a_ca && !AddExtension(&list, kBasicConstraintsOid, spec.not_a_ca_critical, AddBasicConstraints)) {
    return CannotWrite("basicConstraints");
  }
  if (spec.key_usage != 0 && !AddExtension(&list, kKeyUsageOid, spec.key_usage_critical,
                                           [&](CBB* value) { return AddKeyUsage(value, spec.key_usage); })) {
    return CannotWrite("keyUsage");
  }
  if (!spec.extended_key_usage.empty() &&
      !AddExtension(&list, kExtendedKeyUsageOid, spec.extended_key_usage_critical,
                    [&](CBB* value) { return AddExtendedKeyUsage(value, spec.extended_key_usage); })) {
    return CannotWrite("extendedKeyUsage");
  }
  if (!spec.names.empty() && !AddExtension(&list, kSubjectAltNameOid, spec.names_critical,
                                           [&](CBB* value) { return AddNames(value, spec.names); })) {
    return CannotWrite("subjectAltName");
  }
  return CBB_flush(out) ? absl::OkStatus() : base::BoringSslStatus("extensions");
}

bool HasExtensions(const CertificateRequestSpec& spec) {
  return spec.not_a_ca || spec.key_usage != 0 || !spec.extended_key_usage.empty() || !spec.names.empty();
}

// One attribute, extensionRequest; the tag stands there also where there is none.
absl::Status AddAttributes(CBB* info, const CertificateRequestSpec& spec) {
  CBB attributes, attribute, values;
  if (!CBB_add_asn1(info, &attributes, kAttributesTag)) return base::BoringSslStatus("attributes");
  if (HasExtensions(spec)) {
    if (!CBB_add_asn1(&attributes, &attribute, CBS_ASN1_SEQUENCE) || !AddOid(&attribute, kExtensionRequestOid) ||
        !CBB_add_asn1(&attribute, &values, CBS_ASN1_SET)) {
      return base::BoringSslStatus("attributes");
    }
    if (absl::Status status = AddExtensions(&values, spec); !status.ok()) return status;
  }
  return CBB_flush(info) ? absl::OkStatus() : base::BoringSslStatus("attributes");
}

absl::StatusOr<std::string> WriteInfo(const CertificateRequestSpec& spec, const PrivateKey& key) {
  const std::string spki = key.SpkiDer();
  bssl::ScopedCBB cbb;
  CBB info;
  if (!CBB_init(cbb.get(), 1024) || !CBB_add_asn1(cbb.get(), &info, CBS_ASN1_SEQUENCE) ||
      !CBB_add_asn1_uint64(&info, 0)) {
    return base::BoringSslStatus("request");
  }
  if (absl::Status status = AddSubject(&info, spec); !status.ok()) return status;
  if (!AddBytes(&info, base::AsBytes(spki))) return base::BoringSslStatus("request");
  if (absl::Status status = AddAttributes(&info, spec); !status.ok()) return status;
  if (!CBB_flush(cbb.get())) return base::BoringSslStatus("request");
  return Written(cbb.get());
}

// An EC signature's hash is that of the curve's size.
HashAlgorithm HashFor(const PrivateKey& key, HashAlgorithm of_rsa) {
  if (EVP_PKEY_id(key.key()) != EVP_PKEY_EC) return of_rsa;
  const int bits = EVP_PKEY_bits(key.key());
  if (bits > 384) return HashAlgorithm::kSha512;
  return bits > 256 ? HashAlgorithm::kSha384 : HashAlgorithm::kSha256;
}

}  // namespace

absl::StatusOr<std::string> WriteCertificateRequest(const CertificateRequestSpec& spec, const PrivateKey& key) {
  const HashAlgorithm hash = HashFor(key, spec.hash);
  if (absl::Status status = SignatureAlgorithmDer(key, hash).status(); !status.ok()) return status;
  const absl::StatusOr<std::string> info = WriteInfo(spec, key);
  if (!info.ok()) return info;
  return SignedDer(*info, key, hash);
}

}  // namespace certsweep::x509
