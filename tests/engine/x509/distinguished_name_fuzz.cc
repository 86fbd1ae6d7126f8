// Whatever the bytes: a name has a text that can be printed, equals itself, and a malformed one equals nothing but the
// same bytes.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "engine/base/text.h"
#include "engine/x509/distinguished_name.h"

namespace {

using certsweep::base::Bytes;
using certsweep::x509::DistinguishedName;

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes input(data, size);
  const DistinguishedName name(input);
  Require(name == DistinguishedName(input));
  Require(name.text().size() <= 1024 && certsweep::base::IsValidUtf8(name.text()));
  Require(name.text().find('\n') == std::string::npos);
  std::string longer(certsweep::base::AsText(input));
  longer.push_back('\0');
  const DistinguishedName other(certsweep::base::AsBytes(longer));
  // Nothing may follow a Name: of two that differ in length by one octet at least one is malformed.
  Require(!(name.well_formed() && other.well_formed()));
  Require(!(name == other));
  if (!name.well_formed()) return 0;
  Require(name.empty() == name.normalized().empty());
  Require(name.empty() == (name == DistinguishedName()));
  Require(name.empty() == name.text().empty());
  return 0;
}
