// server.pem: what lighttpd's ssl.pemfile takes, private key, leaf and intermediates in one file. Thread-safe: pure
// functions.
#ifndef CERTSWEEP_REPLACER_BUNDLE_SERVER_PEM_H_
#define CERTSWEEP_REPLACER_BUNDLE_SERVER_PEM_H_

#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/secret_text.h"
#include "engine/x509/certificate.h"
#include "engine/x509/private_key.h"
#include "replacer/bundle/certificate_order.h"

namespace certsweep::replacer {

struct ServerPem {
  base::SecretText bytes;
  OrderedCertificates certificates;  // what is in it; the root only where it was asked for
};

// The file of `key` and of those of `certificates` that belong to it, whatever their order: key (PKCS#8), leaf,
// intermediates, and with `with_root` the root. ASCII with LF line ends, nothing between the blocks; it has passed
// CheckServerPem. InvalidArgument: no certificate fits the key; `with_root`, and there is no root.
absl::StatusOr<ServerPem> MakeServerPem(const x509::PrivateKey& key, std::span<const x509::CertificatePtr> certificates,
                                        bool with_root = false);

// The intermediates alone, for a server that takes its chain from a file of its own (lighttpd before 1.4.48:
// ssl.ca-file). Empty where there are none.
std::string IntermediatesPem(const OrderedCertificates& certificates);

// Whether `bytes` may be installed: ASCII, LF, no byte order mark, nothing but blocks; first the private key, then the
// leaf with the same key, then each issuer of the one before, each once; a root only at the end, and only with
// `with_root`. InvalidArgument that says what is wrong, and nothing of the key.
absl::Status CheckServerPem(std::string_view bytes, bool with_root = false);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_BUNDLE_SERVER_PEM_H_
