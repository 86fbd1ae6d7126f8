// not_for_server_auth, ca_certificate_as_leaf, issuer_not_ca: what a certificate says it is for (RFC 5280, 4.2.1.3,
// 4.2.1.9, 4.2.1.12). Pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_CHECKS_USAGE_H_
#define CERTSWEEP_ENGINE_PKI_CHECKS_USAGE_H_

#include "engine/pki/finding.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

// not_for_server_auth: extendedKeyUsage is there and leaves serverAuth out; or, for the leaf (depth 0), keyUsage allows
// neither a signature, nor encipherment, nor agreement of keys (under kRfc5280 only beside an extendedKeyUsage). The
// leaf must have the extension under kWebPki. anyExtendedKeyUsage is enough but for a leaf under kWebPki; that a CA
// restricts its leaves by extendedKeyUsage is not RFC 5280, so kRfc5280 asks the leaf alone.
Findings CheckServerAuth(const x509::Certificate& certificate, int depth, Rules rules);

Findings CheckLeafIsNotCa(const x509::Certificate& leaf);

// issuer_not_ca: version 3 with cA TRUE, and keyCertSign where there is a keyUsage (RFC 5280, 6.1.4 (k) and (n)). An
// anchor of version 1 has no way to say so and is believed; one of version 3 that is no CA is not: an appliance's own
// certificate on the list of anchors must not vouch for others.
Findings CheckIssuer(const x509::Certificate& issuer, int depth, bool is_anchor);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_CHECKS_USAGE_H_
