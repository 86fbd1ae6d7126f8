#include "replacer/request/build_request.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/x509/extensions.h"
#include "replacer/request/request_names.h"
#include "replacer/request/template_lines.h"

namespace certsweep::replacer {
namespace {

using x509::RequestedName;

constexpr uint16_t kDataEncipherment = 1 << 3;

// What a key can be used for that makes signatures and encrypts nothing.
constexpr uint16_t kUsagesOfRsa = x509::kKeyEncipherment | kDataEncipherment;

class RequestBuilder {
 public:
  RequestBuilder(const CsrTemplate& csr_template, const ApplianceNames& appliance, const x509::PublicKey& key)
      : template_(csr_template), appliance_(appliance), key_(key) {
    out_.notices = csr_template.notices;
  }

  absl::StatusOr<BuiltRequest> Build(const std::vector<pki::ReferenceIdentity>& identities) {
    absl::StatusOr<std::vector<RequestedName>> names =
        RequestNames(identities, template_.extensions.names, appliance_, &out_.notices);
    if (!names.ok()) return names.status();
    if (names->empty()) {
      return absl::InvalidArgumentError("there is no name to ask for: neither is one given nor has the template one");
    }
    out_.spec.names = *std::move(names);
    if (absl::Status status = AddSubject(); !status.ok()) return status;
    AddExtensions();
    LookAtKey();
    SortByLine(out_.notices);
    return std::move(out_);
  }

 private:
  void Tell(int line, std::string text) { out_.notices.push_back({line, std::move(text)}); }

  absl::Status AddSubject() {
    for (const TemplateField& field : template_.subject) {
      const absl::StatusOr<std::string> filled = FillPlaceholders(field.text, appliance_);
      if (!filled.ok()) return ErrorAtLine(field.line, base::ToStd(filled.status().message()));
      const bool is_common_name = field.attribute.oid == kCommonNameOid;
      const std::string value = filled->empty() && is_common_name ? CommonNameFor(field) : *filled;
      if (value.empty()) continue;
      if (is_common_name) TellIfNotAsked(field, value);
      if (absl::Status status = AddAttribute(field, value); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status AddAttribute(const TemplateField& field, const std::string& value) {
    absl::StatusOr<x509::RequestedAttribute> attribute =
        WriteSubjectAttribute(field.attribute, template_.string_mask, value);
    if (!attribute.ok()) return ErrorAtLine(field.line, base::ToStd(attribute.status().message()));
    if (attribute->type == x509::StringType::kUtf8 && template_.string_mask != StringMask::kUtf8Only &&
        template_.string_mask != StringMask::kAny) {
      Tell(field.line,
           absl::StrCat(field.attribute.name, " has characters that string_mask has no type for: it is a UTF8String"));
    }
    std::vector<std::vector<x509::RequestedAttribute>>& subject = out_.spec.subject;
    if (!field.joins_previous || subject.empty()) subject.emplace_back();
    subject.back().push_back(*std::move(attribute));
    return absl::OkStatus();
  }

  // The first DNS name; empty, and told, where there is none that fits.
  std::string CommonNameFor(const TemplateField& field) {
    const auto& names = out_.spec.names;
    const auto first = std::find_if(names.begin(), names.end(), [](const RequestedName& name) {
      return std::holds_alternative<std::string>(name);
    });
    if (first == names.end()) {
      Tell(field.line, "commonName is left out: it is blank, and there is no DNS name to fill it with");
      return {};
    }
    const std::string& name = std::get<std::string>(*first);
    if (name.size() <= field.attribute.most) return name;
    Tell(field.line, absl::StrCat("commonName is left out: ", name, " has over ", field.attribute.most, " characters"));
    return {};
  }

  // Nobody looks at the common name any more (RFC 9525, 2).
  void TellIfNotAsked(const TemplateField& field, const std::string& value) {
    const absl::StatusOr<pki::ReferenceIdentity> identity = pki::ReferenceIdentity::Parse(value);
    const std::string normal = identity.ok() ? identity->ToString() : value;
    for (const RequestedName& name : out_.spec.names) {
      const auto* address = std::get_if<base::IpAddress>(&name);
      if ((address != nullptr ? address->ToString() : std::get<std::string>(name)) == normal) return;
    }
    Tell(field.line,
         absl::StrCat("commonName ", Quoted(value), " is not among the names asked for, and counts for nothing"));
  }

  void AddExtensions() {
    const TemplateExtensions& asked = template_.extensions;
    x509::CertificateRequestSpec& spec = out_.spec;
    spec.hash = template_.hash;
    spec.names_critical = asked.names_critical;
    spec.key_usage = asked.key_usage;
    spec.key_usage_critical = asked.key_usage_critical;
    spec.extended_key_usage = asked.extended_key_usage;
    spec.extended_key_usage_critical = asked.extended_key_usage_critical;
    spec.not_a_ca = asked.not_a_ca;
    spec.not_a_ca_critical = asked.not_a_ca_critical;
  }

  void LookAtKey() {
    const bool is_rsa = key_.type() == x509::KeyType::kRsa || key_.type() == x509::KeyType::kRsaPss;
    if (is_rsa && key_.bits() < template_.default_bits) {
      Tell(template_.default_bits_line,
           absl::StrCat("default_bits is ", template_.default_bits, ", and the key has ", key_.bits(), " bits"));
    }
    if (is_rsa || (out_.spec.key_usage & kUsagesOfRsa) == 0) return;
    out_.spec.key_usage = static_cast<uint16_t>(out_.spec.key_usage & ~kUsagesOfRsa);
    Tell(0, absl::StrCat("keyEncipherment and dataEncipherment are left out: an ",
                         base::ToAbsl(x509::KeyTypeName(key_.type())), " key encrypts nothing"));
  }

  const CsrTemplate& template_;
  const ApplianceNames& appliance_;
  const x509::PublicKey& key_;
  BuiltRequest out_;
};

}  // namespace

absl::StatusOr<BuiltRequest> BuildRequest(const CsrTemplate& csr_template, const ApplianceNames& appliance,
                                          const std::vector<pki::ReferenceIdentity>& identities,
                                          const x509::PublicKey& key) {
  return RequestBuilder(csr_template, appliance, key).Build(identities);
}

}  // namespace certsweep::replacer
