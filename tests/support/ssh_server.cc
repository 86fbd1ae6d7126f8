#include "tests/support/ssh_server.h"

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <sstream>

#include "replacer/deploy/deadline.h"
#include "replacer/deploy/tcp_connection.h"
#include "tests/support/check.h"
#include "tests/support/loopback.h"

namespace certsweep::test {
namespace {

constexpr char kSshd[] = "/usr/sbin/sshd";
constexpr char kKeygen[] = "/usr/bin/ssh-keygen";
constexpr char kSftpServer[] = "/usr/lib/openssh/sftp-server";
constexpr int64_t kPatienceMicros = 20'000'000;

// Starts a program, its output into `log`.
pid_t Spawn(const std::vector<std::string>& arguments, const std::string& log) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t pid = fork();
  Check(pid >= 0, "no process");
  if (pid > 0) return pid;
  // A test that is killed leaves no server behind.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int null = open("/dev/null", O_RDONLY);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(null, 0);
  dup2(out, 1);
  dup2(out, 2);
  execv(argv[0], argv.data());
  _exit(127);
}

int Await(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// 127/8 is wide: an address that no other process of the machine is likely to have, so that any port of it is free.
std::string AddressOfOurOwn() {
  static std::atomic<int> counter{0};
  const int pid = getpid();
  const int number = 1 + counter++ % 250;
  return "127." + std::to_string(64 + (pid >> 8) % 128) + "." + std::to_string(pid & 255) + "." +
         std::to_string(number);
}

std::vector<pid_t> ChildrenOf(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children");
  std::vector<pid_t> children;
  for (pid_t child = 0; file >> child;) children.push_back(child);
  return children;
}

void KillTree(pid_t pid) {
  // Stopped first, so that it starts nothing new while its children are counted.
  kill(pid, SIGSTOP);
  for (pid_t child : ChildrenOf(pid)) KillTree(child);
  kill(pid, SIGKILL);
}

std::string NameOfUser() {
  const passwd* entry = getpwuid(geteuid());
  Check(entry != nullptr, "the user has no name");
  return entry->pw_name;
}

std::string NameOfType(std::string_view type) { return std::string(type.substr(0, type.find(':'))); }

}  // namespace

void MakeSshKey(const std::string& path, std::string_view type, const std::string& passphrase) {
  std::filesystem::remove(path);
  std::vector<std::string> arguments = {kKeygen, "-q", "-t", NameOfType(type), "-N", passphrase, "-f", path};
  if (const size_t colon = type.find(':'); colon != std::string_view::npos) {
    arguments.insert(arguments.end(), {"-b", std::string(type.substr(colon + 1))});
  }
  Check(Await(Spawn(arguments, path + ".log")) == 0, "ssh-keygen makes no key");
}

bool SshServer::IsAvailable() {
  return access(kSshd, X_OK) == 0 && access(kKeygen, X_OK) == 0 && access(kSftpServer, X_OK) == 0;
}

SshServer::SshServer(SshServerOptions options) : options_(std::move(options)), user_(NameOfUser()) {
  if (options_.address.empty()) options_.address = AddressOfOurOwn();
  MakeSshKey(identity());
  WriteWholeFile(folder_.Path("authorized_keys"), ReadWholeFile(identity() + ".pub"));
  // Where sshd drops its rights; a service's start script makes it else.
  if (geteuid() == 0) mkdir("/run/sshd", 0755);
  port_ = HoldSilentPort(options_.address).port;
  MakeHostKeys();
  Start();
}

SshServer::~SshServer() { Stop(); }

void SshServer::MakeHostKeys() {
  for (const std::string& type : options_.host_key_types) MakeSshKey(folder_.Path("host_" + NameOfType(type)), type);
}

// SHLVL: a bash that is not the first one does not read what the user of this machine has in .bashrc.
void SshServer::WriteConfig() const {
  std::ostringstream text;
  for (const std::string& line : options_.config) text << line << "\n";
  text
      << "Port " << port_ << "\nListenAddress " << address() << "\nAuthorizedKeysFile "
      << folder_.Path("authorized_keys")
      << "\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin "
         "yes\n"
         "PidFile none\nLogLevel VERBOSE\nPrintMotd no\nSetEnv SHLVL=5\nUseDNS no\nMaxStartups 1000\nMaxSessions 100\n";
  for (const std::string& type : options_.host_key_types) {
    text << "HostKey " << folder_.Path("host_" + NameOfType(type)) << "\n";
  }
  if (options_.sftp) text << "Subsystem sftp " << kSftpServer << "\n";
  if (!options_.force_command.empty()) text << "ForceCommand " << options_.force_command << "\n";
  WriteWholeFile(folder_.Path("config"), text.str());
}

void SshServer::Start() {
  WriteConfig();
  pid_ = Spawn({kSshd, "-D", "-e", "-f", folder_.Path("config")}, folder_.Path("log"));
  const bool greets = AwaitGreeting();
  if (!greets) std::fprintf(stderr, "%s\n", Log().c_str());
  Check(greets, "sshd does not start");
}

bool SshServer::AwaitGreeting() const {
  const auto deadline = replacer::Deadline::After(kPatienceMicros);
  while (!deadline.HasPassed()) {
    absl::StatusOr<replacer::Socket> socket = replacer::ConnectTcp(address(), port_, deadline);
    if (!socket.ok()) {
      // There is nothing to wait on but the next try.
      poll(nullptr, 0, 10);
      if (waitpid(pid_, nullptr, WNOHANG) != 0) return false;
      continue;
    }
    pollfd wait{.fd = socket->get(), .events = POLLIN, .revents = 0};
    char greeting[4];
    if (poll(&wait, 1, deadline.RemainingMillis(10'000)) > 0 && recv(socket->get(), greeting, 4, 0) == 4) return true;
  }
  return false;
}

void SshServer::Stop() {
  if (pid_ < 0) return;
  KillTree(pid_);
  Await(pid_);
  pid_ = -1;
}

void SshServer::ChangeHostKeys(const std::vector<std::string>& types) {
  Stop();
  options_.host_key_types = types;
  MakeHostKeys();
  Start();
}

void SshServer::Authorize(std::string_view public_key) {
  std::ofstream(folder_.Path("authorized_keys"), std::ios::app) << public_key << "\n";
}

std::string SshServer::Fingerprint(std::string_view type) const {
  const std::string log = folder_.Path("fingerprint");
  std::filesystem::remove(log);
  const std::string key = folder_.Path("host_" + std::string(type) + ".pub");
  Check(Await(Spawn({kKeygen, "-l", "-E", "sha256", "-f", key}, log)) == 0, "ssh-keygen tells no fingerprint");
  std::istringstream text(ReadWholeFile(log));
  std::string bits, fingerprint;
  text >> bits >> fingerprint;
  return fingerprint;
}

std::string SshServer::KnownHosts() const {
  std::string text;
  for (const std::string& type : options_.host_key_types) {
    std::istringstream key(ReadWholeFile(folder_.Path("host_" + NameOfType(type) + ".pub")));
    std::string name, blob;
    key >> name >> blob;
    text += "[" + address() + "]:" + std::to_string(port_) + " " + name + " " + blob + "\n";
  }
  return text;
}

replacer::SshTarget SshServer::Target() const {
  return {.host = address(),
          .address = "",
          .port = port_,
          .user = user_,
          .host_key_fingerprint = Fingerprint(NameOfType(options_.host_key_types.front())),
          .legacy_algorithms = false};
}

std::string SshServer::Log() const { return ReadWholeFile(folder_.Path("log")); }

}  // namespace certsweep::test
