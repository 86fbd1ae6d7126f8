#include "replacer/deploy/known_hosts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "absl/strings/escaping.h"
#include "tests/replacer/deploy/local_programs.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::string Blob(std::string_view type, std::string_view rest = "key") {
  return std::string("\0\0\0", 3) + static_cast<char>(type.size()) + std::string(type) + std::string(rest);
}

std::string Line(std::string_view hosts, std::string_view type = "ssh-ed25519", std::string_view rest = "key") {
  return std::string(hosts) + " " + std::string(type) + " " + absl::Base64Escape(Blob(type, rest)) + "\n";
}

size_t Found(std::string_view text, std::string_view host, uint16_t port = 22) {
  return FindKnownHostKeys(text, host, port).size();
}

TEST(KnownHostsTest, FindsAHostByName) {
  const auto keys = FindKnownHostKeys(Line("other") + Line("sps01,10.0.0.7"), "sps01", 22);
  ASSERT_THAT(keys, SizeIs(1));
  EXPECT_EQ(keys[0].type, "ssh-ed25519");
  EXPECT_EQ(keys[0].blob, Blob("ssh-ed25519"));
  EXPECT_FALSE(keys[0].revoked);
  EXPECT_EQ(Found(Line("sps01,10.0.0.7"), "10.0.0.7"), 1U);
  EXPECT_EQ(Found(Line("SPS01.corp"), "sps01.CORP"), 1U);
  EXPECT_EQ(Found(Line("sps01"), "sps010"), 0U);
}

TEST(KnownHostsTest, FindsSeveralKeys) {
  EXPECT_THAT(FindKnownHostKeys(Line("sps01") + Line("sps01", "ssh-rsa"), "sps01", 22), SizeIs(2));
}

TEST(KnownHostsTest, AnotherPortIsAnotherName) {
  EXPECT_EQ(KnownHostsName("SPS01", 2222), "[sps01]:2222");
  EXPECT_EQ(Found(Line("[sps01]:2222"), "sps01", 2222), 1U);
  EXPECT_EQ(Found(Line("sps01"), "sps01", 2222), 0U);
  EXPECT_EQ(Found(Line("[sps01]:2222"), "sps01"), 0U);
  EXPECT_EQ(Found(Line("[::1]:2222"), "::1", 2222), 1U);
}

TEST(KnownHostsTest, KnowsPatternsAndNegation) {
  EXPECT_EQ(Found(Line("*.corp"), "sps01.corp"), 1U);
  EXPECT_EQ(Found(Line("sps?*"), "sps01"), 1U);
  EXPECT_EQ(Found(Line("sps?"), "sps01"), 0U);
  EXPECT_EQ(Found(Line("*.corp,!sps01.corp"), "sps01.corp"), 0U);
  EXPECT_EQ(Found(Line("!sps01.corp,*.corp"), "sps01.corp"), 0U);
  EXPECT_EQ(Found(Line("*.corp,!sps01.corp"), "sps02.corp"), 1U);
  EXPECT_EQ(Found(Line("!sps01"), "sps02"), 0U);
}

TEST(KnownHostsTest, APatternCostsLittle) {
  const std::string pattern = [] {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "*a";
    return text + "b";
  }();
  EXPECT_EQ(Found(Line(pattern), std::string(200, 'a')), 0U);
}

TEST(KnownHostsTest, KnowsHashedNames) {
  // ssh-keygen -H of "sps01.corp".
  const test::TemporaryFolder folder;
  if (access("/usr/bin/ssh-keygen", X_OK) != 0) GTEST_SKIP() << "ssh-keygen is not installed";
  const std::string key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3Hn0nGV6ZyDLCh8o0xzjTTXyfJ3Gx4bOmIMKHc3s5M";
  test::WriteWholeFile(folder.Path("known"), "sps01.corp " + key + "\n[sps01.corp]:2222 " + key + "\n");
  const auto hashed = LocalShell()(
      "ssh-keygen -q -H -f " + folder.Path("known") + " >/dev/null 2>&1; cat " + folder.Path("known"), "", 10'000);
  ASSERT_THAT(hashed->output, testing::HasSubstr("|1|"));
  EXPECT_EQ(Found(hashed->output, "sps01.corp"), 1U);
  EXPECT_EQ(Found(hashed->output, "sps01.corp", 2222), 1U);
  EXPECT_EQ(Found(hashed->output, "sps02.corp"), 0U);
}

TEST(KnownHostsTest, KnowsRevokedKeysAndNoAuthorities) {
  const auto keys = FindKnownHostKeys("@revoked " + Line("*") + "@cert-authority " + Line("*"), "sps01", 22);
  ASSERT_THAT(keys, SizeIs(1));
  EXPECT_TRUE(keys[0].revoked);
}

TEST(KnownHostsTest, PassesOverWhatItCannotRead) {
  EXPECT_THAT(FindKnownHostKeys("# comment\n\n   \nsps01\nsps01 ssh-rsa\nsps01 ssh-rsa ***\nsps01 ssh-rsa AAAA\n"
                                "|1|x sps01\n|1|| ssh-rsa AAAA\n@revoked\n@new sps01 ssh-rsa AAAA\n" +
                                    // The type in the key is another one.
                                    std::string("sps01 ssh-rsa ") + absl::Base64Escape(Blob("ssh-ed25519")),
                                "sps01", 22),
              IsEmpty());
  EXPECT_EQ(Found("  " + Line("sps01") + "\r\n", "sps01"), 1U);
}

TEST(KnownHostsTest, WritesWhatItReads) {
  for (const uint16_t port : {uint16_t{22}, uint16_t{2222}}) {
    const std::string line = KnownHostsLine("SPS01", port, Blob("ssh-ed25519"));
    EXPECT_TRUE(line.ends_with("\n"));
    EXPECT_EQ(Found(line, "sps01", port), 1U);
  }
}

TEST(KnownHostsTest, TheTypeIsInTheKey) {
  EXPECT_EQ(KeyTypeOf(Blob("ssh-rsa")), "ssh-rsa");
  EXPECT_EQ(KeyTypeOf(""), "");
  EXPECT_EQ(KeyTypeOf("\xff\xff\xff\xff"), "");
  EXPECT_EQ(KeyTypeOf(std::string_view("\0\0\0\5abcd", 8)), "");
}

}  // namespace
}  // namespace certsweep::replacer
