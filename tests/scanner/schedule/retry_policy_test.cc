#include "scanner/schedule/retry_policy.h"

#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

probe::ProbeReport Resolved(bool transient, bool local) {
  probe::ProbeReport report;
  report.stage = probe::ProbeStage::kResolve;
  report.resolve_transient = transient;
  report.resolve_local = local;
  return report;
}

probe::ProbeReport Connected(net::ConnectError error) {
  probe::ProbeReport report;
  report.stage = probe::ProbeStage::kConnect;
  report.connect_error = error;
  return report;
}

probe::ProbeReport Ended(tls::Outcome outcome) {
  probe::ProbeReport report;
  report.stage = probe::ProbeStage::kHandshake;
  report.observation.outcome = outcome;
  return report;
}

TEST(RetryPolicyTest, DnsThatMayDoBetter) {
  EXPECT_TRUE(MayBeTransient(Resolved(true, false)));
  EXPECT_FALSE(MayBeTransient(Resolved(false, false)));
  EXPECT_FALSE(MayBeTransient(Resolved(false, true)));
}

TEST(RetryPolicyTest, ConnectionsThatNobodyAnswered) {
  EXPECT_TRUE(MayBeTransient(Connected(net::ConnectError::kTimeout)));
  EXPECT_TRUE(MayBeTransient(Connected(net::ConnectError::kUnreachable)));
  // Certain, or our own and waited for.
  EXPECT_FALSE(MayBeTransient(Connected(net::ConnectError::kRefused)));
  EXPECT_FALSE(MayBeTransient(Connected(net::ConnectError::kNoRoute)));
  EXPECT_FALSE(MayBeTransient(Connected(net::ConnectError::kLocalLimit)));
}

TEST(RetryPolicyTest, EveryOutcomeOfAHandshake) {
  using enum tls::Outcome;
  for (const tls::Outcome outcome : {kTimeout, kReset, kClosed}) {
    EXPECT_TRUE(MayBeTransient(Ended(outcome))) << static_cast<int>(outcome);
  }
  for (const tls::Outcome outcome : {kComplete, kCertificateOnly, kUnusableKey, kAlert, kNotTls, kHandshakeFailed,
                                     kCertificateTooLarge, kLocalFailure, kInProgress}) {
    EXPECT_FALSE(MayBeTransient(Ended(outcome))) << static_cast<int>(outcome);
  }
}

// It wants a client certificate, and will want it again.
TEST(RetryPolicyTest, WhoAskedForAClientCertificateHasItsReason) {
  probe::ProbeReport report = Ended(tls::Outcome::kReset);
  report.observation.client_certificate_requested = true;
  EXPECT_FALSE(MayBeTransient(report));
}

}  // namespace
}  // namespace certsweep::scanner
