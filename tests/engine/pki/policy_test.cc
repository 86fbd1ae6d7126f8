#include "engine/pki/policy.h"

#include "gtest/gtest.h"

namespace certsweep::pki {
namespace {

TEST(PolicyTest, RulesHaveNames) {
  const struct {
    Rules rules;
    std::string_view name;
  } kCases[] = {{Rules::kRfc5280, "rfc5280"}, {Rules::kWebPki, "webpki"}, {Rules::kPrivate, "private"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(RulesName(c.rules), c.name);
    EXPECT_EQ(RulesFromName(c.name), c.rules);
  }
  for (const std::string_view name : {"", "WebPKI", "webpki ", "public"}) EXPECT_EQ(RulesFromName(name), std::nullopt);
}

TEST(PolicyTest, DefaultsAreThoseOfTheCommandLine) {
  const Policy policy;
  EXPECT_EQ(policy.min_rsa_bits, 2048);
  EXPECT_EQ(policy.min_ec_bits, 256);
  EXPECT_EQ(policy.min_days_left, 30);
  EXPECT_EQ(policy.max_validity_days, std::nullopt);
  EXPECT_EQ(policy.allowed_hashes,
            (HashSet{x509::HashAlgorithm::kSha256, x509::HashAlgorithm::kSha384, x509::HashAlgorithm::kSha512}));
  EXPECT_EQ(policy.allowed_key_types, std::nullopt);
  EXPECT_EQ(policy.required_usages, nullptr);
  EXPECT_EQ(policy.allowed_issuers, nullptr);
  EXPECT_EQ(policy.forbidden_keys, nullptr);
}

TEST(PolicyTest, SetsAreToldWeakestFirst) {
  using x509::HashAlgorithm;
  using x509::KeyType;
  EXPECT_EQ(HashNames({}), "");
  EXPECT_EQ(HashNames({HashAlgorithm::kSha512, HashAlgorithm::kSha384, HashAlgorithm::kSha256, HashAlgorithm::kSha224,
                       HashAlgorithm::kSha1, HashAlgorithm::kMd5, HashAlgorithm::kMd4, HashAlgorithm::kMd2}),
            "MD2, MD4, MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512");
  EXPECT_EQ(KeyTypeNames({}), "");
  EXPECT_EQ(
      KeyTypeNames({KeyType::kDsa, KeyType::kEd448, KeyType::kEd25519, KeyType::kEc, KeyType::kRsaPss, KeyType::kRsa}),
      "RSA, RSA-PSS, EC, Ed25519, Ed448, DSA");
}

}  // namespace
}  // namespace certsweep::pki
