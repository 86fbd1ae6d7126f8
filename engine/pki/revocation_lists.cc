#include "engine/pki/revocation_lists.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/read_file.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/x509/pem.h"

namespace certsweep::pki {
namespace {

// Each costs a signature. CAs that spread their CRL over distribution points have some hundreds.
constexpr size_t kMaxListsOfIssuer = 1000;

bool IsCa(const x509::Certificate& certificate) {
  return certificate.basic_constraints() && certificate.basic_constraints()->is_ca;
}

// Whether `list` speaks of certificates such as `certificate`.
bool IsInScope(const x509::CertificateRevocationList& list, const x509::Certificate& certificate) {
  if (list.only_user_certificates() && IsCa(certificate)) return false;
  if (list.only_ca_certificates() && !IsCa(certificate)) return false;
  if (!list.has_distribution_point()) return true;
  const std::vector<std::string>& wanted = certificate.extensions().crl_distribution_uris;
  const std::vector<std::string>& offered = list.distribution_point_uris();
  return std::find_first_of(wanted.begin(), wanted.end(), offered.begin(), offered.end()) != wanted.end();
}

// A certificate that is no longer on hold. Delta CRLs alone may say so (RFC 5280, 5.3.1).
bool IsTakenOff(const x509::CertificateRevocationList& list, const x509::RevokedCertificate& revoked) {
  return list.is_delta() && revoked.reason == x509::kRemoveFromCrl;
}

std::string RevokedText(const x509::RevokedCertificate& revoked) {
  std::string text = absl::StrCat("revoked at ", base::FormatRfc3339(revoked.revoked_unix_seconds));
  if (!revoked.reason.empty()) absl::StrAppend(&text, " (", revoked.reason, ")");
  return text;
}

absl::StatusOr<std::vector<x509::RevocationListPtr>> ParseLists(std::string_view text) {
  std::vector<std::string> ders;
  if (!x509::IsPem(text)) {
    ders.emplace_back(text);
  } else {
    const absl::StatusOr<std::vector<x509::PemBlock>> blocks = x509::ParsePem(text);
    if (!blocks.ok()) return blocks.status();
    for (const x509::PemBlock& block : *blocks) {
      if (block.label == "X509 CRL") ders.push_back(block.der);
    }
  }
  std::vector<x509::RevocationListPtr> lists;
  for (const std::string& der : ders) {
    absl::StatusOr<x509::RevocationListPtr> list = x509::CertificateRevocationList::Parse(base::AsBytes(der));
    if (!list.ok()) return list.status();
    lists.push_back(*std::move(list));
  }
  if (lists.empty()) return absl::InvalidArgumentError("no CRL in it");
  return lists;
}

absl::StatusOr<std::vector<x509::RevocationListPtr>> LoadFile(const std::string& path) {
  const absl::StatusOr<std::string> text = base::ReadFile(path);
  if (!text.ok()) return text.status();
  absl::StatusOr<std::vector<x509::RevocationListPtr>> lists = ParseLists(*text);
  if (lists.ok()) return lists;
  return absl::InvalidArgumentError(absl::StrCat(base::DisplayText(path), ": ", lists.status().message()));
}

}  // namespace

RevocationLists::RevocationLists(std::vector<x509::RevocationListPtr> lists) : count_(lists.size()) {
  for (x509::RevocationListPtr& list : lists) by_issuer_[list->issuer().normalized()].push_back(std::move(list));
}

absl::StatusOr<std::shared_ptr<const RevocationLists>> RevocationLists::Load(const std::vector<std::string>& paths) {
  std::vector<x509::RevocationListPtr> all;
  absl::Status problems;
  for (const std::string& path : paths) {
    absl::StatusOr<std::vector<x509::RevocationListPtr>> lists = LoadFile(path);
    problems = base::JoinProblems(problems, lists.status());
    if (lists.ok()) all.insert(all.end(), lists->begin(), lists->end());
  }
  if (!problems.ok()) return problems;
  return std::make_shared<const RevocationLists>(std::move(all));
}

Findings RevocationLists::Check(std::span<const x509::CertificatePtr> path, Rules rules, int64_t unix_seconds) const {
  Findings findings;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    const Answer answer = Ask(*path[i], *path[i + 1], rules, unix_seconds);
    const int depth = static_cast<int>(i);
    if (answer.revoked) {
      findings.push_back(MakeFinding(FindingCode::kRevoked, depth,
                                     absl::StrCat(answer.detail, " by ", path[i]->issuer().text()), {},
                                     path[i]->serial_hex()));
    } else if (!answer.good && !answer.detail.empty()) {
      Finding finding = MakeFinding(FindingCode::kRevocationUnknown, depth,
                                    absl::StrCat("whether it is revoked can't be told: ", answer.detail), {},
                                    path[i]->issuer().text());
      if (rules == Rules::kPrivate) finding.severity = Severity::kWarn;
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

RevocationLists::Answer RevocationLists::Ask(const x509::Certificate& certificate, const x509::Certificate& issuer,
                                             Rules rules, int64_t unix_seconds) const {
  Answer answer;
  const auto found = by_issuer_.find(certificate.issuer().normalized());
  if (found == by_issuer_.end()) {
    if (rules != Rules::kPrivate) answer.detail = "no CRL of its issuer was given";
    return answer;
  }
  if (found->second.size() > kMaxListsOfIssuer) {
    answer.detail = absl::StrCat(found->second.size(), " CRLs of its issuer were given, over ", kMaxListsOfIssuer);
    return answer;
  }
  for (const x509::RevocationListPtr& list : found->second) {
    const x509::RevokedCertificate* revoked = list->Find(certificate.serial());
    const bool is_signed = IsSignedBy(*list, issuer);
    // An old list does not make a revocation undone.
    if (is_signed && revoked != nullptr && list->can_revoke() && !IsTakenOff(*list, *revoked)) {
      return {true, false, RevokedText(*revoked)};
    }
    std::string why =
        is_signed ? WhyUnusable(*list, issuer, rules, unix_seconds) : "the CRL is not signed by its issuer";
    if (why.empty() && !IsInScope(*list, certificate)) why = "the CRL speaks of other certificates";
    if (why.empty()) answer.good = true;
    if (answer.detail.empty()) answer.detail = std::move(why);
  }
  return answer;
}

std::string RevocationLists::WhyUnusable(const x509::CertificateRevocationList& list, const x509::Certificate& issuer,
                                         Rules rules, int64_t unix_seconds) const {
  if (issuer.key_usage() && (*issuer.key_usage() & x509::kCrlSign) == 0)
    return "the issuer may not sign CRLs (no cRLSign)";
  if (!list.unsupported().empty()) return absl::StrCat("not supported: ", list.unsupported());
  if (unix_seconds < list.this_update()) {
    return absl::StrCat("the CRL is of ", base::FormatRfc3339(list.this_update()), ", which is to come");
  }
  if (list.next_update() && unix_seconds > *list.next_update()) {
    return absl::StrCat("the CRL is out of date since ", base::FormatRfc3339(*list.next_update()));
  }
  if (rules != Rules::kPrivate && !list.problem().empty())
    return absl::StrCat("the CRL is not as it should be: ", list.problem());
  return {};
}

bool RevocationLists::IsSignedBy(const x509::CertificateRevocationList& list, const x509::Certificate& issuer) const {
  const auto key = std::pair(&list, issuer.spki_sha256());
  const std::lock_guard lock(mutex_);
  const auto known = signed_by_.find(key);
  if (known != signed_by_.end()) return known->second;
  const bool is_signed = list.CheckSignature(issuer.public_key()) == x509::SignatureCheck::kValid;
  // Issuers are CAs that were verified up to an anchor: a peer can't invent them without end.
  signed_by_.emplace(key, is_signed);
  return is_signed;
}

}  // namespace certsweep::pki
