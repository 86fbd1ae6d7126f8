#include "engine/x509/certificate_revocation_list.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/x509/asn1_time.h"
#include "engine/x509/cbs.h"
#include "engine/x509/oid.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_view_literals;

constexpr unsigned kContext = CBS_ASN1_CONTEXT_SPECIFIC;
constexpr unsigned kConstructed = CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED;

constexpr std::string_view kCrlNumber = "\x55\x1d\x14"sv;
constexpr std::string_view kReasonCode = "\x55\x1d\x15"sv;
constexpr std::string_view kInvalidityDate = "\x55\x1d\x18"sv;
constexpr std::string_view kDeltaCrlIndicator = "\x55\x1d\x1b"sv;
constexpr std::string_view kIssuingDistributionPoint = "\x55\x1d\x1c"sv;
constexpr std::string_view kCertificateIssuer = "\x55\x1d\x1d"sv;
constexpr std::string_view kAuthorityKeyId = "\x55\x1d\x23"sv;

absl::Status Unreadable(std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("not a CRL: ", base::ToAbsl(what)));
}

bool IsTime(const CBS& cbs) {
  return CBS_peek_asn1_tag(&cbs, CBS_ASN1_UTCTIME) || CBS_peek_asn1_tag(&cbs, CBS_ASN1_GENERALIZEDTIME);
}

std::optional<int64_t> TakeTime(CBS* cbs) {
  CBS content;
  unsigned tag = 0;
  if (!CBS_get_any_asn1(cbs, &content, &tag)) return std::nullopt;
  if (tag != CBS_ASN1_UTCTIME && tag != CBS_ASN1_GENERALIZEDTIME) return std::nullopt;
  const auto form = tag == CBS_ASN1_UTCTIME ? Asn1TimeForm::kUtcTime : Asn1TimeForm::kGeneralizedTime;
  const std::optional<Asn1Time> time = ParseAsn1Time(form, ToText(content));
  if (!time) return std::nullopt;
  return time->unix_seconds;
}

struct RawExtension {
  std::string_view oid;
  bool critical = false;
  CBS value{};
};

// Extensions off a SEQUENCE OF Extension.
std::optional<std::vector<RawExtension>> ReadExtensionList(CBS list) {
  std::vector<RawExtension> extensions;
  while (!IsEmpty(list)) {
    CBS extension, oid, critical;
    RawExtension out;
    if (!CBS_get_asn1(&list, &extension, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&extension, &oid, CBS_ASN1_OBJECT)) {
      return std::nullopt;
    }
    if (CBS_peek_asn1_tag(&extension, CBS_ASN1_BOOLEAN)) {
      if (!CBS_get_asn1(&extension, &critical, CBS_ASN1_BOOLEAN) || CBS_len(&critical) != 1) return std::nullopt;
      out.critical = CBS_data(&critical)[0] != 0;
    }
    if (!CBS_get_asn1(&extension, &out.value, CBS_ASN1_OCTETSTRING) || !IsEmpty(extension)) return std::nullopt;
    out.oid = ToText(oid);
    extensions.push_back(out);
  }
  return extensions;
}

// CRLReason (RFC 5280, 5.3.1).
std::string ReasonText(CBS value) {
  static constexpr std::string_view kReasons[] = {
      "unspecified",  "keyCompromise",        "cACompromise",    "affiliationChanged",
      "superseded",   "cessationOfOperation", "certificateHold", "",
      kRemoveFromCrl, "privilegeWithdrawn",   "aACompromise"};
  CBS reason;
  if (!CBS_get_asn1(&value, &reason, CBS_ASN1_ENUMERATED) || CBS_len(&reason) != 1) return {};
  const uint8_t number = CBS_data(&reason)[0];
  return number < std::size(kReasons) ? std::string(kReasons[number]) : std::string();
}

// The octets of an INTEGER without those that the number does not need: a certificate must not get off the list by
// writing its number in another way.
std::string_view Minimal(std::string_view integer) {
  const auto is_redundant = [&integer] {
    const bool is_negative = (integer[1] & 0x80) != 0;
    return integer[0] == (is_negative ? '\xff' : '\0');
  };
  while (integer.size() > 1 && is_redundant()) integer.remove_prefix(1);
  return integer;
}

bool IsTrue(const CBS& boolean) { return CBS_len(&boolean) == 1 && CBS_data(&boolean)[0] != 0; }

}  // namespace

