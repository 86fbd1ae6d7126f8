#include "engine/pki/certificate_checks.h"

#include <algorithm>

#include "engine/pki/checks/encoding.h"
#include "engine/pki/checks/key_strength.h"
#include "engine/pki/checks/profile.h"
#include "engine/pki/checks/signature_strength.h"
#include "engine/pki/checks/usage.h"
#include "engine/pki/checks/validity.h"
#include "engine/pki/checks/validity_period.h"
#include "engine/pki/checks/webpki_key.h"

namespace certsweep::pki {
namespace {

Findings PathChecks(const x509::Certificate& certificate, CertificateRole role, int depth,
                    const CheckContext& context) {
  // What bad form an anchor has is its owner's business: it was trusted as it is.
  const Rules encoding_rules = IsAnchorRole(role) ? Rules::kPrivate : context.rules;
  Findings findings =
      CheckEncoding(certificate, depth, encoding_rules, ProfileProblems(certificate, role, context.rules));
  AddFindings(findings, CheckValidAt(certificate, depth, context.unix_seconds));
  if (IsIssuerRole(role)) {
    AddFindings(findings, CheckIssuer(certificate, depth, role == CertificateRole::kAnchor));
  }
  if (role != CertificateRole::kBystander) {
    AddFindings(findings, CheckServerAuth(certificate, depth, context.rules));
  }
  if (context.rules == Rules::kWebPki && role != CertificateRole::kBystander) {
    AddFindings(findings, CheckWebPkiKey(certificate, depth));
  }
  // RFC 5280 itself says nothing against a server that shows a CA's certificate.
  if (IsLeafRole(role) && context.rules != Rules::kRfc5280) AddFindings(findings, CheckLeafIsNotCa(certificate));
  return findings;
}

Findings StrengthChecks(const x509::Certificate& certificate, CertificateRole role, int depth, const Policy& policy) {
  Findings findings;
  if (role != CertificateRole::kAnchor) AddFindings(findings, CheckKeyStrength(certificate, depth, policy));
  // Nobody relies on the signature of an anchor, nor on that of a self-signed certificate that is sent along.
  const bool unread = IsAnchorRole(role) || (role == CertificateRole::kBystander && certificate.is_self_issued());
  if (!unread) AddFindings(findings, CheckSignatureStrength(certificate, depth));
  return findings;
}

}  // namespace

CertificateFindings CheckCertificate(const x509::Certificate& certificate, CertificateRole role, int depth,
                                     const CheckContext& context) {
  CertificateFindings findings;
  findings.path = PathChecks(certificate, role, depth, context);
  // The web's rules forbid weak keys and signatures; elsewhere they are a matter of policy.
  Findings& strength = context.rules == Rules::kWebPki ? findings.path : findings.policy;
  AddFindings(strength, StrengthChecks(certificate, role, depth, context.policy));
  if (role != CertificateRole::kAnchor) {
    AddFindings(findings.policy, CheckDaysLeft(certificate, depth, context.unix_seconds, context.policy.min_days_left));
  }
  if (IsLeafRole(role)) AddFindings(findings.policy, CheckValidityPeriod(certificate, context.policy));
  return findings;
}

bool HasFail(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::kFail; });
}

}  // namespace certsweep::pki
