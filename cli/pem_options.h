// The options of `certsweep pem`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_PEM_OPTIONS_H_
#define CERTSWEEP_CLI_PEM_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace CLI {
class App;
}

namespace certsweep::cli {

struct PemArguments {
  std::string key;                        // a file
  std::vector<std::string> certificates;  // files of --cert and --chain, in order
  bool with_root = false;
  std::string output;
  bool force = false;  // the output may be there already
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddPemOptions(CLI::App& command, PemArguments& arguments);

// What no option can see alone: no key, no certificate, no file to write.
absl::Status SettlePemArguments(const PemArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_PEM_OPTIONS_H_
