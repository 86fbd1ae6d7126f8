// Each key of [policy]: what it sets, and what it refuses.
#include <gmock/gmock.h>

#include <string>

#include "engine/config/section.h"
#include "tests/engine/config/config_texts.h"

namespace certsweep::config {
namespace {

using ::testing::HasSubstr;
using x509::HashAlgorithm;
using x509::KeyType;

pki::Policy PolicyOf(const std::string& line, std::map<std::string, std::string> files = {}) {
  return Good("[policy]\n" + line, std::move(files)).policy;
}

// What is wrong with it, without place and section.
std::string Wrong(const std::string& line, std::map<std::string, std::string> files = {}) {
  const std::string all = Bad("[policy]\n" + line, std::move(files));
  const std::string head = "etc/c.toml:2: policy.";
  return all.starts_with(head) ? all.substr(head.size()) : all;
}

const std::string kHex = base::HexEncode(base::Sha256({}));

TEST(PolicySectionTest, SmallestKeys) {
  EXPECT_EQ(PolicyOf("min_rsa_bits = 3072").min_rsa_bits, 3072);
  EXPECT_EQ(PolicyOf("min_rsa_bits = 512").min_rsa_bits, 512);
  EXPECT_EQ(PolicyOf("min_rsa_bits = 16384").min_rsa_bits, 16384);
  EXPECT_EQ(Wrong("min_rsa_bits = 511"), "min_rsa_bits: is 511 and should be from 512 to 16384");
  EXPECT_EQ(Wrong("min_rsa_bits = 16385"), "min_rsa_bits: is 16385 and should be from 512 to 16384");
  EXPECT_EQ(PolicyOf("min_ec_bits = 160").min_ec_bits, 160);
  EXPECT_EQ(PolicyOf("min_ec_bits = 521").min_ec_bits, 521);
  EXPECT_EQ(Wrong("min_ec_bits = 159"), "min_ec_bits: is 159 and should be from 160 to 521");
  EXPECT_EQ(Wrong("min_ec_bits = 522"), "min_ec_bits: is 522 and should be from 160 to 521");
}

TEST(PolicySectionTest, Days) {
  EXPECT_EQ(PolicyOf("max_validity_days = 1").max_validity_days, 1);
  EXPECT_EQ(PolicyOf("max_validity_days = 36500").max_validity_days, 36500);
  EXPECT_EQ(Wrong("max_validity_days = 0"), "max_validity_days: is 0 and should be from 1 to 36500");
  EXPECT_EQ(PolicyOf("min_days_left = 0").min_days_left, 0);
  EXPECT_EQ(PolicyOf("min_days_left = 36500").min_days_left, 36500);
  EXPECT_EQ(Wrong("min_days_left = 36501"), "min_days_left: is 36501 and should be from 0 to 36500");
  EXPECT_EQ(Wrong("min_days_left = -1"), "min_days_left: is -1 and should be from 0 to 36500");
}

TEST(PolicySectionTest, Hashes) {
  EXPECT_EQ(PolicyOf("allowed_hashes = ['MD5', 'SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512']").allowed_hashes,
            (pki::HashSet{HashAlgorithm::kMd5, HashAlgorithm::kSha1, HashAlgorithm::kSha224, HashAlgorithm::kSha256,
                          HashAlgorithm::kSha384, HashAlgorithm::kSha512}));
  EXPECT_EQ(PolicyOf("allowed_hashes = ['SHA-512']").allowed_hashes, pki::HashSet{HashAlgorithm::kSha512});
  EXPECT_EQ(Wrong("allowed_hashes = ['SHA256']"), "allowed_hashes: \"SHA256\" is not known; did you mean 'SHA-256'?");
  EXPECT_EQ(Wrong("allowed_hashes = ['Whirlpool']"),
            "allowed_hashes: \"Whirlpool\" is not known (known: MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512)");
}

TEST(PolicySectionTest, KeyTypes) {
  EXPECT_EQ(PolicyOf("allowed_key_types = ['RSA', 'RSA-PSS', 'EC', 'Ed25519', 'Ed448']").allowed_key_types,
            (pki::KeyTypeSet{KeyType::kRsa, KeyType::kRsaPss, KeyType::kEc, KeyType::kEd25519, KeyType::kEd448}));
  EXPECT_EQ(PolicyOf("allowed_key_types = ['EC']").allowed_key_types, pki::KeyTypeSet{KeyType::kEc});
  EXPECT_EQ(Wrong("allowed_key_types = ['ECDSA']"),
            "allowed_key_types: \"ECDSA\" is not known (known: RSA, RSA-PSS, EC, Ed25519, Ed448)");
  EXPECT_EQ(Wrong("allowed_key_types = ['rsa']"), "allowed_key_types: \"rsa\" is not known; did you mean 'RSA'?");
}

TEST(PolicySectionTest, RequiredUsages) {
  const pki::Policy policy = PolicyOf("required_eku = ['serverAuth', '1.2.3']");
  ASSERT_EQ(policy.required_usages->size(), 2u);
  EXPECT_EQ(policy.required_usages->at(0), (pki::ExtendedKeyUsage{"serverAuth", "1.3.6.1.5.5.7.3.1"}));
  EXPECT_EQ(policy.required_usages->at(1), (pki::ExtendedKeyUsage{"1.2.3", "1.2.3"}));
  EXPECT_EQ(Wrong("required_eku = ['ServerAuth']"),
            "required_eku: \"ServerAuth\" is neither a usage with a name nor an OID; did you mean 'serverAuth'?");
}

TEST(PolicySectionTest, AllowedIssuers) {
  const pki::Policy policy = PolicyOf("allowed_issuers = ['CN=Corp Issuing CA,O=Corp', '" + kHex + "']");
  EXPECT_EQ(policy.allowed_issuers->size(), 2u);
  EXPECT_EQ(policy.allowed_issuers->text(), "CN=Corp Issuing CA,O=Corp; " + kHex);
  EXPECT_EQ(Wrong("allowed_issuers = ['Corp']"),
            "allowed_issuers: \"Corp\" is neither a SHA-256 in hex nor a name such as CN=Corp Issuing CA,O=Corp");
}

TEST(PolicySectionTest, ForbiddenKeysOfTheFileAndOfItsListsAreOneSet) {
  const std::string one = base::HexEncode(base::Sha256(base::AsBytes("1")));
  const std::string two = base::HexEncode(base::Sha256(base::AsBytes("2")));
  const pki::Policy policy =
      PolicyOf("forbidden_spki_sha256 = ['" + kHex + "']\nforbidden_spki_files = ['a.txt', '/lists/b.txt']",
               {{"etc/a.txt", one + "\n"}, {"/lists/b.txt", two + "\n" + kHex}});
  EXPECT_EQ(policy.forbidden_keys->size(), 3u);
  for (const char* text : {"", "1", "2"}) {
    EXPECT_TRUE(policy.forbidden_keys->Contains(base::Sha256(base::AsBytes(text)))) << text;
  }
}

TEST(PolicySectionTest, WhatIsNoForbiddenKeyIsTold) {
  EXPECT_EQ(Wrong("forbidden_spki_sha256 = ['abc']"), "forbidden_spki_sha256: \"abc\" is no SHA-256 in hex");
  EXPECT_EQ(Wrong("forbidden_spki_files = ['a.txt']"), "forbidden_spki_files: etc/a.txt: No such file or directory");
  EXPECT_EQ(Wrong("forbidden_spki_files = ['a.txt']", {{"etc/a.txt", kHex + "\nabc\n"}}),
            "etc/a.txt:2: no SHA-256 in hex: \"abc\"");
  EXPECT_EQ(Wrong("forbidden_spki_files = ['a.txt']", {{"etc/a.txt", "# none\n"}}), "etc/a.txt: no SHA-256 in it");
  EXPECT_EQ(Wrong("forbidden_spki_files = [\"a\\u0000.txt\"]"),
            "forbidden_spki_files: \"a\\x00.txt\" is no path: it has a NUL in it");
}

TEST(PolicySectionTest, ListsAreLists) {
  for (const std::string key : {"allowed_key_types", "allowed_hashes", "required_eku", "allowed_issuers",
                                "forbidden_spki_sha256", "forbidden_spki_files"}) {
    EXPECT_EQ(Wrong(key + " = 'x'"), key + ": is a string and should be a list of strings: [\"...\", \"...\"]");
    EXPECT_EQ(Wrong(key + " = []"), key + ": is an empty list: leave it out");
    EXPECT_THAT(Wrong(key + " = [1, '']"),
                HasSubstr(key + ": has a whole number in it and should be a list of strings\n"));
  }
  for (const std::string key : {"min_rsa_bits", "min_ec_bits", "max_validity_days", "min_days_left"}) {
    EXPECT_EQ(Wrong(key + " = '30'"), key + ": is a string and should be a whole number");
    EXPECT_EQ(Wrong(key + " = 30.5"), key + ": is a number with a fraction and should be a whole number");
    EXPECT_EQ(Wrong(key + " = [30]"), key + ": is a list and should be a whole number");
  }
}

}  // namespace
}  // namespace certsweep::config
