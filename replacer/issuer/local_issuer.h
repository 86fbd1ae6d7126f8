// LocalIssuer: signs with a CA key of one's own, a file of this machine. For a lab, or a small CA without more to it.
#ifndef CERTSWEEP_REPLACER_ISSUER_LOCAL_ISSUER_H_
#define CERTSWEEP_REPLACER_ISSUER_LOCAL_ISSUER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "replacer/issuer/issuer.h"
#include "replacer/issuer/issuer_settings.h"

namespace certsweep::replacer {

class LocalIssuer final : public Issuer {
 public:
  // Reads all files once to tell what is wrong with them, and again for each order: the key is not kept. `clock` must
  // outlive the issuer. FailedPrecondition where the CA's certificate has expired, is not valid yet, is no CA's, or the
  // key is another's.
  static absl::StatusOr<std::unique_ptr<Issuer>> Create(const LocalIssuerSettings& settings, const base::Clock& clock);

  // Never Pending. Denied where the request can't be signed (SignCertificate).
  absl::StatusOr<IssuerAnswer> Submit(const CertificateOrder& order) override;
  // FailedPrecondition: nothing is ever pending here.
  absl::StatusOr<IssuerAnswer> Poll(const CertificateOrder& order, const std::string& request_id) override;

 private:
  LocalIssuer(LocalIssuerSettings settings, const base::Clock& clock);

  const LocalIssuerSettings settings_;
  const base::Clock& clock_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_LOCAL_ISSUER_H_
