#include "tests/support/memory_host.h"

#include <algorithm>
#include <utility>

#include "engine/base/status_context.h"
#include "replacer/deploy/remote_path.h"

namespace certsweep::test {
namespace {

using replacer::CheckPath;
using replacer::CommandResult;
using replacer::DialogueResult;
using replacer::DialogueStep;
using replacer::FileKind;
using replacer::RemoteFile;
using replacer::RemoteHost;
using replacer::SshTarget;

constexpr int kMaxLinks = 40;

absl::Status About(const absl::Status& status, std::string_view path) { return base::Annotate(status, path); }

absl::Status Missing(std::string_view path) { return About(absl::NotFoundError("no such file or folder"), path); }

}  // namespace

MemoryAppliance::MemoryAppliance() { files_["/"] = {.kind = FileKind::kFolder, .content = "", .mode = 0755}; }

void MemoryAppliance::AddFoldersAbove(std::string_view path) {
  for (std::string folder = replacer::FolderOf(path); !files_.contains(folder); folder = replacer::FolderOf(folder)) {
    files_[folder] = {.kind = FileKind::kFolder, .content = "", .mode = 0755};
  }
}

void MemoryAppliance::AddFile(std::string_view path, std::string_view content, uint32_t mode, uint32_t uid,
                              uint32_t gid) {
  const std::lock_guard lock(mutex_);
  AddFoldersAbove(path);
  files_[std::string(path)] = {
      .kind = FileKind::kRegular, .content = std::string(content), .mode = mode, .uid = uid, .gid = gid};
}

void MemoryAppliance::AddFolder(std::string_view path) {
  const std::lock_guard lock(mutex_);
  AddFoldersAbove(replacer::JoinPath(path, "x"));
}

void MemoryAppliance::AddSymlink(std::string_view path, std::string_view target) {
  const std::lock_guard lock(mutex_);
  AddFoldersAbove(path);
  files_[std::string(path)] = {.kind = FileKind::kSymlink, .content = std::string(target), .mode = 0777};
}

void MemoryAppliance::RemoveFile(std::string_view path) {
  const std::lock_guard lock(mutex_);
  files_.erase(std::string(path));
}

std::optional<std::string> MemoryAppliance::Content(std::string_view path) const {
  const std::lock_guard lock(mutex_);
  absl::StatusOr<std::string> resolved = Resolve(path);
  const MemoryFile* file = resolved.ok() ? Find(*resolved) : nullptr;
  return file == nullptr ? std::nullopt : std::optional(file->content);
}

std::optional<MemoryFile> MemoryAppliance::File(std::string_view path) const {
  const std::lock_guard lock(mutex_);
  const MemoryFile* file = Find(path);
  return file == nullptr ? std::nullopt : std::optional(*file);
}

std::vector<std::string> MemoryAppliance::Paths() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> paths;
  for (const auto& [path, file] : files_) {
    if (file.kind != FileKind::kFolder) paths.push_back(path);
  }
  return paths;
}

void MemoryAppliance::OnRun(Command command) {
  const std::lock_guard lock(mutex_);
  command_ = std::move(command);
}

void MemoryAppliance::OnConverse(Conversation conversation) {
  const std::lock_guard lock(mutex_);
  conversation_ = std::move(conversation);
}

void MemoryAppliance::Observe(Observer observer) {
  const std::lock_guard lock(mutex_);
  observer_ = std::move(observer);
}

void MemoryAppliance::SetUser(uint32_t uid, uint32_t gid) {
  const std::lock_guard lock(mutex_);
  uid_ = uid;
  gid_ = gid;
}

void MemoryAppliance::SetFreeSpace(std::optional<size_t> bytes) {
  const std::lock_guard lock(mutex_);
  free_space_ = bytes;
}

void MemoryAppliance::SetReadOnly(bool read_only) {
  const std::lock_guard lock(mutex_);
  read_only_ = read_only;
}

void MemoryAppliance::SetCanReplace(bool can) {
  const std::lock_guard lock(mutex_);
  can_replace_ = can;
}

void MemoryAppliance::FailCall(int number, absl::Status status) {
  const std::lock_guard lock(mutex_);
  failing_calls_[number] = std::move(status);
}

void MemoryAppliance::FailFunction(std::string_view function, absl::Status status) {
  const std::lock_guard lock(mutex_);
  failing_functions_[std::string(function)] = std::move(status);
}

void MemoryAppliance::DieAt(int number, Death death) {
  const std::lock_guard lock(mutex_);
  death_call_ = number;
  death_ = death;
}

