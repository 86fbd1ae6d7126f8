#include "engine/pki/checks/profile.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::pki {
namespace {

using x509::Certificate;

// Purposes that BR 7.1.2.7.10 forbids beside serverAuth.
constexpr std::string_view kForbiddenPurposes[] = {
    x509::kAnyExtendedKeyUsageOid,
    "1.3.6.1.5.5.7.3.3",        // codeSigning
    "1.3.6.1.5.5.7.3.4",        // emailProtection
    "1.3.6.1.5.5.7.3.8",        // timeStamping
    "1.3.6.1.5.5.7.3.9",        // OCSPSigning
    "1.3.6.1.4.1.11129.2.4.4",  // signing of precertificates
};

bool IsCritical(const Certificate& certificate, std::string_view oid) {
  const auto& all = certificate.extensions().all;
  return std::any_of(all.begin(), all.end(),
                     [oid](const x509::ExtensionEntry& entry) { return entry.oid == oid && entry.critical; });
}

bool IsCa(const Certificate& certificate) {
  return certificate.basic_constraints() && certificate.basic_constraints()->is_ca;
}

bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsLabel(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) { return IsLetterOrDigit(c) || c == '-'; });
}

// The "preferred name syntax" of RFC 1034, 3.5, with a wildcard as the whole first label at most; an address is none.
bool IsPreferredName(std::string_view name) {
  if (name.starts_with("*.")) name.remove_prefix(2);
  if (name.size() > 253) return false;
  std::string_view label;
  for (;;) {
    const size_t dot = name.find('.');
    label = name.substr(0, dot);
    if (!IsLabel(label)) return false;
    if (dot == std::string_view::npos) break;
    name.remove_prefix(dot + 1);
  }
  return !std::all_of(label.begin(), label.end(), IsDigit);
}

class Profile {
 public:
  Profile(const Certificate& certificate, CertificateRole role, Rules rules)
      : certificate_(certificate), role_(role), rules_(rules) {}

  std::vector<std::string> Problems() {
    CheckCriticality();
    CheckKeyIds();
    CheckNames();
    if (IsIssuerRole(role_)) CheckIssuer();
    if (role_ == CertificateRole::kAnchor) CheckConstraintsOfAnchor();
    if (!IsCa(certificate_)) CheckNotCa();
    if (rules_ == Rules::kWebPki) CheckWebPki();
    return std::move(problems_);
  }

 private:
  void Add(std::string problem) { problems_.push_back(std::move(problem)); }

  // RFC 5280, 4.2.1.1, 4.2.1.2, 4.2.1.10, 4.2.1.11, 4.2.1.14.
  void CheckCriticality() {
    if (IsCritical(certificate_, x509::kAuthorityKeyIdOid)) Add("authorityKeyIdentifier is critical");
    if (IsCritical(certificate_, x509::kSubjectKeyIdOid)) Add("subjectKeyIdentifier is critical");
    if (certificate_.name_constraints() && !certificate_.name_constraints()->critical)
      Add("nameConstraints is not critical");
    if (certificate_.policy_constraints() && !certificate_.policy_constraints()->critical) {
      Add("policyConstraints is not critical");
    }
    if (certificate_.inhibit_any_policy() && !IsCritical(certificate_, x509::kInhibitAnyPolicyOid)) {
      Add("inhibitAnyPolicy is not critical");
    }
  }

  // RFC 5280, 4.2.1.1: everything but a self-signed certificate says which key signed it.
  void CheckKeyIds() {
    if (certificate_.authority_key_id() || certificate_.version() < 3) return;
    const bool self_signed = IsSelfSigned();
    if (self_signed && !certificate_.has_authority_key_id_extension()) return;
    if (self_signed && rules_ == Rules::kRfc5280) return;
    Add("authorityKeyIdentifier without a key identifier, or not there");
  }

