// The names that a certificate is asked for: those of the inventory and of the template, and no others. Thread-safe:
// pure functions.
#ifndef CERTSWEEP_REPLACER_REQUEST_REQUEST_NAMES_H_
#define CERTSWEEP_REPLACER_REQUEST_REQUEST_NAMES_H_

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/pki/reference_identity.h"
#include "engine/x509/certificate_request.h"
#include "replacer/request/appliance_names.h"
#include "replacer/request/template_extensions.h"
#include "replacer/request/template_notice.h"

namespace certsweep::replacer {

// The identities in their order, then the template's names in theirs, each once: A-labels in lower case, addresses in
// their canonical text. A wildcard ("*.corp.example") can come out of a template alone. An address that stands as DNS.1
// is asked for as an address, and told. InvalidArgument, with the line, for a name of the template that is none, and a
// placeholder that can't be filled in.
absl::StatusOr<std::vector<x509::RequestedName>> RequestNames(std::span<const pki::ReferenceIdentity> identities,
                                                              std::span<const TemplateName> names,
                                                              const ApplianceNames& appliance,
                                                              std::vector<TemplateNotice>* notices);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REQUEST_REQUEST_NAMES_H_
