// CommandIssuer: any program that takes a CSR and writes a certificate: certreq, step, lego, certbot, a script.
#ifndef CERTSWEEP_REPLACER_ISSUER_COMMAND_ISSUER_H_
#define CERTSWEEP_REPLACER_ISSUER_COMMAND_ISSUER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "replacer/issuer/issuer.h"
#include "replacer/issuer/issuer_settings.h"

namespace certsweep::replacer {

class CommandIssuer final : public Issuer {
 public:
  // InvalidArgument for a command that CheckCommand does not take. `clock` must outlive the issuer.
  static absl::StatusOr<std::unique_ptr<Issuer>> Create(const CommandIssuerSettings& settings,
                                                        const base::Clock& clock);

  // Writes the CSR to NAME.csr in the order's folder and runs the command there. Exit code 0: NAME.cer in that folder
  // is the answer; 75 (EX_TEMPFAIL): Pending; any other: Denied, with the last line that it wrote to stderr.
  // Unavailable where a signal or the deadline ended it.
  absl::StatusOr<IssuerAnswer> Submit(const CertificateOrder& order) override;
  // Runs the same command again.
  absl::StatusOr<IssuerAnswer> Poll(const CertificateOrder& order, const std::string& request_id) override;

 private:
  CommandIssuer(CommandIssuerSettings settings, const base::Clock& clock);

  const CommandIssuerSettings settings_;
  const base::Clock& clock_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_COMMAND_ISSUER_H_
