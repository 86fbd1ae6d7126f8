#include "engine/report/served_certificate_text.h"

#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::report {
namespace {

TEST(ServedCertificateTextTest, Facts) {
  estate::StoredCertificate stored;
  stored.der = test::CertificateBuilder("one").Build().der;
  const CertificateFacts facts = FactsOf(stored);
  EXPECT_TRUE(facts.parsed);
  EXPECT_EQ(facts.subject, "CN=one");
  EXPECT_EQ(facts.issuer, "CN=one");
  EXPECT_LT(facts.not_before, facts.not_after);
  stored.der = "no DER";
  EXPECT_FALSE(FactsOf(stored).parsed);
}

TEST(ServedCertificateTextTest, Dates) { EXPECT_EQ(DateText(1767323045), "2026-01-02"); }

}  // namespace
}  // namespace certsweep::report
