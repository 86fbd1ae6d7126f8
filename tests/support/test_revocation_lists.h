// Makes real CRLs for tests: signed by real keys, and as odd in their encoding as a test wants.
//
//   const std::string der = RevocationListBuilder(issuing).Revoke(0x4f01).Build();
#ifndef CERTSWEEP_TESTS_SUPPORT_TEST_REVOCATION_LISTS_H_
#define CERTSWEEP_TESTS_SUPPORT_TEST_REVOCATION_LISTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/test_certificates.h"

namespace certsweep::test {

// One entry of revokedCertificates, whole. `reason`: a number of CRLReason; `extensions`: further ones.
std::string RevokedEntry(uint64_t serial, int64_t unix_seconds, std::optional<int> reason = std::nullopt,
                         const std::vector<TestExtension>& extensions = {});

// Defaults: version 2, from a day before kTestTime to 30 days after it, crlNumber 1, nothing revoked, SHA-256. Each
// method changes the builder and returns it; Build may be called again.
class RevocationListBuilder {
 public:
  explicit RevocationListBuilder(const TestCertificate& issuer);

  RevocationListBuilder& SignedBy(TestKey key);
  RevocationListBuilder& IssuerName(std::string name_der);
  RevocationListBuilder& Updates(int64_t this_update, std::optional<int64_t> next_update);
  RevocationListBuilder& RawUpdates(std::string der);  // both times
  RevocationListBuilder& RawVersion(std::string der);  // an INTEGER, or nothing for version 1
  RevocationListBuilder& Revoke(uint64_t serial, std::optional<int> reason = std::nullopt);
  RevocationListBuilder& Entry(std::string der);
  // crlExtensions, in the order of the calls.
  RevocationListBuilder& Extension(std::string oid, bool critical, std::string value);
  RevocationListBuilder& WithoutExtensions();
  RevocationListBuilder& Signature(SignatureScheme scheme);
  RevocationListBuilder& RawInnerAlgorithm(std::string der);
  RevocationListBuilder& RawTail(std::string der);  // behind crlExtensions
  RevocationListBuilder& TamperedSignature();

  std::string Build() const;
  std::string Pem() const { return PemOf("X509 CRL", Build()); }

 private:
  std::string Tbs() const;

  TestKey key_;
  std::string issuer_;
  std::string version_ = DerInteger(1);
  std::string updates_;
  std::string entries_;
  std::vector<TestExtension> extensions_;
  SignatureScheme scheme_;
  std::optional<std::string> inner_algorithm_;
  std::string tail_;
  bool tampered_ = false;
};

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_TEST_REVOCATION_LISTS_H_
