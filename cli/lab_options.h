// The options of `certsweep lab`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_LAB_OPTIONS_H_
#define CERTSWEEP_CLI_LAB_OPTIONS_H_

#include <string>

#include "bench/lab/lab.h"

namespace CLI {
class App;
}

namespace certsweep::cli {

struct LabArguments {
  lab::LabOptions lab;
  std::string inventory;  // a path; "-": standard output; empty: not written
  std::string trust;      // the same
  bool quiet = false;
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown, as
// CLI11 asks for.
void AddLabOptions(CLI::App& command, LabArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_LAB_OPTIONS_H_
