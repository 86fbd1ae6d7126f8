// EstConversation: one enrolment by EST (RFC 7030 as amended by RFC 8951), without any I/O.
//
//   GET cacerts -> POST simpleenroll -> issued (200), pending (202), denied
//
// The CA's certificates come first: once a certificate is made nothing may be in the way of it, for EST has no request
// ids, and the same request again would make another. Polling is the same conversation. Not thread-safe.
#ifndef CERTSWEEP_REPLACER_ISSUER_EST_PROTOCOL_H_
#define CERTSWEEP_REPLACER_ISSUER_EST_PROTOCOL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/x509/certificate.h"
#include "replacer/issuer/https_transport.h"
#include "replacer/issuer/issuer.h"

namespace certsweep::replacer {

class EstConversation {
 public:
  // `url`: up to and with the label. `now`: seconds since 1970, what a date in Retry-After counts from.
  // InvalidArgument where the order's CSR is no PEM.
  static absl::StatusOr<EstConversation> Create(std::string url, const CertificateOrder& order, int64_t now);

  bool done() const { return answer_.has_value(); }
  // REQUIRES: !done().
  HttpsRequest NextRequest() const;
  void Take(const absl::StatusOr<HttpsResponse>& response);
  // REQUIRES: done().
  const absl::StatusOr<IssuerAnswer>& answer() const { return *answer_; }

 private:
  EstConversation(std::string url, std::string csr_base64, const CertificateOrder& order, int64_t now);

  void TakeCaCertificates(const HttpsResponse& response);
  void TakeEnrolled(const HttpsResponse& response);
  void TakeCertificate(const HttpsResponse& response);
  void TakeRefusal(const HttpsResponse& response);
  void Finish(absl::StatusOr<IssuerAnswer> answer) { answer_ = std::move(answer); }

  std::string url_;
  std::string csr_base64_;
  base::Sha256Digest spki_sha256_;
  int64_t now_;
  bool has_ca_certificates_ = false;
  std::vector<x509::CertificatePtr> ca_certificates_;
  std::optional<absl::StatusOr<IssuerAnswer>> answer_;
};

// The URL of an EST server for `label` (may be empty): "https://host/.well-known/est/label". InvalidArgument for a base
// URL with a path, or a label that is no path segment or the name of an operation (RFC 7030, 3.2.2).
absl::StatusOr<std::string> EstUrl(const std::string& base_url, const std::string& label);

// Seconds until the time of a Retry-After header: a number of them, or a date (RFC 9110, 10.2.3); never negative, at
// most a week. Nothing for any other text.
std::optional<int64_t> ReadRetryAfter(std::string_view text, int64_t now);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_EST_PROTOCOL_H_
