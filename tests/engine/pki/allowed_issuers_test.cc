#include "engine/pki/allowed_issuers.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"

namespace certsweep::pki {
namespace {

using ::testing::HasSubstr;

AllowedIssuers Of(const std::vector<std::string>& texts) {
  AllowedIssuers issuers;
  for (const std::string& text : texts) EXPECT_TRUE(issuers.Add(text).ok()) << text;
  return issuers;
}

std::string ErrorOf(const std::string& text) {
  AllowedIssuers issuers;
  const absl::Status status = issuers.Add(text);
  EXPECT_EQ(issuers.size(), status.ok() ? 1u : 0u);
  return std::string(status.message());
}

TEST(AllowedIssuersTest, AFingerprintIsOfTheCertificateOrItsKey) {
  const x509::CertificatePtr root = Root().Parse(), issuing = Issuing().Parse();
  for (const base::Sha256Digest& digest : {root->sha256(), root->spki_sha256()}) {
    const AllowedIssuers issuers = Of({base::HexEncode(digest)});
    EXPECT_TRUE(issuers.HasFingerprintOf(*root));
    EXPECT_FALSE(issuers.HasFingerprintOf(*issuing));
    EXPECT_FALSE(issuers.HasNameOf(*root));
  }
}

TEST(AllowedIssuersTest, ANameIsTheSubjectToTheLetter) {
  const x509::CertificatePtr root = Root().Parse();
  EXPECT_TRUE(Of({"CN=Root"}).HasNameOf(*root));
  EXPECT_FALSE(Of({"CN=Root"}).HasNameOf(*Issuing().Parse()));
  EXPECT_FALSE(Of({"CN=Root"}).HasFingerprintOf(*root));
  for (const std::string other : {"CN=root", "CN=Root ", "cn=Root", "CN=Root,O=Corp"}) {
    EXPECT_FALSE(Of({other}).HasNameOf(*root)) << other;
  }
}

TEST(AllowedIssuersTest, WhatIsNeitherIsAnError) {
  for (const std::string bad : {"", "Corp Root", "abcd", "sha256:00"}) {
    EXPECT_THAT(ErrorOf(bad), HasSubstr("neither a SHA-256 in hex nor a name")) << bad;
  }
  for (const char* text : {"sha256 Fingerprint=E9:20", "CN = Root", "=", "=Root", "1a.2=Root", "sha256//abc="}) {
    EXPECT_THAT(ErrorOf(text), HasSubstr("neither a SHA-256 in hex nor a name")) << text;
  }
  EXPECT_EQ(ErrorOf("2.5.4.3=Root"), "");
  EXPECT_EQ(ErrorOf("CN=" + std::string(997, 'a')), "");
  EXPECT_THAT(ErrorOf("CN=" + std::string(998, 'a')), HasSubstr("too long to be told from others"));
}

TEST(AllowedIssuersTest, ManyAreCut) {
  EXPECT_EQ(Of({"CN=a", "CN=b"}).text(), "CN=a; CN=b");
  EXPECT_EQ(Of({"CN=a", "CN=b", "CN=c", "CN=d", "CN=e", "CN=f"}).text(), "CN=a; CN=b; CN=c; CN=d and 2 more");
}

}  // namespace
}  // namespace certsweep::pki
