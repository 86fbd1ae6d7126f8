#include "engine/pki/finding.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

namespace certsweep::pki {
namespace {

struct CodeRow {
  FindingCode code;
  std::string_view name;
  Severity severity;
  bool mended_by_new_certificate;
};

constexpr bool kMended = true;
constexpr bool kNotMended = false;

// The finding table, in the order of the enum.
constexpr std::array<CodeRow, kFindingCodeCount> kCodes = {{
    {FindingCode::kSelfSigned, "self_signed", Severity::kFail, kMended},
    {FindingCode::kBadSignature, "bad_signature", Severity::kFail, kMended},
    {FindingCode::kUntrustedRoot, "untrusted_root", Severity::kFail, kMended},
    {FindingCode::kIncompleteChain, "incomplete_chain", Severity::kFail, kMended},
    {FindingCode::kExpired, "expired", Severity::kFail, kMended},
    {FindingCode::kNotYetValid, "not_yet_valid", Severity::kFail, kMended},
    {FindingCode::kNameMismatch, "name_mismatch", Severity::kFail, kMended},
    {FindingCode::kNoSubjectAltName, "no_subject_alt_name", Severity::kFail, kMended},
    {FindingCode::kWeakKey, "weak_key", Severity::kFail, kMended},
    {FindingCode::kWeakSignature, "weak_signature", Severity::kFail, kMended},
    {FindingCode::kNotForServerAuth, "not_for_server_auth", Severity::kFail, kMended},
    {FindingCode::kCaCertificateAsLeaf, "ca_certificate_as_leaf", Severity::kFail, kMended},
    {FindingCode::kNameConstraintViolation, "name_constraint_violation", Severity::kFail, kMended},
    {FindingCode::kPathLengthExceeded, "path_length_exceeded", Severity::kFail, kMended},
    {FindingCode::kIssuerNotCa, "issuer_not_ca", Severity::kFail, kMended},
    {FindingCode::kUnknownCriticalExtension, "unknown_critical_extension", Severity::kFail, kMended},
    {FindingCode::kMalformedCertificate, "malformed_certificate", Severity::kFail, kMended},
    {FindingCode::kCertificateMessageTooLarge, "certificate_message_too_large", Severity::kFail, kMended},
    {FindingCode::kValidityTooLong, "validity_too_long", Severity::kFail, kMended},
    {FindingCode::kRevoked, "revoked", Severity::kFail, kMended},
    {FindingCode::kBudgetExhausted, "budget_exhausted", Severity::kFail, kMended},
    {FindingCode::kCertificatePolicyViolation, "certificate_policy_violation", Severity::kFail, kMended},
    {FindingCode::kRevocationUnknown, "revocation_unknown", Severity::kFail, kNotMended},
    {FindingCode::kKeyMismatch, "key_mismatch", Severity::kFail, kMended},
    {FindingCode::kForbiddenKey, "forbidden_key", Severity::kFail, kMended},
    {FindingCode::kIssuerNotAllowed, "issuer_not_allowed", Severity::kFail, kMended},
    {FindingCode::kExtendedKeyUsageMissing, "extended_key_usage_missing", Severity::kFail, kMended},
    {FindingCode::kExpiringSoon, "expiring_soon", Severity::kWarn, kMended},
    {FindingCode::kSharedKey, "shared_key", Severity::kWarn, kMended},
    {FindingCode::kWeakProtocol, "weak_protocol", Severity::kFail, kNotMended},
    {FindingCode::kWeakCipher, "weak_cipher", Severity::kWarn, kNotMended},
    {FindingCode::kPossessionNotProven, "possession_not_proven", Severity::kWarn, kNotMended},
    {FindingCode::kWaiverExpired, "waiver_expired", Severity::kWarn, kNotMended},
    {FindingCode::kNameNotJudged, "name_not_judged", Severity::kInfo, kNotMended},
    {FindingCode::kClientCertificateRequested, "client_certificate_requested", Severity::kInfo, kNotMended},
    {FindingCode::kRecoveredOnRetry, "recovered_on_retry", Severity::kInfo, kNotMended},
    {FindingCode::kDnsIncomplete, "dns_incomplete", Severity::kWarn, kNotMended},
    {FindingCode::kDnsFailure, "dns_failure", Severity::kFail, kNotMended},
    {FindingCode::kConnectionRefused, "connection_refused", Severity::kFail, kNotMended},
    {FindingCode::kConnectTimeout, "connect_timeout", Severity::kFail, kNotMended},
    {FindingCode::kNetworkUnreachable, "network_unreachable", Severity::kFail, kNotMended},
    {FindingCode::kConnectionReset, "connection_reset", Severity::kFail, kNotMended},
    {FindingCode::kConnectionClosed, "connection_closed", Severity::kFail, kNotMended},
    {FindingCode::kHandshakeTimeout, "handshake_timeout", Severity::kFail, kNotMended},
    {FindingCode::kTlsAlert, "tls_alert", Severity::kFail, kNotMended},
    {FindingCode::kNotTls, "not_tls", Severity::kFail, kNotMended},
    {FindingCode::kHandshakeFailed, "handshake_failed", Severity::kFail, kNotMended},
    {FindingCode::kLocalLimit, "local_limit", Severity::kWarn, kNotMended},
}};

constexpr bool InOrderOfTheEnum() {
  for (size_t i = 0; i < kCodes.size(); ++i) {
    if (static_cast<size_t>(kCodes[i].code) != i) return false;
  }
  return true;
}
static_assert(InOrderOfTheEnum());

const CodeRow& RowOf(FindingCode code) { return kCodes[static_cast<size_t>(code)]; }

// Up to so many are compared one by one. A file may have certificates, and with them findings, in the ten thousands.
constexpr size_t kFewFindings = 64;

auto SortKey(const Finding& finding) { return std::tuple(!finding.depth, finding.depth.value_or(0), finding.code); }

}  // namespace

std::string_view FindingCodeName(FindingCode code) { return RowOf(code).name; }

std::optional<FindingCode> FindingCodeFromName(std::string_view name) {
  for (const CodeRow& row : kCodes) {
    if (row.name == name) return row.code;
  }
  return std::nullopt;
}

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "info";
    case Severity::kWarn:
      return "warn";
    case Severity::kFail:
      return "fail";
  }
  return "fail";
}

