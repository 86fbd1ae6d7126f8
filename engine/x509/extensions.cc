#include "engine/x509/extensions.h"

#include <openssl/bytestring.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/x509/cbs.h"
#include "engine/x509/oid.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_view_literals;

constexpr size_t kMaxProblems = 100;  // a certificate may be 1 MiB of them

constexpr unsigned kContext = CBS_ASN1_CONTEXT_SPECIFIC;
constexpr unsigned kConstructed = CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED;

// What a reader of one extension says: empty detail: nothing is wrong.
using Problem = NamesProblem;
Problem Fatal(std::string detail) { return {std::move(detail), true}; }
Problem BadForm(std::string detail) { return {std::move(detail), false}; }

bool TakeWhole(CBS* value, CBS* out, unsigned tag) { return CBS_get_asn1(value, out, tag) && IsEmpty(*value); }

// A BOOLEAN as DER writes it (X.690, 11.1).
bool TakeBoolean(CBS* cbs, int* out) {
  CBS value;
  if (!CBS_get_asn1(cbs, &value, CBS_ASN1_BOOLEAN) || CBS_len(&value) != 1) return false;
  const uint8_t octet = CBS_data(&value)[0];
  *out = octet != 0;
  return octet == 0 || octet == 0xff;
}

// A non-negative INTEGER that fits; larger ones are as good as the largest.
std::optional<int> ReadSmallInteger(CBS integer) {
  if (!CBS_is_valid_asn1_integer(&integer, nullptr)) return std::nullopt;
  const base::Bytes octets = ToBytes(integer);
  if ((octets.front() & 0x80) != 0) return std::nullopt;
  int64_t value = 0;
  for (const uint8_t octet : octets) {
    value = std::min<int64_t>(value << 8 | octet, std::numeric_limits<int>::max());
  }
  return static_cast<int>(value);
}

Problem ReadSubjectAltName(CBS value, bool critical, Extensions* out) {
  out->subject_alt_name.emplace();
  out->subject_alt_name->critical = critical;
  CBS names;
  if (!TakeWhole(&value, &names, CBS_ASN1_SEQUENCE)) return Fatal("not a SEQUENCE of names");
  if (IsEmpty(names)) return BadForm("no name in it");
  return ReadGeneralNames(names, &*out->subject_alt_name);
}

Problem ReadBasicConstraints(CBS value, bool critical, Extensions* out) {
  BasicConstraints constraints;
  constraints.critical = critical;
  CBS fields, length;
  int is_ca = 0, has_length = 0;
  if (!TakeWhole(&value, &fields, CBS_ASN1_SEQUENCE)) return Fatal("not a SEQUENCE");
  const bool written = CBS_peek_asn1_tag(&fields, CBS_ASN1_BOOLEAN) != 0;
  if (written && !TakeBoolean(&fields, &is_ca)) return Fatal("cA is no BOOLEAN");
  if (!CBS_get_optional_asn1(&fields, &length, &has_length, CBS_ASN1_INTEGER) || !IsEmpty(fields)) {
    return Fatal("not cA and pathLenConstraint");
  }
  constraints.is_ca = is_ca != 0;
  if (has_length != 0) {
    constraints.path_length = ReadSmallInteger(length);
    if (!constraints.path_length) return Fatal("pathLenConstraint is no number of 0 or more");
  }
  out->basic_constraints = constraints;
  if (written && is_ca == 0) return BadForm("cA FALSE is written out, which DER forbids");
  return {};
}

Problem ReadKeyUsage(CBS value, bool, Extensions* out) {
  CBS bits;
  uint8_t unused = 0;
  if (!TakeWhole(&value, &bits, CBS_ASN1_BITSTRING) || !CBS_is_valid_asn1_bitstring(&bits) ||
      !CBS_get_u8(&bits, &unused)) {
    return Fatal("not a BIT STRING");
  }
  uint16_t usage = 0;
  const base::Bytes octets = ToBytes(bits);
  for (size_t bit = 0; bit < std::min<size_t>(8 * octets.size(), 16); ++bit) {
    if ((octets[bit / 8] & (0x80 >> bit % 8)) != 0) usage = static_cast<uint16_t>(usage | 1 << bit);
  }
  out->key_usage = usage;
  if (usage == 0) return BadForm("no bit is set");
  // DER leaves trailing zero bits of a named-bit list out (X.690, 11.2.2).
  const uint8_t last = octets.back();
  if ((last >> unused & 1) == 0) return BadForm("trailing zero bits, which DER forbids");
  return {};
}

