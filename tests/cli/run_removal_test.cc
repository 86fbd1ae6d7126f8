#include "cli/run_removal.h"

#include <gtest/gtest.h>

namespace certsweep::cli {
namespace {

TEST(RunRemovalTest, OnlyYesIsYes) {
  for (const char* yes : {"y", "Y", "yes", "YES", "y\r", "yes "}) EXPECT_TRUE(IsYes(yes)) << yes;
  for (const char* no : {"", "n", "no", "ye", "yess", "j", " "}) EXPECT_FALSE(IsYes(no)) << no;
}

}  // namespace
}  // namespace certsweep::cli
