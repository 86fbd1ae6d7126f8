// One verification by ChainVerifier: what there is, and what comes of it as one line of text.
#ifndef CERTSWEEP_TESTS_ENGINE_PKI_VERIFICATION_H_
#define CERTSWEEP_TESTS_ENGINE_PKI_VERIFICATION_H_

#include <string>
#include <vector>

#include "engine/pki/chain_verifier.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"

namespace certsweep::pki {

struct World {
  std::vector<test::TestCertificate> anchors = {Root()};
  std::vector<test::TestCertificate> intermediates = {};
  Rules rules = Rules::kPrivate;
  VerifyBudget budget = {};
  VerifyOptions options = {};
};

inline ChainVerifier Verifier(const World& world) {
  return ChainVerifier(Anchors(world.anchors), Parsed(world.intermediates), world.rules, world.budget);
}

inline VerifyResult Verify(const std::vector<test::TestCertificate>& sent, const World& world = {}) {
  return Verifier(world).Verify(Parsed(sent), test::kTestTime, world.options);
}

// The verified path, or what is against it.
inline std::string Outcome(const VerifyResult& result) {
  EXPECT_TRUE(!result.verified || PathText(result.verified->path()) == PathText(result.best));
  EXPECT_TRUE(!result.verified || result.reaches_anchor);
  return result.verified ? PathText(result.best) : FindingsText(result.findings);
}
inline std::string Outcome(const std::vector<test::TestCertificate>& sent, const World& world = {}) {
  return Outcome(Verify(sent, world));
}

}  // namespace certsweep::pki

#endif  // CERTSWEEP_TESTS_ENGINE_PKI_VERIFICATION_H_
