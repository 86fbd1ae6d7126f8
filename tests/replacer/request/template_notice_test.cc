#include "replacer/request/template_notice.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/replacer/request/notice_texts.h"

namespace certsweep::replacer {
namespace {

using ::testing::ElementsAre;

TEST(TemplateNoticeTest, SaysItsLineWhereItHasOne) {
  EXPECT_EQ(NoticeText({4, "odd"}), "line 4: odd");
  EXPECT_EQ(NoticeText({0, "odd"}), "odd");
  EXPECT_EQ(ErrorAtLine(7, "bad").message(), "line 7: bad");
  EXPECT_EQ(Quoted("a\x1b"), "\"a\\x1b\"");
}

TEST(TemplateNoticeTest, StandsByLineAndThoseOfOneLineAsTheyCame) {
  std::vector<TemplateNotice> notices = {{3, "c"}, {1, "b"}, {3, "a"}, {0, "d"}};
  SortByLine(notices);
  EXPECT_THAT(NoticeTexts(notices), ElementsAre("d", "line 1: b", "line 3: c", "line 3: a"));
}

}  // namespace
}  // namespace certsweep::replacer
