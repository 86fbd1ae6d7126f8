#include "engine/probe/connection_findings.h"

#include <openssl/ssl.h>

#include <set>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::probe {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using enum pki::FindingCode;
using pki::Reached;
using pki::Severity;
using tls::Outcome;
using std::string_literals::operator""s;  // for strings that hold a NUL

constexpr uint16_t kAes128Gcm = 0x1301, kRc4 = 0x0005, kTripleDes = 0x000a, kAes128CbcSha = 0x002f;

// Code, severity and evidence; what it says to people is looked at where it matters.
MATCHER_P4(IsFinding, code, severity, expected, actual, "") {
  *result_listener << pki::FindingCodeName(arg.code) << " " << pki::SeverityName(arg.severity) << " expected '"
                   << arg.expected << "' actual '" << arg.actual << "'";
  return arg.code == code && arg.severity == severity && !arg.depth && arg.expected == expected &&
         arg.actual == actual && !arg.message.empty();
}

ProbeReport Unresolved(bool local = false) {
  ProbeReport report;
  report.stage = ProbeStage::kResolve;
  report.detail = "Domain name not found";
  report.resolve_local = local;
  return report;
}

ProbeReport NotConnected(net::ConnectError error, const std::string& detail) {
  ProbeReport report;
  report.stage = ProbeStage::kConnect;
  report.connect_error = error;
  report.detail = detail;
  return report;
}

ProbeReport Ended(Outcome outcome, bool certificate = false) {
  ProbeReport report;
  report.stage = ProbeStage::kHandshake;
  report.observation.outcome = outcome;
  report.observation.certificate_seen = certificate;
  if (certificate) {
    report.observation.version = TLS1_3_VERSION;
    report.observation.cipher_suite = kAes128Gcm;
  }
  return report;
}

ProbeReport Alert(uint8_t alert, bool certificate = false) {
  ProbeReport report = Ended(Outcome::kAlert, certificate);
  report.observation.alert = alert;
  return report;
}

ProbeReport Complete() {
  ProbeReport report = Ended(Outcome::kComplete, true);
  report.observation.proof_of_possession = true;
  return report;
}

TEST(ConnectionFindingsTest, NothingIsSaidOfAGoodConnection) {
  EXPECT_THAT(ConnectionFindings(Complete()), IsEmpty());
  EXPECT_EQ(ReachedBy(Complete()), Reached::kCertificate);
}

TEST(ConnectionFindingsTest, NamesThatDoNotResolve) {
  EXPECT_THAT(ConnectionFindings(Unresolved()),
              ElementsAre(IsFinding(kDnsFailure, Severity::kFail, "", "Domain name not found")));
  EXPECT_EQ(ReachedBy(Unresolved()), Reached::kNothing);
  // Memory or descriptors of ours.
  EXPECT_THAT(ConnectionFindings(Unresolved(true)),
              ElementsAre(IsFinding(kLocalLimit, Severity::kWarn, "", "Domain name not found")));
  EXPECT_EQ(ReachedBy(Unresolved(true)), Reached::kLocalLimit);
}

TEST(ConnectionFindingsTest, EveryWayNotToConnect) {
  struct Case {
    net::ConnectError error;
    pki::FindingCode code;
    Severity severity;
    Reached reached;
  };
  for (const Case& c : {Case{net::ConnectError::kRefused, kConnectionRefused, Severity::kFail, Reached::kNothing},
                        Case{net::ConnectError::kTimeout, kConnectTimeout, Severity::kFail, Reached::kNothing},
                        Case{net::ConnectError::kUnreachable, kNetworkUnreachable, Severity::kFail, Reached::kNothing},
                        Case{net::ConnectError::kNoRoute, kLocalLimit, Severity::kWarn, Reached::kLocalLimit},
                        Case{net::ConnectError::kLocalLimit, kLocalLimit, Severity::kWarn, Reached::kLocalLimit}}) {
    const ProbeReport report = NotConnected(c.error, "what the system says");
    EXPECT_THAT(ConnectionFindings(report), ElementsAre(IsFinding(c.code, c.severity, "", "what the system says")));
    EXPECT_EQ(ReachedBy(report), c.reached);
  }
}

TEST(ConnectionFindingsTest, EveryWayAHandshakeBreaksOff) {
  struct Case {
    Outcome outcome;
    pki::FindingCode code;
    std::string evidence;
  };
  for (const Case& c : {Case{Outcome::kClosed, kConnectionClosed, ""}, Case{Outcome::kReset, kConnectionReset, ""},
                        Case{Outcome::kTimeout, kHandshakeTimeout, "4 MiB received, and no end of the handshake"},
                        Case{Outcome::kHandshakeFailed, kHandshakeFailed, "SSL:BAD_DECRYPT"}}) {
    for (const bool certificate : {false, true}) {
      ProbeReport report = Ended(c.outcome, certificate);
      report.observation.error = c.evidence;
      const pki::Findings findings = ConnectionFindings(report);
      ASSERT_THAT(findings, ElementsAre(IsFinding(c.code, Severity::kFail, "", c.evidence)));
      EXPECT_THAT(findings[0].message, EndsWith(certificate ? "after its certificate" : "before a certificate came"));
      EXPECT_EQ(ReachedBy(report), certificate ? Reached::kCertificate : Reached::kTcp);
    }
  }
}

