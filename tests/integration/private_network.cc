#include "tests/integration/private_network.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tests/integration/process.h"

namespace certsweep::integration {

namespace {

std::string Failure(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

// Root by itself, or in a user namespace of its own where users may have one.
std::string Unshare() {
  const uid_t user = geteuid();
  const gid_t group = getegid();
  if (unshare(CLONE_NEWNET | CLONE_NEWNS) == 0) return {};
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) != 0) return Failure("no network of one's own here");
  WriteFile("/proc/self/setgroups", "deny");
  WriteFile("/proc/self/uid_map", "0 " + std::to_string(user) + " 1");
  WriteFile("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
  return {};
}

sockaddr InetAddress(const char* text) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  inet_pton(AF_INET, text, &address.sin_addr);
  sockaddr result{};
  std::memcpy(&result, &address, sizeof address);
  return result;
}

// An address of loopback makes its whole network local.
std::string RaiseLoopback() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq up{};
  std::strcpy(up.ifr_name, "lo");
  up.ifr_flags = IFF_UP;
  ifreq alias{};
  std::strcpy(alias.ifr_name, "lo:1");
  alias.ifr_addr = InetAddress("10.0.0.1");
  bool done = ioctl(socket, SIOCSIFFLAGS, &up) == 0 && ioctl(socket, SIOCSIFADDR, &alias) == 0;
  alias.ifr_netmask = InetAddress("255.0.0.0");
  done = done && ioctl(socket, SIOCSIFNETMASK, &alias) == 0;
  const std::string failure = done ? std::string() : Failure("loopback can't be set up");
  close(socket);
  return failure;
}

std::string Cover(const std::string& file, const char* system_file) {
  const bool done = mount(file.c_str(), system_file, nullptr, MS_BIND, nullptr) == 0;
  return done ? std::string() : Failure(system_file);
}

// Where an sshd of root drops its rights has to be root's: the one of the machine is not that of a user who is root
// here alone.
std::string GiveSshdItsFolder() {
  const char* place = access("/run/sshd", F_OK) == 0 ? "/run/sshd" : "/run";
  return mount("tmpfs", place, "tmpfs", 0, "mode=0755") == 0 ? std::string() : Failure(place);
}

}  // namespace

std::string EnterPrivateNetwork(const std::map<std::string, std::string>& hosts, const std::string& folder) {
  std::string lines = "127.0.0.1 localhost\n";
  for (const auto& [name, address] : hosts) lines += address + " " + name + "\n";
  WriteFile(folder + "/hosts", lines);
  WriteFile(folder + "/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
  const bool is_root = geteuid() == 0;
  std::string failure = Unshare();
  if (!failure.empty()) return failure;
  // What is mounted from now on is seen by nobody else.
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return Failure("mounts can't be kept apart");
  failure = RaiseLoopback();
  if (failure.empty()) failure = Cover(folder + "/hosts", "/etc/hosts");
  if (failure.empty()) failure = Cover(folder + "/resolv.conf", "/etc/resolv.conf");
  if (failure.empty() && !is_root) failure = GiveSshdItsFolder();
  return failure;
}

}  // namespace certsweep::integration
