#include "engine/probe/result_json.h"

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::probe {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;
using std::string_literals::operator""s;  // for strings that hold a NUL
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string JsonOf(const EndpointResult& result, bool include_pem = false) {
  std::string line;
  AppendResultJson(result, {.include_pem = include_pem}, line);
  return line;
}

// Parses a line as a user's program does; it has to be whole, and valid UTF-8.
boost::json::object ParseLine(const std::string& line) {
  EXPECT_TRUE(base::IsValidUtf8(line));
  EXPECT_THAT(line, EndsWith("}\n"));
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(line, error);
  EXPECT_FALSE(error) << error.message() << ": " << line;
  return value.is_object() ? value.as_object() : boost::json::object();
}

std::vector<std::string> Keys(const boost::json::object& object) {
  std::vector<std::string> keys;
  for (const auto& member : object) keys.emplace_back(member.key());
  return keys;
}

std::string Hex(base::Bytes bytes) { return base::HexEncode(bytes); }

EndpointResult Minimal() {
  EndpointResult result;
  result.endpoint.host = "sps.example";
  result.time_unix_seconds = test::kTestTime;
  result.attempts = 1;
  result.verdict = pki::Verdict::kUnreachable;
  result.findings = {pki::MakeFinding(pki::FindingCode::kDnsFailure, {}, "the name does not resolve", {}, "not found")};
  return result;
}

TEST(ResultJsonTest, AbsentPartsAreLeftOut) {
  EXPECT_EQ(JsonOf(Minimal()),
            R"({"target":"sps.example:443","host":"sps.example","port":443,"identities":[],)"
            R"("time":"2026-01-02T03:04:05Z","attempts":1,"verdict":"unreachable","mendable":false,)"
            R"("findings":[{"code":"dns_failure","severity":"fail","message":"the name does not resolve",)"
            R"("actual":"not found"}]})"
            "\n");
}

TEST(ResultJsonTest, LinesAreAppended) {
  std::string out = "before\n";
  AppendResultJson(Minimal(), {}, out);
  AppendResultJson(Minimal(), {}, out);
  EXPECT_EQ(out, "before\n" + JsonOf(Minimal()) + JsonOf(Minimal()));
}

class FullResultJsonTest : public ::testing::Test {
 protected:
  const TestCertificate root_ = CertificateBuilder("Root").Ca().Build();
  const TestCertificate issuing_ =
      CertificateBuilder("Issuing").Key(TestKey::Ec("P-256", 1)).Ca().IssuedBy(root_).Build();
  const TestCertificate leaf_ = CertificateBuilder("sps")
                                    .Key(TestKey::Rsa(1024))
                                    .Serial(0x4f01)
                                    .Dns("sps.example")
                                    .Ip("10.1.0.7")
                                    .Ip("2001:db8::7")
                                    .IssuedBy(issuing_)
                                    .Build();

  EndpointResult Full() const {
    EndpointResult result;
    result.endpoint.host = "sps.example";
    result.endpoint.address = base::IpAddress::Parse("10.1.0.7");
    result.endpoint.port = 4343;
    result.endpoint.identities = {"sps.example", "10.1.0.7"};
    result.endpoint.columns = {{"site", "Berlin"}, {"note", ""}};
    result.server_name = "sps.example";
    result.time_unix_seconds = test::kTestTime;
    result.attempts = 2;
    result.verdict = pki::Verdict::kNoncompliant;
    result.mendable = true;
    result.queued = true;
    result.findings = {
        pki::MakeFinding(pki::FindingCode::kWeakKey, 0, "RSA 1024 bits, policy asks for 2048", "2048", "1024"),
        pki::MakeFinding(pki::FindingCode::kRecoveredOnRetry, {}, "an earlier attempt failed")};
    result.tls_seen = true;
    result.version = 0x0304;
    result.cipher_suite = 0x1301;
    result.group = 0x001d;
    result.certificate_seen = true;
    result.proof_of_possession = true;
    result.chain = {{leaf_.Parse(), ""}, {issuing_.Parse(), ""}};
    result.path = {{leaf_.Parse(), pki::PathOrigin::kSent},
                   {issuing_.Parse(), pki::PathOrigin::kIntermediates},
                   {root_.Parse(), pki::PathOrigin::kAnchor}};
    result.timing = {.connect_us = 210, .handshake_us = 1850};
    return result;
  }
};

TEST_F(FullResultJsonTest, EveryField) {
  const auto sha256 = [](const TestCertificate& certificate) {
    return Hex(base::Sha256(base::AsBytes(certificate.der)));
  };
  const std::string expected =
      R"({"target":"sps.example:4343","host":"sps.example","address":"10.1.0.7","port":4343,)"
      R"("server_name":"sps.example","identities":["sps.example","10.1.0.7"],"time":"2026-01-02T03:04:05Z",)"
      R"("attempts":2,"verdict":"noncompliant","mendable":true,"queued":true,"proof_of_possession":true,)"
      R"("findings":[{"code":"weak_key","severity":"fail","depth":0,"message":"RSA 1024 bits, policy asks for 2048",)"
      R"("expected":"2048","actual":"1024"},)"
      R"({"code":"recovered_on_retry","severity":"info","message":"an earlier attempt failed"}],)"
      R"("tls":{"version":"TLSv1.3","cipher":"TLS_AES_128_GCM_SHA256","group":"X25519"},)"
      R"("leaf":{"subject":"CN=sps","issuer":"CN=Issuing","serial":"4f01","not_before":"2024-01-01T00:00:00Z",)"
      R"("not_after":"2034-01-01T00:00:00Z","key":{"type":"RSA","bits":1024},"signature":"ecdsa-with-SHA256",)"
      R"("dns_names":["sps.example"],"ip_addresses":["10.1.0.7","2001:db8::7"],"sha256":")" +
      sha256(leaf_) + R"(","spki_sha256":")" + Hex(base::Sha256(base::AsBytes(leaf_.key.spki()))) +
      R"(","self_signed":false},"chain":[{"subject":"CN=sps","sha256":")" + sha256(leaf_) +
      R"("},{"subject":"CN=Issuing","sha256":")" + sha256(issuing_) + R"("}],"path":[{"subject":"CN=sps","sha256":")" +
      sha256(leaf_) + R"(","from":"sent"},{"subject":"CN=Issuing","sha256":")" + sha256(issuing_) +
      R"(","from":"intermediates"},{"subject":"CN=Root","sha256":")" + sha256(root_) +
      R"(","from":"anchor"}],"timing":{"connect_us":210,"handshake_us":1850},)"
      R"("columns":{"site":"Berlin","note":""}})"
      "\n";
  EXPECT_EQ(JsonOf(Full()), expected);
  ParseLine(expected);
}

