#include "replacer/issuer/est_protocol.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/text.h"
#include "engine/x509/pem.h"
#include "replacer/issuer/certificate_answer.h"
#include "replacer/issuer/html_text.h"
#include "replacer/issuer/http_problem.h"
#include "replacer/issuer/https_url.h"

namespace certsweep::replacer {
namespace {

constexpr size_t kBase64Columns = 76;  // RFC 2045, 6.8
constexpr int64_t kLongestWait = int64_t{7} * 24 * 3600;

// RFC 7030, 3.2.2: a label must not be one of these.
constexpr std::array<std::string_view, 6> kOperations = {"cacerts", "simpleenroll", "simplereenroll",
                                                         "fullcmc", "serverkeygen", "csrattrs"};

bool IsLabelCharacter(char c) { return PercentEncode(std::string_view(&c, 1)).size() == 1; }

std::string WrappedBase64(std::string_view der) {
  const std::string text = absl::Base64Escape(base::ToAbsl(der));
  std::string wrapped;
  for (size_t at = 0; at < text.size(); at += kBase64Columns) wrapped += text.substr(at, kBase64Columns) + "\n";
  return wrapped;
}

// What is wrong with the credentials, or with us: the CA has not judged the request.
bool IsRefusal(int status) { return status == 400 || status == 409 || status == 422; }

}  // namespace

absl::StatusOr<std::string> EstUrl(const std::string& base_url, const std::string& label) {
  const absl::StatusOr<std::string> url = ParseHttpsUrl(base_url);
  if (!url.ok()) return url.status();
  if (url->find('/', std::string_view("https://").size()) != std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", *url, "\" must be https://host[:port] alone: /.well-known/est is added to it"));
  }
  if (label.empty()) return absl::StrCat(*url, "/.well-known/est");
  const bool is_operation = std::find(kOperations.begin(), kOperations.end(), label) != kOperations.end();
  if (is_operation || label.starts_with('.') || !std::all_of(label.begin(), label.end(), IsLabelCharacter)) {
    return absl::InvalidArgumentError(absl::StrCat("\"", base::DisplayText(label), "\" is no label of EST"));
  }
  return absl::StrCat(*url, "/.well-known/est/", label);
}

std::optional<int64_t> ReadRetryAfter(std::string_view text, int64_t now) {
  int64_t seconds = 0;
  absl::Time date;
  std::string ignored;
  if (!absl::SimpleAtoi(base::ToAbsl(text), &seconds)) {
    if (!absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", base::ToAbsl(text), &date, &ignored)) return std::nullopt;
    seconds = absl::ToUnixSeconds(date) - now;
  }
  return std::clamp<int64_t>(seconds, 0, kLongestWait);
}

absl::StatusOr<EstConversation> EstConversation::Create(std::string url, const CertificateOrder& order, int64_t now) {
  const absl::StatusOr<std::vector<x509::PemBlock>> blocks = x509::ParsePem(order.csr_pem);
  if (!blocks.ok()) return blocks.status();
  if (blocks->size() != 1) return absl::InvalidArgumentError("the CSR is not one block of PEM");
  return EstConversation(std::move(url), WrappedBase64(blocks->front().der), order, now);
}

EstConversation::EstConversation(std::string url, std::string csr_base64, const CertificateOrder& order, int64_t now)
    : url_(std::move(url)), csr_base64_(std::move(csr_base64)), spki_sha256_(order.spki_sha256), now_(now) {}

HttpsRequest EstConversation::NextRequest() const {
  if (!has_ca_certificates_) return {.url = url_ + "/cacerts", .content_type = {}, .body = {}};
  return {.url = url_ + "/simpleenroll", .content_type = "application/pkcs10", .body = csr_base64_};
}

void EstConversation::Take(const absl::StatusOr<HttpsResponse>& response) {
  if (!response.ok()) return Finish(response.status());
  if (has_ca_certificates_) return TakeEnrolled(*response);
  TakeCaCertificates(*response);
}

void EstConversation::TakeCaCertificates(const HttpsResponse& response) {
  if (response.status != 200) return Finish(HttpProblem(url_, response));
  auto certificates = ReadCertificateAnswer(response.body);
  if (!certificates.ok() || certificates->empty()) {
    return Finish(absl::FailedPreconditionError(absl::StrCat(url_, "/cacerts: the answer holds no certificates")));
  }
  ca_certificates_ = *std::move(certificates);
  has_ca_certificates_ = true;
}

void EstConversation::TakeEnrolled(const HttpsResponse& response) {
  if (response.status == 200) return TakeCertificate(response);
  if (response.status == 202) {
    return Finish(Pending{.request_id = base::HexEncode(spki_sha256_),
                          .detail = "the CA asks to be asked again later",
                          .retry_after_s = ReadRetryAfter(response.retry_after, now_)});
  }
  if (IsRefusal(response.status)) return TakeRefusal(response);
  Finish(HttpProblem(url_, response));
}

void EstConversation::TakeCertificate(const HttpsResponse& response) {
  auto certificates = ReadCertificateAnswer(response.body);
  if (!certificates.ok() || certificates->empty()) {
    return Finish(absl::FailedPreconditionError(absl::StrCat(url_, "/simpleenroll: the answer holds no certificate")));
  }
  certificates->insert(certificates->end(), ca_certificates_.begin(), ca_certificates_.end());
  std::vector<std::string> ordered = OrderedByKey(*certificates, spki_sha256_);
  if (ordered.empty()) {
    return Finish(absl::FailedPreconditionError(absl::StrCat(url_, ": the certificate that came is for another key")));
  }
  Finish(Issued{.certificates_der = std::move(ordered), .request_id = {}});
}

// RFC 7030, 4.2.3: the body says why, for people.
void EstConversation::TakeRefusal(const HttpsResponse& response) {
  const std::string why = base::DisplayText(HtmlText(response.body), 300);
  Finish(Denied{.request_id = {}, .reason = absl::StrCat("status ", response.status, why.empty() ? "" : ": ", why)});
}

}  // namespace certsweep::replacer
