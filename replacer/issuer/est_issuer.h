// EstIssuer: a CA that speaks EST (RFC 7030): performs what EstConversation decides.
#ifndef CERTSWEEP_REPLACER_ISSUER_EST_ISSUER_H_
#define CERTSWEEP_REPLACER_ISSUER_EST_ISSUER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "replacer/issuer/https_client.h"
#include "replacer/issuer/issuer.h"
#include "replacer/issuer/issuer_settings.h"

namespace certsweep::replacer {

class EstIssuer final : public Issuer {
 public:
  // InvalidArgument for a URL, label or user that does not do; NotFound for files that are not there. `clock` must
  // outlive the issuer. The password is read again for each order.
  static absl::StatusOr<std::unique_ptr<Issuer>> Create(const IssuerSettings& settings, const EstIssuerSettings& est,
                                                        const base::Clock& clock);

  absl::StatusOr<IssuerAnswer> Submit(const CertificateOrder& order) override;
  // The same request once more (RFC 7030, 4.2.3).
  absl::StatusOr<IssuerAnswer> Poll(const CertificateOrder& order, const std::string& request_id) override;

 private:
  EstIssuer(std::string url, PasswordSource password, HttpsClientOptions client, const base::Clock& clock);

  const std::string url_;
  const PasswordSource password_;
  const HttpsClientOptions client_;
  const base::Clock& clock_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_EST_ISSUER_H_
