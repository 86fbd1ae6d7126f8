#include "tests/scanner/scan_fakes.h"

#include <numeric>
#include <utility>

#include "engine/probe/journey_text.h"
#include "gtest/gtest.h"
#include "tests/engine/tls/tls_server.h"
#include "tests/support/check.h"

namespace certsweep::scanner {

size_t ListedTargets::given() const {
  const std::lock_guard lock(mutex_);
  return next_;
}

absl::StatusOr<std::optional<probe::Endpoint>> ListedTargets::Next() {
  const std::lock_guard lock(mutex_);
  if (fail_after_ && next_ >= *fail_after_) return absl::InternalError("the list of targets broke off");
  if (next_ == endpoints_.size()) return std::optional<probe::Endpoint>();
  return std::optional<probe::Endpoint>(endpoints_[next_++]);
}

probe::Endpoint EndpointOf(const std::string& host, uint16_t port) {
  probe::Endpoint endpoint;
  endpoint.host = host;
  endpoint.address = base::IpAddress::Parse(host);
  endpoint.port = port;
  endpoint.identities = {host};
  return endpoint;
}

probe::Endpoint EndpointAt(const std::string& host, const std::string& address, uint16_t port) {
  probe::Endpoint endpoint = EndpointOf(host, port);
  endpoint.address = base::IpAddress::Parse(address);
  return endpoint;
}

std::vector<const probe::EndpointResult*> Written::Of(const std::string& host) const {
  std::vector<const probe::EndpointResult*> found;
  for (const probe::EndpointResult& result : results) {
    if (result.endpoint.host == host) found.push_back(&result);
  }
  return found;
}

const probe::EndpointResult& Written::Only(const std::string& host) const {
  static const probe::EndpointResult none;
  const auto found = Of(host);
  EXPECT_EQ(found.size(), 1u) << host;
  return found.size() == 1 ? *found[0] : none;
}

absl::Status RememberingSink::Write(std::span<const FinishedResult> batch) {
  for (const FinishedResult& finished : batch) {
    if (!before_write) break;
    if (const absl::Status status = before_write(finished.result); !status.ok()) return status;
  }
  const std::lock_guard lock(written_.mutex);
  for (const FinishedResult& finished : batch) {
    written_.results.push_back(finished.result);
    written_.json_lines.push_back(finished.json_line);
    written_.journeys.push_back(finished.journey != nullptr ? probe::RenderJourney(*finished.journey, finished.result)
                                                            : std::string());
  }
  return absl::OkStatus();
}

absl::Status RememberingSink::Finish(ScanSummary& summary) {
  const std::lock_guard lock(written_.mutex);
  ++written_.finished;
  written_.summary_at_finish = summary;
  return absl::OkStatus();
}

pki::ChainJudge JudgeThatTrusts(const std::vector<test::TestCertificate>& roots) {
  std::vector<x509::CertificatePtr> anchors;
  for (const test::TestCertificate& root : roots) anchors.push_back(root.Parse());
  return pki::ChainJudge(
      pki::ChainVerifier(std::make_shared<pki::TrustAnchors>(std::move(anchors)), {}, pki::Rules::kPrivate),
      pki::Policy());
}

const GoodCertificate& Good() {
  static const auto* const good = [] {
    const test::TestCertificate root = test::CertificateBuilder("Root").Ca().Build();
    return new GoodCertificate{root, test::CertificateBuilder("sps.example")
                                         .Key(test::TestKey::Ec("P-256", 1))
                                         .Dns("sps.example")
                                         .KeyUsage(x509::kDigitalSignature)
                                         .ExtendedKeyUsage({x509::kServerAuthOid})
                                         .IssuedBy(root)
                                         .Build()};
  }();
  return *good;
}

void ServeGood(const test::Fd& connection, std::string input, const std::vector<std::string>& more) {
  std::vector<std::string> chain{Good().leaf.der};
  chain.insert(chain.end(), more.begin(), more.end());
  tls::TlsServer server(Good().leaf.key, chain);
  if (input.empty()) input = test::ReadSome(connection);
  for (; !input.empty(); input = test::ReadSome(connection)) {
    if (!test::WriteAll(connection, server.Receive(input))) return;
  }
}

std::vector<pki::FindingCode> Codes(const probe::EndpointResult& result) {
  std::vector<pki::FindingCode> codes;
  for (const pki::Finding& finding : result.findings) codes.push_back(finding.code);
  return codes;
}

void ExpectAddsUp(const ScanSummary& summary, const Written& written) {
  EXPECT_EQ(std::accumulate(summary.verdicts.begin(), summary.verdicts.end(), uint64_t{0}), summary.endpoints);
  EXPECT_EQ(summary.endpoints - summary.unfinished, written.results.size());
  EXPECT_GE(summary.verdict(pki::Verdict::kNotJudged), summary.unfinished);
  EXPECT_EQ(written.finished, 1);
  EXPECT_EQ(written.summary_at_finish.endpoints, summary.endpoints);
}

}  // namespace certsweep::scanner
