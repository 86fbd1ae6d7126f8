// What certificates are judged by, read from the files that were named: trust anchors, intermediates, CRLs.
#ifndef CERTSWEEP_CLI_JUDGE_INPUTS_H_
#define CERTSWEEP_CLI_JUDGE_INPUTS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/pki/chain_judge.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"

namespace certsweep::cli {

struct JudgeSources {
  std::vector<std::string> trust = {};          // files, folders or "system"; empty: the system's anchors
  std::vector<std::string> intermediates = {};  // files
  std::vector<std::string> crls = {};           // files
  pki::Rules rules = pki::Rules::kPrivate;
  pki::Policy policy = {};
};

struct JudgeInputs {
  std::unique_ptr<const pki::ChainJudge> judge;
  size_t anchors = 0;
  size_t intermediates = 0;
  size_t crls = 0;
};

// The certificates of those files together, or everything that is wrong, a text line each.
absl::StatusOr<std::vector<x509::CertificatePtr>> ReadCertificates(const std::vector<std::string>& paths);

// Everything that is wrong, a text line each.
absl::StatusOr<JudgeInputs> ReadJudgeInputs(const JudgeSources& sources);

// Everything that is wrong with what is named, a text line each. Of anchors nothing is read where none are named.
absl::Status CheckJudgeSources(const JudgeSources& sources);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_JUDGE_INPUTS_H_