  // Between leaf and anchor none is: what is above it signed it with another key. The issuer of an anchor may have
  // another name for all that.
  bool IsSelfSigned() const {
    if (role_ == CertificateRole::kIssuer) return false;
    if (role_ != CertificateRole::kAnchor || certificate_.is_self_issued()) return certificate_.is_self_signed();
    return x509::CheckSignature(certificate_, certificate_.public_key()) == x509::SignatureCheck::kValid;
  }

  void CheckNames() {
    const auto& san = certificate_.subject_alt_name();
    if (!san || role_ == CertificateRole::kAnchor) return;
    for (const std::string& name : san->dns_names) {
      if (IsPreferredName(name)) continue;
      return Add(absl::StrCat("subjectAltName: a dNSName that is no host name: ", base::DisplayText(name)));
    }
  }

  // RFC 5280, 4.1.2.6, 4.2.1.2, 4.2.1.9.
  void CheckIssuer() {
    if (certificate_.subject().empty()) Add("the subject of a CA is empty");
    if (certificate_.version() < 3) return;
    if (!certificate_.subject_key_id()) Add("subjectKeyIdentifier of a CA is not there");
    if (certificate_.basic_constraints() && !certificate_.basic_constraints()->critical) {
      Add("basicConstraints of a CA is not critical");
    }
  }

  // Names below an anchor are compared with its constraints, so these have to be as the standard says.
  void CheckConstraintsOfAnchor() {
    for (const x509::CertificateProblem& problem : certificate_.problems()) {
      if (!problem.fatal && problem.field == "extensions.nameConstraints") {
        Add(absl::StrCat(problem.field, ": ", problem.detail));
      }
    }
  }

  // RFC 5280, 4.2.1.3, 4.2.1.9, 4.2.1.10.
  void CheckNotCa() {
    if (certificate_.key_usage() && (*certificate_.key_usage() & x509::kKeyCertSign) != 0 &&
        certificate_.version() >= 3) {
      Add("keyCertSign without cA");
    }
    if (certificate_.name_constraints()) Add("nameConstraints in a certificate that is no CA's");
    if (certificate_.basic_constraints() && certificate_.basic_constraints()->path_length) {
      Add("pathLenConstraint without cA");
    }
  }

  void CheckWebPki() {
    if (role_ == CertificateRole::kAnchor) return CheckWebPkiRoot();
    if (!IsLeafRole(role_)) return;
    if (certificate_.version() != 3) Add(absl::StrCat("version ", certificate_.version()));
    const auto& san = certificate_.subject_alt_name();
    if (san && san->critical && !certificate_.subject().empty())
      Add("subjectAltName is critical although there is a subject");
    if (IsCritical(certificate_, x509::kExtendedKeyUsageOid)) Add("extendedKeyUsage is critical");
    const auto& purposes = certificate_.extended_key_usage();
    if (!purposes) return;
    for (const std::string_view forbidden : kForbiddenPurposes) {
      if (std::find(purposes->begin(), purposes->end(), forbidden) == purposes->end()) continue;
      return Add(
          absl::StrCat("extendedKeyUsage has a purpose that does not go with serverAuth: ", base::ToAbsl(forbidden)));
    }
  }

  // BR 7.1.2.1.
  void CheckWebPkiRoot() {
    if (certificate_.extended_key_usage()) Add("a root with extendedKeyUsage");
    if (!certificate_.is_self_issued() || !certificate_.authority_key_id()) return;
    if (certificate_.extensions().authority_key_id_names_issuer)
      Add("authorityKeyIdentifier of a root names an issuer");
    if (certificate_.subject_key_id() && *certificate_.subject_key_id() != *certificate_.authority_key_id()) {
      Add("authorityKeyIdentifier of a root is not its subjectKeyIdentifier");
    }
  }

  const Certificate& certificate_;
  const CertificateRole role_;
  const Rules rules_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> ProfileProblems(const x509::Certificate& certificate, CertificateRole role, Rules rules) {
  if (rules == Rules::kPrivate || role == CertificateRole::kBystander) return {};
  return Profile(certificate, role, rules).Problems();
}

}  // namespace certsweep::pki
