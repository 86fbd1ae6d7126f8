#include "engine/report/finding_guide.h"

#include <set>

#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

TEST(FindingGuideTest, EveryCodeHasATitleOfItsOwnAndASentence) {
  std::set<std::string_view> titles;
  for (int i = 0; i < pki::kFindingCodeCount; ++i) {
    const auto code = static_cast<pki::FindingCode>(i);
    const FindingGuide guide = GuideTo(code);
    EXPECT_FALSE(guide.title.empty()) << pki::FindingCodeName(code);
    EXPECT_TRUE(guide.meaning.ends_with('.')) << pki::FindingCodeName(code);
    EXPECT_TRUE(titles.insert(guide.title).second) << guide.title;
  }
}

TEST(FindingGuideTest, EveryVerdictHasOneToo) {
  for (int i = 0; i < pki::kVerdictCount; ++i) {
    EXPECT_FALSE(VerdictTitle(static_cast<pki::Verdict>(i)).empty());
    EXPECT_TRUE(VerdictMeaning(static_cast<pki::Verdict>(i)).ends_with('.'));
  }
}

}  // namespace
}  // namespace certsweep::report
