#include "tests/engine/pki/hostile/pool_judge.h"

#include <memory>
#include <utility>

#include "tests/engine/pki/hostile/allocation_meter.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki::hostile {
namespace {

SentCertificate Parse(const std::string& der) {
  absl::StatusOr<x509::CertificatePtr> parsed = x509::Certificate::Parse(base::AsBytes(der));
  if (!parsed.ok()) return {nullptr, std::string(parsed.status().message())};
  return {*std::move(parsed), ""};
}

// Nothing is kept from one pool to the next.
ChainVerifier Verifier(const ParsedPool& pool) {
  return ChainVerifier(std::make_shared<const TrustAnchors>(pool.anchors), {}, kPoolRules, {}, 0);
}

}  // namespace

ParsedPool::ParsedPool(const Pool& pool) {
  for (const std::string& der : pool.sent) sent.push_back(Parse(der));
  for (const std::string& der : pool.anchors) anchors.push_back(Parse(der).certificate);
}

ChainJudgement Judge(const ParsedPool& pool) {
  const ReferenceIdentity names[] = {ReferenceIdentity::Parse(kServerName).value()};
  return ChainJudge(Verifier(pool), Policy()).Judge(pool.sent, names, test::kTestTime);
}

PoolResult JudgePool(const Pool& pool) {
  PoolResult result;
  StartAllocationMeter();
  const ParsedPool parsed(pool);
  const ChainJudgement judgement = Judge(parsed);
  result.octets = MostAllocated();
  result.trusted = judgement.trusted;
  result.exhausted = HasCode(judgement.findings, FindingCode::kBudgetExhausted);
  for (const Finding& finding : judgement.findings) {
    if (result.why.size() < 1000)
      result.why += std::string(FindingCodeName(finding.code)) + ": " + finding.message + "\n";
  }
  std::vector<x509::CertificatePtr> sent;
  for (const SentCertificate& certificate : parsed.sent) sent.push_back(certificate.certificate);
  const VerifyResult work = Verifier(parsed).Verify(sent, test::kTestTime);
  result.signature_checks = work.signature_checks;
  result.candidates = work.candidates;
  result.name_comparisons = work.name_comparisons;
  return result;
}

}  // namespace certsweep::pki::hostile
