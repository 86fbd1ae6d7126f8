#include "engine/x509/cbb.h"

#include <cctype>

#include "engine/base/rfc3339.h"

namespace certsweep::x509 {

bool AddTime(CBB* out, int64_t unix_seconds) {
  std::string digits = base::FormatRfc3339(unix_seconds);
  std::erase_if(digits, [](unsigned char character) { return std::isdigit(character) == 0; });
  const bool utc_time = digits >= "1950" && digits < "2050";
  const std::string text = (utc_time ? digits.substr(2) : digits) + "Z";
  return AddElement(out, utc_time ? CBS_ASN1_UTCTIME : CBS_ASN1_GENERALIZEDTIME, base::AsBytes(text));
}

}  // namespace certsweep::x509
