#include "engine/probe/journey_text.h"

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/text.h"
#include "engine/pki/chain_verifier.h"
#include "engine/probe/journey_step_text.h"

namespace certsweep::probe {

namespace {

constexpr size_t kLongestLine = 2000;
constexpr size_t kLongestPart = 400;

using Lines = std::vector<std::string>;

std::string Shown(std::string_view text) { return base::DisplayText(text, kLongestPart); }

std::string SubjectText(const x509::Certificate& certificate) {
  const std::string text = Shown(certificate.subject().text());
  return text.empty() ? "(empty)" : text;
}

std::string PathText(const std::vector<pki::PathElement>& path) {
  std::string text = "path: ";
  for (const pki::PathElement& element : path) {
    absl::StrAppend(&text, &element == &path.front() ? "" : " <- ", SubjectText(*element.certificate), " (",
                    base::ToAbsl(pki::PathOriginName(element.origin)), ")");
  }
  return text;
}

std::string ChainText(const EndpointResult& result) {
  if (!result.path.empty()) return PathText(result.path);
  const pki::SentCertificate& leaf = result.chain.front();
  if (leaf.certificate == nullptr) return "the leaf can't be read: " + Shown(leaf.parse_error);
  return absl::StrCat("path: none from ", SubjectText(*leaf.certificate), " to a trust anchor");
}

std::string FindingText(const pki::Finding& finding) {
  return absl::StrCat("finding: ", base::ToAbsl(pki::SeverityName(finding.severity)), " ",
                      base::ToAbsl(pki::FindingCodeName(finding.code)),
                      finding.depth ? absl::StrCat(" (certificate ", *finding.depth, ")") : "", ": ",
                      Shown(finding.message), finding.expected.empty() ? "" : "; expected " + Shown(finding.expected),
                      finding.actual.empty() ? "" : "; actual " + Shown(finding.actual),
                      finding.waived() ? "; waived: " + Shown(finding.waiver) : "");
}

std::string VerdictText(const EndpointResult& result) {
  std::string text = absl::StrCat("verdict: ", base::ToAbsl(pki::VerdictName(result.verdict)));
  if (result.reached_by_other_family) text += ", though the host answered by its other addresses";
  if (result.queued) text += *result.queued ? "; queued for replacement" : "; not queued for replacement";
  return text;
}

Lines JudgementLines(const Judged& judged, const EndpointResult& result) {
  Lines lines = {StepText(judged)};
  if (result.certificate_seen) lines.push_back(ChainText(result));
  for (const Judged::Name& name : judged.names) {
    lines.push_back(absl::StrCat("identity ", Shown(name.identity), name.covered ? ": covered" : ": not covered"));
  }
  for (const pki::Finding& finding : result.findings) lines.push_back(FindingText(finding));
  if (result.findings.empty()) lines.emplace_back("no findings");
  lines.push_back(VerdictText(result));
  return lines;
}

std::string TitleText(const Endpoint& endpoint) {
  const std::string address = endpoint.address ? endpoint.address->ToString() : std::string();
  return absl::StrCat(Shown(endpoint.Target()), address.empty() || address == endpoint.host ? "" : " (" + address + ")",
                      ", step by step");
}

}  // namespace

std::string RenderJourney(const Journey& journey, const EndpointResult& result) {
  std::string text = TitleText(result.endpoint) + "\n";
  for (const JourneyStep& step : journey.steps()) {
    const auto* judged = std::get_if<Judged>(&step.event);
    const Lines lines = judged != nullptr ? JudgementLines(*judged, result) : Lines{StepText(step.event)};
    const std::string time = absl::StrFormat("%10.3f s  ", static_cast<double>(step.at_us) / 1e6);
    for (const std::string& line : lines) absl::StrAppend(&text, time, base::DisplayText(line, kLongestLine), "\n");
  }
  return text;
}

}  // namespace certsweep::probe
