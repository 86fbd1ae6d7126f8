// The usual certificates of the suites, with nothing odd about them under any rules: a case changes one thing.
#ifndef CERTSWEEP_TESTS_ENGINE_PKI_SUITES_SUITE_CERTIFICATES_H_
#define CERTSWEEP_TESTS_ENGINE_PKI_SUITES_SUITE_CERTIFICATES_H_

#include <optional>
#include <string>
#include <string_view>

#include "tests/support/test_certificates.h"

namespace certsweep::pki::suites {

inline constexpr char kServer[] = "www.shop.example";

// P-256. The leaf has 0, the root 1, the issuing CA 2.
test::TestKey Key(int index);
// A key identifier that belongs to the key.
std::string KeyId(const test::TestKey& key);

// `builder`, issued by `issuer`, which its authority key identifier names.
test::CertificateBuilder By(const test::TestCertificate& issuer, test::CertificateBuilder builder);

// A self-signed CA; a CA below `issuer`; a server's certificate for kServer.
test::CertificateBuilder RootCa(std::string_view name = "Suite Root", int key = 1);
test::CertificateBuilder SubCa(const test::TestCertificate& issuer, std::string_view name = "Suite Issuing",
                               int key = 2, std::optional<int> path_length = std::nullopt);
test::CertificateBuilder Server(const test::TestCertificate& issuer);
// The same without a name: no subjectAltName yet.
test::CertificateBuilder NamelessServer(const test::TestCertificate& issuer);

const test::TestCertificate& Root();
const test::TestCertificate& Issuing();  // by Root()

// A certificate with `oid` in another form.
test::CertificateBuilder With(test::CertificateBuilder builder, std::string oid, bool critical, std::string value);

}  // namespace certsweep::pki::suites

#endif  // CERTSWEEP_TESTS_ENGINE_PKI_SUITES_SUITE_CERTIFICATES_H_