class RevocationListParser {
 public:
  absl::StatusOr<RevocationListPtr> Parse(base::Bytes der) {
    out_.reset(new CertificateRevocationList());
    out_->der_ = std::string(base::AsText(der));
    CBS rest = ToCbs(base::AsBytes(out_->der_)), list, tbs, algorithm, signature;
    uint8_t unused_bits = 0;
    if (!CBS_get_asn1(&rest, &list, CBS_ASN1_SEQUENCE) || !IsEmpty(rest))
      return Unreadable("no SEQUENCE of its own length");
    if (!CBS_get_asn1_element(&list, &tbs, CBS_ASN1_SEQUENCE)) return Unreadable("tbsCertList is no SEQUENCE");
    if (!CBS_get_asn1_element(&list, &algorithm, CBS_ASN1_SEQUENCE)) return Unreadable("no signatureAlgorithm");
    if (!CBS_get_asn1(&list, &signature, CBS_ASN1_BITSTRING) || !IsEmpty(list) ||
        !CBS_get_u8(&signature, &unused_bits) || unused_bits != 0) {
      return Unreadable("no signatureValue at its end");
    }
    out_->tbs_der_ = ToBytes(tbs);
    out_->signature_ = ToBytes(signature);
    out_->signature_algorithm_ = ParseSignatureAlgorithm(ToBytes(algorithm));
    CBS fields;
    CBS_get_asn1(&tbs, &fields, CBS_ASN1_SEQUENCE);
    if (absl::Status status = ReadTbs(fields, ToText(algorithm)); !status.ok()) return status;
    return RevocationListPtr(std::move(out_));
  }

 private:
  absl::Status ReadTbs(CBS tbs, std::string_view outer_algorithm) {
    uint64_t version = 0;
    CBS inner, issuer;
    if (CBS_peek_asn1_tag(&tbs, CBS_ASN1_INTEGER) && (!CBS_get_asn1_uint64(&tbs, &version) || version != 1)) {
      return Unreadable("neither version 1 nor 2");
    }
    if (!CBS_get_asn1_element(&tbs, &inner, CBS_ASN1_SEQUENCE)) return Unreadable("no signature algorithm inside");
    if (ToText(inner) != outer_algorithm)
      return Unreadable("signature is not the same algorithm as signatureAlgorithm");
    if (!CBS_get_asn1_element(&tbs, &issuer, CBS_ASN1_SEQUENCE)) return Unreadable("issuer is no Name");
    out_->issuer_ = DistinguishedName(ToBytes(issuer));
    if (!out_->issuer_.well_formed()) return Unreadable("issuer is no Name");
    const std::optional<int64_t> this_update = TakeTime(&tbs);
    if (!this_update) return Unreadable("thisUpdate is no time");
    out_->this_update_ = *this_update;
    if (IsTime(tbs)) {
      out_->next_update_ = TakeTime(&tbs);
      if (!out_->next_update_) return Unreadable("nextUpdate is no time");
    } else {
      Problem("it has no nextUpdate");
    }
    return ReadRest(tbs, version == 1);
  }

  absl::Status ReadRest(CBS tbs, bool is_version_2) {
    if (CBS_peek_asn1_tag(&tbs, CBS_ASN1_SEQUENCE)) {
      CBS entries;
      if (!CBS_get_asn1(&tbs, &entries, CBS_ASN1_SEQUENCE)) return Unreadable("revokedCertificates can't be read");
      while (!IsEmpty(entries)) {
        if (absl::Status status = ReadEntry(&entries); !status.ok()) return status;
      }
    }
    CBS wrapper, list;
    int has_extensions = 0;
    if (!CBS_get_optional_asn1(&tbs, &wrapper, &has_extensions, kConstructed | 0) || !IsEmpty(tbs)) {
      return Unreadable("something follows the list");
    }
    if (has_extensions == 0) {
      Problem(is_version_2 ? "it has no crlNumber" : "it is of version 1");
      return absl::OkStatus();
    }
    if (!CBS_get_asn1(&wrapper, &list, CBS_ASN1_SEQUENCE) || !IsEmpty(wrapper))
      return Unreadable("crlExtensions can't be read");
    const auto extensions = ReadExtensionList(list);
    if (!extensions) return Unreadable("crlExtensions can't be read");
    ReadExtensions(*extensions);
    return absl::OkStatus();
  }

  absl::Status ReadEntry(CBS* entries) {
    CBS entry, serial, list;
    if (!CBS_get_asn1(entries, &entry, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&entry, &serial, CBS_ASN1_INTEGER)) {
      return Unreadable("an entry without a serial number");
    }
    RevokedCertificate revoked;
    const std::optional<int64_t> time = TakeTime(&entry);
    if (!time) return Unreadable("an entry without a time");
    revoked.revoked_unix_seconds = *time;
    if (!IsEmpty(entry)) {
      if (!CBS_get_asn1(&entry, &list, CBS_ASN1_SEQUENCE) || !IsEmpty(entry))
        return Unreadable("an entry with bad extensions");
      const auto extensions = ReadExtensionList(list);
      if (!extensions) return Unreadable("an entry with bad extensions");
      for (const RawExtension& extension : *extensions) ReadEntryExtension(extension, &revoked);
    }
    const auto [known, added] = out_->revoked_.try_emplace(std::string(Minimal(ToText(serial))), revoked);
    if (added) return absl::OkStatus();
    Problem("it lists a serial number twice");
    // The entry that revokes is believed.
    if (known->second.reason == kRemoveFromCrl) known->second = std::move(revoked);
    return absl::OkStatus();
  }