TEST(ConnectionFindingsTest, AnAlertIsNamed) {
  EXPECT_THAT(ConnectionFindings(Alert(SSL_AD_HANDSHAKE_FAILURE)),
              ElementsAre(IsFinding(kTlsAlert, Severity::kFail, "", "handshake_failure")));
  EXPECT_THAT(ConnectionFindings(Alert(SSL_AD_INTERNAL_ERROR, true)),
              ElementsAre(IsFinding(kTlsAlert, Severity::kFail, "", "internal_error")));
  EXPECT_THAT(ConnectionFindings(Alert(199)), ElementsAre(IsFinding(kTlsAlert, Severity::kFail, "", "alert 199")));
}

TEST(ConnectionFindingsTest, WhatIsNotTlsIsShownAndDoesNoHarm) {
  ProbeReport report = Ended(Outcome::kNotTls);
  report.observation.first_bytes = "SSH-2.0-OpenSSH_4.3\r\n\x1b[2J\xff\0"s;
  EXPECT_THAT(ConnectionFindings(report),
              ElementsAre(IsFinding(kNotTls, Severity::kFail, "", "SSH-2.0-OpenSSH_4.3\\x0d\\x0a\\x1b[2J\\xff\\x00")));
  EXPECT_EQ(ReachedBy(report), Reached::kTcp);
}

TEST(ConnectionFindingsTest, OurOwnFailureIsNotThePeers) {
  for (const bool certificate : {false, true}) {
    ProbeReport report = Ended(Outcome::kLocalFailure, certificate);
    report.observation.error = "SSL:MALLOC_FAILURE";
    EXPECT_THAT(ConnectionFindings(report),
                ElementsAre(IsFinding(kLocalLimit, Severity::kWarn, "", "SSL:MALLOC_FAILURE")));
    EXPECT_EQ(ReachedBy(report), Reached::kLocalLimit);
  }
}

TEST(ConnectionFindingsTest, ACertificateMessageThatIsTooLarge) {
  ProbeReport report = Ended(Outcome::kCertificateTooLarge);
  report.observation.error = "Certificate message over 1 MiB";
  EXPECT_THAT(ConnectionFindings(report),
              ElementsAre(IsFinding(kCertificateMessageTooLarge, Severity::kFail, "at most 1 MiB and 100 certificates",
                                    "Certificate message over 1 MiB")));
  EXPECT_EQ(ReachedBy(report), Reached::kTcp);
  // The leaf was read: it is about that one.
  report = Ended(Outcome::kCertificateTooLarge, true);
  report.observation.error = "more than 100 certificates";
  const pki::Findings findings = ConnectionFindings(report);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, kCertificateMessageTooLarge);
  EXPECT_EQ(findings[0].depth, 0);
  EXPECT_EQ(ReachedBy(report), Reached::kCertificate);
}

TEST(ConnectionFindingsTest, PossessionThatWasNotProven) {
  ProbeReport unusable = Ended(Outcome::kUnusableKey, true);
  unusable.observation.error = "SSL:UNKNOWN_CERTIFICATE_TYPE";
  ProbeReport on_purpose = Ended(Outcome::kCertificateOnly, true);
  ProbeReport old = Ended(Outcome::kCertificateOnly, true);
  old.observation.hello = tls::HelloKind::kLegacy;
  ProbeReport senseless = Ended(Outcome::kComplete, true);
  EXPECT_THAT(ConnectionFindings(unusable),
              ElementsAre(IsFinding(kPossessionNotProven, Severity::kWarn, "", "SSL:UNKNOWN_CERTIFICATE_TYPE")));
  std::set<std::string> messages;
  for (const ProbeReport* report : {&on_purpose, &old, &senseless}) {
    const pki::Findings findings = ConnectionFindings(*report);
    ASSERT_THAT(findings, ElementsAre(IsFinding(kPossessionNotProven, Severity::kWarn, "", "")));
    messages.insert(findings[0].message);
    EXPECT_EQ(ReachedBy(*report), Reached::kCertificate);
  }
  EXPECT_EQ(messages.size(), 3u);  // each says why
}

TEST(ConnectionFindingsTest, VersionsBelowTls12) {
  struct Case {
    int version;
    const char* name;
  };
  for (const Case& c : {Case{SSL3_VERSION, "SSLv3"}, Case{TLS1_VERSION, "TLSv1"}, Case{TLS1_1_VERSION, "TLSv1.1"}}) {
    ProbeReport report = Complete();
    report.observation.version = static_cast<uint16_t>(c.version);
    report.observation.cipher_suite = kAes128CbcSha;
    EXPECT_THAT(ConnectionFindings(report), ElementsAre(IsFinding(kWeakProtocol, Severity::kFail, "TLSv1.2", c.name)));
  }
  ProbeReport good = Complete();
  good.observation.version = TLS1_2_VERSION;
  good.observation.cipher_suite = kAes128CbcSha;
  EXPECT_THAT(ConnectionFindings(good), IsEmpty());
}

