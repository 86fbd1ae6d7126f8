// One case of `certsweep verify --batch`: a line of JSON in, a line of JSON out (DESIGN, "verify"). Thread-safe: pure
// but for the time of day, which is passed in.
#ifndef CERTSWEEP_CLI_VERIFY_CASE_H_
#define CERTSWEEP_CLI_VERIFY_CASE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/pki/policy.h"

namespace certsweep::cli {

inline constexpr size_t kMaxCaseBytes = size_t{64} << 20;

struct VerifyCaseOptions {
  pki::Rules rules = pki::Rules::kWebPki;
  pki::Policy policy = {};
  int64_t now_unix_seconds = 0;  // for a case without a time of its own
};

// {"id","leaf_pem","intermediates_pem":[],"roots_pem":[],"name","name_kind","time","max_depth","crls_pem":[]} ->
// {"id","trusted","findings","path"} and '\n'. What can't be read, and a line of over kMaxCaseBytes, gets
// "trusted":false and malformed_certificate that says what and where; `id` is then whatever could be read of it, else
// null.
std::string AnswerVerifyCase(std::string_view line, const VerifyCaseOptions& options);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_VERIFY_CASE_H_
