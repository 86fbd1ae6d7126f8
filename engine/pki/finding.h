// Finding: one thing wrong with an endpoint, or worth knowing, with its evidence. The codes are a contract: they stand
// in every output and in the record. Values; thread-safe.
#ifndef CERTSWEEP_ENGINE_PKI_FINDING_H_
#define CERTSWEEP_ENGINE_PKI_FINDING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace certsweep::pki {

enum class FindingCode : uint8_t {
  // Why there is no path: at most one of these four.
  kSelfSigned,
  kBadSignature,
  kUntrustedRoot,
  kIncompleteChain,
  // Single certificates and the path.
  kExpired,
  kNotYetValid,
  kNameMismatch,
  kNoSubjectAltName,
  kWeakKey,
  kWeakSignature,
  kNotForServerAuth,
  kCaCertificateAsLeaf,
  kNameConstraintViolation,
  kPathLengthExceeded,
  kIssuerNotCa,
  kUnknownCriticalExtension,
  kMalformedCertificate,
  kCertificateMessageTooLarge,
  kValidityTooLong,
  kRevoked,
  kBudgetExhausted,
  kCertificatePolicyViolation,
  kRevocationUnknown,
  kKeyMismatch,
  kForbiddenKey,
  kIssuerNotAllowed,
  kExtendedKeyUsageMissing,
  kExpiringSoon,
  kSharedKey,
  // The connection.
  kWeakProtocol,
  kWeakCipher,
  kPossessionNotProven,
  kWaiverExpired,
  kNameNotJudged,
  kClientCertificateRequested,
  kRecoveredOnRetry,
  kDnsIncomplete,
  kDnsFailure,
  kConnectionRefused,
  kConnectTimeout,
  kNetworkUnreachable,
  kConnectionReset,
  kConnectionClosed,
  kHandshakeTimeout,
  kTlsAlert,
  kNotTls,
  kHandshakeFailed,
  kLocalLimit,
};
inline constexpr int kFindingCodeCount = static_cast<int>(FindingCode::kLocalLimit) + 1;

enum class Severity : uint8_t { kInfo, kWarn, kFail };

struct Finding {
  FindingCode code;
  Severity severity;
  // Index of the certificate it is about: in the path, or in the chain as sent where there is no path.
  std::optional<int> depth;
  std::string message;   // for people; nobody may parse it
  std::string expected;  // empty: left out
  std::string actual;    // empty: left out
  // The reason of the waiver that covers it: it stands, and does not count for the verdict. Empty: none does.
  std::string waiver = {};

  bool waived() const { return !waiver.empty(); }

  friend bool operator==(const Finding&, const Finding&) = default;
};

using Findings = std::vector<Finding>;

std::string_view FindingCodeName(FindingCode code);  // "weak_key"
std::optional<FindingCode> FindingCodeFromName(std::string_view name);
std::string_view SeverityName(Severity severity);  // "fail"
// The severity that DESIGN's table gives; a few findings carry another one in special cases.
Severity DefaultSeverity(FindingCode code);
// Whether a new certificate mends it.
bool IsMendedByNewCertificate(FindingCode code);

// Finding with the default severity.
Finding MakeFinding(FindingCode code, std::optional<int> depth, std::string message, std::string expected = {},
                    std::string actual = {});

bool HasCode(const Findings& findings, FindingCode code);

// By depth, then code; findings without depth come last.
void SortFindings(Findings& findings);
// Adds what is not there yet: one finding a code and depth, the first one stays.
void AddFinding(Findings& findings, Finding finding);
void AddFindings(Findings& findings, Findings more);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_FINDING_H_
