// What a scan reads before it starts: targets, trust anchors, intermediates.
#ifndef CERTSWEEP_CLI_SCAN_INPUTS_H_
#define CERTSWEEP_CLI_SCAN_INPUTS_H_

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "cli/scan_options.h"
#include "engine/pki/chain_judge.h"
#include "scanner/targets/target_inputs.h"
#include "scanner/targets/target_source.h"

namespace certsweep::cli {

struct ScanInputs {
  std::unique_ptr<scanner::TargetInputs> given;  // what the targets were read from
  std::unique_ptr<scanner::TargetSource> targets;
  std::unique_ptr<const pki::ChainJudge> judge;
  size_t anchors = 0;
  size_t intermediates = 0;
};

// Reads everything and says everything that is wrong with it, a text line each: a user who mends one file should not
// have to come back for the next. ResourceExhausted only where that alone is in the way.
// `given`: takes the place of the targets that `arguments` name; none: nullptr.
absl::StatusOr<ScanInputs> ReadScanInputs(const ScanArguments& arguments,
                                          std::unique_ptr<scanner::TargetInputs> given = nullptr);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_SCAN_INPUTS_H_
