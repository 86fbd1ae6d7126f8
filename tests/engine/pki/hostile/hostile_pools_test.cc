#include "tests/engine/pki/hostile/hostile_pools.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/engine/pki/hostile/pool_judge.h"

namespace certsweep::pki::hostile {
namespace {

constexpr int64_t kMiB = 1 << 20;

TEST(HostilePoolsTest, ThereAreAHundred) {
  std::set<std::string> names;
  for (const PoolCase& pool : HostilePools()) names.insert(pool.family + ": " + pool.name);
  EXPECT_EQ(HostilePools().size(), 100u);
  EXPECT_EQ(names.size(), 100u);
}

// One family a test, so that ctest names the one that went wrong.
class HostileFamilyTest : public ::testing::TestWithParam<std::string> {};

TEST_P(HostileFamilyTest, EndsWithinTheBudget) {
  const VerifyBudget budget;
  for (const PoolCase& pool : HostilePools()) {
    if (pool.family != GetParam()) continue;
    SCOPED_TRACE(pool.name);
    const Pool made = pool.make();
    const PoolResult result = JudgePool(made);
    EXPECT_LE(result.signature_checks, static_cast<int>(made.sent.size()) + budget.signature_checks_beyond_sent);
    EXPECT_LE(result.candidates, budget.candidates);
    EXPECT_LE(result.name_comparisons, budget.name_comparisons);
    EXPECT_LT(result.octets, 64 * kMiB);
    EXPECT_EQ(result.trusted, pool.outcome == Outcome::kTrusted) << result.why;
    EXPECT_EQ(result.exhausted, pool.outcome == Outcome::kExhausted) << result.why;
  }
}

INSTANTIATE_TEST_SUITE_P(Families, HostileFamilyTest,
                         ::testing::Values("twins", "layers", "namesakes", "deep chain", "ring", "complete graph",
                                           "constraints", "large keys", "contents"),
                         [](const auto& family) {
                           std::string name = family.param;
                           std::erase(name, ' ');
                           return name;
                         });

}  // namespace
}  // namespace certsweep::pki::hostile
