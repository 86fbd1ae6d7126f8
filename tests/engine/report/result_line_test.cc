#include "engine/report/result_line.h"

#include <string>

#include "engine/probe/result_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::report {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr std::string_view kLine =
    R"({"target":"sps.example:4343","host":"sps.example","address":"10.1.0.7","port":4343,)"
    R"("server_name":"sps.example","identities":["sps.example","10.1.0.7"],"time":"2026-01-02T03:04:05Z",)"
    R"("attempts":2,"verdict":"noncompliant","mendable":true,"queued":false,"proof_of_possession":true,)"
    R"("findings":[{"code":"weak_key","severity":"fail","depth":1,"message":"RSA 1024 bits","expected":"2048",)"
    R"("actual":"1024","waived":true,"waiver":"until it is gone"},{"code":"of_tomorrow","severity":"info","message":""}],)"
    R"("tls":{"version":"TLSv1.3","cipher":"TLS_AES_128_GCM_SHA256","group":"X25519"},)"
    R"("leaf":{"subject":"CN=sps","issuer":"CN=Issuing","serial":"4f01","not_before":"2024-01-01T00:00:00Z",)"
    R"("not_after":"2034-01-01T00:00:00Z","key":{"type":"EC","bits":256,"curve":"P-256"},)"
    R"("signature":"ecdsa-with-SHA256","dns_names":["sps.example"],"ip_addresses":["10.1.0.7"],"sha256":"aa",)"
    R"("spki_sha256":"bb","self_signed":true},"chain":[{"subject":"CN=sps","sha256":"aa"},{"parse_error":"no DER"}],)"
    R"("path":[{"subject":"CN=sps","sha256":"aa","from":"sent"}],"timing":{"connect_us":210,"handshake_us":1850},)"
    R"("columns":{"site":"Berlin","note":""},"of_tomorrow":{"a":[1]}})";

std::string With(std::string_view old_text, std::string_view new_text) {
  std::string line(kLine);
  return line.replace(line.find(old_text), old_text.size(), new_text);
}

std::string ErrorOf(std::string_view line) { return std::string(ParseResultLine(line).status().message()); }

TEST(ResultLineTest, EveryMember) {
  const absl::StatusOr<ResultLine> parsed = ParseResultLine(std::string(kLine) + "\n");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const ResultLine& line = *parsed;
  EXPECT_EQ(line.target, "sps.example:4343");
  EXPECT_EQ(line.host, "sps.example");
  EXPECT_EQ(line.address, "10.1.0.7");
  EXPECT_EQ(line.port, 4343);
  EXPECT_EQ(line.server_name, "sps.example");
  EXPECT_THAT(line.identities, ElementsAre("sps.example", "10.1.0.7"));
  EXPECT_EQ(line.time, 1767323045);
  EXPECT_EQ(line.attempts, 2);
  EXPECT_EQ(line.verdict, pki::Verdict::kNoncompliant);
  EXPECT_TRUE(line.mendable);
  EXPECT_EQ(line.queued, false);
  EXPECT_EQ(line.proof_of_possession, true);
  ASSERT_EQ(line.findings.size(), 2u);
  const FindingLine& finding = line.findings[0];
  EXPECT_EQ(finding.code, "weak_key");
  EXPECT_EQ(finding.severity, pki::Severity::kFail);
  EXPECT_EQ(finding.depth, 1);
  EXPECT_EQ(finding.message, "RSA 1024 bits");
  EXPECT_EQ(finding.expected, "2048");
  EXPECT_EQ(finding.actual, "1024");
  EXPECT_TRUE(finding.waived);
  EXPECT_EQ(finding.waiver, "until it is gone");
  EXPECT_EQ(line.findings[1].code, "of_tomorrow");
  EXPECT_FALSE(line.findings[1].depth);
  EXPECT_EQ(line.tls_version, "TLSv1.3");
  EXPECT_EQ(line.cipher, "TLS_AES_128_GCM_SHA256");
  EXPECT_EQ(line.group, "X25519");
  ASSERT_TRUE(line.leaf);
  EXPECT_EQ(line.leaf->subject, "CN=sps");
  EXPECT_EQ(line.leaf->not_before, 1704067200);
  EXPECT_EQ(line.leaf->not_after, 2019686400);
  EXPECT_EQ(line.leaf->KeyText(), "EC P-256");
  EXPECT_THAT(line.leaf->dns_names, ElementsAre("sps.example"));
  EXPECT_THAT(line.leaf->ip_addresses, ElementsAre("10.1.0.7"));
  EXPECT_EQ(line.leaf->sha256, "aa");
  EXPECT_EQ(line.leaf->spki_sha256, "bb");
  EXPECT_TRUE(line.leaf->self_signed);
  ASSERT_EQ(line.chain.size(), 2u);
  EXPECT_EQ(line.chain[1].parse_error, "no DER");
  ASSERT_EQ(line.path.size(), 1u);
  EXPECT_EQ(line.path[0].from, "sent");
  EXPECT_EQ(line.connect_us, 210);
  EXPECT_EQ(line.handshake_us, 1850);
  EXPECT_THAT(line.columns, ElementsAre(Pair("site", "Berlin"), Pair("note", "")));
  EXPECT_EQ(line.Column("site"), "Berlin");
  EXPECT_EQ(line.Column("owner"), "");
}