// A SEQUENCE OF OBJECT IDENTIFIER.
std::optional<std::vector<std::string>> ReadOids(CBS value) {
  CBS oids;
  std::vector<std::string> out;
  if (!TakeWhole(&value, &oids, CBS_ASN1_SEQUENCE)) return std::nullopt;
  while (!IsEmpty(oids)) {
    CBS oid;
    if (!CBS_get_asn1(&oids, &oid, CBS_ASN1_OBJECT)) return std::nullopt;
    out.push_back(OidText(ToBytes(oid)));
  }
  return out;
}

Problem ReadExtendedKeyUsage(CBS value, bool, Extensions* out) {
  out->extended_key_usage = ReadOids(value);
  if (!out->extended_key_usage) {
    out->extended_key_usage.emplace();
    return Fatal("not a SEQUENCE of OBJECT IDENTIFIERs");
  }
  if (out->extended_key_usage->empty()) return BadForm("no purpose in it");
  return {};
}

Problem ReadNameConstraints(CBS value, bool critical, Extensions* out) {
  out->name_constraints.emplace();
  NameConstraints& constraints = *out->name_constraints;
  constraints.critical = critical;
  CBS fields, permitted, excluded;
  int has_permitted = 0, has_excluded = 0;
  if (!TakeWhole(&value, &fields, CBS_ASN1_SEQUENCE) ||
      !CBS_get_optional_asn1(&fields, &permitted, &has_permitted, kConstructed | 0) ||
      !CBS_get_optional_asn1(&fields, &excluded, &has_excluded, kConstructed | 1) || !IsEmpty(fields)) {
    constraints.excluded.has_unsupported = true;
    return Fatal("not permittedSubtrees and excludedSubtrees");
  }
  if (has_permitted == 0 && has_excluded == 0) return BadForm("neither permittedSubtrees nor excludedSubtrees");
  Problem problem;
  if (has_permitted != 0) problem = ReadSubtrees(permitted, &constraints.permitted);
  if (has_excluded != 0) {
    Problem second = ReadSubtrees(excluded, &constraints.excluded);
    if (!problem.found() || (second.fatal && !problem.fatal)) problem = std::move(second);
  }
  return problem;
}

Problem ReadSubjectKeyId(CBS value, bool, Extensions* out) {
  CBS octets;
  if (!TakeWhole(&value, &octets, CBS_ASN1_OCTETSTRING)) return BadForm("not an OCTET STRING");
  out->subject_key_id.emplace(ToText(octets));
  if (IsEmpty(octets)) return BadForm("it is empty");
  return {};
}

Problem ReadAuthorityKeyId(CBS value, bool, Extensions* out) {
  out->has_authority_key_id = true;
  CBS fields, key_id, part;
  int has_key_id = 0, has_issuer = 0, has_serial = 0;
  if (!TakeWhole(&value, &fields, CBS_ASN1_SEQUENCE) ||
      !CBS_get_optional_asn1(&fields, &key_id, &has_key_id, kContext | 0) ||
      !CBS_get_optional_asn1(&fields, &part, &has_issuer, kConstructed | 1) ||
      !CBS_get_optional_asn1(&fields, &part, &has_serial, kContext | 2) || !IsEmpty(fields)) {
    return BadForm("not an AuthorityKeyIdentifier");
  }
  out->authority_key_id_names_issuer = has_issuer != 0 || has_serial != 0;
  if (has_key_id != 0) out->authority_key_id.emplace(ToText(key_id));
  if (has_issuer != has_serial)
    return BadForm("authorityCertIssuer and authorityCertSerialNumber do not come together");
  return {};
}

Problem ReadCertificatePolicies(CBS value, bool, Extensions* out) {
  std::vector<std::string>& oids = out->certificate_policies.emplace();
  CBS policies;
  if (!TakeWhole(&value, &policies, CBS_ASN1_SEQUENCE)) return Fatal("not a SEQUENCE of policies");
  while (!IsEmpty(policies)) {
    CBS policy, oid, qualifiers;
    int has_qualifiers = 0;
    if (!CBS_get_asn1(&policies, &policy, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&policy, &oid, CBS_ASN1_OBJECT) ||
        !CBS_get_optional_asn1(&policy, &qualifiers, &has_qualifiers, CBS_ASN1_SEQUENCE) || !IsEmpty(policy)) {
      return Fatal("not a SEQUENCE of policies");
    }
    oids.push_back(OidText(ToBytes(oid)));
  }
  if (oids.empty()) return BadForm("no policy in it");
  std::vector<std::string> sorted = oids;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return Fatal("a policy stands in it twice");
  return {};
}

