#include "engine/probe/judge.h"

#include <openssl/pool.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/base/rfc3339.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::probe {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using enum pki::FindingCode;
using pki::Verdict;
using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;

class JudgeTest : public ::testing::Test {
 protected:
  const TestCertificate root_ = CertificateBuilder("Root").Ca().Build();
  const TestCertificate issuing_ =
      CertificateBuilder("Issuing").Key(TestKey::Ec("P-256", 1)).Ca().IssuedBy(root_).Build();
  const TestCertificate good_ = Leaf().Build();
  const pki::ChainJudge judge_{
      pki::ChainVerifier(std::make_shared<pki::TrustAnchors>(std::vector{root_.Parse()}), {}, pki::Rules::kPrivate),
      pki::Policy()};
  CertificateCache cache_;

  CertificateBuilder Leaf() const {
    CertificateBuilder builder("sps.example");
    return builder.Key(TestKey::Ec("P-256", 2))
        .Dns("sps.example")
        .KeyUsage(x509::kDigitalSignature)
        .ExtendedKeyUsage({x509::kServerAuthOid})
        .IssuedBy(issuing_);
  }

  static ProbeReport Seen(const std::vector<std::string>& ders) {
    ProbeReport report;
    report.stage = ProbeStage::kHandshake;
    report.server_name = "sps.example";
    report.timing = {.connect_us = 210, .handshake_us = 1850};
    tls::Observation& seen = report.observation;
    seen.outcome = tls::Outcome::kComplete;
    seen.version = TLS1_3_VERSION;
    seen.cipher_suite = 0x1301;
    seen.group = 0x001d;
    seen.proof_of_possession = true;
    seen.certificate_seen = !ders.empty();
    for (const std::string& der : ders) {
      const base::Bytes bytes = base::AsBytes(der);
      seen.chain.emplace_back(CRYPTO_BUFFER_new(bytes.data(), bytes.size(), nullptr));
    }
    return report;
  }

  static Endpoint EndpointWith(std::vector<std::string> identities) {
    Endpoint endpoint;
    endpoint.host = "sps.example";
    endpoint.address = base::IpAddress::Parse("10.0.0.7");
    endpoint.identities = std::move(identities);
    return endpoint;
  }

  EndpointResult Judge(const ProbeReport& report, JudgeContext context = {.probed_unix_seconds = test::kTestTime}) {
    return JudgeProbe(judge_, cache_, EndpointWith({"sps.example"}), report, context);
  }

  static std::vector<pki::FindingCode> Codes(const EndpointResult& result) {
    std::vector<pki::FindingCode> codes;
    for (const pki::Finding& finding : result.findings) codes.push_back(finding.code);
    return codes;
  }
};

TEST_F(JudgeTest, AGoodEndpointIsCompliantAndAllOfItIsTold) {
  const EndpointResult result = Judge(Seen({good_.der, issuing_.der}));
  EXPECT_EQ(result.verdict, Verdict::kCompliant);
  EXPECT_THAT(result.findings, IsEmpty());
  EXPECT_FALSE(result.mendable);
  EXPECT_FALSE(result.queued);
  EXPECT_EQ(result.endpoint.host, "sps.example");
  EXPECT_EQ(result.server_name, "sps.example");
  EXPECT_EQ(result.time_unix_seconds, test::kTestTime);
  EXPECT_EQ(result.attempts, 1);
  EXPECT_TRUE(result.tls_seen);
  EXPECT_EQ(result.version, TLS1_3_VERSION);
  EXPECT_EQ(result.cipher_suite, 0x1301);
  EXPECT_EQ(result.group, 0x001d);
  EXPECT_TRUE(result.certificate_seen);
  EXPECT_TRUE(result.proof_of_possession);
  ASSERT_EQ(result.chain.size(), 2u);
  EXPECT_EQ(base::AsText(result.chain[0].certificate->der()), good_.der);
  EXPECT_EQ(base::AsText(result.chain[1].certificate->der()), issuing_.der);
  ASSERT_EQ(result.path.size(), 3u);
  EXPECT_EQ(result.path[2].origin, pki::PathOrigin::kAnchor);
  EXPECT_EQ(result.timing.connect_us, 210);
  EXPECT_EQ(result.timing.handshake_us, 1850);
}

