// Makes real certificates for tests: signed by real keys, and as odd in their encoding as a test wants.
//
//   const TestCertificate root = CertificateBuilder("Root").Ca().Build();
//   const TestCertificate issuing = CertificateBuilder("Issuing CA").Key(TestKey::Ec("P-256",
//   1)).Ca(0).IssuedBy(root).Build(); const TestCertificate leaf =
//   CertificateBuilder("leaf").Key(TestKey::Rsa()).Dns("a.example").IssuedBy(issuing).Build(); x509::CertificatePtr
//   parsed = leaf.Parse();
#ifndef CERTSWEEP_TESTS_SUPPORT_TEST_CERTIFICATES_H_
#define CERTSWEEP_TESTS_SUPPORT_TEST_CERTIFICATES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/x509/certificate.h"
#include "tests/support/der.h"
#include "tests/support/test_keys.h"

namespace certsweep::test {

// Certificates are valid from 2024-01-01 to 2034-01-01 unless a test says otherwise, and tests judge at this time.
inline constexpr int64_t kTestTime = 1767323045;       // 2026-01-02T03:04:05Z
inline constexpr int64_t kTestNotBefore = 1704067200;  // 2024-01-01T00:00:00Z
inline constexpr int64_t kTestNotAfter = 2019686400;   // 2034-01-01T00:00:00Z
inline constexpr int64_t kTestDay = 86400;

struct TestCertificate {
  std::string der;
  std::string subject;  // its Name as DER
  TestKey key;

  std::string Pem() const;
  // nullptr where not even its outer parts can be told apart.
  x509::CertificatePtr Parse() const;
};

struct TestExtension {
  std::string oid;
  bool critical = false;
  std::string value;  // the octets inside extnValue
};

// How the signature is made and what both AlgorithmIdentifiers say. The key kind is that of the issuer.
struct SignatureScheme {
  x509::HashAlgorithm hash = x509::HashAlgorithm::kSha256;  // kMd5, kSha1, kSha224 ... kSha512; ignored for Ed25519
  bool pss = false;                                         // RSASSA-PSS, for RSA keys
  int pss_salt_length = 32;
};

// The AlgorithmIdentifier of `scheme` with `key`, a signature by it, and an Extension as DER.
std::string AlgorithmOf(const TestKey& key, const SignatureScheme& scheme);
std::string Sign(const TestKey& key, const SignatureScheme& scheme, std::string_view message);
std::string EncodedExtension(const TestExtension& extension);

// Defaults: version 3, a serial of its own, subject CN=<common_name>, key P-256 number 0 shared by all, self-signed
// with SHA-256, no extension at all. Each method changes the builder and returns it; Build may be called again.
class CertificateBuilder {
 public:
  explicit CertificateBuilder(std::string_view common_name = "leaf");

  CertificateBuilder& Key(TestKey key);
  CertificateBuilder& Subject(std::string name_der);  // DerName(...), or any bytes
  // Issuer name and key; without it the certificate is self-signed.
  CertificateBuilder& IssuedBy(const TestCertificate& issuer);
  CertificateBuilder& IssuerName(std::string name_der);  // only the name
  CertificateBuilder& SignedBy(TestKey key);             // only the key

  CertificateBuilder& Version(int version);  // 1, 2, 3; others are written as they are
  CertificateBuilder& Serial(uint64_t serial);
  CertificateBuilder& RawSerial(std::string content_octets);
  CertificateBuilder& Valid(int64_t not_before, int64_t not_after);
  CertificateBuilder& RawValidity(std::string der);   // whole SEQUENCE
  CertificateBuilder& RawUniqueIds(std::string der);  // between subjectPublicKeyInfo and extensions

  // subjectAltName; each call adds one name.
  CertificateBuilder& Dns(std::string_view name);
  CertificateBuilder& Ip(std::string_view address);
  CertificateBuilder& San(std::string general_name_der);
  CertificateBuilder& CriticalSan();

  // basicConstraints (critical) cA TRUE, and keyUsage keyCertSign | cRLSign unless KeyUsage says otherwise.
  CertificateBuilder& Ca(std::optional<int> path_length = std::nullopt);
  CertificateBuilder& NotCa();                  // basicConstraints without cA
  CertificateBuilder& KeyUsage(uint16_t bits);  // x509::kDigitalSignature | ...; 0 writes an empty BIT STRING
  CertificateBuilder& ExtendedKeyUsage(const std::vector<std::string>& oids);
  // GeneralNames as DnsName(...) etc. make them.
  CertificateBuilder& NameConstraints(const std::vector<std::string>& permitted,
                                      const std::vector<std::string>& excluded, bool critical = true);
  CertificateBuilder& SubjectKeyId(std::string octets);
  CertificateBuilder& AuthorityKeyId(std::string octets);
  CertificateBuilder& Policies(const std::vector<std::string>& oids, bool critical = false);
  CertificateBuilder& PolicyMappings(const std::vector<std::pair<std::string, std::string>>& issuer_to_subject);
  CertificateBuilder& PolicyConstraints(std::optional<int> require_explicit_policy,
                                        std::optional<int> inhibit_policy_mapping);
  CertificateBuilder& InhibitAnyPolicy(int skip_certificates);
  // Any extension, after those of the other methods in the order of the calls; doubles are written twice.
  CertificateBuilder& Extension(std::string oid, bool critical, std::string value);
  CertificateBuilder& WithoutExtension(std::string_view oid);

  CertificateBuilder& Signature(SignatureScheme scheme);
  CertificateBuilder& Hash(x509::HashAlgorithm hash) { return Signature({.hash = hash}); }
  CertificateBuilder& RawInnerAlgorithm(std::string der);  // tbsCertificate.signature
  CertificateBuilder& RawOuterAlgorithm(std::string der);  // signatureAlgorithm
  CertificateBuilder& RawSignature(std::string bytes);     // in place of a real one; needed where the issuer can't sign
  CertificateBuilder& TamperedSignature();                 // one bit of a real signature is flipped

  TestCertificate Build() const;

 private:
  std::string Tbs(const std::string& algorithm) const;
  std::vector<TestExtension> AllExtensions() const;
  const TestKey& SigningKey() const { return signing_key_ ? *signing_key_ : key_; }
  CertificateBuilder& Set(std::string oid, bool critical, std::string value);

  TestKey key_;
  std::string subject_;
  std::optional<std::string> issuer_name_;
  std::optional<TestKey> signing_key_;
  int version_ = 3;
  std::string serial_;
  std::string validity_;
  std::string unique_ids_;
  std::string san_;
  bool critical_san_ = false;
  bool default_ca_key_usage_ = false;
  std::vector<TestExtension> extensions_;
  SignatureScheme scheme_;
  std::optional<std::string> inner_algorithm_, outer_algorithm_, raw_signature_;
  bool tampered_ = false;
};

// PEM of several certificates, in order.
std::string PemBundle(const std::vector<TestCertificate>& certificates);
std::string PemOf(std::string_view label, std::string_view der);

// `der` with the first `from` replaced by `to` of the same size (tampering); ends the test program if it is not there.
std::string WithReplacement(std::string der, std::string_view from, std::string_view to);

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_TEST_CERTIFICATES_H_
