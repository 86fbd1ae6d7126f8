// AdcsIssuer: Microsoft AD CS through its web enrolment (certsrv): performs what AdcsConversation decides.
#ifndef CERTSWEEP_REPLACER_ISSUER_ADCS_ISSUER_H_
#define CERTSWEEP_REPLACER_ISSUER_ADCS_ISSUER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "replacer/issuer/https_client.h"
#include "replacer/issuer/issuer.h"
#include "replacer/issuer/issuer_settings.h"

namespace certsweep::replacer {

class AdcsIssuer final : public Issuer {
 public:
  // InvalidArgument for a URL that is not https or does not end in /certsrv, a template without a name, a missing user;
  // NotFound for a ca_bundle or password file that is not there. The password is read again for each order.
  static absl::StatusOr<std::unique_ptr<Issuer>> Create(const IssuerSettings& settings, const AdcsIssuerSettings& adcs);

  absl::StatusOr<IssuerAnswer> Submit(const CertificateOrder& order) override;
  absl::StatusOr<IssuerAnswer> Poll(const CertificateOrder& order, const std::string& request_id) override;

 private:
  AdcsIssuer(std::string url, AdcsIssuerSettings adcs, HttpsClientOptions client);

  const std::string url_;
  const AdcsIssuerSettings adcs_;
  const HttpsClientOptions client_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_ADCS_ISSUER_H_