TEST(ConnectionFindingsTest, WeakCipherSuites) {
  ProbeReport report = Complete();
  report.observation.version = TLS1_2_VERSION;
  report.observation.cipher_suite = kTripleDes;
  EXPECT_THAT(ConnectionFindings(report),
              ElementsAre(IsFinding(kWeakCipher, Severity::kWarn, "", "TLS_RSA_WITH_3DES_EDE_CBC_SHA")));
  report.observation.version = TLS1_VERSION;
  report.observation.cipher_suite = kRc4;
  EXPECT_THAT(ConnectionFindings(report),
              ElementsAre(IsFinding(kWeakProtocol, Severity::kFail, "TLSv1.2", "TLSv1"),
                          IsFinding(kWeakCipher, Severity::kWarn, "", "TLS_RSA_WITH_RC4_128_SHA")));
}

TEST(ConnectionFindingsTest, HandshakesSignedWithSha1) {
  ProbeReport report = Complete();
  report.observation.version = TLS1_2_VERSION;
  report.observation.cipher_suite = kAes128CbcSha;
  report.observation.signature_is_sha1_or_md5 = true;
  EXPECT_THAT(ConnectionFindings(report),
              ElementsAre(IsFinding(kWeakCipher, Severity::kWarn, "SHA-256", "SHA-1 or MD5")));
  // Below TLS 1.2 it is so by design: weak_protocol says it.
  report.observation.version = TLS1_1_VERSION;
  EXPECT_THAT(ConnectionFindings(report), ElementsAre(IsFinding(kWeakProtocol, Severity::kFail, "TLSv1.2", "TLSv1.1")));
}

// Suite 0 is also that of a ServerHello that never came.
TEST(ConnectionFindingsTest, WhatWasNotNegotiatedIsNotWeak) {
  EXPECT_THAT(ConnectionFindings(Ended(Outcome::kClosed)),
              ElementsAre(IsFinding(kConnectionClosed, Severity::kFail, "", "")));
}

TEST(ConnectionFindingsTest, AskingForAClientCertificateIsToldAndNoFault) {
  ProbeReport report = Complete();
  report.observation.client_certificate_requested = true;
  EXPECT_THAT(ConnectionFindings(report), ElementsAre(IsFinding(kClientCertificateRequested, Severity::kInfo, "", "")));
}

// The handshake fails for want of one: the certificate is no worse for that.
TEST(ConnectionFindingsTest, WantingAClientCertificateIsOnlyWorthKnowing) {
  for (const int alert : {SSL_AD_HANDSHAKE_FAILURE, SSL_AD_NO_CERTIFICATE, SSL_AD_BAD_CERTIFICATE,
                          SSL_AD_CERTIFICATE_UNKNOWN, SSL_AD_ACCESS_DENIED, SSL_AD_CERTIFICATE_REQUIRED}) {
    ProbeReport report = Alert(static_cast<uint8_t>(alert), true);
    report.observation.client_certificate_requested = true;
    EXPECT_THAT(ConnectionFindings(report),
                ElementsAre(IsFinding(kTlsAlert, Severity::kInfo, "", tls::AlertName(static_cast<uint8_t>(alert))),
                            IsFinding(kClientCertificateRequested, Severity::kInfo, "", "")));
  }
  for (const auto& [outcome, code] :
       {std::pair(Outcome::kClosed, kConnectionClosed), std::pair(Outcome::kReset, kConnectionReset)}) {
    ProbeReport report = Ended(outcome, true);
    report.observation.client_certificate_requested = true;
    EXPECT_THAT(ConnectionFindings(report),
                ElementsAre(IsFinding(code, Severity::kInfo, "", ""),
                            IsFinding(kClientCertificateRequested, Severity::kInfo, "", "")));
  }
}

TEST(ConnectionFindingsTest, OtherFailuresBesideAClientCertificateCount) {
  // Another alert, a broken protocol, silence.
  ProbeReport alert = Alert(SSL_AD_INTERNAL_ERROR, true);
  ProbeReport broken = Ended(Outcome::kHandshakeFailed, true);
  ProbeReport silent = Ended(Outcome::kTimeout, true);
  for (ProbeReport* report : {&alert, &broken, &silent}) {
    report->observation.client_certificate_requested = true;
    const pki::Findings findings = ConnectionFindings(*report);
    ASSERT_EQ(findings.size(), 2u);
    EXPECT_EQ(findings[0].severity, Severity::kFail) << pki::FindingCodeName(findings[0].code);
  }
  // The same alert without the request, and before any certificate.
  EXPECT_EQ(ConnectionFindings(Alert(SSL_AD_HANDSHAKE_FAILURE, true))[0].severity, Severity::kFail);
  ProbeReport before = Alert(SSL_AD_HANDSHAKE_FAILURE);
  before.observation.client_certificate_requested = true;
  EXPECT_EQ(ConnectionFindings(before)[0].severity, Severity::kFail);
}

}  // namespace
}  // namespace certsweep::probe
