#include "bench/lab/certificate_maker.h"

#include <gtest/gtest.h>
#include <openssl/ec_key.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <openssl/pool.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "engine/base/rfc3339.h"

namespace certsweep::lab {
namespace {

bssl::UniquePtr<EVP_PKEY> NewKey() {
  bssl::UniquePtr<EC_KEY> ec(EC_KEY_new_by_curve_name(NID_X9_62_prime256v1));
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  EXPECT_TRUE(EC_KEY_generate_key(ec.get()) && EVP_PKEY_set1_EC_KEY(key.get(), ec.get()));
  return key;
}

class CertificateMaker : public ::testing::Test {
 protected:
  CertificateMaker() : key_(NewKey()), issuer_key_(NewKey()) {
    spec_.serial = 0x4c00'0000'0000'0007;
    spec_.issuer = "Some CA";
    spec_.subject = "host.example";
    spec_.not_before = *base::ParseRfc3339("2025-06-01T12:00:00Z");
    spec_.not_after = *base::ParseRfc3339("2026-06-01T12:00:00Z");
    spec_.key = key_.get();
    spec_.issuer_key = issuer_key_.get();
    spec_.dns_names = {"host.example", "other.example"};
    spec_.ip_addresses = {base::IpAddress::V4(0x7f140001), *base::IpAddress::Parse("2001:db8::1")};
  }

  // Made, and read by BoringSSL's own parser.
  bssl::UniquePtr<X509> Made() {
    absl::StatusOr<bssl::UniquePtr<CRYPTO_BUFFER>> der = MakeCertificate(spec_);
    EXPECT_TRUE(der.ok()) << der.status();
    bssl::UniquePtr<X509> certificate(X509_parse_from_buffer(der->get()));
    EXPECT_TRUE(certificate);
    return certificate;
  }

  bssl::UniquePtr<EVP_PKEY> key_;
  bssl::UniquePtr<EVP_PKEY> issuer_key_;
  CertificateSpec spec_;
};

TEST_F(CertificateMaker, IsWhatWasAskedFor) {
  const bssl::UniquePtr<X509> certificate = Made();
  EXPECT_EQ(X509_get_version(certificate.get()), X509_VERSION_3);
  EXPECT_EQ(X509_verify(certificate.get(), issuer_key_.get()), 1);
  EXPECT_EQ(X509_get_signature_nid(certificate.get()), NID_ecdsa_with_SHA256);
  EXPECT_EQ(X509_check_host(certificate.get(), "other.example", 13, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.20.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "2001:db8::1", 0), 1);
  EXPECT_EQ(X509_check_ca(certificate.get()), 0);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_SERVER, 0), 1);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 0);
  EXPECT_EQ(X509_get_key_usage(certificate.get()), uint32_t{KU_DIGITAL_SIGNATURE});
}

TEST_F(CertificateMaker, TimesBeforeAndFrom2050) {
  spec_.not_after = *base::ParseRfc3339("2050-01-01T00:00:00Z");
  const bssl::UniquePtr<X509> certificate = Made();
  EXPECT_EQ(ASN1_STRING_type(X509_get0_notBefore(certificate.get())), V_ASN1_UTCTIME);
  EXPECT_EQ(ASN1_STRING_type(X509_get0_notAfter(certificate.get())), V_ASN1_GENERALIZEDTIME);
  time_t not_before = spec_.not_before;
  EXPECT_EQ(X509_cmp_time(X509_get0_notBefore(certificate.get()), &not_before), -1);  // equal counts as before
  not_before -= 1;
  EXPECT_EQ(X509_cmp_time(X509_get0_notBefore(certificate.get()), &not_before), 1);
}

TEST_F(CertificateMaker, AuthorityIsOne) {
  spec_.is_ca = true;
  spec_.is_served = false;
  spec_.path_length = 0;
  const bssl::UniquePtr<X509> certificate = Made();
  EXPECT_EQ(X509_check_ca(certificate.get()), 1);
  EXPECT_EQ(X509_get_pathlen(certificate.get()), 0);
  EXPECT_EQ(X509_get_key_usage(certificate.get()), uint32_t{KU_KEY_CERT_SIGN | KU_CRL_SIGN});
}

TEST_F(CertificateMaker, WithoutNamesThereIsNoSubjectAltName) {
  spec_.dns_names.clear();
  spec_.ip_addresses.clear();
  EXPECT_EQ(X509_get_ext_by_NID(Made().get(), NID_subject_alt_name, -1), -1);
}

TEST_F(CertificateMaker, ForClientsOnly) {
  spec_.for_clients_only = true;
  const bssl::UniquePtr<X509> certificate = Made();
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_SERVER, 0), 0);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 1);
}

TEST_F(CertificateMaker, SignedWithSha1) {
  spec_.insecurely_sign_with_sha1 = true;
  EXPECT_EQ(X509_get_signature_nid(Made().get()), NID_ecdsa_with_SHA1);
}

TEST_F(CertificateMaker, PemCanBeReadAgain) {
  absl::StatusOr<bssl::UniquePtr<CRYPTO_BUFFER>> der = MakeCertificate(spec_);
  ASSERT_TRUE(der.ok()) << der.status();
  const std::string pem = CertificatePem(**der);
  EXPECT_EQ(pem.rfind("-----BEGIN CERTIFICATE-----\n", 0), 0u);
  EXPECT_TRUE(pem.ends_with("\n-----END CERTIFICATE-----\n"));
  size_t line_start = 0;
  for (size_t end = pem.find('\n'); end != std::string::npos; line_start = end + 1, end = pem.find('\n', line_start)) {
    EXPECT_LE(end - line_start, 64u);
  }
}

}  // namespace
}  // namespace certsweep::lab
