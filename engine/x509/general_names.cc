#include "engine/x509/general_names.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/x509/cbs.h"

namespace certsweep::x509 {
namespace {

constexpr unsigned kContext = CBS_ASN1_CONTEXT_SPECIFIC;
constexpr unsigned kConstructed = CBS_ASN1_CONTEXT_SPECIFIC | CBS_ASN1_CONSTRUCTED;

// The choices of GeneralName.
constexpr unsigned kOtherName = kConstructed | 0;
constexpr unsigned kEmail = kContext | 1;
constexpr unsigned kDns = kContext | 2;
constexpr unsigned kX400Address = kConstructed | 3;
constexpr unsigned kDirectoryName = kConstructed | 4;
constexpr unsigned kEdiPartyName = kConstructed | 5;
constexpr unsigned kUri = kContext | 6;
constexpr unsigned kIpAddress = kContext | 7;
constexpr unsigned kRegisteredId = kContext | 8;

bool IsIa5(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\0'; });
}

// Keeps the first problem, and every later one that is fatal where that was not.
void Note(NamesProblem* problem, std::string detail, bool fatal) {
  if (problem->found() && (problem->fatal || !fatal)) return;
  *problem = {std::move(detail), fatal};
}

void AddText(const CBS& value, const char* kind, std::vector<std::string>* out, NamesProblem* problem) {
  const std::string_view text = ToText(value);
  if (!IsIa5(text)) Note(problem, absl::StrCat(kind, " that is no IA5String"), false);
  out->emplace_back(text);
}

// A Name inside an explicit tag.
std::optional<DistinguishedName> ReadDirectoryName(const CBS& value) {
  DistinguishedName name(ToBytes(value));
  if (!name.well_formed()) return std::nullopt;
  return name;
}

void AddIpAddress(const CBS& value, GeneralNames* out, NamesProblem* problem) {
  const std::optional<base::IpAddress> address = base::IpAddress::FromBytes(ToBytes(value));
  if (address) {
    out->ip_addresses.push_back(*address);
    return;
  }
  ++out->other_names;
  Note(problem, absl::StrCat("iPAddress of ", CBS_len(&value), " octets"), true);
}

void AddName(unsigned tag, const CBS& value, GeneralNames* out, NamesProblem* problem) {
  switch (tag) {
    case kDns:
      if (IsEmpty(value)) Note(problem, "an empty dNSName", false);
      return AddText(value, "dNSName", &out->dns_names, problem);
    case kIpAddress:
      return AddIpAddress(value, out, problem);
    case kEmail:
      return AddText(value, "rfc822Name", &out->email_addresses, problem);
    case kUri:
      return AddText(value, "uniformResourceIdentifier", &out->uris, problem);
    case kDirectoryName:
      if (std::optional<DistinguishedName> name = ReadDirectoryName(value)) {
        out->directory_names.push_back(*std::move(name));
        return;
      }
      ++out->other_names;
      return Note(problem, "directoryName that can't be read", true);
    case kOtherName:
    case kX400Address:
    case kEdiPartyName:
    case kRegisteredId:
      ++out->other_names;
      return;
    default:
      ++out->other_names;
      return Note(problem, "a name of no known form", true);
  }
}

// Ones, then zeros.
bool IsPrefixMask(std::string_view mask) {
  bool ended = false;
  for (const char c : mask) {
    const uint8_t byte = static_cast<uint8_t>(c);
    if (ended && byte != 0) return false;
    if (byte == 0xff) continue;
    ended = true;
    const int ones = std::countl_one(byte);
    if (static_cast<uint8_t>(byte << ones) != 0) return false;
  }
  return true;
}

void AddIpRange(const CBS& value, NameSubtrees* out, NamesProblem* problem) {
  const std::string_view octets = ToText(value);
  if (octets.size() != 8 && octets.size() != 32) {
    out->has_unsupported = true;
    return Note(problem, absl::StrCat("iPAddress of ", octets.size(), " octets, where an address and its mask belong"),
                true);
  }
  const size_t half = octets.size() / 2;
  if (!IsPrefixMask(octets.substr(half))) Note(problem, "iPAddress with a mask that is no prefix (RFC 4632)", true);
  out->ip_ranges.push_back({std::string(octets.substr(0, half)), std::string(octets.substr(half))});
}

void AddSubtreeBase(unsigned tag, const CBS& value, NameSubtrees* out, NamesProblem* problem) {
  switch (tag) {
    case kDns:
      if (ToText(value).starts_with('.')) Note(problem, "dNSName that begins with a period", false);
      if (ToText(value).starts_with('*')) Note(problem, "dNSName with a wildcard", false);
      return AddText(value, "dNSName", &out->dns_names, problem);
    case kIpAddress:
      return AddIpRange(value, out, problem);
    case kEmail:
      if (std::count(ToText(value).begin(), ToText(value).end(), '@') > 1)
        Note(problem, "rfc822Name with two at signs", false);
      return AddText(value, "rfc822Name", &out->email_addresses, problem);
    case kUri:
      return AddText(value, "uniformResourceIdentifier", &out->uris, problem);
    case kDirectoryName:
      if (std::optional<DistinguishedName> name = ReadDirectoryName(value)) {
        out->directory_names.push_back(*std::move(name));
        return;
      }
      out->has_unsupported = true;
      return Note(problem, "directoryName that can't be read", true);
    default:
      out->has_unsupported = true;
      return;
  }
}

}  // namespace

size_t GeneralNames::count() const {
  return dns_names.size() + ip_addresses.size() + email_addresses.size() + uris.size() + directory_names.size() +
         static_cast<size_t>(other_names);
}

size_t NameSubtrees::count() const {
  return dns_names.size() + email_addresses.size() + uris.size() + ip_ranges.size() + directory_names.size();
}

NamesProblem ReadGeneralNames(CBS names, GeneralNames* out) {
  NamesProblem problem;
  while (!IsEmpty(names)) {
    CBS value;
    unsigned tag = 0;
    if (!CBS_get_any_asn1(&names, &value, &tag)) {
      Note(&problem, "not a list of names", true);
      break;
    }
    AddName(tag, value, out, &problem);
  }
  return problem;
}

NamesProblem ReadSubtrees(CBS subtrees, NameSubtrees* out) {
  NamesProblem problem;
  if (IsEmpty(subtrees)) Note(&problem, "an empty list of subtrees", false);
  while (!IsEmpty(subtrees)) {
    CBS subtree, value;
    unsigned tag = 0;
    if (!CBS_get_asn1(&subtrees, &subtree, CBS_ASN1_SEQUENCE) || !CBS_get_any_asn1(&subtree, &value, &tag)) {
      out->has_unsupported = true;
      Note(&problem, "not a list of subtrees", true);
      break;
    }
    // RFC 5280, 4.2.1.10: minimum is zero, which DER leaves out, and maximum is absent.
    if (!IsEmpty(subtree)) Note(&problem, "a subtree with minimum or maximum", true);
    AddSubtreeBase(tag, value, out, &problem);
  }
  return problem;
}

}  // namespace certsweep::x509
