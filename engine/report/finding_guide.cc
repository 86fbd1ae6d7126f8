#include "engine/report/finding_guide.h"

namespace certsweep::report {
namespace {

using pki::FindingCode;

// Of certificates; nothing for the codes of connections.
FindingGuide GuideToCertificate(FindingCode code) {
  switch (code) {
    case FindingCode::kSelfSigned:
      return {"Self-signed", "The certificate vouches for itself: nobody can tell it from an impostor's."};
    case FindingCode::kBadSignature:
      return {"Bad signature", "A signature does not fit the key of the issuer that the certificate names."};
    case FindingCode::kUntrustedRoot:
      return {"Untrusted root", "The chain ends in a self-signed certificate that is no trust anchor."};
    case FindingCode::kIncompleteChain:
      return {"Incomplete chain", "No path leads from what was sent to a trust anchor: an intermediate is missing."};
    case FindingCode::kExpired:
      return {"Expired", "A certificate was no longer valid at the time of the check."};
    case FindingCode::kNotYetValid:
      return {"Not yet valid", "A certificate begins to be valid only later."};
    case FindingCode::kNameMismatch:
      return {"Name mismatch", "The certificate does not cover every name or address the endpoint is reached by."};
    case FindingCode::kNoSubjectAltName:
      return {"No subjectAltName", "The certificate names no host where clients look for it."};
    case FindingCode::kWeakKey:
      return {"Weak key", "A key is of a size or kind that can be broken or that the policy does not allow."};
    case FindingCode::kWeakSignature:
      return {"Weak signature", "A certificate is signed with a hash that can be forged (below SHA-256)."};
    case FindingCode::kNotForServerAuth:
      return {"Not for servers", "The certificate's extended key usage does not allow a TLS server."};
    case FindingCode::kCaCertificateAsLeaf:
      return {"CA certificate as leaf", "The server shows a CA's certificate as its own."};
    case FindingCode::kNameConstraintViolation:
      return {"Name constraint violated", "A CA on the path may not certify this name."};
    case FindingCode::kPathLengthExceeded:
      return {"Path too long", "A CA on the path may not have so many CAs below it."};
    case FindingCode::kIssuerNotCa:
      return {"Issuer is no CA", "A certificate on the path was issued by one that is not allowed to issue any."};
    case FindingCode::kUnknownCriticalExtension:
      return {"Unknown critical extension", "A certificate must be refused by who does not know its extension."};
    case FindingCode::kMalformedCertificate:
      return {"Malformed certificate", "A certificate does not keep to the standard and can't be read safely."};
    case FindingCode::kCertificateMessageTooLarge:
      return {"Certificate message too large", "The server sent more certificates than anyone has to accept."};
    case FindingCode::kValidityTooLong:
      return {"Validity too long", "The certificate is valid for longer than the policy allows."};
    case FindingCode::kRevoked:
      return {"Revoked", "The issuer has withdrawn a certificate."};
    case FindingCode::kBudgetExhausted:
      return {"Too many possible paths", "The chain asks for more work to be verified than any honest one does."};
    case FindingCode::kCertificatePolicyViolation:
      return {"Certificate policy violated", "The path does not keep to the certificate policies it names."};
    case FindingCode::kRevocationUnknown:
      return {"Revocation unknown", "No current revocation list of the issuer was at hand."};
    case FindingCode::kKeyMismatch:
      return {"Key mismatch", "The private key does not belong to the certificate."};
    case FindingCode::kForbiddenKey:
      return {"Forbidden key", "The key is one that others are known to have."};
    case FindingCode::kIssuerNotAllowed:
      return {"Issuer not allowed", "The certificate comes from a CA that the policy does not list."};
    case FindingCode::kExtendedKeyUsageMissing:
      return {"Extended key usage missing", "The certificate lacks a use that the policy asks for."};
    case FindingCode::kExpiringSoon:
      return {"Expiring soon", "A certificate ends within the days that the policy leaves for renewing it."};
    case FindingCode::kSharedKey:
      return {"Shared key", "Endpoints with different certificates have the same private key."};
    default:
      return {};
  }
}

FindingGuide GuideToConnection(FindingCode code) {
  switch (code) {
    case FindingCode::kWeakProtocol:
      return {"Weak protocol", "The endpoint agreed on a version of TLS below 1.2."};
    case FindingCode::kWeakCipher:
      return {"Weak cipher", "The endpoint chose a cipher or a handshake signature that is broken."};
    case FindingCode::kPossessionNotProven:
      return {"Possession not proven", "The endpoint showed a certificate but did not prove to have its key."};
    case FindingCode::kWaiverExpired:
      return {"Waiver expired", "A waiver for a finding of this endpoint is no longer in force."};
    case FindingCode::kNameNotJudged:
      return {"Name not judged", "The endpoint has no name on the list; its certificate's names were not compared."};
    case FindingCode::kClientCertificateRequested:
      return {"Client certificate requested", "The endpoint asked for a client's certificate and got none."};
    case FindingCode::kRecoveredOnRetry:
      return {"Recovered on retry", "The endpoint answered at a later attempt."};
    case FindingCode::kDnsIncomplete:
      return {"Name resolved in part", "Not every address of the name could be found out."};
    case FindingCode::kDnsFailure:
      return {"Name not resolved", "The name has no address."};
    case FindingCode::kConnectionRefused:
      return {"Connection refused", "Nothing listens on the port."};
    case FindingCode::kConnectTimeout:
      return {"No answer", "No connection came about within the time allowed."};
    case FindingCode::kNetworkUnreachable:
      return {"Network unreachable", "The network said that there is no way to the address."};
    case FindingCode::kConnectionReset:
      return {"Connection reset", "The endpoint broke the connection off."};
    case FindingCode::kConnectionClosed:
      return {"Connection closed", "The endpoint closed the connection before the handshake was done."};
    case FindingCode::kHandshakeTimeout:
      return {"Handshake timed out", "The handshake was not done within the time allowed."};
    case FindingCode::kTlsAlert:
      return {"TLS alert", "The endpoint refused the handshake."};
    case FindingCode::kNotTls:
      return {"Not TLS", "Something else than TLS answers on the port."};
    case FindingCode::kHandshakeFailed:
      return {"Handshake failed", "The handshake could not be brought to its end."};
    case FindingCode::kLocalLimit:
      return {"Limit of the scanning machine", "Not the endpoint: the machine that scanned ran into its own limits."};
    default:
      return {};
  }
}

}  // namespace

FindingGuide GuideTo(FindingCode code) {
  const FindingGuide guide = GuideToCertificate(code);
  return guide.title.empty() ? GuideToConnection(code) : guide;
}

std::string_view VerdictTitle(pki::Verdict verdict) {
  switch (verdict) {
    case pki::Verdict::kCompliant:
      return "Compliant";
    case pki::Verdict::kNoncompliant:
      return "Noncompliant";
    case pki::Verdict::kUnreachable:
      return "Unreachable";
    case pki::Verdict::kNoTls:
      return "No TLS";
    case pki::Verdict::kNotJudged:
      return "Not judged";
  }
  return {};
}

std::string_view VerdictMeaning(pki::Verdict verdict) {
  switch (verdict) {
    case pki::Verdict::kCompliant:
      return "A certificate was seen, and no finding of severity fail stands against it that is not waived.";
    case pki::Verdict::kNoncompliant:
      return "A certificate was seen, and at least one finding of severity fail stands against it.";
    case pki::Verdict::kUnreachable:
      return "The name has no address, or no connection came about.";
    case pki::Verdict::kNoTls:
      return "Something answered, but no certificate came.";
    case pki::Verdict::kNotJudged:
      return "The scan's own limits, or its interruption, kept it from a verdict; this says nothing about the "
             "endpoint.";
  }
  return {};
}

}  // namespace certsweep::report
