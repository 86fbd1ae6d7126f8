#include "engine/pki/checks/encoding.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/text.h"

namespace certsweep::pki {
namespace {

constexpr size_t kMaxShown = 10;

std::string JoinSome(const std::vector<std::string>& parts) {
  const size_t shown = std::min(parts.size(), kMaxShown);
  std::string text = absl::StrJoin(parts.begin(), parts.begin() + shown, "; ");
  if (shown < parts.size()) absl::StrAppend(&text, " and ", parts.size() - shown, " more");
  return text;
}

std::vector<std::string> Problems(const x509::Certificate& certificate, Rules rules) {
  std::vector<std::string> problems;
  for (const x509::CertificateProblem& problem : certificate.problems()) {
    if (!problem.fatal && rules == Rules::kPrivate) continue;
    problems.push_back(base::DisplayText(absl::StrCat(problem.field, ": ", problem.detail)));
  }
  return problems;
}

}  // namespace

Findings CheckEncoding(const x509::Certificate& certificate, int depth, Rules rules,
                       const std::vector<std::string>& more) {
  Findings findings;
  std::vector<std::string> problems = Problems(certificate, rules);
  problems.insert(problems.end(), more.begin(), more.end());
  if (!problems.empty()) {
    findings.push_back(MakeFinding(FindingCode::kMalformedCertificate, depth, JoinSome(problems)));
  }
  const std::vector<std::string>& unknown = certificate.unknown_critical_extensions();
  if (!unknown.empty()) {
    const std::string oids = JoinSome(unknown);
    findings.push_back(MakeFinding(FindingCode::kUnknownCriticalExtension, depth,
                                   absl::StrCat("critical extension that is not understood: ", oids), {}, oids));
  }
  return findings;
}

Finding Unparsed(int depth, std::string_view parse_error) {
  return MakeFinding(FindingCode::kMalformedCertificate, depth,
                     absl::StrCat("it cannot be parsed: ", base::DisplayText(parse_error)));
}

}  // namespace certsweep::pki