TEST_F(FullResultJsonTest, PemWhereItIsAskedFor) {
  const boost::json::object line = ParseLine(JsonOf(Full(), true));
  EXPECT_EQ(line.at("leaf").at("pem").as_string(), leaf_.Pem());
  EXPECT_EQ(line.at("chain").at(0).at("pem").as_string(), leaf_.Pem());
  EXPECT_EQ(line.at("chain").at(1).at("pem").as_string(), issuing_.Pem());
}

TEST_F(FullResultJsonTest, CurvesOfEllipticKeys) {
  EndpointResult result = Full();
  result.chain = {{issuing_.Parse(), ""}};
  const boost::json::object line = ParseLine(JsonOf(result));
  EXPECT_EQ(boost::json::serialize(line.at("leaf").at("key")), R"({"type":"EC","bits":256,"curve":"P-256"})");
}

TEST_F(FullResultJsonTest, WhatIsNotKnownOfAConversationIsLeftOut) {
  EndpointResult result = Minimal();
  result.tls_seen = true;
  result.version = 0x0303;
  result.timing.connect_us = 7;
  const boost::json::object line = ParseLine(JsonOf(result));
  EXPECT_THAT(Keys(line.at("tls").as_object()), ElementsAre("version"));
  EXPECT_THAT(Keys(line.at("timing").as_object()), ElementsAre("connect_us"));
  // A certificate without proof of possession says so; without a certificate there is nothing to say.
  EXPECT_FALSE(line.contains("proof_of_possession"));
  result.certificate_seen = true;
  EXPECT_FALSE(ParseLine(JsonOf(result)).at("proof_of_possession").as_bool());
}

