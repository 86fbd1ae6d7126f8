// The attributes of a subject as templates name them, and the string types that they are written in (RFC 5280, appendix
// A.1). Values and pure functions.
#ifndef CERTSWEEP_REPLACER_REQUEST_SUBJECT_ATTRIBUTE_H_
#define CERTSWEEP_REPLACER_REQUEST_SUBJECT_ATTRIBUTE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/x509/certificate_request.h"
#include "engine/x509/directory_string.h"

namespace certsweep::replacer {

inline constexpr char kCommonNameOid[] = "2.5.4.3";

struct SubjectAttribute {
  std::string oid;   // dotted
  std::string name;  // "commonName"; the OID where it has none here
  std::optional<x509::StringType> fixed_type = std::nullopt;
  size_t least = 1;  // characters
  size_t most = 0;   // 0: no bound
};

// By its long or short name in either case ("commonName", "CN"), or a dotted OID. Nothing for any other text.
std::optional<SubjectAttribute> FindSubjectAttribute(std::string_view name);

// OpenSSL's string_mask: what a directory string may be written in.
enum class StringMask {
  kUtf8Only,     // UTF8String
  kNoMultiByte,  // nombstr: PrintableString, else TeletexString
  kPkix,         // PrintableString, else BMPString
  kAny,          // default: PrintableString, TeletexString, BMPString, UTF8String, the first that fits
};

// "utf8only", "nombstr", "pkix", "default"; nothing for any other text.
std::optional<StringMask> ParseStringMask(std::string_view text);

// `value` (UTF-8) as the attribute is written under `mask`. Where no type of the mask fits, as UTF8String: its type
// then tells. InvalidArgument, with the attribute's name, for a value that is too long or too short, or has characters
// that an attribute of a fixed type can't have.
absl::StatusOr<x509::RequestedAttribute> WriteSubjectAttribute(const SubjectAttribute& attribute, StringMask mask,
                                                               std::string value);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REQUEST_SUBJECT_ATTRIBUTE_H_
