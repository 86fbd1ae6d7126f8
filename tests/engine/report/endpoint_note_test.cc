#include "engine/report/endpoint_note.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ResultLine Line() {
  ResultLine line;
  line.target = "sps.example:4343";
  line.host = "sps.example";
  line.address = "10.1.0.7";
  line.port = 4343;
  line.identities = {"sps.example", "10.1.0.7"};
  line.time = 1767323045;  // 2026-01-02T03:04:05Z
  line.verdict = pki::Verdict::kNoncompliant;
  line.findings = {{.code = "weak_key",
                    .severity = pki::Severity::kFail,
                    .depth = 0,
                    .message = "RSA 1024 bits, policy asks for 2048",
                    .expected = "2048",
                    .actual = "1024"}};
  line.tls_version = "TLSv1.3";
  line.cipher = "TLS_AES_128_GCM_SHA256";
  line.group = "X25519";
  line.leaf = LeafLine{.subject = "CN=sps",
                       .issuer = "CN=Issuing",
                       .serial = "01",
                       .not_before = 1735689600,
                       .not_after = 1768435200,  // 2026-01-15
                       .key_type = "RSA",
                       .curve = {},
                       .key_bits = 1024,
                       .signature = "sha256WithRSAEncryption",
                       .dns_names = {"sps.example"},
                       .ip_addresses = {"10.1.0.7"},
                       .sha256 = "ab",
                       .spki_sha256 = "cd"};
  line.path = {
      {"CN=sps", "ab", "sent", ""}, {"CN=Issuing", "bc", "intermediates", ""}, {"CN=Root", "de", "anchor", ""}};
  line.columns = {{"site", "Berlin"}};
  return line;
}

std::string_view AdviceForTests(pki::FindingCode code) {
  return code == pki::FindingCode::kWeakKey ? "make a longer key" : "";
}

TEST(EndpointNoteTest, SaysEverything) {
  EXPECT_EQ(RenderEndpointNote(Line(), {.utf8 = false, .advice = AdviceForTests}),
            "sps.example:4343 (10.1.0.7): noncompliant\n"
            "    asked for  sps.example, 10.1.0.7\n"
            "    TLS        TLSv1.3 TLS_AES_128_GCM_SHA256 X25519\n"
            "    subject    CN=sps\n"
            "    issuer     CN=Issuing\n"
            "    names      sps.example, 10.1.0.7\n"
            "    valid      2025-01-01T00:00:00Z to 2026-01-15T00:00:00Z, 12 days left\n"
            "    key        RSA 1024\n"
            "    signature  sha256WithRSAEncryption\n"
            "    SHA-256    ab\n"
            "    site       Berlin\n"
            "  chain, as it was verified\n"
            "    0  CN=sps  (sent)\n"
            "    `- 1  CN=Issuing  (--intermediates)\n"
            "       `- 2  CN=Root  (trust anchor)\n"
            "  findings\n"
            "    fail  weak_key (certificate 0): RSA 1024 bits, policy asks for 2048\n"
            "          expected  2048\n"
            "          actual    1024\n"
            "  what to do\n"
            "    weak_key  make a longer key\n");
}

TEST(EndpointNoteTest, DrawsWhereTheLocaleCan) {
  EXPECT_THAT(RenderEndpointNote(Line(), {.utf8 = true}),
              HasSubstr("\n       \u2514\u2500 2  CN=Root  (trust anchor)\n"));
}

TEST(EndpointNoteTest, WithoutAPathTheChainIsAsItWasSent) {
  ResultLine line = Line();
  line.path.clear();
  line.chain = {{"CN=sps", "ab", "", ""}, {"", "", "", "no DER"}};
  const std::string note = RenderEndpointNote(line, {});
  EXPECT_THAT(note, HasSubstr("  chain, as it was sent; it leads to no trust anchor\n    0  CN=sps\n"));
  EXPECT_THAT(note, HasSubstr("`- 1  can't be read: no DER\n"));
}

TEST(EndpointNoteTest, SaysWhenTheDatesDoNotHold) {
  ResultLine line = Line();
  line.leaf->not_after = line.time - 3 * 86400;
  EXPECT_THAT(RenderEndpointNote(line, {}), HasSubstr("Z, over for 3 days\n"));
  line.leaf->not_before = line.time + 86400;
  line.leaf->not_after = line.time + 2 * 86400;
  EXPECT_THAT(RenderEndpointNote(line, {}), HasSubstr("Z, begins in 1 day\n"));
}

TEST(EndpointNoteTest, WhatNeverAnsweredHasItsFindingAlone) {
  ResultLine line;
  line.target = "gone.example:443";
  line.host = "gone.example";
  line.identities = {"gone.example"};
  line.verdict = pki::Verdict::kUnreachable;
  line.findings = {{.code = "dns_failure", .severity = pki::Severity::kFail, .depth = {}, .message = "no such name"}};
  EXPECT_EQ(RenderEndpointNote(line, {}),
            "gone.example:443: unreachable\n"
            "    asked for  gone.example\n"
            "  findings\n"
            "    fail  dns_failure: no such name\n");
}

TEST(EndpointNoteTest, WaivedFindingsSaySoAndAskForNothing) {
  ResultLine line = Line();
  line.verdict = pki::Verdict::kCompliant;
  line.findings[0].waived = true;
  line.findings[0].waiver = "replaced in May";
  const std::string note = RenderEndpointNote(line, {.advice = AdviceForTests});
  EXPECT_THAT(note, HasSubstr(": compliant, by waiver\n"));
  EXPECT_THAT(note, HasSubstr("          waived    replaced in May\n"));
  EXPECT_THAT(note, Not(HasSubstr("what to do")));
  line.findings.clear();
  EXPECT_THAT(RenderEndpointNote(line, {}), ::testing::EndsWith("  nothing is wrong\n"));
}

TEST(EndpointNoteTest, NothingThatATerminalWouldObeyPasses) {
  ResultLine line = Line();
  line.leaf->subject = "CN=\x1b[2J\u202e";
  line.findings[0].message = "\x1b]0;owned\x07";
  line.columns = {{"no\nte", "a\rb"}};
  const std::string note = RenderEndpointNote(line, {});
  for (const char* bad : {"\x1b", "\x07", "\r", "\u202e", "no\nte"}) EXPECT_THAT(note, Not(HasSubstr(bad)));
}

}  // namespace
}  // namespace certsweep::report
