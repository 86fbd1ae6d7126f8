#include "replacer/execute/appliance_steps.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "engine/base/bytes.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/pki/reference_identity.h"
#include "replacer/bundle/server_pem.h"
#include "replacer/deploy/backup.h"
#include "replacer/deploy/installation.h"
#include "replacer/deploy/remote_quoting.h"
#include "replacer/deploy/temporary_name.h"

namespace certsweep::replacer {
namespace {

constexpr int64_t kLookAgainMicros = 500'000;
constexpr int kConnectTries = 3;  // where an appliance has to be put back
constexpr int64_t kConnectAgainMicros = 2'000'000;
constexpr size_t kMostToldOfOutput = 300;

std::string HexOfSha256(std::string_view bytes) {
  return base::HexEncode(base::Bytes(base::Sha256(base::AsBytes(bytes))));
}

RemoteFile OldFile(const ReplacedFile& file) {
  return {.kind = FileKind::kRegular, .size = 0, .mode = file.mode, .uid = file.uid, .gid = file.gid};
}

// Whether the file at `resolved` is the one whose SHA-256 is `hex`, as the record has it.
absl::StatusOr<bool> IsThere(RemoteHost& host, const std::string& resolved, const std::string& hex) {
  const std::optional<base::Sha256Digest> sha256 = base::Sha256FromHex(hex);
  if (!sha256) return absl::InternalError(absl::StrCat(base::DisplayText(resolved), ": its SHA-256 is not on record"));
  return IsInstalled(host, resolved, *sha256);
}

std::string NamesFor(const std::string& identity) {
  const absl::StatusOr<pki::ReferenceIdentity> parsed = pki::ReferenceIdentity::Parse(identity);
  return parsed.ok() && !parsed->is_ip() ? parsed->dns_name() : std::string();
}

// The server names that a job's endpoints are asked by: each name, and none for its addresses.
std::vector<std::string> ServerNames(const JobPlan& plan) {
  std::vector<std::string> names;
  for (const std::string& identity : plan.identities) {
    const std::string name = NamesFor(identity);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (names.empty()) names.push_back(NamesFor(plan.endpoints.front().host));
  return names;
}

std::string Where(const estate::EndpointKey& endpoint, const std::string& server_name) {
  const std::string place = HostAndPort(endpoint.address, endpoint.port);
  return server_name.empty() ? place : absl::StrCat(place, " as ", server_name);
}

std::string ToldOutput(const CommandResult& result) {
  const std::string& text = result.errors.empty() ? result.output : result.errors;
  std::string told = base::DisplayText(text.substr(text.size() - std::min(text.size(), kMostToldOfOutput)), 1000);
  return told.empty() ? told : ": " + told;
}

}  // namespace

absl::StatusOr<RemoteHost*> ApplianceSteps::Host() {
  if (host_ == nullptr) {
    const SshTarget target{.host = plan_.ssh_host,
                           .address = plan_.ssh_address,
                           .port = plan_.ssh_port,
                           .user = plan_.ssh_user,
                           .host_key_fingerprint = plan_.ssh_host_key,
                           .legacy_algorithms = plan_.legacy_ssh};
    absl::StatusOr<std::unique_ptr<RemoteHost>> host = tools_.connector->Connect(target);
    if (!host.ok()) return host.status();
    host_ = *std::move(host);
  }
  return host_.get();
}

absl::Status ApplianceSteps::WithHost(const std::function<absl::Status(RemoteHost&)>& call) {
  const absl::StatusOr<RemoteHost*> host = Host();
  if (!host.ok()) return host.status();
  absl::Status status = call(**host);
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) host_.reset();
  return status;
}

absl::StatusOr<base::SecretText> ApplianceSteps::ReadOldPem() {
  std::string content;
  const absl::Status status = WithHost([&](RemoteHost& host) -> absl::Status {
    const absl::StatusOr<std::string> resolved = host.ResolvePath(plan_.pem_path);
    if (!resolved.ok()) return resolved.status();
    absl::StatusOr<std::string> read = host.ReadFile(*resolved, kMaxPemFileBytes);
    if (!read.ok()) return read.status();
    content = *std::move(read);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return base::SecretText(std::move(content));
}

// The chain first: until server.pem is there too, it belongs to nothing that is served.
absl::StatusOr<base::SecretText> ApplianceSteps::ContentOf(size_t file) const {
  absl::StatusOr<JobFolder> folder = JobFolder::Open(record_.folder);
  if (!folder.ok()) return folder.status();
  const bool is_chain = file + 1 < record_.files.size();
  if (!is_chain) return folder->ReadServerPem();
  absl::StatusOr<std::string> chain = folder->ReadChain();
  if (!chain.ok()) return chain.status();
  return base::SecretText(*std::move(chain));
}

absl::Status ApplianceSteps::InspectOne(RemoteHost& host, const std::string& path, std::string_view new_content) {
  const absl::StatusOr<Inspection> inspection = Inspect(host, path);
  if (!inspection.ok()) return inspection.status();
  absl::StatusOr<std::string> old = host.ReadFile(inspection->resolved, kMaxPemFileBytes);
  if (!old.ok()) return old.status();
  const base::Wiper wiper(*old);
  ReplacedFile file;
  file.resolved = inspection->resolved;
  file.mode = inspection->file.mode;
  file.uid = inspection->file.uid;
  file.gid = inspection->file.gid;
  file.old_sha256 = HexOfSha256(*old);
  file.new_sha256 = HexOfSha256(new_content);
  notices_.insert(notices_.end(), inspection->notices.begin(), inspection->notices.end());
  record_.files.push_back(std::move(file));
  return absl::OkStatus();
}

absl::Status ApplianceSteps::InspectAll(RemoteHost& host) {
  const absl::StatusOr<JobFolder> folder = JobFolder::Open(record_.folder);
  if (!folder.ok()) return folder.status();
  const absl::StatusOr<base::SecretText> pem = folder->ReadServerPem();
  if (!pem.ok()) return pem.status();
  if (absl::Status status = CheckServerPem(pem->view()); !status.ok()) return status;
  record_.files.clear();
  notices_.clear();
  if (!plan_.chain_path.empty()) {
    const absl::StatusOr<std::string> chain = folder->ReadChain();
    if (!chain.ok()) return chain.status();
    if (absl::Status status = InspectOne(host, plan_.chain_path, *chain); !status.ok()) return status;
  }
  return InspectOne(host, plan_.pem_path, pem->view());
}

absl::Status ApplianceSteps::SeeWhatIsServed() {
  record_.served.clear();
  for (const estate::EndpointKey& endpoint : plan_.endpoints) {
    const std::string server_name = NamesFor(endpoint.host);
    const absl::StatusOr<Served> served = tools_.prober->Probe(endpoint, server_name, plan_.identities);
    if (!served.ok()) return served.status();
    if (served->leaf_sha256.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat(Where(endpoint, ""),
                       ": shows no certificate before anything was done to it, so that afterwards "
                       "nothing could be proved (",
                       served->problem, ")"));
    }
    record_.served.push_back({endpoint.address, endpoint.port, served->leaf_sha256});
  }
  return absl::OkStatus();
}

absl::Status ApplianceSteps::NameTemporaries() {
  for (ReplacedFile& file : record_.files) {
    for (std::string* temporary : {&file.temporary, &file.restore_temporary}) {
      const absl::StatusOr<std::string> token = RandomToken();
      if (!token.ok()) return token.status();
      *temporary = TemporaryPathFor(file.resolved, *token);
    }
  }
  return absl::OkStatus();
}

StepOutcome ApplianceSteps::Preflight() {
  absl::Status status = WithHost([this](RemoteHost& host) { return InspectAll(host); });
  if (status.ok()) status = SeeWhatIsServed();
  if (status.ok()) status = NameTemporaries();
  if (!status.ok()) return StepOutcome::Failed(status);
  record_.backup_time = tools_.clock->NowUnixSeconds();
  return StepOutcome::Done(absl::StrJoin(notices_, "; "));
}

StepOutcome ApplianceSteps::BackUp() {
  for (ReplacedFile& file : record_.files) {
    const absl::Status status = WithHost([&](RemoteHost& host) -> absl::Status {
      const absl::StatusOr<bool> is_old = IsThere(host, file.resolved, file.old_sha256);
      if (!is_old.ok()) return is_old.status();
      if (!*is_old) {
        return absl::FailedPreconditionError(
            absl::StrCat(base::DisplayText(file.resolved), ": was changed by somebody else just now"));
      }
      absl::StatusOr<std::string> backup = certsweep::replacer::BackUp(host, file.resolved, record_.backup_time);
      if (!backup.ok()) return backup.status();
      file.backup = *std::move(backup);
      return absl::OkStatus();
    });
    if (!status.ok()) return StepOutcome::Failed(status);
  }
  return StepOutcome::Done();
}

absl::Status ApplianceSteps::UploadAll() {
  for (size_t i = 0; i < record_.files.size(); ++i) {
    const ReplacedFile& file = record_.files[i];
    const absl::StatusOr<base::SecretText> content = ContentOf(i);
    if (!content.ok()) return content.status();
    if (HexOfSha256(content->view()) != file.new_sha256) {
      return absl::FailedPreconditionError(absl::StrCat(record_.folder, ": was changed since it was checked"));
    }
    const absl::Status status = WithHost([&](RemoteHost& host) {
      // Of an earlier attempt, perhaps.
      absl::Status done = RemoveLeftover(host, file.temporary);
      if (done.ok()) {
        done = certsweep::replacer::Upload(host, file.temporary, content->view(), OldFile(file),
                                           NewFileMode(file.mode, plan_.pem_mode));
      }
      return done;
    });
    if (!status.ok()) return status;
  }
  if (!TestsBeforeRename()) return absl::OkStatus();
  return WithHost([&](RemoteHost& host) { return RunTest(host, record_.files.back().temporary); });
}

StepOutcome ApplianceSteps::Upload() {
  const absl::Status uploaded = UploadAll();
  if (uploaded.ok()) return StepOutcome::Done();
  if (absl::IsAborted(uploaded)) return StepOutcome::Failed(uploaded);
  std::string detail(uploaded.message());
  for (const ReplacedFile& file : record_.files) {
    const absl::Status removed = WithHost([&](RemoteHost& host) { return RemoveLeftover(host, file.temporary); });
    if (removed.ok() || detail.find(file.temporary) != std::string::npos) continue;
    absl::StrAppend(&detail, "; ", file.temporary, " may be left on the appliance");
  }
  return StepOutcome::Failed(base::DisplayText(detail, 2000));
}

StepOutcome ApplianceSteps::Install() {
  absl::Status status;
  for (const ReplacedFile& file : record_.files) {
    status = WithHost([&](RemoteHost& host) -> absl::Status {
      const absl::StatusOr<bool> is_new = IsThere(host, file.resolved, file.new_sha256);
      if (!is_new.ok()) return is_new.status();
      if (*is_new) return absl::OkStatus();
      return certsweep::replacer::Install(host, file.temporary, file.resolved);
    });
    if (!status.ok()) break;
  }
  if (status.ok()) return StepOutcome::Done();
  // Whether the appliance is as it was can perhaps be seen; then nothing has to be put back.
  const absl::Status seen = WithHost([&](RemoteHost& host) -> absl::Status {
    for (const ReplacedFile& file : record_.files) {
      const absl::StatusOr<bool> is_old = IsThere(host, file.resolved, file.old_sha256);
      if (!is_old.ok()) return is_old.status();
      if (!*is_old) return absl::FailedPreconditionError("it is not as it was");
      if (absl::Status removed = RemoveLeftover(host, file.temporary); !removed.ok()) return removed;
    }
    return absl::OkStatus();
  });
  StepOutcome outcome = StepOutcome::Failed(status);
  if (seen.ok()) outcome.result = StepResult::kUntouched;
  return outcome;
}

absl::Status ApplianceSteps::RunCommand(RemoteHost& host, std::string_view what, const std::string& command) {
  const absl::StatusOr<CommandResult> result = host.Run(command);
  if (!result.ok()) return base::Annotate(result.status(), what);
  if (result->status == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(base::ToAbsl(what), " ended with ", result->status, ToldOutput(*result)));
}

absl::Status ApplianceSteps::RunTest(RemoteHost& host, const std::string& path) {
  const absl::StatusOr<std::string> quoted = QuotePathForShell(path);
  if (!quoted.ok()) return quoted.status();
  return RunCommand(host, "test_command", absl::StrReplaceAll(plan_.test_command, {{"{pem}", *quoted}}));
}

StepOutcome ApplianceSteps::Test() {
  if (plan_.test_command.empty() || TestsBeforeRename()) return StepOutcome::Done();
  const absl::Status status =
      WithHost([this](RemoteHost& host) { return RunCommand(host, "test_command", plan_.test_command); });
  return status.ok() ? StepOutcome::Done() : StepOutcome::Failed(status);
}

absl::Status ApplianceSteps::TellServer(RemoteHost& host) {
  if (plan_.dialogue.empty()) return RunCommand(host, "restart_command", plan_.restart_command);
  std::vector<DialogueStep> steps;
  for (const PlannedDialogueStep& step : plan_.dialogue) {
    DialogueStep& one = steps.emplace_back();
    one.expect = step.expect;
    if (!step.send.empty()) one.send = step.send;
  }
  const absl::StatusOr<DialogueResult> result = host.Converse(steps);
  if (!result.ok()) return base::Annotate(result.status(), "dialogue");
  if (result->completed) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("dialogue: ", base::DisplayText(result->detail)));
}

StepOutcome ApplianceSteps::Restart() {
  const absl::Status status = WithHost([this](RemoteHost& host) { return TellServer(host); });
  return status.ok() ? StepOutcome::Done() : StepOutcome::Failed(status);
}

absl::StatusOr<std::string> ApplianceSteps::WhatIsNotNew() {
  for (const estate::EndpointKey& endpoint : plan_.endpoints) {
    for (const std::string& server_name : ServerNames(plan_)) {
      const absl::StatusOr<Served> served = tools_.prober->Probe(endpoint, server_name, plan_.identities);
      if (!served.ok()) return served.status();
      const std::string where = Where(endpoint, server_name);
      if (served->leaf_sha256.empty()) return absl::StrCat(where, ": ", served->problem);
      if (served->leaf_sha256 != record_.leaf_sha256) return absl::StrCat(where, ": serves another certificate");
      if (!served->is_compliant) return absl::StrCat(where, ": ", served->problem);
    }
  }
  return "";
}

absl::StatusOr<std::string> ApplianceSteps::WhatIsNotOld() {
  for (const ServedBefore& before : record_.served) {
    const auto endpoint = std::find_if(plan_.endpoints.begin(), plan_.endpoints.end(), [&](const auto& covered) {
      return covered.address == before.address && covered.port == before.port;
    });
    if (endpoint == plan_.endpoints.end()) continue;
    const absl::StatusOr<Served> served = tools_.prober->Probe(*endpoint, NamesFor(endpoint->host), plan_.identities);
    if (!served.ok()) return served.status();
    if (served->leaf_sha256.empty()) return absl::StrCat(Where(*endpoint, ""), ": ", served->problem);
    if (served->leaf_sha256 != before.leaf_sha256) {
      return absl::StrCat(Where(*endpoint, ""), ": does not serve its old certificate");
    }
  }
  return "";
}

absl::StatusOr<std::string> ApplianceSteps::WaitUntilRight(
    absl::StatusOr<std::string> (ApplianceSteps::*what_is_wrong)()) {
  const int64_t deadline = tools_.clock->MonotonicMicros() + tools_.settings.start_timeout_us;
  while (true) {
    absl::StatusOr<std::string> wrong = (this->*what_is_wrong)();
    if (!wrong.ok() || wrong->empty() || tools_.clock->MonotonicMicros() >= deadline) return wrong;
    tools_.waiter->Wait(kLookAgainMicros);
  }
}

StepOutcome ApplianceSteps::Verify() {
  absl::StatusOr<std::string> wrong = WaitUntilRight(&ApplianceSteps::WhatIsNotNew);
  if (!wrong.ok()) return StepOutcome::Failed(wrong.status());
  if (!wrong->empty()) return StepOutcome::Failed(*wrong);
  if (!tools_.waiter->WaitUnlessStopping(tools_.settings.settle_us)) {
    return {StepResult::kTryLater, "serves its new certificate; stopped before the second look"};
  }
  // Some products put their own certificate back after a while.
  wrong = WhatIsNotNew();
  if (!wrong.ok()) return StepOutcome::Failed(wrong.status());
  if (!wrong->empty()) return StepOutcome::Failed(absl::StrCat("after settling, ", *wrong));
  return StepOutcome::Done(PruneOldBackups());
}

std::string ApplianceSteps::PruneOldBackups() {
  for (const ReplacedFile& file : record_.files) {
    const absl::Status status = WithHost([&](RemoteHost& host) {
      return PruneBackups(host, file.resolved, file.backup, static_cast<size_t>(tools_.settings.keep_backups)).status();
    });
    if (!status.ok()) return absl::StrCat("old backups could not be removed: ", status.message());
  }
  return "";
}

StepOutcome ApplianceSteps::Restore() {
  absl::Status status;
  for (int attempt = 1; attempt <= kConnectTries; ++attempt) {
    status = WithHost([this](RemoteHost& host) -> absl::Status {
      for (const ReplacedFile& file : record_.files) {
        const absl::StatusOr<bool> is_old = IsThere(host, file.resolved, file.old_sha256);
        if (!is_old.ok()) return is_old.status();
        if (!*is_old) {
          // Of an earlier attempt, perhaps.
          if (absl::Status removed = RemoveLeftover(host, file.restore_temporary); !removed.ok()) return removed;
          absl::Status restored = RestoreFrom(host, file.backup, file.resolved, file.restore_temporary, OldFile(file));
          if (!restored.ok()) return restored;
        }
        if (absl::Status removed = RemoveLeftover(host, file.temporary); !removed.ok()) return removed;
      }
      return absl::OkStatus();
    });
    if (!absl::IsUnavailable(status) && !absl::IsDeadlineExceeded(status)) break;
    if (attempt < kConnectTries) tools_.waiter->Wait(kConnectAgainMicros);
  }
  if (absl::IsAborted(status)) return StepOutcome::Failed(status);
  std::string by_hand = "by hand:";
  for (const ReplacedFile& file : record_.files) {
    absl::StrAppend(&by_hand, " copy ", base::DisplayText(file.backup), " over ", base::DisplayText(file.resolved),
                    ",");
  }
  absl::StrAppend(&by_hand, " restart the server, look at what it serves");
  if (!status.ok())
    return StepOutcome::Failed(absl::StrCat("the old file could not be put back: ", status.message(), "; ", by_hand));
  std::string restart_problem;
  if (record_.restarted) {
    const absl::Status told = WithHost([this](RemoteHost& host) { return TellServer(host); });
    if (!told.ok()) restart_problem = absl::StrCat("with the old file too, ", told.message(), "; ");
  }
  const absl::StatusOr<std::string> wrong = WaitUntilRight(&ApplianceSteps::WhatIsNotOld);
  const std::string problem = wrong.ok() ? *wrong : std::string(wrong.status().message());
  if (problem.empty()) return StepOutcome::Done(absl::StrCat(restart_problem, "the old certificate is served again"));
  return StepOutcome::Failed(absl::StrCat("the old file is back; ", restart_problem, problem, "; ", by_hand));
}

}  // namespace certsweep::replacer
