// What is told of a certificate of the record, out of its DER. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_REPORT_SERVED_CERTIFICATE_TEXT_H_
#define CERTSWEEP_ENGINE_REPORT_SERVED_CERTIFICATE_TEXT_H_

#include <cstdint>
#include <string>

#include "engine/estate/estate.h"

namespace certsweep::report {

struct CertificateFacts {
  std::string subject, issuer;  // text that strangers chose
  int64_t not_before = 0, not_after = 0;
  bool parsed = false;  // else nothing of this is known
};

CertificateFacts FactsOf(const estate::StoredCertificate& certificate);

// "2026-01-02".
std::string DateText(int64_t unix_seconds);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_SERVED_CERTIFICATE_TEXT_H_
