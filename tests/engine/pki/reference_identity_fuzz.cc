// What Parse accepts has one normal form, which means the same and is matched by itself; what it refuses, it refuses in
// one line of text. A presented name matches no more than it may.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/base/text.h"
#include "engine/pki/reference_identity.h"

namespace {

namespace base = certsweep::base;
using certsweep::pki::Matches;
using certsweep::pki::ReferenceIdentity;
using certsweep::x509::SubjectAltName;

void Require(bool condition) {
  if (!condition) std::abort();
}

void RequireRefusal(const absl::Status& status) {
  const std::string_view message = base::ToStd(status.message());
  Require(!message.empty() && message.find('\n') == std::string_view::npos && base::IsValidUtf8(message));
}

void RequireNormalForm(const ReferenceIdentity& identity) {
  const std::string text = identity.ToString();
  const auto again = ReferenceIdentity::Parse(text);
  Require(again.ok() && *again == identity && again->ToString() == text);
  SubjectAltName san;
  Require(!Matches(identity, &san));
  if (identity.is_ip()) {
    san.ip_addresses = {identity.ip()};
  } else {
    Require(text.size() <= 253 && text == base::AsciiLower(text) && text.find('*') == std::string::npos);
    san.dns_names = {text};
  }
  Require(Matches(identity, &san));
}

// `presented` is any bytes; what they match is the same name, or a name with the wildcard's label in front.
void RequireHonestMatch(const std::string& presented, const ReferenceIdentity& identity) {
  SubjectAltName san;
  san.dns_names = {presented};
  if (!Matches(identity, &san)) return;
  Require(!identity.is_ip());
  const std::string name = identity.dns_name(), lower = base::AsciiLower(presented);
  if (name == lower) return;
  const size_t dot = name.find('.');
  Require(lower.starts_with("*.") && dot != std::string::npos && name.substr(dot) == lower.substr(1));
  Require(name.find('.', dot + 1) != std::string::npos);
}

}  // namespace

// The input is an identity, and behind a line end a presented name.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  const size_t end = input.find('\n');
  const auto identity = ReferenceIdentity::Parse(input.substr(0, end));
  if (!identity.ok()) {
    RequireRefusal(identity.status());
    return 0;
  }
  RequireNormalForm(*identity);
  RequireHonestMatch(end == std::string::npos ? input : input.substr(end + 1), *identity);
  return 0;
}
