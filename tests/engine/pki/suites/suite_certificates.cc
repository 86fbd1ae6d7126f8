#include "tests/engine/pki/suites/suite_certificates.h"

#include <utility>

#include "engine/base/bytes.h"
#include "engine/x509/extensions.h"

namespace certsweep::pki::suites {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;

TestKey Key(int index) { return TestKey::Ec("P-256", index); }

std::string KeyId(const TestKey& key) {
  const base::Sha256Digest digest = base::Sha256(base::AsBytes(key.spki()));
  return std::string(base::AsText(digest).substr(0, 20));
}

CertificateBuilder By(const TestCertificate& issuer, CertificateBuilder builder) {
  return builder.IssuedBy(issuer).AuthorityKeyId(KeyId(issuer.key));
}

CertificateBuilder RootCa(std::string_view name, int key) {
  return CertificateBuilder(name).Key(Key(key)).Ca().SubjectKeyId(KeyId(Key(key)));
}

CertificateBuilder SubCa(const TestCertificate& issuer, std::string_view name, int key,
                         std::optional<int> path_length) {
  return By(issuer, RootCa(name, key).Ca(path_length));
}

CertificateBuilder NamelessServer(const TestCertificate& issuer) {
  return By(issuer, CertificateBuilder("server")
                        .Key(Key(0))
                        .NotCa()
                        .KeyUsage(x509::kDigitalSignature)
                        .ExtendedKeyUsage({x509::kServerAuthOid}));
}

CertificateBuilder Server(const TestCertificate& issuer) { return NamelessServer(issuer).Dns(kServer); }

const TestCertificate& Root() {
  static const auto* root = new TestCertificate(RootCa().Build());
  return *root;
}

const TestCertificate& Issuing() {
  static const auto* issuing = new TestCertificate(SubCa(Root()).Build());
  return *issuing;
}

CertificateBuilder With(CertificateBuilder builder, std::string oid, bool critical, std::string value) {
  return builder.WithoutExtension(oid).Extension(std::move(oid), critical, std::move(value));
}

}  // namespace certsweep::pki::suites
