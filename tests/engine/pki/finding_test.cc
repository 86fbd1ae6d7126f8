#include "engine/pki/finding.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::pki {
namespace {

using ::testing::ElementsAre;

constexpr Severity kFail = Severity::kFail, kWarn = Severity::kWarn, kInfo = Severity::kInfo;

struct Row {
  FindingCode code;
  std::string_view name;
  Severity severity;
  bool mended;
};

// The table of the design, row by row, and the codes that came after it: what users, other programs and the record rely
// on.
constexpr Row kTable[] = {
    {FindingCode::kSelfSigned, "self_signed", kFail, true},
    {FindingCode::kBadSignature, "bad_signature", kFail, true},
    {FindingCode::kUntrustedRoot, "untrusted_root", kFail, true},
    {FindingCode::kIncompleteChain, "incomplete_chain", kFail, true},
    {FindingCode::kExpired, "expired", kFail, true},
    {FindingCode::kNotYetValid, "not_yet_valid", kFail, true},
    {FindingCode::kNameMismatch, "name_mismatch", kFail, true},
    {FindingCode::kNoSubjectAltName, "no_subject_alt_name", kFail, true},
    {FindingCode::kWeakKey, "weak_key", kFail, true},
    {FindingCode::kWeakSignature, "weak_signature", kFail, true},
    {FindingCode::kNotForServerAuth, "not_for_server_auth", kFail, true},
    {FindingCode::kCaCertificateAsLeaf, "ca_certificate_as_leaf", kFail, true},
    {FindingCode::kNameConstraintViolation, "name_constraint_violation", kFail, true},
    {FindingCode::kPathLengthExceeded, "path_length_exceeded", kFail, true},
    {FindingCode::kIssuerNotCa, "issuer_not_ca", kFail, true},
    {FindingCode::kUnknownCriticalExtension, "unknown_critical_extension", kFail, true},
    {FindingCode::kMalformedCertificate, "malformed_certificate", kFail, true},
    {FindingCode::kCertificateMessageTooLarge, "certificate_message_too_large", kFail, true},
    {FindingCode::kValidityTooLong, "validity_too_long", kFail, true},
    {FindingCode::kRevoked, "revoked", kFail, true},
    {FindingCode::kBudgetExhausted, "budget_exhausted", kFail, true},
    {FindingCode::kCertificatePolicyViolation, "certificate_policy_violation", kFail, true},
    {FindingCode::kRevocationUnknown, "revocation_unknown", kFail, false},
    {FindingCode::kKeyMismatch, "key_mismatch", kFail, true},
    {FindingCode::kForbiddenKey, "forbidden_key", kFail, true},
    {FindingCode::kIssuerNotAllowed, "issuer_not_allowed", kFail, true},
    {FindingCode::kExtendedKeyUsageMissing, "extended_key_usage_missing", kFail, true},
    {FindingCode::kExpiringSoon, "expiring_soon", kWarn, true},
    {FindingCode::kSharedKey, "shared_key", kWarn, true},
    {FindingCode::kWeakProtocol, "weak_protocol", kFail, false},
    {FindingCode::kWeakCipher, "weak_cipher", kWarn, false},
    {FindingCode::kPossessionNotProven, "possession_not_proven", kWarn, false},
    {FindingCode::kWaiverExpired, "waiver_expired", kWarn, false},
    {FindingCode::kNameNotJudged, "name_not_judged", kInfo, false},
    {FindingCode::kClientCertificateRequested, "client_certificate_requested", kInfo, false},
    {FindingCode::kRecoveredOnRetry, "recovered_on_retry", kInfo, false},
    {FindingCode::kDnsIncomplete, "dns_incomplete", kWarn, false},
    {FindingCode::kDnsFailure, "dns_failure", kFail, false},
    {FindingCode::kConnectionRefused, "connection_refused", kFail, false},
    {FindingCode::kConnectTimeout, "connect_timeout", kFail, false},
    {FindingCode::kNetworkUnreachable, "network_unreachable", kFail, false},
    {FindingCode::kConnectionReset, "connection_reset", kFail, false},
    {FindingCode::kConnectionClosed, "connection_closed", kFail, false},
    {FindingCode::kHandshakeTimeout, "handshake_timeout", kFail, false},
    {FindingCode::kTlsAlert, "tls_alert", kFail, false},
    {FindingCode::kNotTls, "not_tls", kFail, false},
    {FindingCode::kHandshakeFailed, "handshake_failed", kFail, false},
    {FindingCode::kLocalLimit, "local_limit", kWarn, false},
};

TEST(FindingTest, EveryCodeIsAsInTheTable) {
  std::set<FindingCode> codes;
  for (const Row& row : kTable) {
    codes.insert(row.code);
    EXPECT_EQ(FindingCodeName(row.code), row.name);
    EXPECT_EQ(FindingCodeFromName(row.name), row.code);
    EXPECT_EQ(DefaultSeverity(row.code), row.severity) << row.name;
    EXPECT_EQ(IsMendedByNewCertificate(row.code), row.mended) << row.name;
  }
  EXPECT_EQ(codes.size(), static_cast<size_t>(kFindingCodeCount)) << "the table has every code";
}

TEST(FindingTest, OtherNamesAreNoCodes) {
  for (const std::string_view name : {"", "Expired", "expired ", "kExpired", "no_such_code"}) {
    EXPECT_EQ(FindingCodeFromName(name), std::nullopt) << name;
  }
}

TEST(FindingTest, SeveritiesHaveNames) {
  EXPECT_EQ(SeverityName(kInfo), "info");
  EXPECT_EQ(SeverityName(kWarn), "warn");
  EXPECT_EQ(SeverityName(kFail), "fail");
}

TEST(FindingTest, MakeFindingTakesTheSeverityOfTheTable) {
  const Finding finding = MakeFinding(FindingCode::kExpiringSoon, 1, "message", "30", "7");
  EXPECT_EQ(finding, (Finding{FindingCode::kExpiringSoon, kWarn, 1, "message", "30", "7"}));
  EXPECT_EQ(MakeFinding(FindingCode::kNameNotJudged, {}, "message"),
            (Finding{FindingCode::kNameNotJudged, kInfo, std::nullopt, "message", "", ""}));
}

TEST(FindingTest, SortsByDepthThenCodeAndThoseWithoutDepthLast) {
  Findings findings = {MakeFinding(FindingCode::kSelfSigned, {}, "a"), MakeFinding(FindingCode::kExpired, 10, "b"),
                       MakeFinding(FindingCode::kWeakKey, 0, "c"),     MakeFinding(FindingCode::kExpired, 2, "d"),
                       MakeFinding(FindingCode::kExpired, 0, "e"),     MakeFinding(FindingCode::kExpired, 0, "f")};
  SortFindings(findings);
  std::vector<std::string> messages;
  for (const Finding& finding : findings) messages.push_back(finding.message);
  EXPECT_THAT(messages, ElementsAre("e", "f", "c", "d", "b", "a"));
}

TEST(FindingTest, OneFindingACodeAndDepth) {
  Findings findings;
  AddFinding(findings, MakeFinding(FindingCode::kExpired, 0, "first"));
  AddFinding(findings, MakeFinding(FindingCode::kExpired, 0, "again"));
  AddFindings(findings,
              {MakeFinding(FindingCode::kExpired, 1, "above"), MakeFinding(FindingCode::kExpired, {}, "nowhere"),
               MakeFinding(FindingCode::kExpired, {}, "nowhere again"), MakeFinding(FindingCode::kWeakKey, 0, "key")});
  std::vector<std::string> messages;
  for (const Finding& finding : findings) messages.push_back(finding.message);
  EXPECT_THAT(messages, ElementsAre("first", "above", "nowhere", "key"));
  EXPECT_TRUE(HasCode(findings, FindingCode::kWeakKey));
  EXPECT_FALSE(HasCode(findings, FindingCode::kSelfSigned));
}

// Thousands are added by another way than a few.
TEST(FindingTest, ManyAreAddedAsOneByOne) {
  Findings many;
  for (int i = 0; i < 300; ++i) {
    const std::optional<int> depth = i % 7 == 0 ? std::nullopt : std::optional(i % 50);
    many.push_back(MakeFinding(i % 2 == 0 ? FindingCode::kExpired : FindingCode::kWeakKey, depth, std::to_string(i)));
  }
  Findings one_by_one = {many.back()}, at_once = one_by_one;
  for (const Finding& finding : many) AddFinding(one_by_one, finding);
  AddFindings(at_once, many);
  EXPECT_EQ(at_once, one_by_one);
  EXPECT_LT(at_once.size(), many.size());
}

}  // namespace
}  // namespace certsweep::pki