void MemoryAppliance::Revive() {
  const std::lock_guard lock(mutex_);
  dead_ = false;
  death_call_ = 0;
  death_ = Death::kNone;
  ++generation_;
}

bool MemoryAppliance::IsDead() const {
  const std::lock_guard lock(mutex_);
  return dead_;
}

void MemoryAppliance::CorruptReads(bool corrupt) {
  const std::lock_guard lock(mutex_);
  corrupt_reads_ = corrupt;
}

std::vector<std::string> MemoryAppliance::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

int MemoryAppliance::call_count() const {
  const std::lock_guard lock(mutex_);
  return call_count_;
}

int MemoryAppliance::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

void MemoryAppliance::ForgetCalls() {
  const std::lock_guard lock(mutex_);
  calls_.clear();
  call_count_ = 0;
}

absl::Status MemoryAppliance::Begin(int generation, std::string_view function, std::string_view about) {
  const std::lock_guard lock(mutex_);
  if (dead_ || generation != generation_) return Lost();
  ++call_count_;
  calls_.push_back(std::string(function) + (about.empty() ? "" : " " + std::string(about)));
  if (call_count_ == death_call_ && death_ == Death::kBefore) {
    dead_ = true;
    return Lost();
  }
  if (const auto failing = failing_calls_.find(call_count_); failing != failing_calls_.end()) return failing->second;
  const auto failing = failing_functions_.find(function);
  return failing == failing_functions_.end() ? absl::OkStatus() : failing->second;
}

absl::Status MemoryAppliance::End() {
  const std::lock_guard lock(mutex_);
  if (call_count_ == death_call_ && death_ != Death::kNone) dead_ = true;
  return dead_ ? Lost() : absl::OkStatus();
}

void MemoryAppliance::Notify() {
  Observer observer;
  {
    const std::lock_guard lock(mutex_);
    observer = observer_;
  }
  if (observer) observer(*this);
}

