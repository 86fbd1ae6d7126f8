// From a template and what an appliance is called to what its certificate request asks for. Thread-safe: pure function.
#ifndef CERTSWEEP_REPLACER_REQUEST_BUILD_REQUEST_H_
#define CERTSWEEP_REPLACER_REQUEST_BUILD_REQUEST_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/pki/reference_identity.h"
#include "engine/x509/certificate_request.h"
#include "engine/x509/public_key.h"
#include "replacer/request/appliance_names.h"
#include "replacer/request/csr_template.h"
#include "replacer/request/template_notice.h"

namespace certsweep::replacer {

struct BuiltRequest {
  x509::CertificateRequestSpec spec;    // for x509::CertificateRequest::Make
  std::vector<TemplateNotice> notices;  // those of the template too, by line
};

// `identities`: what the inventory says that the certificate must be valid for; what an endpoint showed never comes in
// here. A blank commonName is filled with the first DNS name (left out and told where there is none or it is longer
// than 64 characters). Usages that `key` can't have (RFC 5480, 3) are left out and told. InvalidArgument, with the
// line: as RequestNames; a value that does not fit its attribute; no name at all to ask for.
absl::StatusOr<BuiltRequest> BuildRequest(const CsrTemplate& csr_template, const ApplianceNames& appliance,
                                          const std::vector<pki::ReferenceIdentity>& identities,
                                          const x509::PublicKey& key);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REQUEST_BUILD_REQUEST_H_
