// The options of `certsweep scan`: from the command line into one struct.
#ifndef CERTSWEEP_CLI_SCAN_OPTIONS_H_
#define CERTSWEEP_CLI_SCAN_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/option_adder.h"
#include "engine/config/profile_section.h"
#include "engine/estate/run_selector.h"
#include "engine/pki/policy.h"
#include "scanner/scan.h"
#include "scanner/targets/target_source.h"

namespace certsweep::cli {

enum class OutputFormat { kTable, kJsonl, kCsv };
enum class When { kAuto, kAlways, kNever };

struct ScanArguments {
  scanner::TargetOptions targets;
  scanner::ScanOptions scan;
  pki::Rules rules = pki::Rules::kPrivate;
  pki::Policy policy;
  bool min_days_left_given = false;
  std::string profile;                     // an appliance, here or in the configuration; empty: none
  std::string config;                      // a file that says what was not given here; empty: none
  std::vector<std::string> trust;          // empty: the system's anchors
  std::vector<std::string> intermediates;  // files
  std::vector<std::string> crls;           // files
  OutputFormat format = OutputFormat::kTable;
  std::string output = "-";                   // a path; "-": standard output
  std::string record = "estate.db";           // a path; empty: none
  std::optional<estate::RunSelector> resume;  // the run to go on with
  bool all = false;                           // every row of the table
  bool quiet = false;
  bool verbose = false;
  When progress = When::kAuto;
  When color = When::kAuto;

  std::vector<GivenOption> given;  // on the command line

  // What the checks below have to know beside the values.
  bool port_given = false;
  bool record_given = false;
  bool no_record = false;
  bool only_ipv4 = false;
  bool only_ipv6 = false;
};

// Declares the options on `command`; parsing it fills `arguments`, which must outlive it. Bad values are thrown as
// CLI::ValidationError, as CLI11 asks for.
void AddScanOptions(CLI::App& command, ScanArguments& arguments);

bool NamesNoTarget(const ScanArguments& arguments);

// Takes the ports of the profile that was named, where no port was given. InvalidArgument where it is none of `known`.
absl::Status ApplyProfile(const config::Profiles& known, ScanArguments& arguments);

// What no option can see alone: conflicts, nothing to scan (where no configuration may name targets). Settles what
// depends on several options. May be called again once a configuration was applied.
absl::Status SettleScanArguments(ScanArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_SCAN_OPTIONS_H_
