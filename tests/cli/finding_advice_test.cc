#include "cli/finding_advice.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/text.h"

namespace certsweep::cli {
namespace {

TEST(FindingAdviceTest, ThereIsSomeOnAllThatIsWrongAndOnNothingElse) {
  for (int i = 0; i < pki::kFindingCodeCount; ++i) {
    const auto code = static_cast<pki::FindingCode>(i);
    const bool is_wrong = pki::DefaultSeverity(code) != pki::Severity::kInfo;
    EXPECT_EQ(!AdviceOn(code).empty(), is_wrong) << pki::FindingCodeName(code);
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