  void ReadEntryExtension(const RawExtension& extension, RevokedCertificate* revoked) {
    if (extension.oid == kReasonCode) {
      revoked->reason = ReasonText(extension.value);
    } else if (extension.oid == kCertificateIssuer) {
      Unsupported("an indirect CRL (certificateIssuer)");
    } else if (extension.critical && extension.oid != kInvalidityDate) {
      Unsupported(absl::StrCat("a critical entry extension ", OidText(base::AsBytes(extension.oid))));
    }
  }

  void ReadExtensions(const std::vector<RawExtension>& extensions) {
    bool has_number = false;
    for (const RawExtension& extension : extensions) {
      if (extension.oid == kCrlNumber) {
        has_number = true;
        ReadNumber(extension);
      } else if (extension.oid == kAuthorityKeyId) {
        ReadAuthorityKeyId(extension.value);
      } else if (extension.oid == kIssuingDistributionPoint) {
        ReadDistributionPoint(extension.value);
      } else if (extension.oid == kDeltaCrlIndicator) {
        out_->is_delta_ = true;
        OnlyRevokes("a delta CRL");
      } else if (extension.critical) {
        Unsupported(absl::StrCat("a critical extension ", OidText(base::AsBytes(extension.oid))));
      }
    }
    if (!has_number) Problem("it has no crlNumber");
  }

  // RFC 5280, 5.2.3.
  void ReadNumber(const RawExtension& extension) {
    CBS value = extension.value, number;
    int is_negative = 0;
    if (extension.critical) Problem("its crlNumber is critical");
    if (!CBS_get_asn1(&value, &number, CBS_ASN1_INTEGER) || !IsEmpty(value) ||
        !CBS_is_valid_asn1_integer(&number, &is_negative) || is_negative != 0 || CBS_len(&number) > 20) {
      Problem("its crlNumber is no number of up to 20 octets");
    }
  }

  void ReadAuthorityKeyId(CBS value) {
    CBS fields, key_id;
    int present = 0;
    if (CBS_get_asn1(&value, &fields, CBS_ASN1_SEQUENCE) &&
        CBS_get_optional_asn1(&fields, &key_id, &present, kContext | 0) && present != 0) {
      out_->authority_key_id_.emplace(ToText(key_id));
    }
  }

  // RFC 5280, 5.2.5.
  void ReadDistributionPoint(CBS value) {
    CBS fields, part;
    int present = 0;
    if (!CBS_get_asn1(&value, &fields, CBS_ASN1_SEQUENCE))
      return Unsupported("an issuingDistributionPoint that can't be read");
    if (CBS_get_optional_asn1(&fields, &part, &present, kConstructed | 0) && present) {
      out_->has_distribution_point_ = true;
      ReadDistributionPointName(part, &out_->distribution_point_uris_);
    }
    if (CBS_get_optional_asn1(&fields, &part, &present, kContext | 1) && present) out_->only_user_ = IsTrue(part);
    if (CBS_get_optional_asn1(&fields, &part, &present, kContext | 2) && present) out_->only_ca_ = IsTrue(part);
    if (CBS_get_optional_asn1(&fields, &part, &present, kContext | 3) && present)
      OnlyRevokes("it lists only some reasons");
    if (CBS_get_optional_asn1(&fields, &part, &present, kContext | 4) && present && IsTrue(part))
      Unsupported("an indirect CRL");
    if (CBS_get_optional_asn1(&fields, &part, &present, kContext | 5) && present && IsTrue(part))
      Unsupported("it lists attribute certificates");
    if (!IsEmpty(fields)) Unsupported("an issuingDistributionPoint that can't be read");
  }

  void Problem(std::string text) {
    if (out_->problem_.empty()) out_->problem_ = std::move(text);
  }
  void Unsupported(std::string text) {
    out_->can_revoke_ = false;
    OnlyRevokes(std::move(text));
  }
  void OnlyRevokes(std::string text) {
    if (out_->unsupported_.empty()) out_->unsupported_ = std::move(text);
  }

  std::shared_ptr<CertificateRevocationList> out_;
};

absl::StatusOr<RevocationListPtr> CertificateRevocationList::Parse(base::Bytes der) {
  return RevocationListParser().Parse(der);
}

const RevokedCertificate* CertificateRevocationList::Find(base::Bytes serial) const {
  const auto found = revoked_.find(base::ToAbsl(Minimal(base::AsText(serial))));
  return found == revoked_.end() ? nullptr : &found->second;
}

SignatureCheck CertificateRevocationList::CheckSignature(const PublicKey& issuer_key) const {
  return CheckSignatureBytes(signature_algorithm_, issuer_key, tbs_der_, signature_);
}

}  // namespace certsweep::x509
