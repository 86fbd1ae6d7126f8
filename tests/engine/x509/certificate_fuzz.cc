// Whatever the bytes: parsing ends in a certificate or a line of text. A certificate holds the bytes it was made of,
// and the same bytes make the same certificate; what is said of it can be printed.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/base/text.h"
#include "engine/x509/certificate.h"

namespace {

using certsweep::base::Bytes;
using certsweep::x509::Certificate;

void Require(bool condition) {
  if (!condition) std::abort();
}

void RequireOneLine(std::string_view text) {
  Require(!text.empty() && text.find('\n') == std::string_view::npos && certsweep::base::IsValidUtf8(text));
}

// Whether `part` lies inside of `whole`; an empty one does.
bool IsInside(Bytes part, Bytes whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void RequireSane(const Certificate& certificate, Bytes input) {
  Require(certificate.der().size() == input.size());
  Require(certsweep::base::AsText(certificate.der()) == certsweep::base::AsText(input));
  for (const Bytes part :
       {certificate.tbs_der(), certificate.serial(), certificate.spki_der(), certificate.signature()}) {
    Require(IsInside(part, certificate.der()));
  }
  Require(certificate.version() >= 1 && certificate.version() <= 3);
  RequireOneLine(certificate.serial_hex());
  for (const auto& problem : certificate.problems()) {
    RequireOneLine(problem.field);
    RequireOneLine(problem.detail);
  }
  // Signatures are over the signed part and nothing else: a self-signed certificate has one.
  if (certificate.is_self_signed()) Require(certificate.is_self_issued() && !certificate.signature().empty());
}

void RequireSame(const Certificate& a, const Certificate& b) {
  Require(a.sha256() == b.sha256() && a.spki_sha256() == b.spki_sha256() && a.subject() == b.subject() &&
          a.issuer() == b.issuer() && a.not_before() == b.not_before() && a.not_after() == b.not_after() &&
          a.serial_hex() == b.serial_hex() && a.problems().size() == b.problems().size() &&
          a.extensions().all.size() == b.extensions().all.size() && a.is_self_signed() == b.is_self_signed());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes input(data, size);
  const auto certificate = Certificate::Parse(input);
  const auto again = Certificate::Parse(input);
  Require(certificate.ok() == again.ok());
  if (!certificate.ok()) {
    RequireOneLine(certsweep::base::ToStd(certificate.status().message()));
    return 0;
  }
  RequireSane(**certificate, input);
  RequireSame(**certificate, **again);
  return 0;
}
