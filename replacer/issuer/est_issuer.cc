#include "replacer/issuer/est_issuer.h"

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "engine/base/status_context.h"
#include "replacer/issuer/authenticated_client.h"
#include "replacer/issuer/est_protocol.h"

namespace certsweep::replacer {
namespace {

HttpsAuthentication AuthenticationOf(EstAuthentication authentication) {
  switch (authentication) {
    case EstAuthentication::kNone:
      return HttpsAuthentication::kNone;
    case EstAuthentication::kBasic:
      return HttpsAuthentication::kBasic;
    case EstAuthentication::kCertificate:
      break;
  }
  return HttpsAuthentication::kCertificate;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Issuer>> EstIssuer::Create(const IssuerSettings& settings, const EstIssuerSettings& est,
                                                          const base::Clock& clock) {
  absl::StatusOr<std::string> url = EstUrl(est.url, est.label);
  if (!url.ok()) return base::Annotate(url.status(), "url");
  HttpsClientOptions client = {.authentication = AuthenticationOf(est.authentication),
                               .username = est.username,
                               .client_cert = est.client_cert,
                               .client_key = est.client_key,
                               .ca_bundle = est.ca_bundle,
                               .resolve = settings.resolve,
                               .timeout_ms = int64_t{est.timeout_s} * 1000};
  if (absl::Status status = CheckClient(client, est.password); !status.ok()) return status;
  return std::unique_ptr<Issuer>(new EstIssuer(*std::move(url), est.password, std::move(client), clock));
}

EstIssuer::EstIssuer(std::string url, PasswordSource password, HttpsClientOptions client, const base::Clock& clock)
    : url_(std::move(url)), password_(std::move(password)), client_(std::move(client)), clock_(clock) {}

absl::StatusOr<IssuerAnswer> EstIssuer::Submit(const CertificateOrder& order) {
  absl::StatusOr<EstConversation> conversation = EstConversation::Create(url_, order, clock_.NowUnixSeconds());
  if (!conversation.ok()) return conversation.status();
  const auto client = MakeClient(client_, password_);
  if (!client.ok()) return client.status();
  return Converse(*std::move(conversation), **client);
}

absl::StatusOr<IssuerAnswer> EstIssuer::Poll(const CertificateOrder& order, const std::string& /*request_id*/) {
  return Submit(order);
}

}  // namespace certsweep::replacer
