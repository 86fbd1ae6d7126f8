// Whatever chains, anchors and intermediates there are: a path that is accepted holds when each of its links is checked
// again by itself, and it ends at an anchor. One that is not accepted has a reason; the work stays within the budget,
// and the same question has the same answer.
//
// The input describes certificates: few names and keys, so that loops, twins and namesakes come about.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/pki/chain_verifier.h"
#include "tests/support/test_certificates.h"

namespace {

namespace base = certsweep::base;
namespace pki = certsweep::pki;
namespace test = certsweep::test;
namespace x509 = certsweep::x509;

constexpr size_t kMaxCertificates = 16;

void Require(bool condition) {
  if (!condition) std::abort();
}

class Input {
 public:
  Input(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  bool empty() const { return size_ == 0; }
  uint8_t Take() {
    if (size_ == 0) return 0;
    --size_;
    return *data_++;
  }

 private:
  const uint8_t* data_;
  size_t size_;
};

struct World {
  pki::Rules rules = pki::Rules::kPrivate;
  std::vector<x509::CertificatePtr> sent, intermediates, anchors;
};

test::TestKey Key(int number) { return test::TestKey::Ec("P-256", number % 5); }
std::string Name(int number) { return test::CommonName("name " + std::to_string(number % 6)); }

void AddConstraints(uint8_t bits, test::CertificateBuilder& builder) {
  if ((bits & 1) != 0) builder.Valid(test::kTestNotBefore, test::kTestTime - 1);
  if ((bits & 2) != 0) builder.NameConstraints({test::DnsName("b.example")}, {});
  if ((bits & 4) != 0) builder.PolicyConstraints(0, 0);
  if ((bits & 8) != 0) builder.Policies({"1.2.3"});
  if ((bits & 16) != 0) builder.Extension("1.2.3.4", true, "x");
  if ((bits & 32) != 0) builder.Hash(x509::HashAlgorithm::kSha1);
  if ((bits & 64) != 0) builder.TamperedSignature();
  if ((bits & 128) != 0) builder.ExtendedKeyUsage({"1.3.6.1.5.5.7.3.2"});
}

// Six octets a certificate: subject and its key, issuer and its key, what it is, what is odd about it, and where it
// goes.
std::string TakeCertificate(Input& input) {
  const uint8_t subject = input.Take(), issuer = input.Take(), kind = input.Take(), odd = input.Take();
  test::CertificateBuilder builder("");
  builder.Serial(subject * 256u + issuer + 1);
  builder.Subject(Name(subject)).Key(Key(subject / 6)).IssuerName(Name(issuer)).SignedBy(Key(issuer / 6));
  if (kind % 8 >= 2) builder.Ca(kind % 8 >= 5 ? std::optional<int>(kind % 8 - 5) : std::nullopt);
  if ((kind & 8) != 0) builder.SubjectKeyId(std::to_string(subject / 6));
  if ((kind & 16) != 0) builder.AuthorityKeyId(std::to_string(issuer / 6));
  builder.Dns((kind & 32) != 0 ? "a.b.example" : "a.example");
  AddConstraints(odd, builder);
  std::string der = builder.Build().der;
  const uint8_t at = input.Take();
  if (at >= 200) der[at % der.size()] = static_cast<char>(der[at % der.size()] ^ 1);
  return der;
}

World TakeWorld(Input& input) {
  World world;
  world.rules = static_cast<pki::Rules>(input.Take() % 3);
  for (size_t i = 0; i < kMaxCertificates && !input.empty(); ++i) {
    const std::string der = TakeCertificate(input);
    const auto parsed = x509::Certificate::Parse(base::AsBytes(der));
    const x509::CertificatePtr certificate = parsed.ok() ? *parsed : nullptr;
    const uint8_t where = input.Take();
    if (i == 0 || (where & 1) != 0) world.sent.push_back(certificate);
    if (certificate != nullptr && (where & 2) != 0) world.intermediates.push_back(certificate);
    if (certificate != nullptr && (where & 12) == 12) world.anchors.push_back(certificate);
  }
  return world;
}

bool Has(const std::vector<x509::CertificatePtr>& list, const x509::CertificatePtr& certificate) {
  return std::find(list.begin(), list.end(), certificate) != list.end() ||
         std::any_of(list.begin(), list.end(), [&](const x509::CertificatePtr& other) {
           return other != nullptr && other->sha256() == certificate->sha256();
         });
}

void RequireOrigin(const World& world, const pki::PathElement& element, bool is_last) {
  Require((element.origin == pki::PathOrigin::kAnchor) == is_last);
  if (is_last) return Require(Has(world.anchors, element.certificate));
  Require(Has(element.origin == pki::PathOrigin::kSent ? world.sent : world.intermediates, element.certificate));
}

// `subject` is path[i], `issuer` the next one; `below`: intermediates below the issuer that are not self-issued.
void RequireLink(const x509::Certificate& subject, const x509::Certificate& issuer, int below) {
  Require(subject.issuer() == issuer.subject());
  Require(x509::CheckSignature(subject, issuer.public_key()) == x509::SignatureCheck::kValid);
  const auto& constraints = issuer.basic_constraints();
  Require(constraints && constraints->is_ca);
  Require(!constraints->path_length || *constraints->path_length >= below);
  Require(!issuer.key_usage() || (*issuer.key_usage() & x509::kKeyCertSign) != 0);
}

void RequireWhole(const World& world, const std::vector<pki::PathElement>& path) {
  Require(!path.empty() && path.front().certificate->sha256() == world.sent.front()->sha256());
  Require(path.size() > 1 || world.rules == pki::Rules::kPrivate);
  int below = 0;
  for (size_t i = 0; i < path.size(); ++i) {
    const x509::Certificate& certificate = *path[i].certificate;
    const bool is_last = i + 1 == path.size();
    RequireOrigin(world, path[i], is_last);
    Require(certificate.not_before() <= test::kTestTime && test::kTestTime <= certificate.not_after());
    Require(certificate.unknown_critical_extensions().empty());
    for (const x509::CertificateProblem& problem : certificate.problems()) Require(!problem.fatal);
    if (i > 0 && !certificate.is_self_issued()) ++below;
    if (!is_last) RequireLink(certificate, *path[i + 1].certificate, below);
  }
}

int CountFails(const pki::Findings& findings, pki::FindingCode last) {
  return static_cast<int>(std::count_if(findings.begin(), findings.end(), [last](const pki::Finding& finding) {
    return finding.severity == pki::Severity::kFail && finding.code <= last;
  }));
}

void RequireReason(const pki::VerifyResult& result) {
  Require(CountFails(result.findings, pki::FindingCode::kLocalLimit) > 0);
  const int why_no_path = CountFails(result.findings, pki::FindingCode::kIncompleteChain);
  const bool exhausted = pki::HasCode(result.findings, pki::FindingCode::kBudgetExhausted);
  Require(why_no_path == (result.reaches_anchor || exhausted ? 0 : 1));
  Require(!result.best.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Input input(data, size);
  const World world = TakeWorld(input);
  if (world.sent.empty() || world.sent.front() == nullptr) return 0;
  const pki::VerifyBudget budget;
  const pki::ChainVerifier verifier(std::make_shared<const pki::TrustAnchors>(world.anchors), world.intermediates,
                                    world.rules, budget);
  const pki::VerifyResult result = verifier.Verify(world.sent, test::kTestTime);
  Require(result.candidates <= budget.candidates && result.name_comparisons <= budget.name_comparisons);
  Require(result.signature_checks <= static_cast<int>(world.sent.size()) + budget.signature_checks_beyond_sent);
  if (result.verified) {
    Require(CountFails(result.findings, pki::FindingCode::kLocalLimit) == 0);
    RequireWhole(world, result.verified->path());
  } else {
    RequireReason(result);
  }
  const pki::VerifyResult again = verifier.Verify(world.sent, test::kTestTime);
  Require(again.findings == result.findings && again.policy_findings == result.policy_findings);
  Require(again.candidates == result.candidates && again.signature_checks == result.signature_checks);
  return 0;
}
