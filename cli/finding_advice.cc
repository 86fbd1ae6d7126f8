#include "cli/finding_advice.h"

namespace certsweep::cli {

std::string_view AdviceOn(pki::FindingCode code) {
  using pki::FindingCode;
  switch (code) {
    case FindingCode::kSelfSigned:
      return "have a CA issue one; or, to trust it as it is, name it with --trust under --rules private";
    case FindingCode::kBadSignature:
      return "get the issuer's certificate from the CA anew: one with another key is there; or this one was damaged";
    case FindingCode::kUntrustedRoot:
      return "if that root is yours, name it with --trust; else have a trusted CA issue a certificate";
    case FindingCode::kIncompleteChain:
      return "append the issuer's certificate to the file, as the CA hands it out; to try, name it with "
             "--intermediates";
    case FindingCode::kExpired:
      return "renew it; if it should be valid, look at --time and at the clock of this machine";
    case FindingCode::kNotYetValid:
      return "wait until then; or look at --time, at the clock of this machine and at that of the CA";
    case FindingCode::kNameMismatch:
      return "have one issued whose subjectAltName has every name and address that clients use; or correct --name";
    case FindingCode::kNoSubjectAltName:
      return "have one issued with its names in subjectAltName; the common name is not looked at";
    case FindingCode::kWeakKey:
      return "make a new key (RSA of 2048 bits, P-256, or what the policy asks for), and have a certificate issued for "
             "it";
    case FindingCode::kWeakSignature:
      return "have it issued anew, signed with SHA-256 or better, as the policy allows";
    case FindingCode::kNotForServerAuth:
      return "have one issued for a web server: extendedKeyUsage with serverAuth";
    case FindingCode::kCaCertificateAsLeaf:
      return "put the server's own certificate first in the file; if this is it, have one issued that is no CA's";
    case FindingCode::kNameConstraintViolation:
      return "have it issued by a CA that may certify this name";
    case FindingCode::kPathLengthExceeded:
      return "have it issued by a CA that may have so many CAs below it, or by one higher up";
    case FindingCode::kIssuerNotCa:
      return "have it issued by a CA; a CA's certificate says so (basicConstraints cA, keyUsage keyCertSign)";
    case FindingCode::kUnknownCriticalExtension:
      return "have it issued without that extension, or with it not critical";
    case FindingCode::kMalformedCertificate:
      return "copy it once more from where it was issued; if it is the same there, have it issued anew";
    case FindingCode::kValidityTooLong:
      return "have it issued for a shorter time";
    case FindingCode::kRevoked:
      return "replace it, with a new key, and ask the CA why it was revoked";
    case FindingCode::kBudgetExhausted:
      return "take certificates out of the file that do not belong to its path";
    case FindingCode::kCertificatePolicyViolation:
      return "ask the CA for a certificate under a policy that its own certificates allow";
    case FindingCode::kRevocationUnknown:
      return "get the current CRL of that issuer, and name it with --crl; --rules private does without";
    case FindingCode::kKeyMismatch:
      return "put in the key that this certificate was requested with; or have one issued for the key that is there";
    case FindingCode::kForbiddenKey:
      return "make a new key, and have a certificate issued for it; others may know this one";
    case FindingCode::kIssuerNotAllowed:
      return "have it issued by one of the CAs that the policy allows (allowed_issuers)";
    case FindingCode::kExtendedKeyUsageMissing:
      return "have one issued whose extendedKeyUsage has every use that the policy asks for";
    case FindingCode::kExpiringSoon:
      return "renew it before then";
    case FindingCode::kCertificateMessageTooLarge:
      return "send the server's own certificate and its intermediates, and nothing else";
    case FindingCode::kSharedKey:
      return "make a key of its own for each endpoint, and have a certificate issued for each";
    case FindingCode::kWeakProtocol:
      return "switch TLS 1.2 or 1.3 on; where the software is too old for that, update it";
    case FindingCode::kWeakCipher:
      return "switch RC4, 3DES, export and NULL suites off, and signatures with SHA-1 or MD5";
    case FindingCode::kPossessionNotProven:
      return "scan without --certificate-only; if that was not it, certsweep can't use this kind of key";
    case FindingCode::kWaiverExpired:
      return "mend what was waived, or give the waiver another date";
    case FindingCode::kDnsIncomplete:
      return "look at the name servers: some of what was asked got no answer, so an address may be missing";
    case FindingCode::kDnsFailure:
      return "look at the spelling, and at the name servers of this machine; an inventory may give the address";
    case FindingCode::kConnectionRefused:
      return "look at the port (--port, --profile), and whether the service runs";
    case FindingCode::kConnectTimeout:
      return "look for a firewall on the way, and whether the host is up; --connect-timeout waits longer";
    case FindingCode::kNetworkUnreachable:
      return "look at the address, and at the routes on the way to it";
    case FindingCode::kConnectionReset:
    case FindingCode::kConnectionClosed:
      return "look at the service's own log; some take only certain clients, or one at a time";
    case FindingCode::kHandshakeTimeout:
      return "look whether the service hangs, or something else listens there; --handshake-timeout waits longer";
    case FindingCode::kTlsAlert:
      return "look up the alert: often no protocol or cipher suite in common, or a name that it does not know";
    case FindingCode::kNotTls:
      return "look at the port: something else than TLS answers there";
    case FindingCode::kHandshakeFailed:
      return "look at the service's own log; the message says how far the handshake came";
    case FindingCode::kLocalLimit:
      return "raise the limit of this machine that it names, or scan fewer at once (--concurrency)";
    case FindingCode::kNameNotJudged:
    case FindingCode::kClientCertificateRequested:
    case FindingCode::kRecoveredOnRetry:
      return {};
  }
  return {};
}

}  // namespace certsweep::cli
