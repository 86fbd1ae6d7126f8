#include "engine/x509/distinguished_name.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/x509/cbs.h"
#include "engine/x509/directory_string.h"
#include "engine/x509/oid.h"

namespace certsweep::x509 {
namespace {

constexpr size_t kMaxText = 1024;

// One AttributeTypeAndValue (RFC 5280, 4.1.2.4).
struct Attribute {
  std::string_view type;  // content octets of the OID
  unsigned tag = 0;
  std::string_view value;    // content octets
  std::string_view element;  // the value with its tag and length
};

using namespace std::string_view_literals;

struct AttributeName {
  std::string_view type;
  std::string_view name;
};

constexpr std::string_view kEmailAddress = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01"sv;

// RFC 4514, 3 and what else people know by name.
constexpr AttributeName kAttributeNames[] = {
    {"\x55\x04\x03"sv, "CN"},
    {"\x55\x04\x0a"sv, "O"},
    {"\x55\x04\x0b"sv, "OU"},
    {"\x55\x04\x06"sv, "C"},
    {"\x55\x04\x08"sv, "ST"},
    {"\x55\x04\x07"sv, "L"},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19"sv, "DC"},
    {kEmailAddress, "emailAddress"},
    {"\x55\x04\x05"sv, "serialNumber"},
    {"\x55\x04\x09"sv, "STREET"},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01"sv, "UID"},
    {"\x55\x04\x04"sv, "SN"},
    {"\x55\x04\x2a"sv, "GN"},
    {"\x55\x04\x0c"sv, "title"},
    {"\x55\x04\x11"sv, "postalCode"},
    {"\x55\x04\x61"sv, "organizationIdentifier"},
    {"\x55\x04\x0f"sv, "businessCategory"},
};

std::string_view NameOf(std::string_view type) {
  for (const AttributeName& known : kAttributeNames) {
    if (known.type == type) return known.name;
  }
  return {};
}

std::optional<Attribute> TakeAttribute(CBS* set) {
  CBS sequence, type, element;
  unsigned tag = 0;
  size_t header_size = 0;
  if (!CBS_get_asn1(set, &sequence, CBS_ASN1_SEQUENCE) || !CBS_get_asn1(&sequence, &type, CBS_ASN1_OBJECT) ||
      !CBS_get_any_asn1_element(&sequence, &element, &tag, &header_size) || !IsEmpty(sequence)) {
    return std::nullopt;
  }
  return Attribute{ToText(type), tag, ToText(element).substr(header_size), ToText(element)};
}

// Each piece is preceded by its size, so that no two lists of pieces give the same bytes.
void AppendSized(std::string_view piece, std::string* out) {
  const uint32_t size = static_cast<uint32_t>(piece.size());
  for (int shift = 24; shift >= 0; shift -= 8) out->push_back(static_cast<char>(size >> shift & 0xff));
  out->append(piece);
}

// `text` is the value as UTF-8, where it has one: then its type does not matter any more.
std::string NormalizedAttribute(const Attribute& attribute, const std::optional<std::string>& text) {
  std::string out;
  AppendSized(attribute.type, &out);
  if (text) {
    AppendSized("text", &out);
    AppendSized(NormalizeDirectoryString(*text), &out);
  } else {
    AppendSized(absl::StrCat(attribute.tag), &out);
    AppendSized(attribute.value, &out);
  }
  return out;
}

// Escapes as RFC 4514, 2.4.
std::string EscapedValue(std::string_view value) {
  std::string out;
  for (size_t i = 0; i < value.size() && out.size() <= kMaxText; ++i) {
    const char c = value[i];
    const bool first = i == 0, last = i + 1 == value.size();
    if (c == '\0') {
      out += "\\00";
      continue;
    }
    const bool special = ",+\"\\<>;"sv.find(c) != std::string_view::npos;
    if (special || (first && c == '#') || ((first || last) && c == ' ')) out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

std::string AttributeText(const Attribute& attribute, const std::optional<std::string>& text) {
  const std::string_view name = NameOf(attribute.type);
  if (!name.empty() && text) return absl::StrCat(base::ToAbsl(name), "=", EscapedValue(*text));
  // An attribute without a name of its own is shown by its value's encoding (RFC 4514, 2.4).
  const std::string type =
      name.empty() ? OidText(base::AsBytes(attribute.type.substr(0, kMaxText))) : std::string(name);
  return absl::StrCat(type, "=#", base::HexEncode(base::AsBytes(attribute.element.substr(0, kMaxText))));
}

// What one RelativeDistinguishedName adds to the name.
struct RelativeName {
  std::string text;
  std::string normalized;
  bool strings_readable = true;
};

std::optional<RelativeName> ReadRelativeName(CBS set, std::vector<std::string>* emails) {
  if (IsEmpty(set)) return std::nullopt;
  RelativeName name;
  std::vector<std::string> attributes;
  while (!IsEmpty(set)) {
    const std::optional<Attribute> attribute = TakeAttribute(&set);
    if (!attribute) return std::nullopt;
    const std::optional<std::string> text = DecodeDirectoryString(attribute->tag, attribute->value);
    name.strings_readable = name.strings_readable && text.has_value();
    if (text && attribute->type == kEmailAddress) emails->push_back(*text);
    if (name.text.size() <= kMaxText) {
      if (!name.text.empty()) name.text.push_back('+');
      name.text += AttributeText(*attribute, text);
    }
    attributes.push_back(NormalizedAttribute(*attribute, text));
  }
  // A SET: the order does not matter.
  std::sort(attributes.begin(), attributes.end());
  for (const std::string& attribute : attributes) name.normalized += attribute;
  return name;
}

// The relative names from the last to the first, as far as there is room.
std::string JoinedText(const std::vector<std::string>& texts) {
  std::string out;
  for (auto text = texts.rbegin(); text != texts.rend() && out.size() <= kMaxText; ++text) {
    if (!out.empty()) out.push_back(',');
    out += *text;
  }
  return base::DisplayText(out, kMaxText);
}

}  // namespace

DistinguishedName::DistinguishedName(base::Bytes der) {
  CBS rest = ToCbs(der), names, set;
  well_formed_ = CBS_get_asn1(&rest, &names, CBS_ASN1_SEQUENCE) && IsEmpty(rest);
  std::vector<std::string> texts;
  while (well_formed_ && !IsEmpty(names)) {
    std::optional<RelativeName> name;
    if (CBS_get_asn1(&names, &set, CBS_ASN1_SET)) name = ReadRelativeName(set, &emails_);
    well_formed_ = name.has_value();
    if (!well_formed_) break;
    strings_readable_ = strings_readable_ && name->strings_readable;
    texts.push_back(std::move(name->text));
    AppendSized(name->normalized, &normalized_);
    rdns_.push_back(std::move(name->normalized));
  }
  text_ = JoinedText(texts);
  // What could not be read whole is equal to the same bytes alone.
  if (!well_formed_) normalized_ = absl::StrCat("malformed:", base::ToAbsl(base::AsText(der)));
}

}  // namespace certsweep::x509
