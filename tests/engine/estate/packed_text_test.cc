#include "engine/estate/packed_text.h"

#include <random>
#include <string>

#include "engine/base/bytes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::estate {
namespace {

constexpr char kHost[] = "sps-1.corp.example";
constexpr char kAddress[] = "10.1.0.7";

std::string DigestOf(std::string_view text) { return base::HexEncode(base::Sha256(base::AsBytes(text))); }

std::string Typical() {
  return std::string(
             R"({"target":"sps-1.corp.example:443","host":"sps-1.corp.example","address":"10.1.0.7","port":443)") +
         R"(,"server_name":"sps-1.corp.example","identities":["sps-1.corp.example"],"time":")" +
         "\2\",\"attempts\":\3" +
         R"(,"verdict":"compliant","mendable":false,"queued":false,"proof_of_possession":true,"findings":[],"tls":{)" +
         R"("version":"TLSv1.3","cipher":"TLS_AES_128_GCM_SHA256","group":"X25519"},"leaf":{"subject":)" +
         R"("CN=sps-1.corp.example,O=Corp","sha256":")" + DigestOf("leaf") + R"(","spki_sha256":")" + DigestOf("key") +
         R"(","self_signed":false},"chain":[{"subject":"CN=sps-1.corp.example,O=Corp","sha256":")" + DigestOf("leaf") +
         R"("},{"subject":"CN=Issuing","sha256":")" + DigestOf("issuer") + R"("}],"path":[{"subject":"CN=)" + kHost +
         R"(","sha256":")" + DigestOf("leaf") + "\",\"from\":\"sent\"}]\4}";
}

// It comes back; gives the size packed.
size_t RoundTrip(std::string_view text, std::string_view host = kHost, std::string_view address = kAddress) {
  const std::string packed = PackText(text, host, address);
  EXPECT_EQ(UnpackText(packed, host, address), text);
  return packed.size();
}

TEST(PackedTextTest, ATypicalLineTakesAThird) { EXPECT_LT(RoundTrip(Typical()), Typical().size() / 3); }

TEST(PackedTextTest, ARepeatedDigestIsReferredTo) {
  EXPECT_EQ(RoundTrip(DigestOf("a")), 33u);
  EXPECT_EQ(RoundTrip(DigestOf("a") + DigestOf("a") + DigestOf("b") + DigestOf("a")), 33u + 2 + 33 + 2);
}

TEST(PackedTextTest, AnyTextComesBack) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  std::string many_digests;
  for (int i = 0; i < 300; ++i) many_digests += DigestOf(std::to_string(i));
  for (const std::string& text :
       {std::string(), all, many_digests + many_digests, std::string("\x0e\x0f\x10\x11\xff"), DigestOf("a").substr(1),
        std::string(1000, 'a'), std::string("\xc3\xa4\xe2\x82\xac"), std::string(63, 'F') + DigestOf("b")}) {
    RoundTrip(text);
    RoundTrip(text, "", "");
    RoundTrip(text, text, "a");
    RoundTrip(text, "\xff\x80\x0e", "\x10\x11\x0f");
  }
}

TEST(PackedTextTest, WhateverBytesAreChangedItComesBack) {
  std::mt19937 random(7);
  for (int round = 0; round < 5000; ++round) {
    std::string text = Typical();
    for (int i = 0; i <= round % 5; ++i) text[random() % text.size()] = static_cast<char>(random());
    RoundTrip(text);
  }
}

TEST(PackedTextTest, DamagedBytesGiveSomeText) {
  std::mt19937 random(8);
  const std::string whole = PackText(Typical(), kHost, kAddress);
  for (int round = 0; round < 5000; ++round) {
    std::string packed = whole.substr(0, random() % whole.size() + 1);
    for (int i = 0; i < 4; ++i) packed[random() % packed.size()] = static_cast<char>(random());
    EXPECT_LT(UnpackText(packed, kHost, kAddress).size(), packed.size() * 128);
  }
}

}  // namespace
}  // namespace certsweep::estate