Severity DefaultSeverity(FindingCode code) { return RowOf(code).severity; }

bool IsMendedByNewCertificate(FindingCode code) { return RowOf(code).mended_by_new_certificate; }

Finding MakeFinding(FindingCode code, std::optional<int> depth, std::string message, std::string expected,
                    std::string actual) {
  return {code, DefaultSeverity(code), depth, std::move(message), std::move(expected), std::move(actual), {}};
}

bool HasCode(const Findings& findings, FindingCode code) {
  return std::any_of(findings.begin(), findings.end(), [code](const Finding& f) { return f.code == code; });
}

void SortFindings(Findings& findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return SortKey(a) < SortKey(b); });
}

void AddFinding(Findings& findings, Finding finding) {
  const bool told = std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
    return other.code == finding.code && other.depth == finding.depth;
  });
  if (!told) findings.push_back(std::move(finding));
}

void AddFindings(Findings& findings, Findings more) {
  if (findings.size() + more.size() <= kFewFindings) {
    for (Finding& finding : more) AddFinding(findings, std::move(finding));
    return;
  }
  std::set<std::pair<FindingCode, std::optional<int>>> told;
  for (const Finding& finding : findings) told.emplace(finding.code, finding.depth);
  for (Finding& finding : more) {
    if (told.emplace(finding.code, finding.depth).second) findings.push_back(std::move(finding));
  }
}

}  // namespace certsweep::pki
