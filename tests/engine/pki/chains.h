// Chains of test certificates: what the tests of this room build, and results as one line of text.
#ifndef CERTSWEEP_TESTS_ENGINE_PKI_CHAINS_H_
#define CERTSWEEP_TESTS_ENGINE_PKI_CHAINS_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/pki/chain_verifier.h"
#include "engine/pki/finding.h"
#include "engine/pki/trust_anchors.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {

inline test::TestKey CaKey(int index) { return test::TestKey::Ec("P-256", index); }

// A CA's certificate with a key of its own.
inline test::CertificateBuilder Ca(std::string_view name, int key_index) {
  return test::CertificateBuilder(name).Key(CaKey(key_index)).Ca();
}

inline const test::TestCertificate& Root() {
  static const auto* root = new test::TestCertificate(Ca("Root", 1).Build());
  return *root;
}

inline const test::TestCertificate& Issuing() {
  static const auto* issuing = new test::TestCertificate(Ca("Issuing", 2).IssuedBy(Root()).Build());
  return *issuing;
}

inline test::CertificateBuilder Leaf() { return test::CertificateBuilder("leaf").Dns("leaf.example").NotCa(); }

// The same with all that the stricter rules ask for: key identifiers, and a purpose.
inline test::CertificateBuilder StrictCa(std::string_view name, int key_index) {
  return Ca(name, key_index).SubjectKeyId("key of " + std::string(name));
}

inline const test::TestCertificate& StrictRoot() {
  static const auto* root = new test::TestCertificate(StrictCa("Root", 1).Build());
  return *root;
}

inline const test::TestCertificate& StrictIssuing() {
  static const auto* issuing =
      new test::TestCertificate(StrictCa("Issuing", 2).AuthorityKeyId("key of Root").IssuedBy(StrictRoot()).Build());
  return *issuing;
}

// To be issued by StrictIssuing().
inline test::CertificateBuilder StrictLeaf() {
  return Leaf().ExtendedKeyUsage({x509::kServerAuthOid}).AuthorityKeyId("key of Issuing").IssuedBy(StrictIssuing());
}

inline std::vector<x509::CertificatePtr> Parsed(const std::vector<test::TestCertificate>& certificates) {
  std::vector<x509::CertificatePtr> parsed;
  for (const test::TestCertificate& certificate : certificates) parsed.push_back(certificate.Parse());
  return parsed;
}

inline std::shared_ptr<const TrustAnchors> Anchors(const std::vector<test::TestCertificate>& certificates) {
  return std::make_shared<const TrustAnchors>(Parsed(certificates));
}

// "sent CN=leaf, anchor CN=Root".
inline std::string PathText(const std::vector<PathElement>& path) {
  std::string text;
  for (const PathElement& element : path) {
    if (!text.empty()) text += ", ";
    text += std::string(PathOriginName(element.origin)) + " " + element.certificate->subject().text();
  }
  return text;
}

// "warn incomplete_chain 0, fail expired 1, info name_not_judged": by depth and code.
inline std::string FindingsText(Findings findings) {
  SortFindings(findings);
  std::string text;
  for (const Finding& finding : findings) {
    if (!text.empty()) text += ", ";
    text += std::string(SeverityName(finding.severity)) + " " + std::string(FindingCodeName(finding.code));
    if (finding.depth) text += " " + std::to_string(*finding.depth);
  }
  return text;
}

}  // namespace certsweep::pki

#endif  // CERTSWEEP_TESTS_ENGINE_PKI_CHAINS_H_
