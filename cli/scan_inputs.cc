#include "cli/scan_inputs.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/pki/chain_verifier.h"
#include "engine/pki/trust_anchors.h"

namespace certsweep::cli {

namespace {

absl::Status Join(const absl::Status& first, const absl::Status& second) {
  if (first.ok()) return second;
  if (second.ok()) return first;
  return absl::InvalidArgumentError(absl::StrCat(first.message(), "\n", second.message()));
}

absl::StatusOr<std::vector<x509::CertificatePtr>> ReadIntermediates(const std::vector<std::string>& paths) {
  std::vector<x509::CertificatePtr> all;
  absl::Status problems;
  for (const std::string& path : paths) {
    absl::StatusOr<std::vector<x509::CertificatePtr>> some = pki::LoadCertificates(path);
    problems = Join(problems, some.status());
    if (some.ok()) all.insert(all.end(), some->begin(), some->end());
  }
  if (!problems.ok()) return problems;
  return all;
}

}  // namespace

absl::StatusOr<ScanInputs> ReadScanInputs(const ScanArguments& arguments) {
  const std::vector<std::string> sources =
      arguments.trust.empty() ? std::vector<std::string>{"system"} : arguments.trust;
  const absl::StatusOr<std::shared_ptr<const pki::TrustAnchors>> anchors = pki::TrustAnchors::Load(sources);
  absl::StatusOr<std::vector<x509::CertificatePtr>> intermediates = ReadIntermediates(arguments.intermediates);
  absl::StatusOr<std::unique_ptr<scanner::TargetSource>> targets = scanner::TargetSource::Open(arguments.targets);
  const absl::Status problems = Join(Join(anchors.status(), intermediates.status()), targets.status());
  if (!problems.ok()) return problems;

  ScanInputs inputs;
  inputs.targets = *std::move(targets);
  inputs.anchors = (*anchors)->size();
  inputs.intermediates = intermediates->size();
  inputs.judge = std::make_unique<const pki::ChainJudge>(
      pki::ChainVerifier(*anchors, *std::move(intermediates), arguments.rules), arguments.policy);
  return inputs;
}

}  // namespace certsweep::cli
