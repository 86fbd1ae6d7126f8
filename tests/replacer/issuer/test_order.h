// An order and what a CA of three tiers may answer to it, for tests of issuers.
#ifndef CERTSWEEP_TESTS_REPLACER_ISSUER_TEST_ORDER_H_
#define CERTSWEEP_TESTS_REPLACER_ISSUER_TEST_ORDER_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/x509/certificate_request.h"
#include "replacer/issuer/issuer.h"
#include "tests/support/test_certificates.h"
#include "tests/support/test_keys.h"

namespace certsweep::replacer {

// For sps01.corp.example and 10.0.0.7, key EC number 50.
CertificateOrder TestOrder(const std::string& folder = "/nowhere");
test::TestKey OrderKey();
// A CSR for the same key and these names.
std::string CsrFor(const std::vector<x509::RequestedName>& names);

// Root -> Policy CA -> Issuing CA -> leaf for the order's key. Each the same every time.
const test::TestCertificate& RootCa();
const test::TestCertificate& PolicyCa();
const test::TestCertificate& IssuingCa();
const test::TestCertificate& OrderLeaf();
// By the same CA, for somebody else's key.
const test::TestCertificate& OtherLeaf();

// PKCS#7 "certs only", DER.
std::string Pkcs7Of(const std::vector<test::TestCertificate>& certificates);
std::string PrivateKeyPem(const test::TestKey& key);

// "issued 7: CN=a CN=b" (the leaf, then the other subjects sorted), "pending 7: words", "denied 7: words", or a
// Status's text.
std::string Told(const absl::StatusOr<IssuerAnswer>& answer);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_TESTS_REPLACER_ISSUER_TEST_ORDER_H_
