// The argument list of a command with its placeholders filled in. No shell is part of it: an argument stays one,
// whatever is in it. Thread-safe: pure functions.
#ifndef CERTSWEEP_REPLACER_ISSUER_COMMAND_LINE_TEMPLATE_H_
#define CERTSWEEP_REPLACER_ISSUER_COMMAND_LINE_TEMPLATE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replacer/issuer/issuer.h"

namespace certsweep::replacer {

// InvalidArgument unless there is a program, which is no placeholder, and {csr} and {cert} are among the arguments, and
// every {word} is one of {csr} {cert} {name} {host} {fqdn} {ip} {short}.
absl::Status CheckCommand(const std::vector<std::string>& command);

// `command` for `order`, whose CSR and certificate are at these paths. InvalidArgument where a value that is used is
// empty or could be read as something else: names are DNS names or addresses, paths are absolute.
absl::StatusOr<std::vector<std::string>> FillCommand(const std::vector<std::string>& command,
                                                     const CertificateOrder& order, const std::string& csr_path,
                                                     const std::string& cert_path);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_COMMAND_LINE_TEMPLATE_H_