TEST_F(JudgeTest, IntermediatesAreKeptAndLeavesAreNot) {
  Judge(Seen({good_.der, issuing_.der}));
  EXPECT_EQ(cache_.size(), 1u);
  EXPECT_EQ((*cache_.Parse(base::AsBytes(issuing_.der))).get(),
            Judge(Seen({good_.der, issuing_.der})).chain[1].certificate.get());
  EXPECT_EQ(cache_.size(), 1u);
}

TEST_F(JudgeTest, ABadCertificateIsNoncompliantAndMendable) {
  const TestCertificate expired = Leaf().Valid(test::kTestNotBefore, test::kTestTime - 1).Build();
  const EndpointResult result = Judge(Seen({expired.der, issuing_.der}));
  EXPECT_EQ(result.verdict, Verdict::kNoncompliant);
  EXPECT_THAT(Codes(result), ElementsAre(kExpired));
  EXPECT_TRUE(result.mendable);
}

TEST_F(JudgeTest, JudgedAsOfAnotherTimeItIsStillProbedNow) {
  const TestCertificate expired = Leaf().Valid(test::kTestNotBefore, test::kTestTime - 1).Build();
  const EndpointResult result =
      Judge(Seen({expired.der, issuing_.der}),
            {.probed_unix_seconds = test::kTestTime, .judge_time = test::kTestTime - 100 * test::kTestDay});
  EXPECT_EQ(result.verdict, Verdict::kCompliant);
  EXPECT_EQ(result.time_unix_seconds, test::kTestTime);
}

TEST_F(JudgeTest, WithARecordWhatIsMendableIsQueuedWhereThereIsAName) {
  const TestCertificate expired = Leaf().Valid(test::kTestNotBefore, test::kTestTime - 1).Build();
  const JudgeContext recording{.probed_unix_seconds = test::kTestTime, .recording = true};
  EXPECT_EQ(Judge(Seen({expired.der, issuing_.der}), recording).queued, true);
  EXPECT_EQ(Judge(Seen({good_.der, issuing_.der}), recording).queued, false);
  // Out of a CIDR: there is no name to ask a CA for.
  const EndpointResult nameless =
      JudgeProbe(judge_, cache_, EndpointWith({}), Seen({expired.der, issuing_.der}), recording);
  EXPECT_TRUE(nameless.mendable);
  EXPECT_EQ(nameless.queued, false);
  EXPECT_THAT(Codes(nameless), Contains(kNameNotJudged));
}

TEST_F(JudgeTest, AWarningThatACertificateMendsIsMendable) {
  const TestCertificate soon = Leaf().Valid(test::kTestNotBefore, test::kTestTime + 5 * test::kTestDay).Build();
  const EndpointResult result = Judge(Seen({soon.der, issuing_.der}));
  EXPECT_EQ(result.verdict, Verdict::kCompliant);
  EXPECT_THAT(Codes(result), ElementsAre(kExpiringSoon));
  EXPECT_TRUE(result.mendable);
}

TEST_F(JudgeTest, AWeakProtocolIsNotMendable) {
  ProbeReport report = Seen({good_.der, issuing_.der});
  report.observation.version = TLS1_VERSION;
  report.observation.cipher_suite = 0xc013;
  const EndpointResult result = Judge(report);
  EXPECT_EQ(result.verdict, Verdict::kNoncompliant);
  EXPECT_THAT(Codes(result), ElementsAre(kWeakProtocol));
  EXPECT_FALSE(result.mendable);
}

// The handshake failed later: the certificate is judged all the same, and both are told.
TEST_F(JudgeTest, ABrokenHandshakeAndABadCertificateAreBothTold) {
  const TestCertificate expired = Leaf().Valid(test::kTestNotBefore, test::kTestTime - 1).Build();
  ProbeReport report = Seen({expired.der, issuing_.der});
  report.observation.outcome = tls::Outcome::kReset;
  report.observation.proof_of_possession = false;
  const EndpointResult result = Judge(report);
  EXPECT_THAT(Codes(result), ElementsAre(kExpired, kConnectionReset));
  EXPECT_EQ(result.verdict, Verdict::kNoncompliant);
  EXPECT_FALSE(result.proof_of_possession);
}

