#include "cli/judge_inputs.h"

#include <utility>

#include "engine/base/status_context.h"
#include "engine/pki/chain_verifier.h"
#include "engine/pki/revocation_lists.h"
#include "engine/pki/trust_anchors.h"

namespace certsweep::cli {

absl::StatusOr<std::vector<x509::CertificatePtr>> ReadCertificates(const std::vector<std::string>& paths) {
  std::vector<x509::CertificatePtr> all;
  absl::Status problems;
  for (const std::string& path : paths) {
    absl::StatusOr<std::vector<x509::CertificatePtr>> some = pki::LoadCertificates(path);
    problems = base::JoinProblems(problems, some.status());
    if (some.ok()) all.insert(all.end(), some->begin(), some->end());
  }
  if (!problems.ok()) return problems;
  return all;
}

absl::StatusOr<JudgeInputs> ReadJudgeInputs(const JudgeSources& sources) {
  const std::vector<std::string> trust = sources.trust.empty() ? std::vector<std::string>{"system"} : sources.trust;
  const absl::StatusOr<std::shared_ptr<const pki::TrustAnchors>> anchors = pki::TrustAnchors::Load(trust);
  absl::StatusOr<std::vector<x509::CertificatePtr>> intermediates = ReadCertificates(sources.intermediates);
  absl::StatusOr<std::shared_ptr<const pki::RevocationLists>> crls = pki::RevocationLists::Load(sources.crls);
  const absl::Status problems =
      base::JoinProblems(base::JoinProblems(anchors.status(), intermediates.status()), crls.status());
  if (!problems.ok()) return problems;
  JudgeInputs inputs;
  inputs.anchors = (*anchors)->size();
  inputs.intermediates = intermediates->size();
  inputs.crls = (*crls)->size();
  inputs.judge =
      std::make_unique<const pki::ChainJudge>(pki::ChainVerifier(*anchors, *std::move(intermediates), sources.rules),
                                              sources.policy, inputs.crls > 0 ? *crls : nullptr);
  return inputs;
}

absl::Status CheckJudgeSources(const JudgeSources& sources) {
  return base::JoinProblems(base::JoinProblems(pki::TrustAnchors::Load(sources.trust).status(),
                                               ReadCertificates(sources.intermediates).status()),
                            pki::RevocationLists::Load(sources.crls).status());
}

}  // namespace certsweep::cli
