#include "engine/pki/checks/forbidden_key.h"

#include <memory>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"

namespace certsweep::pki {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Policy Forbidding(std::vector<base::Sha256Digest> keys) {
  return {.forbidden_keys = std::make_shared<const base::Sha256Set>(std::move(keys))};
}

TEST(ForbiddenKeyTest, AKeyOnTheListIsForbiddenInEveryCertificate) {
  const x509::CertificatePtr one = Ca("one", 1).Build().Parse(), other = Ca("other", 1).Build().Parse();
  const Policy policy = Forbidding({Ca("x", 2).Build().Parse()->spki_sha256(), one->spki_sha256()});
  for (const x509::CertificatePtr& certificate : {one, other}) {
    EXPECT_THAT(CheckForbiddenKey(*certificate, 3, policy),
                ElementsAre(MakeFinding(FindingCode::kForbiddenKey, 3, "its key is one that policy forbids",
                                        "another key", base::HexEncode(one->spki_sha256()))));
  }
}

TEST(ForbiddenKeyTest, OthersAreNot) {
  const x509::CertificatePtr one = Ca("one", 1).Build().Parse();
  EXPECT_THAT(CheckForbiddenKey(*one, 0, {}), IsEmpty());
  EXPECT_THAT(CheckForbiddenKey(*one, 0, Forbidding({})), IsEmpty());
  EXPECT_THAT(CheckForbiddenKey(*one, 0, Forbidding({Ca("x", 2).Build().Parse()->spki_sha256()})), IsEmpty());
  EXPECT_THAT(CheckForbiddenKey(*one, 0, Forbidding({one->sha256()})), IsEmpty()) << "it is the key that counts";
}

}  // namespace
}  // namespace certsweep::pki
