#include "replacer/execute/tls_prober_runner.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/text.h"
#include "engine/pki/finding.h"
#include "engine/probe/single_probe_runner.h"

namespace certsweep::replacer {
namespace {

std::string ProblemOf(const probe::EndpointResult& result) {
  std::string text;
  for (const pki::Finding& finding : result.findings) {
    if (finding.severity == pki::Severity::kInfo || finding.waived()) continue;
    if (finding.severity == pki::Severity::kWarn && result.verdict != pki::Verdict::kNotJudged) continue;
    absl::StrAppend(&text, text.empty() ? "" : "; ", base::ToAbsl(pki::FindingCodeName(finding.code)), " (",
                    base::DisplayText(finding.message), ")");
  }
  return text.empty() ? std::string(pki::VerdictName(result.verdict)) : text;
}

}  // namespace

absl::StatusOr<Served> TlsProber::Probe(const estate::EndpointKey& endpoint, const std::string& server_name,
                                        const std::vector<std::string>& identities) {
  probe::Endpoint target;
  target.host = endpoint.host;
  target.address = base::IpAddress::Parse(endpoint.address);
  target.port = endpoint.port;
  target.identities = identities;
  if (!target.address) {
    return absl::FailedPreconditionError(absl::StrCat(base::DisplayText(endpoint.host), ": its address is not known"));
  }
  const absl::StatusOr<probe::EndpointResult> result =
      probe::ProbeOnce(target, server_name, judge_, waivers_.get(), options_, clock_);
  if (!result.ok()) return result.status();
  Served served;
  if (!result->chain.empty() && result->chain.front().certificate != nullptr) {
    served.leaf_sha256 = base::HexEncode(base::Bytes(result->chain.front().certificate->sha256()));
  } else if (!result->unparsed_der.empty()) {
    served.leaf_sha256 = base::HexEncode(base::Bytes(base::Sha256(base::AsBytes(result->unparsed_der.front()))));
  }
  served.is_compliant = result->verdict == pki::Verdict::kCompliant;
  if (!served.is_compliant) served.problem = ProblemOf(*result);
  return served;
}

}  // namespace certsweep::replacer
