#include "engine/pki/checks/path_length.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Findings Check(const CertificateBuilder& issuer, int below) {
  return CheckPathLength(*issuer.Build().Parse(), 3, below);
}

TEST(PathLengthTest, AsManyAsAreAllowed) {
  EXPECT_THAT(Check(CertificateBuilder("ca").Ca(0), 0), IsEmpty());
  EXPECT_THAT(Check(CertificateBuilder("ca").Ca(2), 2), IsEmpty());
  EXPECT_THAT(Check(CertificateBuilder("ca").Ca(), 100), IsEmpty()) << "without a number there is no limit";
}

TEST(PathLengthTest, OneMoreIsTooMany) {
  EXPECT_THAT(Check(CertificateBuilder("ca").Ca(0), 1),
              ElementsAre(MakeFinding(FindingCode::kPathLengthExceeded, 3,
                                      "CN=ca allows 0 intermediate certificates below it, and 1 are there", "0", "1")));
  EXPECT_EQ(Check(CertificateBuilder("ca").Ca(2), 3).at(0).expected, "2");
}

TEST(PathLengthTest, WithoutBasicConstraintsThereIsNoLimit) {
  EXPECT_THAT(Check(CertificateBuilder("ca"), 5), IsEmpty());
}

}  // namespace
}  // namespace certsweep::pki
