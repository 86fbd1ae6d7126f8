#include "engine/x509/certificate_parser.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/x509/asn1_time.h"
#include "engine/x509/cbs.h"

namespace certsweep::x509 {
namespace {

constexpr unsigned kContext = CBS_ASN1_CONTEXT_SPECIFIC;
constexpr unsigned kConstructed = CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED;
constexpr int64_t kYear1950 = -631152000;
constexpr int64_t kYear2050 = 2524608000;
constexpr size_t kMaxSerial = 20;  // RFC 5280, 4.1.2.2

absl::Status Unreadable(const char* what) { return absl::InvalidArgumentError(what); }

}  // namespace

// The constructor is private to Certificate's friends, so make_shared can't reach it.
CertificateParser::CertificateParser() : out_(new Certificate()) {}

absl::StatusOr<std::shared_ptr<const Certificate>> CertificateParser::Parse(base::Bytes der) {
  out_->der_ = std::string(base::AsText(der));
  if (absl::Status status = ReadOuter(); !status.ok()) return status;
  out_->sha256_ = base::Sha256(out_->der());
  out_->spki_sha256_ = base::Sha256(out_->spki_der_);
  return std::shared_ptr<const Certificate>(std::move(out_));
}

absl::Status CertificateParser::ReadOuter() {
  CBS rest = ToCbs(out_->der()), certificate, tbs, algorithm, signature;
  if (!CBS_get_asn1(&rest, &certificate, CBS_ASN1_SEQUENCE)) return Unreadable("not a DER SEQUENCE of its own length");
  if (!IsEmpty(rest)) Fatal("certificate", absl::StrCat(CBS_len(&rest), " octets follow it"));
  if (!CBS_get_asn1_element(&certificate, &tbs, CBS_ASN1_SEQUENCE)) return Unreadable("tbsCertificate is no SEQUENCE");
  out_->tbs_der_ = ToBytes(tbs);
  if (!CBS_get_asn1_element(&certificate, &algorithm, CBS_ASN1_SEQUENCE)) {
    Fatal("signatureAlgorithm", "not an AlgorithmIdentifier");
    CBS_init(&algorithm, nullptr, 0);
  }
  out_->signature_algorithm_ = ParseSignatureAlgorithm(ToBytes(algorithm));
  if (!out_->signature_algorithm_.problem.empty()) BadForm("signatureAlgorithm", out_->signature_algorithm_.problem);
  uint8_t unused_bits = 0;
  if (!CBS_get_asn1(&certificate, &signature, CBS_ASN1_BITSTRING) || !CBS_get_u8(&signature, &unused_bits) ||
      unused_bits != 0 || !IsEmpty(certificate)) {
    Fatal("signatureValue", "not a BIT STRING of whole octets at the end");
    CBS_init(&signature, nullptr, 0);
  }
  out_->signature_ = ToBytes(signature);
  CBS contents;
  CBS_get_asn1(&tbs, &contents, CBS_ASN1_SEQUENCE);
  if (absl::Status status = ReadTbs(contents); !status.ok()) return status;
  // RFC 5280, 4.1.1.2: the same algorithm stands in both places, and only one of them is signed.
  if (ToText(inner_algorithm_) != ToText(algorithm)) Fatal("signature", "not the same algorithm as signatureAlgorithm");
  return absl::OkStatus();
}

absl::Status CertificateParser::ReadTbs(CBS tbs) {
  CBS serial, issuer, validity, subject, spki;
  ReadVersion(&tbs);
  if (!CBS_get_asn1(&tbs, &serial, CBS_ASN1_INTEGER)) return Unreadable("serialNumber is no INTEGER");
  if (!CBS_get_asn1_element(&tbs, &inner_algorithm_, CBS_ASN1_SEQUENCE))
    return Unreadable("signature is no AlgorithmIdentifier");
  if (!CBS_get_asn1_element(&tbs, &issuer, CBS_ASN1_SEQUENCE)) return Unreadable("issuer is no Name");
  if (!CBS_get_asn1(&tbs, &validity, CBS_ASN1_SEQUENCE)) return Unreadable("validity is no SEQUENCE");
  if (!CBS_get_asn1_element(&tbs, &subject, CBS_ASN1_SEQUENCE)) return Unreadable("subject is no Name");
  if (!CBS_get_asn1_element(&tbs, &spki, CBS_ASN1_SEQUENCE)) return Unreadable("subjectPublicKeyInfo is no SEQUENCE");
  ReadSerial(serial);
  ReadNames(issuer, subject);
  ReadValidity(validity);
  out_->spki_der_ = ToBytes(spki);
  out_->public_key_ = PublicKey::Parse(out_->spki_der_);
  const PublicKey& key = out_->public_key_;
  if (!key.problem().empty()) {
    out_->problems_.push_back({"subjectPublicKeyInfo", key.problem(), key.problem_is_fatal()});
  }
  ReadRest(tbs);
  CheckSubject();
  return absl::OkStatus();
}

void CertificateParser::ReadVersion(CBS* tbs) {
  CBS version;
  int present = 0;
  // One that can't be read stands where serialNumber is looked for next.
  if (!CBS_get_optional_asn1(tbs, &version, &present, kConstructed | 0) || present == 0) return;
  uint64_t number = 0;
  if (!CBS_get_asn1_uint64(&version, &number) || !IsEmpty(version)) return Fatal("version", "not an INTEGER");
  if (number == 0) BadForm("version", "version 1 is written out, which DER forbids");
  if (number > 2) return Fatal("version", absl::StrCat("no version has the number ", number));
  out_->version_ = static_cast<int>(number) + 1;
}

void CertificateParser::ReadSerial(const CBS& serial) {
  out_->serial_ = ToBytes(serial);
  int is_negative = 0;
  if (IsEmpty(serial)) return Fatal("serialNumber", "an INTEGER without octets");
  if (!CBS_is_valid_asn1_integer(&serial, &is_negative)) BadForm("serialNumber", "more octets than the number needs");
  if (is_negative != 0 || out_->serial_hex() == "0") BadForm("serialNumber", "zero or negative");
  if (out_->serial_.size() > kMaxSerial)
    BadForm("serialNumber", absl::StrCat(out_->serial_.size(), " octets, over 20"));
}

void CertificateParser::ReadNames(const CBS& issuer, const CBS& subject) {
  out_->issuer_ = DistinguishedName(ToBytes(issuer));
  out_->subject_ = DistinguishedName(ToBytes(subject));
  const std::pair<const char*, const DistinguishedName*> names[] = {{"issuer", &out_->issuer_},
                                                                    {"subject", &out_->subject_}};
  for (const auto& [field, name] : names) {
    if (!name->well_formed()) {
      Fatal(field, "not a Name");
    } else if (!name->strings_readable()) {
      BadForm(field, "a string that is not of its type");
    }
  }
  if (out_->issuer_.well_formed() && out_->issuer_.empty()) BadForm("issuer", "it is empty");
}

void CertificateParser::ReadValidity(CBS validity) {
  if (!ReadTime("validity.notBefore", &validity, &out_->not_before_)) return;
  if (!ReadTime("validity.notAfter", &validity, &out_->not_after_)) return;
  if (!IsEmpty(validity)) Fatal("validity", "something follows the two times");
}

bool CertificateParser::ReadTime(const char* field, CBS* validity, int64_t* out) {
  CBS content;
  unsigned tag = 0;
  const bool is_time =
      CBS_get_any_asn1(validity, &content, &tag) && (tag == CBS_ASN1_UTCTIME || tag == CBS_ASN1_GENERALIZEDTIME);
  const auto form = tag == CBS_ASN1_UTCTIME ? Asn1TimeForm::kUtcTime : Asn1TimeForm::kGeneralizedTime;
  const std::optional<Asn1Time> time = is_time ? ParseAsn1Time(form, ToText(content)) : std::nullopt;
  if (!time) {
    Fatal(field, "it is no time");
    return false;
  }
  *out = time->unix_seconds;
  if (!time->is_der) BadForm(field, "not in the form YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ");
  const bool utc_time_would_do = time->unix_seconds >= kYear1950 && time->unix_seconds < kYear2050;
  if (form == Asn1TimeForm::kGeneralizedTime && utc_time_would_do) {
    BadForm(field, "GeneralizedTime for a year that is to be written as UTCTime");
  }
  return true;
}

// issuerUniqueID, subjectUniqueID, extensions.
void CertificateParser::ReadRest(CBS tbs) {
  CBS unique_id, wrapper;
  int has_issuer_id = 0, has_subject_id = 0, has_extensions = 0;
  if (!CBS_get_optional_asn1(&tbs, &unique_id, &has_issuer_id, kContext | 1) ||
      !CBS_get_optional_asn1(&tbs, &unique_id, &has_subject_id, kContext | 2) ||
      !CBS_get_optional_asn1(&tbs, &wrapper, &has_extensions, kConstructed | 3) || !IsEmpty(tbs)) {
    Fatal("tbsCertificate", "what follows subjectPublicKeyInfo can't be read");
  }
  if ((has_issuer_id != 0 || has_subject_id != 0) && out_->version_ < 2)
    BadForm("version", "unique identifiers in version 1");
  if (has_extensions == 0) return;
  if (out_->version_ < 3) BadForm("version", absl::StrCat("extensions in version ", out_->version_));
  ReadExtensions(ToBytes(wrapper), &out_->extensions_, &out_->problems_);
}

// RFC 5280, 4.1.2.6: without a subject the names are in subjectAltName, which is critical then.
void CertificateParser::CheckSubject() {
  if (!out_->subject_.well_formed() || !out_->subject_.empty()) return;
  const std::optional<SubjectAltName>& san = out_->subject_alt_name();
  if (!san) {
    BadForm("subject", "it is empty, and there is no subjectAltName");
  } else if (!san->critical) {
    BadForm("extensions.subjectAltName", "not critical although the subject is empty");
  }
}

void CertificateParser::Fatal(std::string field, std::string detail) {
  out_->problems_.push_back({std::move(field), std::move(detail), true});
}

void CertificateParser::BadForm(std::string field, std::string detail) {
  out_->problems_.push_back({std::move(field), std::move(detail), false});
}

}  // namespace certsweep::x509
