// FolderIssuer: a CA that is reached by carrying files: CSRs are written to one folder, certificates come back in
// another. What comes back belongs to an order if its public key does, whatever its file is called.
#ifndef CERTSWEEP_REPLACER_ISSUER_FOLDER_ISSUER_H_
#define CERTSWEEP_REPLACER_ISSUER_FOLDER_ISSUER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "replacer/issuer/issuer.h"
#include "replacer/issuer/issuer_settings.h"

namespace certsweep::replacer {

class FolderIssuer final : public Issuer {
 public:
  // NotFound or PermissionDenied, with the path, for a folder that is not there.
  static absl::StatusOr<std::unique_ptr<Issuer>> Create(const FolderIssuerSettings& settings);

  // Writes out/NAME.csr, whole or not at all, and looks as Poll does. The file may be there if it holds this CSR;
  // AlreadyExists where it holds another.
  absl::StatusOr<IssuerAnswer> Submit(const CertificateOrder& order) override;
  // Issued as soon as some .pem .cer .crt or .p7b in `in` has a certificate for the order's key (of several the one
  // that begins last, with what else its file holds); else Pending. Files that can't be read are passed over: they may
  // still be on their way. Unavailable where the folder is not there (a share that is not mounted).
  absl::StatusOr<IssuerAnswer> Poll(const CertificateOrder& order, const std::string& request_id) override;

 private:
  explicit FolderIssuer(FolderIssuerSettings settings) : settings_(std::move(settings)) {}
  std::string RequestPath(const CertificateOrder& order) const;

  const FolderIssuerSettings settings_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_FOLDER_ISSUER_H_