MemoryFile* MemoryAppliance::Find(std::string_view path) {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

const MemoryFile* MemoryAppliance::Find(std::string_view path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

absl::StatusOr<std::string> MemoryAppliance::Resolve(std::string_view path) const {
  std::string rest(path), resolved = "/";
  for (int links = 0; !rest.empty();) {
    const size_t slash = std::min(rest.find('/'), rest.size());
    const std::string name = rest.substr(0, slash);
    rest.erase(0, std::min(slash + 1, rest.size()));
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      resolved = replacer::FolderOf(resolved);
      continue;
    }
    const std::string next = replacer::JoinPath(resolved, name);
    const MemoryFile* file = Find(next);
    if (file == nullptr || ++links > kMaxLinks) return Missing(path);
    if (file->kind != FileKind::kSymlink) {
      resolved = next;
      continue;
    }
    if (file->content.starts_with('/')) resolved = "/";
    rest = file->content + (rest.empty() ? "" : "/" + rest);
  }
  return resolved;
}

MemoryHost::MemoryHost(MemoryAppliance& appliance, std::shared_ptr<ConnectionCount> count)
    : appliance_(appliance),
      generation_([&] {
        const std::lock_guard lock(appliance.mutex_);
        ++appliance.connections_;
        return appliance.generation_;
      }()),
      count_(std::move(count)) {
  if (count_ == nullptr) return;
  const int open = ++count_->open;
  for (int most = count_->most; most < open && !count_->most.compare_exchange_weak(most, open);) {
  }
}

MemoryHost::~MemoryHost() {
  if (count_ != nullptr) --count_->open;
}

template <typename Effect>
auto MemoryHost::Call(std::string_view function, std::string_view about, Effect effect) -> decltype(effect()) {
  if (absl::Status fault = appliance_.Begin(generation_, function, about); !fault.ok()) return fault;
  auto result = effect();
  const absl::Status lost = appliance_.End();
  appliance_.Notify();
  if (!lost.ok()) return lost;
  return result;
}

absl::StatusOr<std::string> MemoryHost::ResolvePath(std::string_view path) {
  return Call("ResolvePath", path, [&]() -> absl::StatusOr<std::string> {
    if (absl::Status usable = CheckPath(path); !usable.ok()) return usable;
    const std::lock_guard lock(appliance_.mutex_);
    return appliance_.Resolve(path);
  });
}

absl::StatusOr<RemoteFile> MemoryHost::Stat(std::string_view path) {
  return Call("Stat", path, [&]() -> absl::StatusOr<RemoteFile> {
    if (absl::Status usable = CheckPath(path); !usable.ok()) return usable;
    const std::lock_guard lock(appliance_.mutex_);
    const MemoryFile* file = appliance_.Find(path);
    if (file == nullptr) return Missing(path);
    return RemoteFile{
        .kind = file->kind, .size = file->content.size(), .mode = file->mode, .uid = file->uid, .gid = file->gid};
  });
}

absl::StatusOr<std::string> MemoryHost::ReadFile(std::string_view path, size_t limit) {
  return Call("ReadFile", path, [&]() -> absl::StatusOr<std::string> {
    if (absl::Status usable = CheckPath(path); !usable.ok()) return usable;
    const std::lock_guard lock(appliance_.mutex_);
    absl::StatusOr<std::string> resolved = appliance_.Resolve(path);
    if (!resolved.ok()) return resolved;
    const MemoryFile* file = appliance_.Find(*resolved);
    if (file->kind == FileKind::kFolder) return About(absl::InternalError("is a folder"), path);
    if (file->content.size() > limit) return About(absl::OutOfRangeError("longer than the limit"), path);
    std::string bytes = file->content;
    if (appliance_.corrupt_reads_ && !bytes.empty()) bytes.back() = static_cast<char>(bytes.back() ^ 1);
    return bytes;
  });
}

absl::Status MemoryHost::CheckChange(std::string_view path) const {
  if (absl::Status usable = CheckPath(path); !usable.ok()) return usable;
  return appliance_.read_only_ ? About(absl::PermissionDeniedError("the file system is read-only"), path)
                               : absl::OkStatus();
}

absl::Status MemoryHost::CreateFile(std::string_view path, std::string_view bytes) {
  return Call("CreateFile", path, [&]() -> absl::Status {
    const std::lock_guard lock(appliance_.mutex_);
    if (absl::Status may = CheckChange(path); !may.ok()) return may;
    if (appliance_.Find(path) != nullptr) return About(absl::AlreadyExistsError("is there already"), path);
    if (appliance_.Find(replacer::FolderOf(path)) == nullptr) return Missing(path);
    const bool dies =
        appliance_.death_ == MemoryAppliance::Death::kWithin && appliance_.call_count_ == appliance_.death_call_;
    const size_t room = appliance_.free_space_.value_or(bytes.size());
    const size_t size = dies ? bytes.size() / 2 : std::min(bytes.size(), room);
    appliance_.files_[std::string(path)] = {.kind = FileKind::kRegular,
                                            .content = std::string(bytes.substr(0, size)),
                                            .mode = 0600,
                                            .uid = appliance_.uid_,
                                            .gid = appliance_.gid_};
    if (appliance_.free_space_) *appliance_.free_space_ -= std::min(size, room);
    return room >= bytes.size() ? absl::OkStatus() : About(absl::ResourceExhaustedError("no space left"), path);
  });
}

absl::Status MemoryHost::SetOwnership(std::string_view path, uint32_t uid, uint32_t gid) {
  return Call("SetOwnership", path, [&]() -> absl::Status {
    const std::lock_guard lock(appliance_.mutex_);
    if (absl::Status may = CheckChange(path); !may.ok()) return may;
    MemoryFile* file = appliance_.Find(path);
    if (file == nullptr) return Missing(path);
    if (appliance_.uid_ != 0 && (uid != file->uid || gid != file->gid)) {
      return About(absl::PermissionDeniedError("operation not permitted"), path);
    }
    file->uid = uid;
    file->gid = gid;
    return absl::OkStatus();
  });
}

absl::Status MemoryHost::SetMode(std::string_view path, uint32_t mode) {
  return Call("SetMode", path, [&]() -> absl::Status {
    const std::lock_guard lock(appliance_.mutex_);
    if (absl::Status may = CheckChange(path); !may.ok()) return may;
    MemoryFile* file = appliance_.Find(path);
    if (file == nullptr) return Missing(path);
    file->mode = mode & 07777;
    return absl::OkStatus();
  });
}

absl::Status MemoryHost::CanReplace() {
  return Call("CanReplace", "", [&]() -> absl::Status {
    const std::lock_guard lock(appliance_.mutex_);
    return appliance_.can_replace_ ? absl::OkStatus() : absl::FailedPreconditionError("no way to rename over a file");
  });
}

absl::Status MemoryHost::Replace(std::string_view from, std::string_view to) {
  return Call("Replace", std::string(from) + " -> " + std::string(to), [&]() -> absl::Status {
    const std::lock_guard lock(appliance_.mutex_);
    if (absl::Status may = CheckChange(from); !may.ok()) return may;
    if (absl::Status may = CheckChange(to); !may.ok()) return may;
    if (!appliance_.can_replace_) return absl::FailedPreconditionError("no way to rename over a file");
    const auto source = appliance_.files_.find(from);
    if (source == appliance_.files_.end()) return Missing(from);
    const MemoryFile* target = appliance_.Find(to);
    if (target != nullptr && target->kind == FileKind::kFolder) return About(absl::InternalError("is a folder"), to);
    if (from == to) return absl::OkStatus();
    MemoryFile file = std::move(source->second);
    appliance_.files_.erase(source);
    appliance_.files_[std::string(to)] = std::move(file);
    return absl::OkStatus();
  });
}

absl::Status MemoryHost::Remove(std::string_view path) {
  return Call("Remove", path, [&]() -> absl::Status {
    const std::lock_guard lock(appliance_.mutex_);
    if (absl::Status may = CheckChange(path); !may.ok()) return may;
    const MemoryFile* file = appliance_.Find(path);
    if (file == nullptr) return Missing(path);
    if (file->kind == FileKind::kFolder) return About(absl::InternalError("is a folder"), path);
    appliance_.files_.erase(std::string(path));
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<std::string>> MemoryHost::List(std::string_view folder) {
  return Call("List", folder, [&]() -> absl::StatusOr<std::vector<std::string>> {
    if (absl::Status usable = CheckPath(folder); !usable.ok()) return usable;
    const std::lock_guard lock(appliance_.mutex_);
    absl::StatusOr<std::string> resolved = appliance_.Resolve(folder);
    if (!resolved.ok()) return resolved.status();
    std::vector<std::string> names;
    for (const auto& [path, unused] : appliance_.files_) {
      if (path != "/" && replacer::FolderOf(path) == *resolved) names.emplace_back(replacer::NameOf(path));
    }
    return names;
  });
}

absl::StatusOr<CommandResult> MemoryHost::Run(std::string_view command) {
  return Call("Run", command, [&]() -> absl::StatusOr<CommandResult> {
    if (command.find('\0') != std::string_view::npos) return absl::InvalidArgumentError("a command has a NUL in it");
    MemoryAppliance::Command run;
    {
      const std::lock_guard lock(appliance_.mutex_);
      run = appliance_.command_;
    }
    return run ? run(appliance_, command) : CommandResult();
  });
}

absl::StatusOr<DialogueResult> MemoryHost::Converse(const std::vector<DialogueStep>& steps) {
  return Call("Converse", "", [&]() -> absl::StatusOr<DialogueResult> {
    MemoryAppliance::Conversation converse;
    {
      const std::lock_guard lock(appliance_.mutex_);
      converse = appliance_.conversation_;
    }
    return converse ? converse(appliance_, steps) : DialogueResult{.completed = true, .detail = "", .transcript = ""};
  });
}

MemoryAppliance& MemoryConnector::Appliance(const std::string& host) {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<MemoryAppliance>& appliance = appliances_[host];
  if (appliance == nullptr) appliance = std::make_unique<MemoryAppliance>();
  return *appliance;
}

void MemoryConnector::FailConnect(const std::string& host, absl::Status status) {
  const std::lock_guard lock(mutex_);
  if (status.ok()) why_to_stop_.clear();
  failures_[host] = std::move(status);
}

std::string MemoryConnector::WhyToStop() const {
  const std::lock_guard lock(mutex_);
  return why_to_stop_;
}

absl::StatusOr<std::unique_ptr<RemoteHost>> MemoryConnector::Connect(const SshTarget& target) {
  MemoryAppliance* appliance = nullptr;
  {
    const std::lock_guard lock(mutex_);
    const std::string name = target.ToString();
    if (const auto failure = failures_.find(name); failure != failures_.end() && !failure->second.ok()) {
      if (absl::IsAborted(failure->second)) why_to_stop_ = std::string(failure->second.message());
      return base::Annotate(failure->second, "ssh " + name);
    }
    const auto found = appliances_.find(name);
    if (found == appliances_.end()) return absl::UnavailableError("ssh " + name + ": connection refused");
    appliance = found->second.get();
  }
  if (appliance->IsDead()) return absl::UnavailableError("ssh " + target.ToString() + ": connection refused");
  return std::make_unique<MemoryHost>(*appliance, count_);
}

}  // namespace certsweep::test
