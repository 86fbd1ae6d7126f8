#include "engine/estate/id_list.h"

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::estate {
namespace {

constexpr int64_t kLargest = std::numeric_limits<int64_t>::max();

TEST(IdListTest, ComesBackAsItWas) {
  for (const std::vector<int64_t>& ids : {std::vector<int64_t>{}, {1}, {0, 127, 128, 16383, 16384}, {kLargest, 5, 5}}) {
    EXPECT_EQ(DecodeIds(EncodeIds(ids)), ids);
  }
}

TEST(IdListTest, SmallNumbersAreAByteEach) {
  const std::vector<int64_t> ids = {1, 2, 127, 128};
  EXPECT_EQ(EncodeIds(ids), std::string("\x01\x02\x7f\x80\x01", 5));
}

TEST(IdListTest, DamagedBytesAreNoList) {
  EXPECT_EQ(DecodeIds("\x80"), std::nullopt);
  EXPECT_EQ(DecodeIds("\x01\xff"), std::nullopt);
  EXPECT_EQ(DecodeIds(std::string(9, '\xff') + "\x01"), std::nullopt) << "64 bits";
}

}  // namespace
}  // namespace certsweep::estate
