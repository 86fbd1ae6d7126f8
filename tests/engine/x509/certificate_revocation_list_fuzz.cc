// Whatever the bytes: parsing ends in a CRL or a line of text, and the same bytes make the same CRL.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/base/text.h"
#include "engine/x509/certificate_revocation_list.h"

namespace {

namespace base = certsweep::base;
using certsweep::x509::CertificateRevocationList;

void Require(bool condition) {
  if (!condition) std::abort();
}

void RequireSame(const CertificateRevocationList& a, const CertificateRevocationList& b) {
  Require(a.issuer() == b.issuer() && a.this_update() == b.this_update() && a.next_update() == b.next_update() &&
          a.size() == b.size() && a.unsupported() == b.unsupported() && a.problem() == b.problem());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const base::Bytes input(data, size);
  const auto list = CertificateRevocationList::Parse(input), again = CertificateRevocationList::Parse(input);
  Require(list.ok() == again.ok());
  if (!list.ok()) {
    const std::string_view message = base::ToStd(list.status().message());
    Require(!message.empty() && message.find('\n') == std::string_view::npos && base::IsValidUtf8(message));
    return 0;
  }
  RequireSame(**list, **again);
  Require(base::IsValidUtf8((*list)->unsupported()) && base::IsValidUtf8((*list)->problem()));
  const auto* revoked = (*list)->Find(base::AsBytes("\x01"));
  Require(revoked == nullptr || (*list)->size() > 0);
  return 0;
}
