#include "scanner/sinks/finished_result.h"

#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scanner/sinks/results.h"
#include "tests/support/test_certificates.h"

namespace certsweep::scanner {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> DersOf(const FinishedResult& finished) {
  std::vector<estate::StoredCertificate> certificates;
  SetCertificates(finished, certificates);
  std::vector<std::string> ders;
  ders.reserve(certificates.size());
  for (const estate::StoredCertificate& certificate : certificates) ders.push_back(certificate.der);
  return ders;
}

class FinishedResultTest : public ::testing::Test {
 protected:
  // A leaf, one that is cut off, one that others hold too, another one that is cut off, one of which nothing is known.
  FinishedResult Make() {
    FinishedResult finished = Finished(Failing("sps-1", {pki::FindingCode::kExpired}));
    finished.result.chain = {
        {leaf_.Parse(), ""}, {nullptr, "cut"}, {shared_, ""}, {nullptr, "cut"}, {nullptr, "no more of it was read"}};
    finished.result.unparsed_der = {"garbage 1", "garbage 2"};
    finished.result.path = {{finished.result.chain[0].certificate, pki::PathOrigin::kSent}};
    return finished;
  }

  const test::TestCertificate leaf_ = test::CertificateBuilder("leaf").Build();
  const test::TestCertificate issuer_ = test::CertificateBuilder("issuer").Build();
  const x509::CertificatePtr shared_ = issuer_.Parse();
};

TEST_F(FinishedResultTest, SlimOrNotTheCertificatesAreThoseThatWereSent) {
  FinishedResult finished = Make();
  const std::vector<std::string> all = {leaf_.der, "garbage 1", issuer_.der, "garbage 2"};
  EXPECT_EQ(DersOf(finished), all);
  Slim(finished);
  EXPECT_EQ(DersOf(finished), all);
  Slim(finished);
  EXPECT_EQ(DersOf(finished), all) << "once more";
}

TEST_F(FinishedResultTest, DigestsAreOfTheCertificateAndOfItsKeyWhereThatIsKnown) {
  FinishedResult finished = Make();
  for (const bool slim : {false, true}) {
    if (slim) Slim(finished);
    std::vector<estate::StoredCertificate> certificates(7, {.der = "of the one before"});
    SetCertificates(finished, certificates);
    ASSERT_THAT(certificates, SizeIs(4)) << slim;
    EXPECT_EQ(certificates[0].sha256, leaf_.Parse()->sha256()) << slim;
    EXPECT_EQ(certificates[0].spki_sha256, leaf_.Parse()->spki_sha256()) << slim;
    EXPECT_EQ(certificates[1].sha256, base::Sha256(base::AsBytes("garbage 1"))) << slim;
    EXPECT_EQ(certificates[1].spki_sha256, base::Sha256Digest{}) << slim;
    EXPECT_EQ(certificates[2].spki_sha256, shared_->spki_sha256()) << slim;
  }
}

TEST_F(FinishedResultTest, SlimKeepsWhatIsCountedAndFreesTheRest) {
  FinishedResult finished = Make();
  const size_t before = BytesOf(finished);
  Slim(finished);
  EXPECT_LT(BytesOf(finished), before);
  EXPECT_EQ(finished.result.chain[0].certificate, nullptr) << "nobody else had it";
  EXPECT_EQ(finished.result.chain[2].certificate, shared_) << "keeping it costs nothing";
  EXPECT_THAT(finished.result.path, IsEmpty());
  ASSERT_THAT(finished.result.findings, SizeIs(1));
  EXPECT_EQ(finished.result.findings[0].code, pki::FindingCode::kExpired);
  EXPECT_EQ(finished.result.findings[0].severity, pki::Severity::kFail);
  EXPECT_EQ(finished.result.findings[0].message, "");
  EXPECT_EQ(finished.result.endpoint.host, "sps-1");
  EXPECT_EQ(finished.result.verdict, pki::Verdict::kNoncompliant);
}

}  // namespace
}  // namespace certsweep::scanner
