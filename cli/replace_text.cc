#include "cli/replace_text.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/host_and_port.h"
#include "engine/base/json_writer.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"

namespace certsweep::cli {

namespace {

using replacer::JobPlan;

std::string Shown(std::string_view text) { return base::DisplayText(text, 1000); }

std::vector<std::string> EndpointsOf(const JobPlan& plan) {
  std::vector<std::string> endpoints;
  endpoints.reserve(plan.endpoints.size());
  for (const estate::EndpointKey& endpoint : plan.endpoints) {
    endpoints.push_back(base::HostAndPort(endpoint.host, endpoint.port));
  }
  return endpoints;
}

std::string RestartOf(const JobPlan& plan) {
  if (!plan.dialogue.empty()) return "a dialogue";
  return plan.restart_command.empty() ? "nothing" : Shown(plan.restart_command);
}

void AppendPlan(const JobPlan& plan, std::string& text) {
  absl::StrAppend(&text, Shown(plan.Title()), plan.codes.empty() ? "" : "  ", plan.codes, "\n");
  absl::StrAppend(&text, "    covers  ", Shown(absl::StrJoin(EndpointsOf(plan), ", ")), "\n");
  absl::StrAppend(&text, "    names   ", Shown(absl::StrJoin(plan.identities, ", ")), "\n");
  absl::StrAppend(&text, "    issuer  ", Shown(plan.issuer), ", ", plan.reuse_key ? "its own key" : plan.key_type,
                  "\n");
  absl::StrAppend(&text, "    file    ", Shown(plan.ssh_user), "@",
                  Shown(base::HostAndPort(plan.ssh_host, plan.ssh_port)), " ", Shown(plan.pem_path),
                  plan.chain_path.empty() ? "" : " and ", Shown(plan.chain_path), "\n");
  absl::StrAppend(&text, "    then    ", RestartOf(plan), "\n");
  for (const std::string& warning : plan.warnings) absl::StrAppend(&text, "    note    ", Shown(warning), "\n");
  for (const std::string& problem : plan.problems) absl::StrAppend(&text, "    CAN'T   ", Shown(problem), "\n");
}

void AppendTexts(const std::vector<std::string>& texts, std::string& out) {
  base::AppendJsonArray(texts, out, [&out](const std::string& text) { base::AppendJsonPeerString(text, out); });
}

std::string Counted(uint64_t count, std::string_view words) { return absl::StrCat(count, " ", base::ToAbsl(words)); }

}  // namespace

std::string PlansText(const std::vector<JobPlan>& plans) {
  if (plans.empty()) return "Nothing is to be replaced.\n";
  std::string text;
  for (const JobPlan& plan : plans) AppendPlan(plan, text);
  const auto can_not =
      std::count_if(plans.begin(), plans.end(), [](const JobPlan& plan) { return !plan.problems.empty(); });
  const auto all = static_cast<std::ptrdiff_t>(plans.size());
  absl::StrAppend(&text, "\n", all, all == 1 ? " job: " : " jobs: ", all - can_not, " can be done, ", can_not,
                  " can not\n");
  return text;
}

std::string PlansJsonl(const std::vector<JobPlan>& plans) {
  std::string text;
  for (const JobPlan& plan : plans) {
    {
      base::JsonObjectWriter object(text);
      object.PeerString("host", plan.endpoints.front().host);
      object.Integer("port", plan.endpoints.front().port);
      AppendTexts(EndpointsOf(plan), object.Key("endpoints"));
      AppendTexts(plan.identities, object.Key("identities"));
      object.PeerString("ssh_host", plan.ssh_host);
      object.Integer("ssh_port", plan.ssh_port);
      object.PeerString("ssh_user", plan.ssh_user);
      object.PeerString("pem_path", plan.pem_path);
      object.PeerString("profile", plan.profile);
      object.PeerString("issuer", plan.issuer);
      object.String("codes", plan.codes);
      object.Boolean("can_be_done", plan.problems.empty());
      AppendTexts(plan.problems, object.Key("problems"));
      AppendTexts(plan.warnings, object.Key("warnings"));
    }
    text += '\n';
  }
  return text;
}

std::string JobsText(const std::vector<estate::JobRow>& jobs) {
  if (jobs.empty()) return "There are no jobs.\n";
  std::string text;
  for (const estate::JobRow& job : jobs) {
    absl::StrAppend(&text, "job ", job.id, "  ", Shown(base::HostAndPort(job.job.host, job.job.port)), "  ",
                    Shown(job.progress.state), "  ", base::FormatRfc3339(job.progress.time), "\n");
    if (!job.progress.detail.empty()) absl::StrAppend(&text, "    ", Shown(job.progress.detail), "\n");
  }
  return text;
}

std::string JobsJsonl(const std::vector<estate::JobRow>& jobs) {
  std::string text;
  for (const estate::JobRow& job : jobs) {
    {
      base::JsonObjectWriter object(text);
      object.Integer("job", job.id);
      object.PeerString("host", job.job.host);
      object.Integer("port", job.job.port);
      AppendTexts(job.job.endpoints, object.Key("endpoints"));
      object.PeerString("pem_path", job.job.pem_path);
      object.PeerString("state", job.progress.state);
      object.PeerString("detail", job.progress.detail);
      object.String("time", base::FormatRfc3339(job.progress.time));
      if (!job.job.change_id.empty()) object.PeerString("change_id", job.job.change_id);
    }
    text += '\n';
  }
  return text;
}

std::string JobLine(const estate::JobRow& job, replacer::JobState state, const std::string& detail) {
  return absl::StrCat("job ", job.id, "  ", Shown(base::HostAndPort(job.job.host, job.job.port)), "  ",
                      base::ToAbsl(replacer::JobStateName(state)), detail.empty() ? "" : ": ", Shown(detail), "\n");
}

std::string CountsText(const replacer::ReplacementSummary& summary) {
  const std::pair<uint64_t, std::string_view> counts[] = {
      {summary.verified, "verified"},       {summary.failed, "failed"},
      {summary.rolled_back, "rolled back"}, {summary.needs_attention, "need attention"},
      {summary.pending, "pending"},         {summary.skipped, "skipped"},
  };
  std::vector<std::string> parts;
  for (const auto& [count, words] : counts) {
    if (count > 0) parts.push_back(Counted(count, words));
  }
  return absl::StrJoin(parts, ", ");
}

std::string SummaryText(const replacer::ReplacementSummary& summary) {
  std::string text = absl::StrCat(summary.jobs, summary.jobs == 1 ? " job" : " jobs");
  const std::string counts = CountsText(summary);
  absl::StrAppend(&text, counts.empty() ? "" : ": ", counts, "\n");
  if (!summary.stopped.empty()) absl::StrAppend(&text, "The rollout stopped: ", summary.stopped, ".\n");
  if (summary.interrupted) text += "Interrupted.\n";
  if (summary.pending + summary.skipped > 0) text += "What has not ended goes on with: certsweep replace resume\n";
  if (summary.needs_attention > 0) text += "What needs attention, and what to do: certsweep replace status\n";
  return text;
}

}  // namespace certsweep::cli
