// An appliance in memory, for tests of what is done to one: files with modes, owners and symbolic links, a log of
// calls, and faults at any call. The state outlives connections, as the real one does.
//
//   MemoryAppliance appliance;
//   appliance.AddFile("/etc/lighttpd/server.pem", pem);
//   appliance.DieAfterCall(3);
//   MemoryHost host(appliance);
//
// Calls of RemoteHost are counted from 1, over all connections; Connect is none. Thread-safe. Some bytes of memory
// beyond its files: thousands of them may be used at once.
#ifndef CERTSWEEP_TESTS_SUPPORT_MEMORY_HOST_H_
#define CERTSWEEP_TESTS_SUPPORT_MEMORY_HOST_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "replacer/deploy/remote_host.h"

namespace certsweep::test {

struct MemoryFile {
  replacer::FileKind kind = replacer::FileKind::kRegular;
  std::string content;  // of a symbolic link: where it leads
  uint32_t mode = 0600;
  uint32_t uid = 0, gid = 0;
};

class MemoryAppliance {
 public:
  // What Run does; called without a lock, so that it may use the appliance.
  using Command = std::function<absl::StatusOr<replacer::CommandResult>(MemoryAppliance&, std::string_view command)>;
  using Conversation = std::function<absl::StatusOr<replacer::DialogueResult>(
      MemoryAppliance&, const std::vector<replacer::DialogueStep>& steps)>;
  // Looks at the appliance after each call, and after each half of one that died within.
  using Observer = std::function<void(const MemoryAppliance&)>;

  MemoryAppliance();

  // --- what is on it; folders above are made where they are missing -------------------------------------------------
  void AddFile(std::string_view path, std::string_view content, uint32_t mode = 0600, uint32_t uid = 0,
               uint32_t gid = 0);
  void AddFolder(std::string_view path);
  void AddSymlink(std::string_view path, std::string_view target);
  void RemoveFile(std::string_view path);
  // Through symbolic links; nothing where there is no such file.
  std::optional<std::string> Content(std::string_view path) const;
  std::optional<MemoryFile> File(std::string_view path) const;
  // All paths but folders, sorted.
  std::vector<std::string> Paths() const;

  // --- how it behaves -----------------------------------------------------------------------------------------------
  // Without one, every command ends with status 0 and no output.
  void OnRun(Command command);
  void OnConverse(Conversation conversation);
  void Observe(Observer observer);
  // What the user who logs in is: new files are theirs, and only 0 may give files away.
  void SetUser(uint32_t uid, uint32_t gid);
  // Files can take so many bytes more; what does not fit is cut off there.
  void SetFreeSpace(std::optional<size_t> bytes);
  void SetReadOnly(bool read_only);
  // CanReplace and Replace fail.
  void SetCanReplace(bool can);

  // --- faults -------------------------------------------------------------------------------------------------------
  // Call `number` fails so, without an effect.
  void FailCall(int number, absl::Status status);
  // Each call of `function` ("Replace") fails so.
  void FailFunction(std::string_view function, absl::Status status);
  // The connection is lost at call `number`: before its effect, after it (the caller never learns of it), or in the
  // middle (half of a new file is there). All connections are dead from then on; new ones fail until Revive.
  void DieBeforeCall(int number) { DieAt(number, Death::kBefore); }
  void DieAfterCall(int number) { DieAt(number, Death::kAfter); }
  void DieWithinCall(int number) { DieAt(number, Death::kWithin); }
  void Revive();
  bool IsDead() const;
  // Bytes read back are other ones, from now on: a disk or a network that lies.
  void CorruptReads(bool corrupt);

  // --- what was done to it ------------------------------------------------------------------------------------------
  // "CreateFile /etc/lighttpd/.x", "Replace /a -> /b", "Run service lighttpd restart".
  std::vector<std::string> calls() const;
  int call_count() const;
  int connections() const;
  // Forgets log and count.
  void ForgetCalls();

 private:
  friend class MemoryHost;
  friend class MemoryConnector;
  enum class Death { kNone, kBefore, kAfter, kWithin };

