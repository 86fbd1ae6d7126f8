// The options of `certsweep verify`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_VERIFY_OPTIONS_H_
#define CERTSWEEP_CLI_VERIFY_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/scan_options.h"
#include "engine/pki/policy.h"
#include "engine/pki/reference_identity.h"

namespace CLI {
class App;
}

namespace certsweep::cli {

enum class VerifyFormat { kTable, kJsonl };

struct VerifyArguments {
  std::vector<std::string> paths;  // files and folders
  bool min_days_left_given = false;
  std::string config;                      // a file that says what was not given here; empty: none
  std::vector<std::string> trust;          // empty: the system's anchors
  std::vector<std::string> intermediates;  // files
  std::vector<std::string> crls;           // files
  std::vector<pki::ReferenceIdentity> names;
  pki::Rules rules = pki::Rules::kWebPki;
  pki::Policy policy;
  std::optional<int64_t> time;  // seconds since the epoch; none: now
  VerifyFormat format = VerifyFormat::kTable;
  bool include_pem = false;
  bool batch = false;
  int threads = 1;
  When color = When::kAuto;
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddVerifyOptions(CLI::App& command, VerifyArguments& arguments);

// What no option can see alone: conflicts, nothing to verify.
absl::Status SettleVerifyArguments(const VerifyArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_VERIFY_OPTIONS_H_
