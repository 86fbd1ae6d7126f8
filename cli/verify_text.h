// What `certsweep verify` says of a file: for people, and as a line of JSON. Thread-safe: pure.
#ifndef CERTSWEEP_CLI_VERIFY_TEXT_H_
#define CERTSWEEP_CLI_VERIFY_TEXT_H_

#include <cstdint>
#include <span>
#include <string>

#include "cli/verify_file.h"
#include "engine/pki/policy.h"
#include "engine/pki/reference_identity.h"

namespace certsweep::cli {

struct VerifyQuestion {
  std::span<const pki::ReferenceIdentity> names;
  pki::Rules rules = pki::Rules::kWebPki;
  int64_t unix_seconds = 0;
};

// Several lines: the verdict, the certificate, the path that was taken or where the best one breaks off, each finding
// with its evidence, and what to do about it.
std::string RenderVerifyText(const FileJudgement& file, const VerifyQuestion& question, bool color);

// {"file","verdict","trusted","private_key","rules","time","names","findings","leaf","chain","path"} and '\n'.
std::string RenderVerifyJson(const FileJudgement& file, const VerifyQuestion& question, bool include_pem);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_VERIFY_TEXT_H_
