#include "replacer/request/subject_attribute.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "replacer/request/template_notice.h"

namespace certsweep::replacer {
namespace {

using x509::StringType;

enum class Kind { kDirectory, kPrintable, kIa5 };

struct KnownAttribute {
  std::string_view oid, short_name, name;
  Kind kind;
  size_t least, most;
};

// Names as OpenSSL has them, upper bounds as RFC 5280, A.1.
constexpr std::array kAttributes = {
    KnownAttribute{"2.5.4.3", "CN", "commonName", Kind::kDirectory, 1, 64},
    KnownAttribute{"2.5.4.6", "C", "countryName", Kind::kPrintable, 2, 2},
    KnownAttribute{"2.5.4.8", "ST", "stateOrProvinceName", Kind::kDirectory, 1, 128},
    KnownAttribute{"2.5.4.7", "L", "localityName", Kind::kDirectory, 1, 128},
    KnownAttribute{"2.5.4.10", "O", "organizationName", Kind::kDirectory, 1, 64},
    KnownAttribute{"2.5.4.11", "OU", "organizationalUnitName", Kind::kDirectory, 1, 64},
    KnownAttribute{"1.2.840.113549.1.9.1", "E", "emailAddress", Kind::kIa5, 1, 128},
    KnownAttribute{"2.5.4.5", "serialNumber", "serialNumber", Kind::kPrintable, 1, 64},
    KnownAttribute{"2.5.4.9", "street", "streetAddress", Kind::kDirectory, 1, 128},
    KnownAttribute{"2.5.4.17", "postalCode", "postalCode", Kind::kDirectory, 1, 40},
    KnownAttribute{"0.9.2342.19200300.100.1.25", "DC", "domainComponent", Kind::kIa5, 1, 63},
    KnownAttribute{"0.9.2342.19200300.100.1.1", "UID", "userId", Kind::kDirectory, 1, 256},
    KnownAttribute{"2.5.4.4", "SN", "surname", Kind::kDirectory, 1, 64},
    KnownAttribute{"2.5.4.42", "GN", "givenName", Kind::kDirectory, 1, 64},
    KnownAttribute{"2.5.4.43", "initials", "initials", Kind::kDirectory, 1, 64},
    KnownAttribute{"2.5.4.12", "title", "title", Kind::kDirectory, 1, 64},
    KnownAttribute{"2.5.4.13", "description", "description", Kind::kDirectory, 1, 1024},
    KnownAttribute{"2.5.4.41", "name", "name", Kind::kDirectory, 1, 32768},
    KnownAttribute{"2.5.4.46", "dnQualifier", "dnQualifier", Kind::kPrintable, 1, 64},
    KnownAttribute{"2.5.4.15", "businessCategory", "businessCategory", Kind::kDirectory, 1, 128},
    KnownAttribute{"2.5.4.97", "organizationIdentifier", "organizationIdentifier", Kind::kDirectory, 1, 256},
    KnownAttribute{"1.2.840.113549.1.9.2", "unstructuredName", "unstructuredName", Kind::kIa5, 1, 255},
    KnownAttribute{"1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL", "jurisdictionLocalityName", Kind::kDirectory, 1, 128},
    KnownAttribute{"1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST", "jurisdictionStateOrProvinceName", Kind::kDirectory, 1,
                   128},
    KnownAttribute{"1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC", "jurisdictionCountryName", Kind::kPrintable, 2, 2},
};

std::optional<StringType> FixedType(Kind kind) {
  if (kind == Kind::kPrintable) return StringType::kPrintable;
  if (kind == Kind::kIa5) return StringType::kIa5;
  return std::nullopt;
}

// Three numbers or more with dots between them, the first of them 0, 1 or 2.
bool IsDottedOid(std::string_view text) {
  if (text.size() < 5 || text[0] > '2' || text[1] != '.') return false;
  if (std::count(text.begin(), text.end(), '.') < 2 || text.front() == '.' || text.back() == '.') return false;
  return text.find("..") == std::string_view::npos && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::span<const StringType> TypesOf(StringMask mask) {
  static constexpr std::array kUtf8Only = {StringType::kUtf8};
  static constexpr std::array kNoMultiByte = {StringType::kPrintable, StringType::kTeletex};
  static constexpr std::array kPkix = {StringType::kPrintable, StringType::kBmp};
  static constexpr std::array kAny = {StringType::kPrintable, StringType::kTeletex, StringType::kBmp,
                                      StringType::kUtf8};
  switch (mask) {
    case StringMask::kUtf8Only:
      return kUtf8Only;
    case StringMask::kNoMultiByte:
      return kNoMultiByte;
    case StringMask::kPkix:
      return kPkix;
    case StringMask::kAny:
      return kAny;
  }
  return kUtf8Only;
}

StringType SmallestType(StringMask mask, std::string_view value) {
  for (const StringType type : TypesOf(mask)) {
    if (x509::EncodeDirectoryString(type, value)) return type;
  }
  return StringType::kUtf8;
}

absl::Status Unfit(const SubjectAttribute& attribute, std::string_view value, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(attribute.name, " ", Quoted(value), " ", base::ToAbsl(why)));
}

absl::Status CheckLength(const SubjectAttribute& attribute, std::string_view value) {
  const size_t count = x509::CountCharacters(value);
  if (attribute.least == attribute.most && count != attribute.most) {
    return Unfit(attribute, value, absl::StrCat("has to be ", attribute.most, " letters, as DE"));
  }
  if (attribute.most != 0 && count > attribute.most) {
    return Unfit(attribute, value, absl::StrCat("has ", count, " characters; there may be ", attribute.most));
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<SubjectAttribute> FindSubjectAttribute(std::string_view name) {
  for (const KnownAttribute& known : kAttributes) {
    if (!base::EqualsIgnoreAsciiCase(name, known.name) && !base::EqualsIgnoreAsciiCase(name, known.short_name) &&
        name != known.oid) {
      continue;
    }
    return SubjectAttribute{.oid = std::string(known.oid),
                            .name = std::string(known.name),
                            .fixed_type = FixedType(known.kind),
                            .least = known.least,
                            .most = known.most};
  }
  if (!IsDottedOid(name)) return std::nullopt;
  return SubjectAttribute{.oid = std::string(name), .name = std::string(name)};
}

std::optional<StringMask> ParseStringMask(std::string_view text) {
  if (text == "utf8only") return StringMask::kUtf8Only;
  if (text == "nombstr") return StringMask::kNoMultiByte;
  if (text == "pkix") return StringMask::kPkix;
  if (text == "default") return StringMask::kAny;
  return std::nullopt;
}

absl::StatusOr<x509::RequestedAttribute> WriteSubjectAttribute(const SubjectAttribute& attribute, StringMask mask,
                                                               std::string value) {
  if (absl::Status status = CheckLength(attribute, value); !status.ok()) return status;
  if (attribute.fixed_type && !x509::EncodeDirectoryString(*attribute.fixed_type, value)) {
    const bool is_ia5 = attribute.fixed_type == StringType::kIa5;
    return Unfit(attribute, value,
                 is_ia5 ? "may only have ASCII characters" : "may only have letters, digits and '()+,-./:=?");
  }
  const StringType type = attribute.fixed_type.value_or(SmallestType(mask, value));
  return x509::RequestedAttribute{.oid = attribute.oid, .value = std::move(value), .type = type};
}

}  // namespace certsweep::replacer