Problem ReadPolicyMappings(CBS value, bool, Extensions* out) {
  CBS mappings;
  if (!TakeWhole(&value, &mappings, CBS_ASN1_SEQUENCE) || IsEmpty(mappings)) return Fatal("not a SEQUENCE of mappings");
  while (!IsEmpty(mappings)) {
    CBS mapping, issuer, subject;
    if (!CBS_get_asn1(&mappings, &mapping, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&mapping, &issuer, CBS_ASN1_OBJECT) ||
        !CBS_get_asn1(&mapping, &subject, CBS_ASN1_OBJECT) || !IsEmpty(mapping)) {
      return Fatal("not a SEQUENCE of mappings");
    }
    out->policy_mappings.push_back({OidText(ToBytes(issuer)), OidText(ToBytes(subject))});
    if (out->policy_mappings.back().issuer_domain_policy == kAnyPolicyOid ||
        out->policy_mappings.back().subject_domain_policy == kAnyPolicyOid) {
      return Fatal("anyPolicy is mapped");  // RFC 5280, 6.1.4 (a)
    }
  }
  return {};
}

Problem ReadPolicyConstraints(CBS value, bool critical, Extensions* out) {
  PolicyConstraints constraints;
  constraints.critical = critical;
  CBS fields, require, inhibit;
  int has_require = 0, has_inhibit = 0;
  if (!TakeWhole(&value, &fields, CBS_ASN1_SEQUENCE) ||
      !CBS_get_optional_asn1(&fields, &require, &has_require, kContext | 0) ||
      !CBS_get_optional_asn1(&fields, &inhibit, &has_inhibit, kContext | 1) || !IsEmpty(fields)) {
    return Fatal("not requireExplicitPolicy and inhibitPolicyMapping");
  }
  if (has_require != 0) constraints.require_explicit_policy = ReadSmallInteger(require);
  if (has_inhibit != 0) constraints.inhibit_policy_mapping = ReadSmallInteger(inhibit);
  if ((has_require != 0 && !constraints.require_explicit_policy) ||
      (has_inhibit != 0 && !constraints.inhibit_policy_mapping)) {
    return Fatal("a number below 0");
  }
  out->policy_constraints = constraints;
  if (has_require == 0 && has_inhibit == 0) return BadForm("it is empty");
  return {};
}

Problem ReadInhibitAnyPolicy(CBS value, bool, Extensions* out) {
  CBS skip;
  if (TakeWhole(&value, &skip, CBS_ASN1_INTEGER)) out->inhibit_any_policy = ReadSmallInteger(skip);
  if (!out->inhibit_any_policy) return Fatal("not a number of 0 or more");
  return {};
}

// RFC 5280, 4.2.2.1: a SEQUENCE of at least one {method, GeneralName}.
Problem ReadAuthorityInfoAccess(CBS value, bool, Extensions*) {
  CBS descriptions;
  if (!TakeWhole(&value, &descriptions, CBS_ASN1_SEQUENCE) || IsEmpty(descriptions))
    return BadForm("not a list of access descriptions");
  while (!IsEmpty(descriptions)) {
    CBS description, method, location;
    GeneralNames names;
    if (!CBS_get_asn1(&descriptions, &description, CBS_ASN1_SEQUENCE) ||
        !CBS_get_asn1(&description, &method, CBS_ASN1_OBJECT)) {
      return BadForm("not a list of access descriptions");
    }
    location = description;
    if (IsEmpty(location) || ReadGeneralNames(location, &names).found() || names.count() != 1) {
      return BadForm("an access description without a location that can be read");
    }
  }
  return {};
}

// The distribution points are not followed: CRLs come as files. Their names tell which CRL speaks of the certificate.
Problem ReadDistributionPoints(CBS value, bool, Extensions* out) {
  CBS points;
  if (!TakeWhole(&value, &points, CBS_ASN1_SEQUENCE) || IsEmpty(points)) {
    return BadForm("not a list of distribution points");
  }
  while (!IsEmpty(points)) {
    CBS point, name;
    int has_name = 0;
    if (!CBS_get_asn1(&points, &point, CBS_ASN1_SEQUENCE) ||
        !CBS_get_optional_asn1(&point, &name, &has_name, kConstructed | 0)) {
      return BadForm("not a list of distribution points");
    }
    if (has_name != 0) ReadDistributionPointName(name, &out->crl_distribution_uris);
  }
  return {};
}

struct KnownExtension {
  std::string_view oid;  // content octets
  std::string_view name;
  Problem (*read)(CBS value, bool critical, Extensions* out);
  bool processed;  // it may be critical
};

