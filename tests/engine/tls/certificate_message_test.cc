#include "engine/tls/certificate_message.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/engine/tls/tls_bytes.h"

namespace certsweep::tls {
namespace {

using enum CertificateMessageForm;

std::vector<std::string> Contents(const CertificateMessage& message) {
  std::vector<std::string> contents;
  contents.reserve(message.chain.size());
  for (const auto& certificate : message.chain) {
    contents.emplace_back(base::AsText({CRYPTO_BUFFER_data(certificate.get()), CRYPTO_BUFFER_len(certificate.get())}));
  }
  return contents;
}

CertificateMessage Parse(const std::string& body, CertificateMessageForm form = kTls12) {
  return ParseCertificateMessage(base::AsBytes(body), form);
}

void ExpectChain(const CertificateMessage& message, const std::vector<std::string>& chain) {
  EXPECT_EQ(Contents(message), chain);
  EXPECT_FALSE(message.malformed);
  EXPECT_FALSE(message.too_many);
}

void ExpectMalformed(const CertificateMessage& message, const std::vector<std::string>& chain = {}) {
  EXPECT_EQ(Contents(message), chain);
  EXPECT_TRUE(message.malformed);
  EXPECT_FALSE(message.too_many);
}

// What a certificate holds is not looked at.
TEST(CertificateMessageTest, ReadsTheListInOrder) {
  const std::vector<std::string> chain = {"leaf", "x", std::string(70000, 'i'), "leaf"};
  ExpectChain(Parse(CertificateBody(chain)), chain);
  ExpectChain(Parse(CertificateBody(chain, kTls13), kTls13), chain);
}

TEST(CertificateMessageTest, CopiesTheCertificates) {
  std::string body = CertificateBody({"leaf"});
  const CertificateMessage message = Parse(body);
  body.assign(body.size(), '?');
  ExpectChain(message, {"leaf"});
}

TEST(CertificateMessageTest, ReadsAnEmptyList) {
  ExpectChain(Parse(CertificateBody({})), {});
  ExpectChain(Parse(CertificateBody({}, kTls13), kTls13), {});
}

TEST(CertificateMessageTest, PassesOverContextAndExtensions) {
  const std::string entry = Prefixed24("leaf") + Prefixed16(U16(5) + Prefixed16("status"));
  ExpectChain(Parse(Prefixed8("context") + Prefixed24(entry), kTls13), {"leaf"});
}

TEST(CertificateMessageTest, ReadsOneHundredCertificatesAndNoMore) {
  for (const auto form : {kTls12, kTls13}) {
    const std::vector<std::string> hundred(kMaxCertificates, "c");
    ExpectChain(Parse(CertificateBody(hundred, form), form), hundred);
    const CertificateMessage more = Parse(CertificateBody(std::vector<std::string>(101, "c"), form), form);
    EXPECT_EQ(Contents(more), hundred);
    EXPECT_TRUE(more.too_many);
    EXPECT_FALSE(more.malformed);
  }
}

TEST(CertificateMessageTest, KeepsWhatComesBeforeAFault) {
  const std::string leaf = Prefixed24("leaf");
  ExpectMalformed(Parse(Prefixed24(leaf + Prefixed24(""))), {"leaf"});   // an empty certificate
  ExpectMalformed(Parse(Prefixed24(leaf + U24(5) + "four")), {"leaf"});  // longer than the list
  ExpectMalformed(Parse(Prefixed24(leaf + "\x01")), {"leaf"});           // half a length
  ExpectMalformed(Parse(Prefixed24(leaf + U24(0xffffff))), {"leaf"});    //
  ExpectMalformed(Parse(Prefixed24(Prefixed24("") + leaf)));             // the first is at fault
  // A certificate of TLS 1.3 ends with its extensions.
  const std::string entry = leaf + Prefixed16("");
  ExpectMalformed(Parse(Prefixed8("") + Prefixed24(entry + leaf), kTls13), {"leaf"});
  ExpectMalformed(Parse(Prefixed8("") + Prefixed24(entry + leaf + U16(9)), kTls13), {"leaf"});
}

TEST(CertificateMessageTest, WantsTheListToFillTheMessage) {
  for (const auto form : {kTls12, kTls13}) {
    const std::string body = CertificateBody({"leaf"}, form);
    ExpectMalformed(Parse(body + "x", form));
    for (size_t size = 0; size < body.size(); ++size) ExpectMalformed(Parse(body.substr(0, size), form));
  }
}

// Each form read as the other.
TEST(CertificateMessageTest, IsNotOfTheOtherForm) {
  EXPECT_TRUE(Parse(CertificateBody({"leaf"}, kTls13), kTls12).malformed);
  EXPECT_TRUE(Parse(CertificateBody({"leaf"}, kTls12), kTls13).malformed);
}

}  // namespace
}  // namespace certsweep::tls
