#include "engine/pki/checks/subject_alt_name.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/text.h"

namespace certsweep::pki {
namespace {

constexpr size_t kMaxNamesShown = 20;
constexpr size_t kMaxNameBytes = 256;

// DNS names and addresses, the ones that identities are compared with.
std::string PresentedNames(const x509::SubjectAltName& san) {
  std::vector<std::string> names;
  for (const std::string& name : san.dns_names) {
    if (names.size() == kMaxNamesShown) break;
    names.push_back(base::DisplayText(name, kMaxNameBytes));
  }
  for (const base::IpAddress& address : san.ip_addresses) {
    if (names.size() == kMaxNamesShown) break;
    names.push_back(address.ToString());
  }
  const size_t total = san.dns_names.size() + san.ip_addresses.size();
  std::string text = absl::StrJoin(names, ", ");
  if (total > names.size()) absl::StrAppend(&text, " and ", total - names.size(), " more");
  return text;
}

Finding NoSubjectAltName(std::span<const ReferenceIdentity> identities) {
  std::vector<std::string> wanted;
  for (const ReferenceIdentity& identity : identities) wanted.push_back(identity.ToString());
  return MakeFinding(FindingCode::kNoSubjectAltName, 0,
                     "the certificate has no subjectAltName, so it is valid for no name", absl::StrJoin(wanted, ", "));
}

}  // namespace

Findings CheckNames(const x509::Certificate& leaf, std::span<const ReferenceIdentity> identities, Rules rules) {
  Findings findings;
  if (identities.empty()) findings.push_back(NameNotJudged());
  const x509::SubjectAltName* san = leaf.subject_alt_name() ? &*leaf.subject_alt_name() : nullptr;
  if (identities.empty() && rules == Rules::kRfc5280) return findings;
  if (san == nullptr || san->count() == 0) {
    findings.push_back(NoSubjectAltName(identities));
    return findings;
  }
  std::vector<std::string> missing;
  for (const ReferenceIdentity& identity : identities) {
    if (!Matches(identity, san, rules)) missing.push_back(identity.ToString());
  }
  if (!missing.empty()) {
    const std::string expected = absl::StrJoin(missing, ", ");
    findings.push_back(MakeFinding(FindingCode::kNameMismatch, 0, absl::StrCat("not valid for ", expected), expected,
                                   PresentedNames(*san)));
  }
  return findings;
}

Finding NameNotJudged() {
  return MakeFinding(FindingCode::kNameNotJudged, std::nullopt, "no name to judge the certificate by");
}

}  // namespace certsweep::pki
