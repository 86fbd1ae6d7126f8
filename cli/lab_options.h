// The options of `certsweep lab`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_LAB_OPTIONS_H_
#define CERTSWEEP_CLI_LAB_OPTIONS_H_

#include <string>

#include "absl/status/status.h"
#include "bench/lab/appliance_estate.h"
#include "bench/lab/lab.h"

namespace CLI {
class App;
}

namespace certsweep::cli {

struct LabArguments {
  lab::LabOptions lab;
  // Appliances of real programs in place of simulated endpoints; none: not asked for.
  lab::ApplianceEstateOptions estate = {.appliances = 0};
  std::string inventory;  // a path; "-": standard output; empty: not written
  std::string trust;      // the same
  bool quiet = false;
  bool simulation_given = false;  // an option that is about simulated endpoints alone
  bool appliance_given = false;   // one that is about appliances alone
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddLabOptions(CLI::App& command, LabArguments& arguments);

// What all options together mean. InvalidArgument: some of them exclude each other.
absl::Status SettleLabArguments(LabArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_LAB_OPTIONS_H_