TEST_F(JudgeTest, AGoodCertificateOfWhoWantsAClientCertificateIsCompliant) {
  ProbeReport report = Seen({good_.der, issuing_.der});
  report.observation.outcome = tls::Outcome::kAlert;
  report.observation.alert = SSL_AD_HANDSHAKE_FAILURE;
  report.observation.client_certificate_requested = true;
  const EndpointResult result = Judge(report);
  EXPECT_EQ(result.verdict, Verdict::kCompliant);
  EXPECT_THAT(Codes(result), ElementsAre(kTlsAlert, kClientCertificateRequested));
}

TEST_F(JudgeTest, VerdictsWithoutACertificate) {
  ProbeReport unresolved;
  unresolved.stage = ProbeStage::kResolve;
  unresolved.detail = "Domain name not found";
  ProbeReport refused;
  refused.stage = ProbeStage::kConnect;
  refused.connect_error = net::ConnectError::kRefused;
  ProbeReport no_route;
  no_route.stage = ProbeStage::kConnect;
  no_route.connect_error = net::ConnectError::kNoRoute;
  ProbeReport closed = Seen({});
  closed.observation.outcome = tls::Outcome::kClosed;
  closed.observation.version = 0;
  EXPECT_EQ(Judge(unresolved).verdict, Verdict::kUnreachable);
  EXPECT_EQ(Judge(refused).verdict, Verdict::kUnreachable);
  EXPECT_EQ(Judge(no_route).verdict, Verdict::kNotJudged);
  EXPECT_EQ(Judge(closed).verdict, Verdict::kNoTls);
  for (const ProbeReport* report : {&unresolved, &refused, &no_route, &closed}) {
    const EndpointResult result = Judge(*report, {.probed_unix_seconds = test::kTestTime, .recording = true});
    EXPECT_FALSE(result.mendable);
    EXPECT_EQ(result.queued, false);
    EXPECT_FALSE(result.tls_seen);
    EXPECT_THAT(result.chain, IsEmpty());
    EXPECT_THAT(result.path, IsEmpty());
  }
}

// Our own fault half-way is never held against the endpoint, whatever was seen of it.
TEST_F(JudgeTest, OurOwnFailureAfterACertificateIsNotJudged) {
  const TestCertificate expired = Leaf().Valid(test::kTestNotBefore, test::kTestTime - 1).Build();
  ProbeReport report = Seen({expired.der, issuing_.der});
  report.observation.outcome = tls::Outcome::kLocalFailure;
  EXPECT_EQ(Judge(report).verdict, Verdict::kNotJudged);
}

TEST_F(JudgeTest, CertificatesThatCantBeParsedAreKeptAsTheyAre) {
  const EndpointResult result = Judge(Seen({"junk", issuing_.der, "more junk"}));
  EXPECT_EQ(result.verdict, Verdict::kNoncompliant);
  ASSERT_EQ(result.chain.size(), 3u);
  EXPECT_EQ(result.chain[0].certificate, nullptr);
  EXPECT_NE(result.chain[0].parse_error, "");
  EXPECT_NE(result.chain[1].certificate, nullptr);
  EXPECT_EQ(result.chain[2].certificate, nullptr);
  EXPECT_THAT(result.unparsed_der, ElementsAre("junk", "more junk"));
  EXPECT_THAT(Codes(result), Contains(kMalformedCertificate));
  EXPECT_TRUE(result.mendable);
}

TEST_F(JudgeTest, RecoveredOnRetryWhereItNowWorks) {
  const JudgeContext second{.probed_unix_seconds = test::kTestTime, .attempts = 2};
  const EndpointResult good = Judge(Seen({good_.der, issuing_.der}), second);
  EXPECT_EQ(good.attempts, 2);
  ASSERT_THAT(Codes(good), ElementsAre(kRecoveredOnRetry));
  EXPECT_EQ(good.findings[0].severity, pki::Severity::kInfo);
  EXPECT_EQ(good.findings[0].actual, "attempt 2");
  EXPECT_EQ(good.verdict, Verdict::kCompliant);
  // A bad certificate, or an old version, was reached all the same.
  ProbeReport old = Seen({good_.der, issuing_.der});
  old.observation.version = TLS1_1_VERSION;
  old.observation.cipher_suite = 0xc013;
  EXPECT_THAT(Codes(Judge(old, second)), Contains(kRecoveredOnRetry));
}

