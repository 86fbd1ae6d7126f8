#include "replacer/execute/server_commands.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "replacer/deploy/dialogue.h"
#include "replacer/deploy/remote_quoting.h"

namespace certsweep::replacer {
namespace {

constexpr size_t kMostToldOfOutput = 300;

std::string ToldOutput(const CommandResult& result) {
  const std::string& text = result.errors.empty() ? result.output : result.errors;
  std::string told = base::DisplayText(text.substr(text.size() - std::min(text.size(), kMostToldOfOutput)), 1000);
  return told.empty() ? told : ": " + told;
}

absl::Status RunCommand(RemoteHost& host, std::string_view what, const std::string& command) {
  const absl::StatusOr<CommandResult> result = host.Run(command);
  if (!result.ok()) return base::Annotate(result.status(), what);
  if (result->status == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(base::ToAbsl(what), " ended with ", result->status, ToldOutput(*result)));
}

}  // namespace

bool TestsPem(const JobPlan& plan) { return plan.test_command.find("{pem}") != std::string::npos; }

absl::Status TestPem(RemoteHost& host, const JobPlan& plan, const std::string& path) {
  const absl::StatusOr<std::string> quoted = QuotePathForShell(path);
  if (!quoted.ok()) return quoted.status();
  return RunCommand(host, "test_command", absl::StrReplaceAll(plan.test_command, {{"{pem}", *quoted}}));
}

absl::Status TestServer(RemoteHost& host, const JobPlan& plan) {
  return RunCommand(host, "test_command", plan.test_command);
}

absl::Status TellServer(RemoteHost& host, const JobPlan& plan) {
  if (plan.dialogue.empty()) return RunCommand(host, "restart_command", plan.restart_command);
  std::vector<DialogueStep> steps;
  for (const PlannedDialogueStep& step : plan.dialogue) {
    DialogueStep& one = steps.emplace_back();
    one.expect = step.expect;
    if (!step.send.empty()) one.send = step.send;
  }
  const absl::StatusOr<DialogueResult> result = host.Converse(steps);
  if (!result.ok()) return base::Annotate(result.status(), "dialogue");
  if (result->completed) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("dialogue: ", base::DisplayText(result->detail)));
}

}  // namespace certsweep::replacer
