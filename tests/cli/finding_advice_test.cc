#include "cli/finding_advice.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/text.h"

namespace certsweep::cli {
namespace {

// What a file can be found to have, and what only a connection can: the codes behind expiring_soon in the table.
bool IsOfAFile(pki::FindingCode code) {
  return code <= pki::FindingCode::kExpiringSoon && code != pki::FindingCode::kCertificateMessageTooLarge;
}

TEST(FindingAdviceTest, ThereIsSomeOnAllThatIsWrongWithAFileAndOnNothingElse) {
  for (int i = 0; i < pki::kFindingCodeCount; ++i) {
    const auto code = static_cast<pki::FindingCode>(i);
    EXPECT_EQ(!AdviceOn(code).empty(), IsOfAFile(code)) << pki::FindingCodeName(code);
  }
}

TEST(FindingAdviceTest, IsOneLineThatFitsBesideTheCode) {
  for (int i = 0; i < pki::kFindingCodeCount; ++i) {
    const std::string advice(AdviceOn(static_cast<pki::FindingCode>(i)));
    EXPECT_LE(advice.size(), 120u) << advice;
    EXPECT_EQ(base::DisplayText(advice, 1000), advice);
    EXPECT_FALSE(advice.ends_with('.')) << advice;
  }
}

}  // namespace
}  // namespace certsweep::cli
