// MakeIssuer: from settings to an issuer of their kind.
#ifndef CERTSWEEP_REPLACER_ISSUER_MAKE_ISSUER_H_
#define CERTSWEEP_REPLACER_ISSUER_MAKE_ISSUER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "replacer/issuer/issuer.h"
#include "replacer/issuer/issuer_settings.h"

namespace certsweep::replacer {

// `clock` must outlive the issuer. What can be told without asking the CA is checked: files, folders, URL,
// placeholders, that a CA's key fits its certificate. Fails with "issuer NAME: ..." and the setting at fault:
// InvalidArgument for a value, NotFound or PermissionDenied for a file, FailedPrecondition for a CA that can't sign any
// more. Asks nobody and writes nothing.
absl::StatusOr<std::unique_ptr<Issuer>> MakeIssuer(const IssuerSettings& settings, const base::Clock& clock);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_MAKE_ISSUER_H_
