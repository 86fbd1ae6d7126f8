#include "engine/base/sha256_set.h"

#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

Sha256Digest Of(int number) { return Sha256(AsBytes(std::to_string(number))); }

TEST(Sha256SetTest, AnEmptyOneContainsNothing) {
  EXPECT_FALSE(Sha256Set().Contains(Of(1)));
  EXPECT_FALSE(Sha256Set().Contains(Sha256Digest{}));
  EXPECT_EQ(Sha256Set().size(), 0u);
}

TEST(Sha256SetTest, ContainsWhatItWasMadeOfInAnyOrder) {
  std::vector<Sha256Digest> digests;
  for (int i = 0; i < 1000; ++i) digests.push_back(Of(i));
  const Sha256Set set(digests);
  EXPECT_EQ(set.size(), 1000u);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(set.Contains(Of(i))) << i;
  for (int i = 1000; i < 2000; ++i) EXPECT_FALSE(set.Contains(Of(i))) << i;
}

TEST(Sha256SetTest, DoublesCountOnce) {
  const Sha256Set set({Of(2), Of(1), Of(2)});
  EXPECT_EQ(set.size(), 2u);
  EXPECT_EQ(set, Sha256Set({Of(1), Of(2)}));
  EXPECT_NE(set, Sha256Set({Of(1)}));
}

TEST(Sha256SetTest, AByteMakesTheDifference) {
  for (size_t byte = 0; byte < 32; ++byte) {
    Sha256Digest other = Of(1);
    other[byte] ^= 1;
    EXPECT_FALSE(Sha256Set({Of(1)}).Contains(other)) << byte;
  }
}

}  // namespace
}  // namespace certsweep::base