TEST(ResultLineTest, WhatIsAbsentKeepsItsDefault) {
  const absl::StatusOr<ResultLine> line = ParseResultLine(
      R"({"target":"a:1","host":"a","port":1,"time":"2026-01-02T03:04:05Z","attempts":1,"verdict":"unreachable"})");
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->address, "");
  EXPECT_FALSE(line->queued);
  EXPECT_FALSE(line->proof_of_possession);
  EXPECT_FALSE(line->leaf);
  EXPECT_FALSE(line->connect_us);
  EXPECT_THAT(line->findings, IsEmpty());
}

TEST(ResultLineTest, ReadsWhatAScanWrites) {
  const test::TestCertificate leaf = test::CertificateBuilder("sps").Key(test::TestKey::Rsa(2048)).Build();
  probe::EndpointResult result;
  result.endpoint.host = "sps.example";
  result.endpoint.columns = {{"note", "two\nlines, \"quoted\""}};
  result.time_unix_seconds = test::kTestTime;
  result.attempts = 1;
  result.verdict = pki::Verdict::kCompliant;
  result.certificate_seen = true;
  result.chain = {{leaf.Parse(), ""}};
  std::string text;
  probe::AppendResultJson(result, {}, text);
  const absl::StatusOr<ResultLine> line = ParseResultLine(text);
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->target, "sps.example:443");
  EXPECT_EQ(line->verdict, pki::Verdict::kCompliant);
  EXPECT_EQ(line->time, test::kTestTime);
  ASSERT_TRUE(line->leaf);
  EXPECT_EQ(line->leaf->subject, "CN=sps");
  EXPECT_EQ(line->leaf->KeyText(), "RSA 2048");
  EXPECT_EQ(line->Column("note"), "two\nlines, \"quoted\"");
}

TEST(ResultLineTest, SaysWhichMemberIsWrong) {
  EXPECT_THAT(ErrorOf("{"), ::testing::StartsWith("is no JSON: "));
  EXPECT_EQ(ErrorOf("[]"), "is no JSON object");
  EXPECT_EQ(ErrorOf("{}"), "target: is missing");
  EXPECT_EQ(ErrorOf(With(R"("port":4343)", R"("port":65536)")), "port: is no number, or out of range");
  EXPECT_EQ(ErrorOf(With(R"("port":4343)", R"("port":"1")")), "port: is no number, or out of range");
  EXPECT_EQ(ErrorOf(With(R"("host":"sps.example")", R"("host":null)")), "host: is no string");
  EXPECT_EQ(ErrorOf(With("noncompliant", "splendid")), "verdict: is none that is known");
  EXPECT_EQ(ErrorOf(With(R"("severity":"fail")", R"("severity":"dire")")), "severity: is none that is known");
  EXPECT_EQ(ErrorOf(With("2026-01-02T03:04:05Z", "soon")), "time: is no time");
  EXPECT_EQ(ErrorOf(With(R"("mendable":true)", R"("mendable":1)")), "mendable: is neither true nor false");
  EXPECT_EQ(ErrorOf(With(R"("tls":{)", R"("tls":[],"x":{)")), "tls: is no object");
  EXPECT_EQ(ErrorOf(With(R"(["sps.example","10.1.0.7"])", "[7]")), "identities: holds something that is no string");
  EXPECT_EQ(ErrorOf(With(R"(["sps.example","10.1.0.7"])", "7")), "identities: is no array");
  EXPECT_EQ(ErrorOf(With(R"("note":"")", R"("note":1)")), "note: is no string");
  EXPECT_EQ(ErrorOf(With(R"({"parse_error":"no DER"})", "1")), "chain: holds something that is no object");
}

}  // namespace
}  // namespace certsweep::report
