// Which files `certsweep verify` judges for a path that was named.
#ifndef CERTSWEEP_CLI_CERTIFICATE_PATHS_H_
#define CERTSWEEP_CLI_CERTIFICATE_PATHS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace certsweep::cli {

// Stands for standard input.
inline constexpr char kStandardInput[] = "-";

// The path itself, whatever it is, or for a folder the files in it that are named as certificates are (.pem, .crt,
// .cer, .der, .p7b, .p7c), in the order of their names; what is hidden, or no file (a FIFO would be waited for), is
// passed over. InvalidArgument with the path for a folder that can't be read or has none.
absl::StatusOr<std::vector<std::string>> CertificatePaths(const std::string& path);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_CERTIFICATE_PATHS_H_
