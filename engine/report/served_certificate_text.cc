#include "engine/report/served_certificate_text.h"

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/base/rfc3339.h"
#include "engine/x509/certificate.h"

namespace certsweep::report {

CertificateFacts FactsOf(const estate::StoredCertificate& certificate) {
  const absl::StatusOr<std::shared_ptr<const x509::Certificate>> parsed =
      x509::Certificate::Parse(base::AsBytes(certificate.der));
  if (!parsed.ok()) return {};
  return {.subject = (*parsed)->subject().text(),
          .issuer = (*parsed)->issuer().text(),
          .not_before = (*parsed)->not_before(),
          .not_after = (*parsed)->not_after(),
          .parsed = true};
}

std::string DateText(int64_t unix_seconds) {
  return base::FormatRfc3339(unix_seconds).substr(0, std::string_view("2026-01-02").size());
}

}  // namespace certsweep::report
