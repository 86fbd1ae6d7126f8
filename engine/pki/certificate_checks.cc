#include "engine/pki/certificate_checks.h"

#include <algorithm>
#include <utility>

#include "engine/pki/checks/encoding.h"
#include "engine/pki/checks/forbidden_key.h"
#include "engine/pki/checks/key_strength.h"
#include "engine/pki/checks/profile.h"
#include "engine/pki/checks/required_usages.h"
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
  if (!unread) AddFindings(findings, CheckSignatureStrength(certificate, depth, policy));
  return findings;
}

// The web's rules forbid weak keys and signatures as far as it is the default policy that does; elsewhere they are a
// matter of policy. So is what a policy asks for beyond the web's.
void AddStrength(const x509::Certificate& certificate, CertificateRole role, int depth, const CheckContext& context,
                 CertificateFindings* findings) {
  Findings strength = StrengthChecks(certificate, role, depth, context.policy);
  if (context.rules == Rules::kWebPki) {
    static const Policy& web = *new Policy;
    Findings of_the_web = StrengthChecks(certificate, role, depth, web);
    std::erase_if(strength, [&](const Finding& finding) {
      return std::find(of_the_web.begin(), of_the_web.end(), finding) != of_the_web.end();
    });
    AddFindings(findings->path, std::move(of_the_web));
  }
  AddFindings(findings->policy, std::move(strength));
}

}  // namespace

CertificateFindings CheckCertificate(const x509::Certificate& certificate, CertificateRole role, int depth,
                                     const CheckContext& context) {
  CertificateFindings findings;
  findings.path = PathChecks(certificate, role, depth, context);
  AddStrength(certificate, role, depth, context, &findings);
  AddFindings(findings.policy, CheckForbiddenKey(certificate, depth, context.policy));
  if (role != CertificateRole::kAnchor) {
    AddFindings(findings.policy, CheckDaysLeft(certificate, depth, context.unix_seconds, context.policy.min_days_left));
  }
  if (IsLeafRole(role)) {
    AddFindings(findings.policy, CheckValidityPeriod(certificate, context.policy));
    AddFindings(findings.policy, CheckRequiredUsages(certificate, context.policy));
  }
  return findings;
}

bool HasFail(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::kFail; });
}

}  // namespace certsweep::pki
