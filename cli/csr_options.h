// The options of `certsweep csr`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_CSR_OPTIONS_H_
#define CERTSWEEP_CLI_CSR_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/pki/reference_identity.h"

namespace CLI {
class App;
}

namespace certsweep::cli {

struct CsrArguments {
  std::string template_file;                      // empty: the default request
  std::string key;                                // a file
  std::vector<pki::ReferenceIdentity> names;      // --name, in order
  std::vector<pki::ReferenceIdentity> addresses;  // --ip, in order
  std::string output = "-";
  bool force = false;  // the output may be there already
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddCsrOptions(CLI::App& command, CsrArguments& arguments);

// What no option can see alone: no key, nothing to ask for, an output that is an input.
absl::Status SettleCsrArguments(const CsrArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_CSR_OPTIONS_H_