TEST_F(JudgeTest, NotRecoveredWhereItStillFails) {
  const JudgeContext second{.probed_unix_seconds = test::kTestTime, .attempts = 2};
  ProbeReport timeout = Seen({});
  timeout.observation.outcome = tls::Outcome::kTimeout;
  EXPECT_THAT(Codes(Judge(timeout, second)), ElementsAre(kHandshakeTimeout));
  // Its certificate came this time, and then silence again.
  ProbeReport later = Seen({good_.der, issuing_.der});
  later.observation.outcome = tls::Outcome::kTimeout;
  EXPECT_THAT(Codes(Judge(later, second)), Not(Contains(kRecoveredOnRetry)));
}

TEST_F(JudgeTest, AnHonestChainIsShortWorkAndAPoolIsNot) {
  EXPECT_FALSE(JudgingTakesLong(Seen({}).observation));
  EXPECT_FALSE(JudgingTakesLong(Seen(std::vector<std::string>(10, issuing_.der)).observation));
  EXPECT_TRUE(JudgingTakesLong(Seen(std::vector<std::string>(11, issuing_.der)).observation));
  EXPECT_FALSE(JudgingTakesLong(Seen({std::string(32 << 10, 'x')}).observation));
  EXPECT_TRUE(JudgingTakesLong(Seen({std::string(32 << 10, 'x'), "x"}).observation)) << "50,000 names, say";
}

// What DNS did not answer stands beside the verdict.
TEST_F(JudgeTest, WhatDnsDidNotAnswerIsToldWithItsEvidence) {
  Endpoint endpoint = EndpointWith({"sps.example"});
  endpoint.dns_incomplete = "AAAA: Could not contact DNS servers";
  const ProbeReport report = Seen({good_.der, issuing_.der});
  const JudgeContext context{.probed_unix_seconds = test::kTestTime};
  const EndpointResult result = JudgeProbe(judge_, cache_, endpoint, report, context);
  EXPECT_EQ(result.verdict, Verdict::kCompliant);
  ASSERT_THAT(Codes(result), ElementsAre(kDnsIncomplete));
  EXPECT_EQ(result.findings[0].severity, pki::Severity::kWarn);
  EXPECT_EQ(result.findings[0].message, "DNS did not say all addresses of the name: what stands there was not scanned");
  EXPECT_EQ(result.findings[0].actual, "AAAA: Could not contact DNS servers");
  endpoint.identity_from_ptr = true;
  endpoint.dns_incomplete = "PTR: Timeout while contacting DNS servers";
  EXPECT_EQ(JudgeProbe(judge_, cache_, endpoint, report, context).findings[0].message,
            "DNS did not say the name of the address: no name is judged");
}

WaiverSet Waiving(std::vector<pki::FindingCode> codes, const std::string& until = "9999-12-31") {
  Waiver waiver{.host = *ParseTarget("sps.example"), .reason = "CHG-1", .until = *WaiverEnd::Parse(until)};
  for (const pki::FindingCode code : codes) waiver.codes.set(static_cast<size_t>(code));
  return WaiverSet({waiver});
}

TEST_F(JudgeTest, NamesOutOfDnsAreNotAskedACaFor) {
  const TestCertificate expired = Leaf().Valid(test::kTestNotBefore, test::kTestTime - 1).Build();
  Endpoint endpoint = EndpointWith({"sps.example"});
  const JudgeContext context{.probed_unix_seconds = test::kTestTime, .recording = true};
  EXPECT_EQ(JudgeProbe(judge_, cache_, endpoint, Seen({expired.der, issuing_.der}), context).queued, true);
  endpoint.identity_from_ptr = true;
  const EndpointResult result = JudgeProbe(judge_, cache_, endpoint, Seen({expired.der, issuing_.der}), context);
  EXPECT_EQ(result.queued, false);
  EXPECT_TRUE(result.mendable);
}