constexpr std::array kExtensions = {
    KnownExtension{"\x55\x1d\x11"sv, "subjectAltName", ReadSubjectAltName, true},
    KnownExtension{"\x55\x1d\x13"sv, "basicConstraints", ReadBasicConstraints, true},
    KnownExtension{"\x55\x1d\x0f"sv, "keyUsage", ReadKeyUsage, true},
    KnownExtension{"\x55\x1d\x25"sv, "extKeyUsage", ReadExtendedKeyUsage, true},
    KnownExtension{"\x55\x1d\x0e"sv, "subjectKeyIdentifier", ReadSubjectKeyId, true},
    KnownExtension{"\x55\x1d\x23"sv, "authorityKeyIdentifier", ReadAuthorityKeyId, true},
    KnownExtension{"\x55\x1d\x1e"sv, "nameConstraints", ReadNameConstraints, true},
    KnownExtension{"\x55\x1d\x20"sv, "certificatePolicies", ReadCertificatePolicies, true},
    KnownExtension{"\x55\x1d\x21"sv, "policyMappings", ReadPolicyMappings, true},
    KnownExtension{"\x55\x1d\x24"sv, "policyConstraints", ReadPolicyConstraints, true},
    KnownExtension{"\x55\x1d\x36"sv, "inhibitAnyPolicy", ReadInhibitAnyPolicy, true},
    KnownExtension{"\x55\x1d\x1f"sv, "cRLDistributionPoints", ReadDistributionPoints, true},
    KnownExtension{"\x2b\x06\x01\x05\x05\x07\x01\x01"sv, "authorityInfoAccess", ReadAuthorityInfoAccess, false},
};

const KnownExtension* FindExtension(std::string_view oid) {
  for (const KnownExtension& known : kExtensions) {
    if (known.oid == oid) return &known;
  }
  return nullptr;
}

class ExtensionsReader {
 public:
  ExtensionsReader(Extensions* out, std::vector<CertificateProblem>* problems) : out_(out), problems_(problems) {}

  void Read(CBS extensions) {
    CBS list;
    if (!TakeWhole(&extensions, &list, CBS_ASN1_SEQUENCE)) return Add("extensions", Fatal("not a SEQUENCE"));
    if (IsEmpty(list)) Add("extensions", BadForm("the list is empty"));
    while (!IsEmpty(list)) {
      CBS extension;
      if (!CBS_get_asn1(&list, &extension, CBS_ASN1_SEQUENCE) || !ReadOne(extension)) {
        return Add("extensions", Fatal("an extension that can't be read"));
      }
    }
  }

 private:
  bool ReadOne(CBS extension) {
    CBS oid, value;
    int critical = 0;
    if (!CBS_get_asn1(&extension, &oid, CBS_ASN1_OBJECT)) return false;
    const bool written = CBS_peek_asn1_tag(&extension, CBS_ASN1_BOOLEAN) != 0;
    if (written && !TakeBoolean(&extension, &critical)) return false;
    if (!CBS_get_asn1(&extension, &value, CBS_ASN1_OCTETSTRING) || !IsEmpty(extension)) return false;
    std::string dotted = OidText(ToBytes(oid));
    if (written && critical == 0)
      Add("extensions", BadForm(absl::StrCat(dotted, ": critical FALSE is written out, which DER forbids")));
    const bool repeated = !seen_.insert(dotted).second;
    out_->all.push_back({dotted, critical != 0});
    if (repeated) {
      Add("extensions", Fatal(absl::StrCat("duplicate extension ", dotted)));
      return true;
    }
    Understand(FindExtension(ToText(oid)), std::move(dotted), value, critical != 0);
    return true;
  }

  void Understand(const KnownExtension* known, std::string dotted, CBS value, bool critical) {
    if (critical && (known == nullptr || !known->processed)) out_->unknown_critical.push_back(std::move(dotted));
    if (known == nullptr) return;
    if (Problem problem = known->read(value, critical, out_); problem.found()) {
      Add(absl::StrCat("extensions.", base::ToAbsl(known->name)), std::move(problem));
    }
  }

  // Half of the room is for what is fatal, so that bad form without end can't crowd it out.
  void Add(std::string field, Problem problem) {
    const size_t room = problem.fatal ? kMaxProblems : kMaxProblems / 2;
    if (problems_->size() >= room) return;
    problems_->push_back({std::move(field), std::move(problem.detail), problem.fatal});
  }

  Extensions* out_;
  std::vector<CertificateProblem>* problems_;
  absl::flat_hash_set<std::string> seen_;  // dotted OIDs
};

}  // namespace

void ReadDistributionPointName(CBS name, std::vector<std::string>* uris) {
  CBS full_name;
  GeneralNames names;
  if (!CBS_get_asn1(&name, &full_name, kConstructed | 0)) return;
  ReadGeneralNames(full_name, &names);
  uris->insert(uris->end(), names.uris.begin(), names.uris.end());
}

void ReadExtensions(base::Bytes der, Extensions* out, std::vector<CertificateProblem>* problems) {
  ExtensionsReader(out, problems).Read(ToCbs(der));
}

}  // namespace certsweep::x509