  void DieAt(int number, Death death);
  // Counts and logs a call of a connection; the Status is the fault that stands in its way.
  absl::Status Begin(int generation, std::string_view function, std::string_view about);
  // After its effect: whether the connection was lost with it.
  absl::Status End();
  void Notify();
  absl::Status Lost() const { return absl::UnavailableError("connection lost"); }

  // REQUIRES: mutex_ held.
  MemoryFile* Find(std::string_view path);
  const MemoryFile* Find(std::string_view path) const;
  void AddFoldersAbove(std::string_view path);
  absl::StatusOr<std::string> Resolve(std::string_view path) const;

  mutable std::mutex mutex_;
  std::map<std::string, MemoryFile, std::less<>> files_;
  Command command_;
  Conversation conversation_;
  Observer observer_;
  uint32_t uid_ = 0, gid_ = 0;
  std::optional<size_t> free_space_;
  bool read_only_ = false, can_replace_ = true, corrupt_reads_ = false;
  std::map<int, absl::Status> failing_calls_;
  std::map<std::string, absl::Status, std::less<>> failing_functions_;
  int death_call_ = 0;
  Death death_ = Death::kNone;
  bool dead_ = false;
  int generation_ = 0;  // of connections: those before a Revive stay dead
  int call_count_ = 0, connections_ = 0;
  std::vector<std::string> calls_;
};

// Connections that are open now, and the most that ever were.
struct ConnectionCount {
  std::atomic<int> open = 0, most = 0;
};

class MemoryHost final : public replacer::RemoteHost {
 public:
  // `appliance` must outlive it. `count` goes up while it lives.
  explicit MemoryHost(MemoryAppliance& appliance, std::shared_ptr<ConnectionCount> count = nullptr);
  ~MemoryHost() override;
  MemoryHost(const MemoryHost&) = delete;
  MemoryHost& operator=(const MemoryHost&) = delete;

  absl::StatusOr<std::string> ResolvePath(std::string_view path) override;
  absl::StatusOr<replacer::RemoteFile> Stat(std::string_view path) override;
  absl::StatusOr<std::string> ReadFile(std::string_view path, size_t limit) override;
  absl::Status CreateFile(std::string_view path, std::string_view bytes) override;
  absl::Status SetOwnership(std::string_view path, uint32_t uid, uint32_t gid) override;
  absl::Status SetMode(std::string_view path, uint32_t mode) override;
  absl::Status CanReplace() override;
  absl::Status Replace(std::string_view from, std::string_view to) override;
  absl::Status Remove(std::string_view path) override;
  absl::StatusOr<std::vector<std::string>> List(std::string_view folder) override;
  absl::StatusOr<replacer::CommandResult> Run(std::string_view command) override;
  absl::StatusOr<replacer::DialogueResult> Converse(const std::vector<replacer::DialogueStep>& steps) override;

 private:
  // Runs `effect`, which returns a Status or StatusOr, between what stands before and after every call.
  template <typename Effect>
  auto Call(std::string_view function, std::string_view about, Effect effect) -> decltype(effect());
  // Looks at the path, then at rights to change something.
  absl::Status CheckChange(std::string_view path) const;

  MemoryAppliance& appliance_;
  const int generation_;
  const std::shared_ptr<ConnectionCount> count_;
};

// Connects to appliances by the target's host (and port, where it is not 22: "host:port"). Thread-safe.
class MemoryConnector final : public replacer::RemoteConnector {
 public:
  // Made at the first use; lives as long as the connector.
  MemoryAppliance& Appliance(const std::string& host);
  // Connect fails so, until an OK status is set. Once it was Aborted, that is WhyToStop until then.
  void FailConnect(const std::string& host, absl::Status status);
  std::string WhyToStop() const override;

  absl::StatusOr<std::unique_ptr<replacer::RemoteHost>> Connect(const replacer::SshTarget& target) override;

  const ConnectionCount& count() const { return *count_; }

 private:
  const std::shared_ptr<ConnectionCount> count_ = std::make_shared<ConnectionCount>();
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<MemoryAppliance>> appliances_;
  std::map<std::string, absl::Status> failures_;
  std::string why_to_stop_;
};

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_MEMORY_HOST_H_