TEST_F(FullResultJsonTest, ALeafThatCantBeParsedIsInTheChain) {
  EndpointResult result = Minimal();
  result.certificate_seen = true;
  result.chain = {{nullptr, "no SEQUENCE\x1b"}, {issuing_.Parse(), ""}, {nullptr, "cut short"}};
  result.unparsed_der = {"junk", "more"};
  const boost::json::object line = ParseLine(JsonOf(result, true));
  EXPECT_FALSE(line.contains("leaf"));
  const boost::json::array& chain = line.at("chain").as_array();
  ASSERT_EQ(chain.size(), 3u);
  EXPECT_EQ(chain[0].at("parse_error").as_string(), "no SEQUENCE\\x1b");
  EXPECT_EQ(chain[0].at("sha256").as_string(), Hex(base::Sha256(base::AsBytes("junk"))));
  EXPECT_THAT(std::string(chain[0].at("pem").as_string()), HasSubstr("anVuaw=="));
  EXPECT_EQ(chain[1].at("subject").as_string(), "CN=Issuing");
  EXPECT_EQ(chain[2].at("sha256").as_string(), Hex(base::Sha256(base::AsBytes("more"))));
}

// Names that would move a terminal's cursor, reverse the line, end the string, or are no text at all.
TEST(HostileResultJsonTest, WhateverACertificateHolds) {
  const std::string hostile = "\x1b[2J\"\\,\n\r\t\x7f \xe2\x80\xae \xff\xfe \xc3\x28 \xed\xa0\x80 \0end"s;
  const TestCertificate leaf = CertificateBuilder(hostile)
                                   .San(test::DnsName(hostile))
                                   .San(test::DnsName(std::string(70'000, '"')))
                                   .San(test::UriName(hostile))
                                   .Build();
  EndpointResult result = Minimal();
  result.certificate_seen = true;
  result.chain = {{leaf.Parse(), ""}};
  ASSERT_NE(result.chain[0].certificate, nullptr);
  result.path = {{leaf.Parse(), pki::PathOrigin::kSent}};
  result.findings = {pki::MakeFinding(pki::FindingCode::kNameMismatch, 0, hostile, hostile, hostile)};
  result.endpoint.columns = {{hostile, hostile}, {"\xff", "\xf0\x9f\x98\x80 \xf0\x9f"}};
  const std::string text = JsonOf(result, true);
  const boost::json::object line = ParseLine(text);
  // No control character and no bidirectional mark of the peer's comes through.
  for (const char control : {'\x1b', '\x7f', '\r', '\t', '\0'})
    EXPECT_THAT(text, Not(HasSubstr(std::string(1, control))));
  const std::string message(line.at("findings").at(0).at("message").as_string());
  EXPECT_THAT(message, Not(HasSubstr("\xe2\x80\xae")));
  EXPECT_THAT(message, HasSubstr("\\u{202e}"));
  EXPECT_THAT(message, HasSubstr("\\xff\\xfe"));
  EXPECT_THAT(message, HasSubstr("end"));
  // Names are never cut: a program may compare them.
  EXPECT_EQ(line.at("leaf").at("dns_names").at(1).as_string().size(), 70'000u);
  // The user's own text stays what it is, as far as it is text.
  EXPECT_EQ(line.at("columns").at("\xEF\xBF\xBD").as_string(), "\xf0\x9f\x98\x80 \xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(HostileResultJsonTest, EveryByteInEveryPlace) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text(3, static_cast<char>(byte));
    EndpointResult result = Minimal();
    result.endpoint.columns = {{"a" + text, text + "b"}};
    result.findings = {pki::MakeFinding(pki::FindingCode::kNotTls, {}, text, text, text)};
    const boost::json::object line = ParseLine(JsonOf(result));
    EXPECT_EQ(line.size(), 10u) << byte;
  }
}

}  // namespace
}  // namespace certsweep::probe
