// What `certsweep verify` finds in one file: a certificate with whatever stands beside it, judged. Thread-safe: pure.
#ifndef CERTSWEEP_CLI_VERIFY_FILE_H_
#define CERTSWEEP_CLI_VERIFY_FILE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/pki/chain_judge.h"
#include "engine/pki/verdict.h"

namespace certsweep::cli {

struct FileJudgement {
  std::string path;
  // In the order of the file, but for PKCS#7; not empty. The first is judged as the leaf, as a server would show it.
  std::vector<pki::SentCertificate> certificates;
  bool has_private_key = false;
  pki::ChainJudgement judgement;
  pki::Verdict verdict = pki::Verdict::kNoncompliant;  // compliant or noncompliant
};

// `content`: PEM (a leaf, a leaf with its chain, a server.pem with its key), DER or PKCS#7. In PKCS#7, which has no
// order, the leaf is the one that issued no other. A certificate that can't be read is judged all the same, as
// malformed; a private key that can't be, or that is another's, is key_mismatch. InvalidArgument with the path where
// there is no certificate in it.
absl::StatusOr<FileJudgement> JudgeFile(const pki::ChainJudge& judge, const std::string& path, std::string_view content,
                                        std::span<const pki::ReferenceIdentity> names, int64_t unix_seconds);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_VERIFY_FILE_H_
