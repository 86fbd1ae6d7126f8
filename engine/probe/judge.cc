#include "engine/probe/judge.h"

#include <openssl/pool.h>

#include <algorithm>
#include <string>
#include <utility>

#include "engine/probe/connection_findings.h"

namespace certsweep::probe {

namespace {

using pki::FindingCode;

base::Bytes BufferBytes(const CRYPTO_BUFFER* buffer) { return {CRYPTO_BUFFER_data(buffer), CRYPTO_BUFFER_len(buffer)}; }

void ParseChain(const tls::Observation& observation, CertificateCache& cache, EndpointResult& result) {
  bool is_leaf = true;
  for (const bssl::UniquePtr<CRYPTO_BUFFER>& buffer : observation.chain) {
    const base::Bytes der = BufferBytes(buffer.get());
    // A leaf is its endpoint's own: it would only push others out of the cache.
    absl::StatusOr<x509::CertificatePtr> parsed = is_leaf ? x509::Certificate::Parse(der) : cache.Parse(der);
    is_leaf = false;
    pki::SentCertificate sent;
    if (parsed.ok()) {
      sent.certificate = *std::move(parsed);
    } else {
      sent.parse_error = std::string(parsed.status().message());
      result.unparsed_der.emplace_back(base::AsText(der));
    }
    result.chain.push_back(std::move(sent));
  }
}

std::vector<pki::ReferenceIdentity> ReferenceIdentities(const Endpoint& endpoint) {
  std::vector<pki::ReferenceIdentity> identities;
  for (const std::string& text : endpoint.identities) {
    absl::StatusOr<pki::ReferenceIdentity> identity = pki::ReferenceIdentity::Parse(text);
    if (identity.ok()) identities.push_back(*std::move(identity));
  }
  return identities;
}

void JudgeChain(const pki::ChainJudge& judge, int64_t unix_seconds, EndpointResult& result) {
  const std::vector<pki::ReferenceIdentity> identities = ReferenceIdentities(result.endpoint);
  pki::ChainJudgement judgement = judge.Judge(result.chain, identities, unix_seconds);
  result.path = std::move(judgement.path);
  result.findings = std::move(judgement.findings);
}

bool IsMended(const pki::Finding& finding) {
  return finding.severity != pki::Severity::kInfo && pki::IsMendedByNewCertificate(finding.code);
}

bool IsMendable(const EndpointResult& result) {
  return result.certificate_seen && std::any_of(result.findings.begin(), result.findings.end(), IsMended);
}

// What is waived is to stay as it is.
bool IsToBeReplaced(const EndpointResult& result) {
  // What DNS says of an address is nobody's word: a CA is not asked for such names.
  const bool has_names = !result.endpoint.identities.empty() && !result.endpoint.identity_from_ptr;
  return result.certificate_seen && has_names &&
         std::any_of(result.findings.begin(), result.findings.end(),
                     [](const pki::Finding& finding) { return IsMended(finding) && !finding.waived(); });
}

void CopyConnection(const ProbeReport& report, EndpointResult& result) {
  const tls::Observation& observation = report.observation;
  result.server_name = report.server_name;
  result.timing = report.timing;
  result.tls_seen = observation.version != 0;
  result.version = observation.version;
  result.cipher_suite = observation.cipher_suite;
  result.group = observation.group;
  result.certificate_seen = observation.certificate_seen;
  result.proof_of_possession = observation.proof_of_possession;
}

// Chains of the public web and of companies stay below both.
constexpr size_t kUsualCertificates = 10;
constexpr size_t kUsualBytes = size_t{32} << 10;

}  // namespace

bool JudgingTakesLong(const tls::Observation& observation) {
  size_t bytes = 0;
  for (const auto& certificate : observation.chain) bytes += CRYPTO_BUFFER_len(certificate.get());
  return observation.chain.size() > kUsualCertificates || bytes > kUsualBytes;
}

EndpointResult JudgeProbe(const pki::ChainJudge& judge, CertificateCache& cache, const Endpoint& endpoint,
                          const ProbeReport& report, const JudgeContext& context) {
  EndpointResult result;
  result.endpoint = endpoint;
  result.time_unix_seconds = context.probed_unix_seconds;
  result.attempts = context.attempts;
  CopyConnection(report, result);
  const pki::Reached reached = ReachedBy(report);
  const int64_t judged_as_of = context.judge_time.value_or(context.probed_unix_seconds);
  if (report.observation.certificate_seen) {
    ParseChain(report.observation, cache, result);
    JudgeChain(judge, judged_as_of, result);
  }
  pki::Findings connection = ConnectionFindings(report);
  const bool failed = std::any_of(connection.begin(), connection.end(), [](const pki::Finding& finding) {
    return finding.severity == pki::Severity::kFail && finding.code != FindingCode::kWeakProtocol;
  });
  result.findings.insert(result.findings.end(), std::make_move_iterator(connection.begin()),
                         std::make_move_iterator(connection.end()));
  if (context.attempts > 1 && reached == pki::Reached::kCertificate && !failed) {
    result.findings.push_back(pki::MakeFinding(FindingCode::kRecoveredOnRetry, {}, "an earlier attempt failed", {},
                                               "attempt " + std::to_string(context.attempts)));
  }
  if (!endpoint.dns_incomplete.empty()) {
    result.findings.push_back(pki::MakeFinding(
        FindingCode::kDnsIncomplete, {},
        endpoint.identity_from_ptr ? "DNS did not say the name of the address: no name is judged"
                                   : "DNS did not say all addresses of the name: what stands there was not scanned",
        {}, endpoint.dns_incomplete));
  }
  if (context.waivers != nullptr) context.waivers->Apply(endpoint, judged_as_of, result.findings);
  result.verdict = pki::Decide(reached, result.findings);
  result.mendable = IsMendable(result);
  if (context.recording) result.queued = IsToBeReplaced(result);
  return result;
}

Judged DescribeJudging(const pki::ChainJudge& judge, const EndpointResult& result, int64_t took_us) {
  Judged judged{.names = {}, .took_us = took_us};
  if (result.chain.empty() || result.chain.front().certificate == nullptr) return judged;
  const x509::Certificate& leaf = *result.chain.front().certificate;
  for (const pki::ReferenceIdentity& identity : ReferenceIdentities(result.endpoint)) {
    judged.names.push_back({identity.ToString(), judge.Covers(leaf, identity)});
  }
  return judged;
}

}  // namespace certsweep::probe
