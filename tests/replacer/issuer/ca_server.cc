#include "tests/replacer/issuer/ca_server.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>

#include "engine/base/clock.h"
#include "tests/replacer/issuer/test_order.h"
#include "tests/support/check.h"
#include "tests/support/test_certificates.h"

namespace certsweep::replacer {
namespace {

// Judged by libraries that look at the real clock.
test::CertificateBuilder ValidNow(test::CertificateBuilder builder) {
  const int64_t now = base::SystemClock().NowUnixSeconds();
  return builder.Valid(now - test::kTestDay, now + test::kTestDay);
}

}  // namespace

bool CaServer::Works() {
  static const bool kWorks = std::system("python3 -c 'import ssl' >/dev/null 2>&1") == 0;
  return kWorks;
}

CaServer::CaServer(std::string_view script, std::string_view client_ca) {
  const auto root = ValidNow(test::CertificateBuilder("Web Root").Key(test::TestKey::Ec("P-256", 40)).Ca()).Build();
  const auto key = test::TestKey::Ec("P-256", 41);
  const auto leaf =
      ValidNow(test::CertificateBuilder("ca.test").Key(key).Dns("ca.test").Ip("127.0.0.1").IssuedBy(root)).Build();
  Write("bundle.pem", root.Pem());
  Write("server.pem", PrivateKeyPem(key) + leaf.Pem());
  Write("script.json", script);
  Write("client.pem", client_ca);

  int in[2], out[2];
  test::Check(::pipe2(in, O_CLOEXEC) == 0 && ::pipe2(out, O_CLOEXEC) == 0, "pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  std::string arguments[] = {"python3", "-I", CERTSWEEP_CA_SERVER, folder_.path()};
  char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(), arguments[3].data(), nullptr};
  test::Check(::posix_spawnp(&pid_, "python3", &actions, nullptr, argv, environ) == 0, "python3 can't be started");
  posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  stop_ = in[1];
  char c;
  while (::read(out[0], &c, 1) == 1 && c != '\n') port_.push_back(c);
  ::close(out[0]);
  test::Check(!port_.empty(), "ca_server.py does not serve");
}

CaServer::~CaServer() {
  ::close(stop_);
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

std::string CaServer::Url(std::string_view path, std::string_view host) const {
  return "https://" + std::string(host) + ":" + port_ + std::string(path);
}

std::string CaServer::Requests() const {
  const std::string path = folder_.Path("requests.jsonl");
  return std::filesystem::exists(path) ? test::ReadWholeFile(path) : "";
}

}  // namespace certsweep::replacer
