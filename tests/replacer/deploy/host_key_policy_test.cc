#include "replacer/deploy/host_key_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "replacer/deploy/known_hosts.h"

namespace certsweep::replacer {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Key(std::string_view type, std::string_view rest = "key") {
  return std::string("\0\0\0", 3) + static_cast<char>(type.size()) + std::string(type) + std::string(rest);
}

HostKeyKnowledge Knowing(std::string known_hosts, std::string fingerprint = "") {
  return {.host = "sps01",
          .port = 22,
          .expected_fingerprint = std::move(fingerprint),
          .known_hosts = std::move(known_hosts)};
}

HostKeyKnowledge KnowingKey(const std::string& key) { return Knowing(KnownHostsLine("sps01", 22, key)); }

TEST(HostKeyPolicyTest, FingerprintsAsSshKeygen) {
  // ssh-keygen -l -E sha256 of this key.
  std::string blob;
  ASSERT_TRUE(absl::Base64Unescape("AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", &blob));
  EXPECT_EQ(HostKeyFingerprint(blob), "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");  // of github.com
}

TEST(HostKeyPolicyTest, KnowsAFingerprint) {
  const std::string fingerprint = HostKeyFingerprint(Key("ssh-rsa"));
  EXPECT_TRUE(IsHostKeyFingerprint(fingerprint));
  EXPECT_TRUE(IsHostKeyFingerprint(fingerprint + "="));
  EXPECT_TRUE(IsHostKeyFingerprint(fingerprint.substr(7)));
  for (const char* other : {"", "SHA256:", "SHA256:abc", "MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48", "x"}) {
    EXPECT_FALSE(IsHostKeyFingerprint(other)) << other;
  }
}

TEST(HostKeyPolicyTest, OnlyTheKnownKeyIsAccepted) {
  const std::string key = Key("ssh-ed25519");
  EXPECT_EQ(JudgeHostKey(key, KnowingKey(key)), HostKeyVerdict::kAccepted);
  EXPECT_EQ(JudgeHostKey(key, Knowing("")), HostKeyVerdict::kUnknown);
  EXPECT_EQ(JudgeHostKey(key, KnowingKey(Key("ssh-ed25519", "other"))), HostKeyVerdict::kChanged);
}

TEST(HostKeyPolicyTest, AKeyOfAnotherTypeIsAChange) {
  EXPECT_EQ(JudgeHostKey(Key("ssh-rsa"), KnowingKey(Key("ssh-ed25519"))), HostKeyVerdict::kChanged);
}

TEST(HostKeyPolicyTest, OneOfSeveralKeysWillDo) {
  HostKeyKnowledge knowledge = KnowingKey(Key("ssh-rsa"));
  knowledge.known_hosts += KnownHostsLine("sps01", 22, Key("ssh-ed25519"));
  EXPECT_EQ(JudgeHostKey(Key("ssh-ed25519"), knowledge), HostKeyVerdict::kAccepted);
  EXPECT_THAT(KnownKeyTypes(knowledge), ElementsAre("ssh-rsa", "ssh-ed25519"));
}

TEST(HostKeyPolicyTest, TheInventoryOutweighsKnownHosts) {
  const std::string key = Key("ssh-ed25519"), other = Key("ssh-ed25519", "other");
  HostKeyKnowledge knowledge = KnowingKey(other);
  knowledge.expected_fingerprint = HostKeyFingerprint(key);
  EXPECT_EQ(JudgeHostKey(key, knowledge), HostKeyVerdict::kAccepted);
  EXPECT_EQ(JudgeHostKey(other, knowledge), HostKeyVerdict::kChanged);
}

TEST(HostKeyPolicyTest, AFingerprintThatIsNoneMatchesNothing) {
  EXPECT_EQ(JudgeHostKey(Key("ssh-rsa"), Knowing("", "SHA256:nonsense")), HostKeyVerdict::kChanged);
}

TEST(HostKeyPolicyTest, ARevokedKeyIsNeverAccepted) {
  const std::string key = Key("ssh-ed25519");
  HostKeyKnowledge knowledge = KnowingKey(key);
  knowledge.known_hosts += "@revoked " + KnownHostsLine("*", 22, key);
  knowledge.expected_fingerprint = HostKeyFingerprint(key);
  EXPECT_EQ(JudgeHostKey(key, knowledge), HostKeyVerdict::kRevoked);
  // Of another key it says nothing.
  EXPECT_EQ(JudgeHostKey(Key("ssh-rsa"), Knowing("@revoked " + KnownHostsLine("*", 22, key))),
            HostKeyVerdict::kUnknown);
}

TEST(HostKeyPolicyTest, SaysWhatToDo) {
  const std::string key = Key("ssh-ed25519"), other = Key("ssh-rsa");
  EXPECT_TRUE(HostKeyStatus(HostKeyVerdict::kAccepted, key, Knowing("")).ok());
  const absl::Status unknown = HostKeyStatus(HostKeyVerdict::kUnknown, key, Knowing(""));
  EXPECT_TRUE(absl::IsFailedPrecondition(unknown));
  EXPECT_THAT(std::string(unknown.message()),
              AllOf(HasSubstr("sps01 is not known"), HasSubstr(HostKeyFingerprint(key)), HasSubstr("console")));
  const absl::Status changed = HostKeyStatus(HostKeyVerdict::kChanged, key, KnowingKey(other));
  EXPECT_TRUE(absl::IsFailedPrecondition(changed));
  EXPECT_THAT(std::string(changed.message()), AllOf(HasSubstr(HostKeyFingerprint(key)), HasSubstr("known_hosts has"),
                                                    HasSubstr("ssh-rsa " + HostKeyFingerprint(other))));
  const absl::Status inventory = HostKeyStatus(HostKeyVerdict::kChanged, key, Knowing("", HostKeyFingerprint(other)));
  EXPECT_THAT(std::string(inventory.message()), HasSubstr("the inventory has " + HostKeyFingerprint(other)));
  EXPECT_THAT(std::string(HostKeyStatus(HostKeyVerdict::kRevoked, key, Knowing("")).message()), HasSubstr("revoked"));
}

TEST(HostKeyPolicyTest, KnowsNoTypesOfARevokedKey) {
  EXPECT_THAT(KnownKeyTypes(Knowing("@revoked " + KnownHostsLine("*", 22, Key("ssh-rsa")))), IsEmpty());
}

}  // namespace
}  // namespace certsweep::replacer
