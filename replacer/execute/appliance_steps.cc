#include "replacer/execute/appliance_steps.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/bytes.h"
#include "engine/base/text.h"
#include "replacer/bundle/server_pem.h"
#include "replacer/deploy/backup.h"
#include "replacer/deploy/installation.h"
#include "replacer/deploy/temporary_name.h"
#include "replacer/execute/server_commands.h"

namespace certsweep::replacer {
namespace {

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

absl::Status CheckIsOld(RemoteHost& host, const ReplacedFile& file) {
  const absl::StatusOr<bool> is_old = IsThere(host, file.resolved, file.old_sha256);
  if (!is_old.ok()) return is_old.status();
  if (*is_old) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(base::DisplayText(file.resolved), ": was changed by somebody else in the meantime"));
}

}  // namespace

absl::StatusOr<base::SecretText> ApplianceSteps::ReadOldPem() {
  std::string content;
  const absl::Status status = link_.With([&](RemoteHost& host) -> absl::Status {
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
    if (chain->empty()) {
      // A server does not start with a file of no certificate, and the old one does no harm.
      notices_.push_back(absl::StrCat(base::DisplayText(plan_.chain_path),
                                      " stays as it is: the new certificate has no intermediates"));
    } else if (absl::Status status = InspectOne(host, plan_.chain_path, *chain); !status.ok())
      return status;
  }
  return InspectOne(host, plan_.pem_path, pem->view());
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
  absl::Status status = link_.With([this](RemoteHost& host) { return InspectAll(host); });
  if (status.ok()) status = served_.Note();
  if (status.ok()) status = NameTemporaries();
  if (!status.ok()) return StepOutcome::Failed(status);
  record_.backup_time = tools_.clock->NowUnixSeconds();
  return StepOutcome::Done(absl::StrJoin(notices_, "; "));
}

StepOutcome ApplianceSteps::BackUp() {
  for (ReplacedFile& file : record_.files) {
    const absl::Status status = link_.With([&](RemoteHost& host) -> absl::Status {
      if (absl::Status is_old = CheckIsOld(host, file); !is_old.ok()) return is_old;
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
    const absl::Status status = link_.With([&](RemoteHost& host) {
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
  if (!TestsPem(plan_)) return absl::OkStatus();
  return link_.With([&](RemoteHost& host) { return TestPem(host, plan_, record_.files.back().temporary); });
}

StepOutcome ApplianceSteps::Upload() {
  const absl::Status uploaded = UploadAll();
  if (uploaded.ok()) return StepOutcome::Done();
  if (absl::IsAborted(uploaded)) return StepOutcome::Failed(uploaded);
  std::string detail(uploaded.message());
  for (const ReplacedFile& file : record_.files) {
    const absl::Status removed = link_.With([&](RemoteHost& host) { return RemoveLeftover(host, file.temporary); });
    if (removed.ok() || detail.find(file.temporary) != std::string::npos) continue;
    absl::StrAppend(&detail, "; ", file.temporary, " may be left on the appliance");
  }
  return StepOutcome::Failed(base::DisplayText(detail, 2000));
}

absl::Status ApplianceSteps::CheckBeforeInstall(RemoteHost& host) {
  for (const ReplacedFile& file : record_.files) {
    const absl::StatusOr<bool> is_new = IsThere(host, file.resolved, file.new_sha256);
    if (!is_new.ok()) return is_new.status();
    if (*is_new) continue;
    if (absl::Status status = CheckIsOld(host, file); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ApplianceSteps::InstallAll() {
  absl::Status status = link_.With([this](RemoteHost& host) { return CheckBeforeInstall(host); });
  for (const ReplacedFile& file : record_.files) {
    if (!status.ok()) break;
    status = link_.With([&](RemoteHost& host) -> absl::Status {
      const absl::StatusOr<bool> is_new = IsThere(host, file.resolved, file.new_sha256);
      if (!is_new.ok()) return is_new.status();
      if (*is_new) return absl::OkStatus();
      return certsweep::replacer::Install(host, file.temporary, file.resolved);
    });
  }
  return status;
}

// Also where somebody else was there in between: what they did stays.
absl::Status ApplianceSteps::LeaveUntouched(RemoteHost& host) {
  for (const ReplacedFile& file : record_.files) {
    const absl::StatusOr<bool> is_new = IsThere(host, file.resolved, file.new_sha256);
    if (!is_new.ok()) return is_new.status();
    if (*is_new) return absl::FailedPreconditionError("it is not as it was");
  }
  for (const ReplacedFile& file : record_.files) {
    if (absl::Status removed = RemoveLeftover(host, file.temporary); !removed.ok()) return removed;
  }
  return absl::OkStatus();
}

StepOutcome ApplianceSteps::Install() {
  const absl::Status installed = InstallAll();
  if (installed.ok()) return StepOutcome::Done();
  // Whether the appliance is as it was can perhaps be seen; then nothing has to be put back.
  const absl::Status seen = link_.With([this](RemoteHost& host) { return LeaveUntouched(host); });
  StepOutcome outcome = StepOutcome::Failed(installed);
  if (seen.ok()) outcome.result = StepResult::kUntouched;
  return outcome;
}

StepOutcome ApplianceSteps::Test() {
  if (plan_.test_command.empty() || TestsPem(plan_)) return StepOutcome::Done();
  const absl::Status status = link_.With([this](RemoteHost& host) { return TestServer(host, plan_); });
  return status.ok() ? StepOutcome::Done() : StepOutcome::Failed(status);
}

StepOutcome ApplianceSteps::Restart() {
  const absl::Status status = link_.With([this](RemoteHost& host) { return TellServer(host, plan_); });
  return status.ok() ? StepOutcome::Done() : StepOutcome::Failed(status);
}

StepOutcome ApplianceSteps::Verify() {
  absl::StatusOr<std::string> wrong = served_.WaitUntilNew();
  if (!wrong.ok()) return StepOutcome::Failed(wrong.status());
  if (!wrong->empty()) return StepOutcome::Failed(*wrong);
  if (!tools_.waiter->WaitUnlessStopping(tools_.settings.settle_us)) {
    return {StepResult::kTryLater, "serves its new certificate; stopped before the second look"};
  }
  // Some products put their own certificate back after a while. One that answers nothing for a moment has not.
  wrong = served_.WaitUntilNew();
  if (!wrong.ok()) return StepOutcome::Failed(wrong.status());
  if (!wrong->empty()) return StepOutcome::Failed(absl::StrCat("after settling, ", *wrong));
  return StepOutcome::Done(PruneOldBackups());
}

std::string ApplianceSteps::PruneOldBackups() {
  for (const ReplacedFile& file : record_.files) {
    const absl::Status status = link_.With([&](RemoteHost& host) {
      return PruneBackups(host, file.resolved, file.backup, static_cast<size_t>(tools_.settings.keep_backups)).status();
    });
    if (!status.ok()) return absl::StrCat("old backups could not be removed: ", status.message());
  }
  return "";
}

absl::Status ApplianceSteps::PutBack(RemoteHost& host, const ReplacedFile& file) {
  const absl::StatusOr<bool> is_old = IsThere(host, file.resolved, file.old_sha256);
  if (!is_old.ok()) return is_old.status();
  if (*is_old) return absl::OkStatus();
  // Of an earlier attempt, perhaps.
  if (absl::Status removed = RemoveLeftover(host, file.restore_temporary); !removed.ok()) return removed;
  return RestoreFrom(host, file.backup, file.resolved, file.restore_temporary, OldFile(file));
}

absl::Status ApplianceSteps::PutAllBack(RemoteHost& host) {
  for (const ReplacedFile& file : record_.files) {
    if (absl::Status status = PutBack(host, file); !status.ok()) return status;
  }
  return absl::OkStatus();
}

std::string ApplianceSteps::RemoveUploads() {
  std::string left;
  for (const ReplacedFile& file : record_.files) {
    const absl::Status removed = link_.With([&](RemoteHost& host) { return RemoveLeftover(host, file.temporary); });
    if (!removed.ok()) absl::StrAppend(&left, "; ", base::DisplayText(file.temporary), " may be left on the appliance");
  }
  return left;
}

std::string ApplianceSteps::ByHand() const {
  std::string by_hand = "by hand:";
  for (const ReplacedFile& file : record_.files) {
    absl::StrAppend(&by_hand, " copy ", base::DisplayText(file.backup), " over ", base::DisplayText(file.resolved),
                    ",");
  }
  return absl::StrCat(by_hand, " restart the server, look at what it serves");
}

StepOutcome ApplianceSteps::Restore() {
  const absl::Status status = link_.Insist([this](RemoteHost& host) { return PutAllBack(host); });
  if (absl::IsAborted(status)) return StepOutcome::Failed(status);
  if (!status.ok()) {
    return StepOutcome::Failed(absl::StrCat("the old file could not be put back: ", status.message(), "; ", ByHand()));
  }
  std::string restart_problem;
  if (record_.restarted) {
    const absl::Status told = link_.Insist([this](RemoteHost& host) { return TellServer(host, plan_); });
    if (!told.ok()) restart_problem = absl::StrCat("with the old file too, ", told.message(), "; ");
  }
  const absl::StatusOr<std::string> wrong = served_.WaitUntilOld();
  const std::string problem = wrong.ok() ? *wrong : std::string(wrong.status().message());
  const std::string left = RemoveUploads();
  if (problem.empty()) {
    return StepOutcome::Done(absl::StrCat(restart_problem, "the old certificate is served again", left));
  }
  return StepOutcome::Failed(absl::StrCat("the old file is back; ", restart_problem, problem, "; ", ByHand(), left));
}

}  // namespace certsweep::replacer
