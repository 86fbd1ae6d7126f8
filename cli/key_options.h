// The options of `certsweep key`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_KEY_OPTIONS_H_
#define CERTSWEEP_CLI_KEY_OPTIONS_H_

#include <string>

#include "absl/status/status.h"
#include "engine/x509/new_key.h"

namespace CLI {
class App;
}

namespace certsweep::cli {

struct KeyArguments {
  std::string output;  // a file that is not there yet
  x509::NewKeyType type = x509::NewKeyType::kRsa2048;
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddKeyOptions(CLI::App& command, KeyArguments& arguments);

// What no option can see alone: no file to write.
absl::Status SettleKeyArguments(const KeyArguments& arguments);

// For options whose file gets a private key in it: it was given, and is not standard output.
absl::Status CheckSecretOutput(const std::string& output);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_KEY_OPTIONS_H_
