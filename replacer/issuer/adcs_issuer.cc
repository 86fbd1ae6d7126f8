#include "replacer/issuer/adcs_issuer.h"

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "replacer/issuer/adcs_protocol.h"
#include "replacer/issuer/authenticated_client.h"
#include "replacer/issuer/https_url.h"

namespace certsweep::replacer {
namespace {

HttpsAuthentication AuthenticationOf(AdcsAuthentication authentication) {
  switch (authentication) {
    case AdcsAuthentication::kNtlm:
      return HttpsAuthentication::kNtlm;
    case AdcsAuthentication::kNegotiate:
      return HttpsAuthentication::kNegotiate;
    case AdcsAuthentication::kBasic:
      break;
  }
  return HttpsAuthentication::kBasic;
}

absl::StatusOr<std::string> CheckUrl(const std::string& text) {
  absl::StatusOr<std::string> url = ParseHttpsUrl(text);
  if (!url.ok()) return base::Annotate(url.status(), "url");
  if (base::AsciiLower(*url).ends_with("/certsrv")) return url;
  return absl::InvalidArgumentError(absl::StrCat("url: \"", *url, "\" must end in /certsrv"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Issuer>> AdcsIssuer::Create(const IssuerSettings& settings,
                                                           const AdcsIssuerSettings& adcs) {
  absl::StatusOr<std::string> url = CheckUrl(adcs.url);
  if (!url.ok()) return url.status();
  if (absl::Status status = CheckAdcsTemplate(adcs.template_name); !status.ok()) return status;
  HttpsClientOptions client = {.authentication = AuthenticationOf(adcs.authentication),
                               .username = adcs.username,
                               .client_cert = {},
                               .client_key = {},
                               .ca_bundle = adcs.ca_bundle,
                               .resolve = settings.resolve,
                               .timeout_ms = int64_t{adcs.timeout_s} * 1000};
  if (absl::Status status = CheckClient(client, adcs.password); !status.ok()) return status;
  return std::unique_ptr<Issuer>(new AdcsIssuer(*std::move(url), adcs, std::move(client)));
}

AdcsIssuer::AdcsIssuer(std::string url, AdcsIssuerSettings adcs, HttpsClientOptions client)
    : url_(std::move(url)), adcs_(std::move(adcs)), client_(std::move(client)) {}

absl::StatusOr<IssuerAnswer> AdcsIssuer::Submit(const CertificateOrder& order) {
  const auto client = MakeClient(client_, adcs_.password);
  if (!client.ok()) return client.status();
  return Converse(AdcsConversation::Submit(url_, adcs_.template_name, order), **client);
}

absl::StatusOr<IssuerAnswer> AdcsIssuer::Poll(const CertificateOrder& order, const std::string& request_id) {
  if (!IsAdcsRequestId(request_id)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", base::DisplayText(request_id), "\" is no request id of AD CS"));
  }
  const auto client = MakeClient(client_, adcs_.password);
  if (!client.ok()) return client.status();
  return Converse(AdcsConversation::Poll(url_, request_id, order), **client);
}

}  // namespace certsweep::replacer
