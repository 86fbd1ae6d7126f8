#include "engine/probe/connection_findings.h"

#include <openssl/ssl.h>

#include <optional>
#include <string>
#include <utility>

#include "engine/base/text.h"

namespace certsweep::probe {

namespace {

using pki::Finding;
using pki::FindingCode;
using pki::MakeFinding;

Finding ResolveFinding(const ProbeReport& report) {
  if (report.resolve_local)
    return MakeFinding(FindingCode::kLocalLimit, {}, "resolving failed here", {}, report.detail);
  return MakeFinding(FindingCode::kDnsFailure, {}, "the name does not resolve", {}, report.detail);
}

Finding ConnectFinding(const ProbeReport& report) {
  switch (report.connect_error) {
    case net::ConnectError::kRefused:
      return MakeFinding(FindingCode::kConnectionRefused, {}, "nothing listens there", {}, report.detail);
    case net::ConnectError::kTimeout:
      return MakeFinding(FindingCode::kConnectTimeout, {}, "no answer to the connection attempt", {}, report.detail);
    case net::ConnectError::kUnreachable:
      return MakeFinding(FindingCode::kNetworkUnreachable, {}, "the network says that it can't be reached", {},
                         report.detail);
    case net::ConnectError::kNoRoute:
      return MakeFinding(FindingCode::kLocalLimit, {}, "this machine has no route or no address for it", {},
                         report.detail);
    case net::ConnectError::kNone:
    case net::ConnectError::kLocalLimit:
      break;
  }
  return MakeFinding(FindingCode::kLocalLimit, {}, "this machine could not open the connection", {}, report.detail);
}

// After a request for a client certificate: the words with which a server says that it wants one.
bool AsksForClientCertificate(uint8_t alert) {
  switch (alert) {
    case SSL_AD_HANDSHAKE_FAILURE:
    case SSL_AD_NO_CERTIFICATE:
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_ACCESS_DENIED:
    case SSL_AD_CERTIFICATE_REQUIRED:
      return true;
    default:
      return false;
  }
}

// All that went wrong is that no client certificate was given.
bool WantedClientCertificateOnly(const tls::Observation& observation) {
  if (!observation.certificate_seen || !observation.client_certificate_requested) return false;
  switch (observation.outcome) {
    case tls::Outcome::kAlert:
      return AsksForClientCertificate(observation.alert);
    case tls::Outcome::kClosed:
    case tls::Outcome::kReset:
      return true;
    default:
      return false;
  }
}

std::string Where(const tls::Observation& observation) {
  return observation.certificate_seen ? " after its certificate" : " before a certificate came";
}

Finding PossessionNotProven(const tls::Observation& observation) {
  if (observation.outcome == tls::Outcome::kUnusableKey) {
    return MakeFinding(FindingCode::kPossessionNotProven, {},
                       "the handshake can't be completed with a key of this kind", {}, observation.error);
  }
  if (observation.outcome == tls::Outcome::kComplete) {
    return MakeFinding(FindingCode::kPossessionNotProven, {}, "a key with such numbers proves nothing");
  }
  if (observation.hello == tls::HelloKind::kLegacy) {
    return MakeFinding(FindingCode::kPossessionNotProven, {},
                       "only a ClientHello of old was answered; it was read to the certificate and no further");
  }
  return MakeFinding(FindingCode::kPossessionNotProven, {}, "stopped at the certificate, as asked for");
}

std::optional<Finding> OutcomeFinding(const tls::Observation& observation) {
  switch (observation.outcome) {
    case tls::Outcome::kComplete:
      if (observation.proof_of_possession) return std::nullopt;
      [[fallthrough]];
    case tls::Outcome::kCertificateOnly:
    case tls::Outcome::kUnusableKey:
      return PossessionNotProven(observation);
    case tls::Outcome::kAlert:
      return MakeFinding(FindingCode::kTlsAlert, {}, "the endpoint ended the handshake" + Where(observation), {},
                         tls::AlertName(observation.alert));
    case tls::Outcome::kNotTls:
      return MakeFinding(FindingCode::kNotTls, {}, "what answers does not speak TLS", {},
                         base::DisplayText(observation.first_bytes, 128));
    case tls::Outcome::kHandshakeFailed:
      return MakeFinding(FindingCode::kHandshakeFailed, {}, "the handshake broke the protocol" + Where(observation), {},
                         base::DisplayText(observation.error));
    case tls::Outcome::kCertificateTooLarge:
      return MakeFinding(FindingCode::kCertificateMessageTooLarge,
                         observation.certificate_seen ? std::optional(0) : std::nullopt,
                         "the Certificate message is too large", "at most 1 MiB and 100 certificates",
                         base::DisplayText(observation.error));
    case tls::Outcome::kClosed:
      return MakeFinding(FindingCode::kConnectionClosed, {}, "the connection was closed" + Where(observation));
    case tls::Outcome::kReset:
      return MakeFinding(FindingCode::kConnectionReset, {}, "the connection was reset" + Where(observation));
    case tls::Outcome::kTimeout:
      return MakeFinding(FindingCode::kHandshakeTimeout, {},
                         "the handshake did not end in time; it stopped" + Where(observation), {},
                         base::DisplayText(observation.error));
    case tls::Outcome::kInProgress:
    case tls::Outcome::kLocalFailure:
      break;
  }
  return MakeFinding(FindingCode::kLocalLimit, {}, "the handshake failed here", {},
                     base::DisplayText(observation.error));
}

void AddVersionAndCipher(const tls::Observation& observation, pki::Findings& findings) {
  if (observation.version == 0) return;  // no ServerHello: nothing was negotiated
  if (observation.version < TLS1_2_VERSION) {
    findings.push_back(MakeFinding(FindingCode::kWeakProtocol, {}, "nothing better than this was negotiated", "TLSv1.2",
                                   tls::VersionName(observation.version)));
  }
  if (tls::IsWeakCipherSuite(observation.cipher_suite)) {
    findings.push_back(MakeFinding(FindingCode::kWeakCipher, {}, "a weak cipher suite was negotiated", {},
                                   tls::CipherSuiteName(observation.cipher_suite)));
  } else if (observation.version == TLS1_2_VERSION && observation.signature_is_sha1_or_md5) {
    findings.push_back(MakeFinding(FindingCode::kWeakCipher, {}, "the handshake was signed with SHA-1 or MD5",
                                   "SHA-256", "SHA-1 or MD5"));
  }
}

pki::Findings HandshakeFindings(const tls::Observation& observation) {
  pki::Findings findings;
  if (std::optional<Finding> finding = OutcomeFinding(observation)) {
    if (WantedClientCertificateOnly(observation)) finding->severity = pki::Severity::kInfo;
    findings.push_back(*std::move(finding));
  }
  AddVersionAndCipher(observation, findings);
  if (observation.client_certificate_requested) {
    findings.push_back(
        MakeFinding(FindingCode::kClientCertificateRequested, {}, "the endpoint asks for a client certificate"));
  }
  return findings;
}

}  // namespace

pki::Findings ConnectionFindings(const ProbeReport& report) {
  switch (report.stage) {
    case ProbeStage::kResolve:
      return {ResolveFinding(report)};
    case ProbeStage::kConnect:
      return {ConnectFinding(report)};
    case ProbeStage::kHandshake:
      return HandshakeFindings(report.observation);
  }
  return {};
}

pki::Reached ReachedBy(const ProbeReport& report) {
  switch (report.stage) {
    case ProbeStage::kResolve:
      return report.resolve_local ? pki::Reached::kLocalLimit : pki::Reached::kNothing;
    case ProbeStage::kConnect:
      return report.connect_error == net::ConnectError::kNoRoute ||
                     report.connect_error == net::ConnectError::kLocalLimit
                 ? pki::Reached::kLocalLimit
                 : pki::Reached::kNothing;
    case ProbeStage::kHandshake:
      break;
  }
  const tls::Outcome outcome = report.observation.outcome;
  if (outcome == tls::Outcome::kLocalFailure || outcome == tls::Outcome::kInProgress) return pki::Reached::kLocalLimit;
  return report.observation.certificate_seen ? pki::Reached::kCertificate : pki::Reached::kTcp;
}

}  // namespace certsweep::probe
