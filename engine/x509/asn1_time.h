// UTCTime and GeneralizedTime (RFC 5280, 4.1.2.5; X.680, 46 and 47). Thread-safe: pure function.
#ifndef CERTSWEEP_ENGINE_X509_ASN1_TIME_H_
#define CERTSWEEP_ENGINE_X509_ASN1_TIME_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace certsweep::x509 {

struct Asn1Time {
  int64_t unix_seconds = 0;
  bool is_der = true;  // false: without seconds, with a fraction or with an offset, which DER forbids and BER allows
};

enum class Asn1TimeForm { kUtcTime, kGeneralizedTime };

// Nothing if `content` is no time at all.
std::optional<Asn1Time> ParseAsn1Time(Asn1TimeForm form, std::string_view content);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_ASN1_TIME_H_