TEST_F(JudgeTest, WhatIsWaivedIsCompliantAndNotQueued) {
  const TestCertificate expired = Leaf().Valid(test::kTestNotBefore, test::kTestTime - 1).Build();
  const WaiverSet waivers = Waiving({kExpired});
  const EndpointResult result = Judge(Seen({expired.der, issuing_.der}),
                                      {.probed_unix_seconds = test::kTestTime, .recording = true, .waivers = &waivers});
  EXPECT_EQ(result.verdict, Verdict::kCompliant);
  ASSERT_THAT(Codes(result), ElementsAre(kExpired));
  EXPECT_EQ(result.findings[0].severity, pki::Severity::kFail);
  EXPECT_EQ(result.findings[0].waiver, "CHG-1");
  EXPECT_TRUE(result.mendable) << "a new certificate would mend it all the same";
  EXPECT_EQ(result.queued, false);
}

TEST_F(JudgeTest, WhatIsNotWaivedStillCounts) {
  const TestCertificate bad = Leaf().Valid(test::kTestNotBefore, test::kTestTime - 1).Build();
  const WaiverSet waivers = Waiving({kExpired});
  const EndpointResult result =
      JudgeProbe(judge_, cache_, EndpointWith({"sps.example", "10.0.0.7"}), Seen({bad.der, issuing_.der}),
                 {.probed_unix_seconds = test::kTestTime, .recording = true, .waivers = &waivers});
  EXPECT_THAT(Codes(result), ElementsAre(kExpired, kNameMismatch));
  EXPECT_EQ(result.verdict, Verdict::kNoncompliant);
  EXPECT_EQ(result.queued, true);
}

TEST_F(JudgeTest, WaiversAreOfTheTimeOfJudging) {
  const TestCertificate expired = Leaf().Valid(test::kTestNotBefore, test::kTestNotBefore + 1).Build();
  const WaiverSet waivers = Waiving({kExpired}, base::FormatRfc3339(test::kTestTime));
  const auto codes_at = [&](int64_t probed, std::optional<int64_t> judged) {
    return Codes(Judge(Seen({expired.der, issuing_.der}),
                       {.probed_unix_seconds = probed, .judge_time = judged, .waivers = &waivers}));
  };
  EXPECT_THAT(codes_at(test::kTestTime, {}), ElementsAre(kExpired));
  EXPECT_THAT(codes_at(test::kTestTime + 1, {}), ElementsAre(kExpired, kWaiverExpired));
  EXPECT_THAT(codes_at(test::kTestTime + 1, test::kTestTime), ElementsAre(kExpired));
  EXPECT_THAT(codes_at(test::kTestTime, test::kTestTime + 1), ElementsAre(kExpired, kWaiverExpired));
}

TEST_F(JudgeTest, TheConnectionIsWaivedToo) {
  ProbeReport report = Seen({good_.der, issuing_.der});
  report.observation.version = TLS1_VERSION;
  report.observation.cipher_suite = 0xc013;
  const WaiverSet waivers = Waiving({kWeakProtocol});
  EXPECT_EQ(Judge(report, {.probed_unix_seconds = test::kTestTime, .waivers = &waivers}).verdict, Verdict::kCompliant);
}

TEST_F(JudgeTest, IdentitiesOfTheEndpointAreWhatIsAskedFor) {
  const EndpointResult result = JudgeProbe(judge_, cache_, EndpointWith({"sps.example", "10.0.0.7"}),
                                           Seen({good_.der, issuing_.der}), {.probed_unix_seconds = test::kTestTime});
  EXPECT_THAT(Codes(result), ElementsAre(kNameMismatch));
  EXPECT_EQ(result.verdict, Verdict::kNoncompliant);
}

TEST_F(JudgeTest, TheJourneyHasEachIdentityAndWhetherItIsCovered) {
  const auto names_of = [this](const std::vector<std::string>& sent) {
    const EndpointResult result = JudgeProbe(judge_, cache_, EndpointWith({"sps.example", "10.0.0.7"}), Seen(sent),
                                             {.probed_unix_seconds = test::kTestTime});
    const Judged judged = DescribeJudging(judge_, result, 70);
    EXPECT_EQ(judged.took_us, 70);
    std::vector<std::string> names;
    for (const Judged::Name& name : judged.names) names.push_back(name.identity + (name.covered ? " yes" : " no"));
    return names;
  };
  EXPECT_THAT(names_of({good_.der, issuing_.der}), ElementsAre("sps.example yes", "10.0.0.7 no"));
  EXPECT_THAT(names_of({"no certificate"}), IsEmpty());
  EXPECT_THAT(names_of({}), IsEmpty());
}

}  // namespace
}  // namespace certsweep::probe
