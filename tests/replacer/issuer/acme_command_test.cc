// A command issuer with lego against pebble, an ACME server for tests: real programs of other people on both sides.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <variant>

#include "engine/base/clock.h"
#include "engine/x509/certificate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "replacer/issuer/command_issuer.h"
#include "tests/replacer/issuer/test_order.h"
#include "tests/support/check.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_certificates.h"

namespace certsweep::replacer {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

bool Has(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

// Pebble on an address of this process alone: it can't be told to take any free port.
class Pebble {
 public:
  explicit Pebble(const test::TemporaryFolder& folder) {
    const int64_t now = base::SystemClock().NowUnixSeconds();
    const auto web = test::CertificateBuilder("pebble")
                         .Key(test::TestKey::Ec("P-256", 70))
                         .Valid(now - test::kTestDay, now + test::kTestDay)
                         .Ip(address_)
                         .Build();
    test::WriteWholeFile(folder.Path("acme-root.pem"), web.Pem());
    test::WriteWholeFile(folder.Path("pebble.key"), PrivateKeyPem(web.key));
    test::WriteWholeFile(folder.Path("directory-url"), "https://" + address_ + ":14000/dir");
    test::WriteWholeFile(folder.Path("pebble.json"),
                         R"({"pebble": {"listenAddress": ")" + address_ + R"(:14000", "managementListenAddress": ")" +
                             address_ + R"(:15000", "httpPort": 5002, "tlsPort": 5001, "certificate": ")" +
                             folder.Path("acme-root.pem") + R"(", "privateKey": ")" + folder.Path("pebble.key") +
                             R"("}})");
    Start(folder.Path("pebble.json"));
  }
  ~Pebble() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

 private:
  void Start(const std::string& config) {
    const std::string ready = "for i in $(seq 500); do timeout 1 openssl s_client -connect " + address_ +
                              ":14000 </dev/null >/dev/null 2>&1 && exit 0; sleep 0.02; done; exit 1";
    std::string arguments[] = {"pebble", "-config", config};
    // Nobody has to serve challenges here.
    std::string environment[] = {"PEBBLE_VA_ALWAYS_VALID=1", "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0"};
    char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(), nullptr};
    char* envp[] = {environment[0].data(), environment[1].data(), environment[2].data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int fd : {1, 2}) posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_WRONLY, 0);
    test::Check(::posix_spawnp(&pid_, "pebble", &actions, nullptr, argv, envp) == 0, "pebble can't be started");
    posix_spawn_file_actions_destroy(&actions);
    test::Check(std::system(ready.c_str()) == 0, "pebble does not serve");
  }

  const std::string address_ = "127." + std::to_string(100 + ::getpid() / 65536 % 100) + "." +
                               std::to_string(::getpid() / 256 % 256) + "." + std::to_string(::getpid() % 254 + 1);
  pid_t pid_ = -1;
};

TEST(AcmeCommandTest, LegoAgainstPebble) {
  for (const char* program : {"pebble", "lego", "openssl"}) {
    if (!Has(program)) GTEST_SKIP() << program << " is not installed";
  }
  const test::TemporaryFolder ca, jobs;
  test::WriteWholeFile(ca.Path("lego.sh"), test::ReadWholeFile(CERTSWEEP_LEGO_SCRIPT));
  auto issuer =
      CommandIssuer::Create({.command = {"sh", ca.Path("lego.sh"), "{csr}", "{cert}", "{fqdn}"}}, base::SystemClock());
  ASSERT_TRUE(issuer.ok());
  auto order = TestOrder(jobs.path());
  order.csr_pem = CsrFor({"sps01.corp.example"});  // ACME has no way to prove that an address is ours
  {
    const Pebble pebble(ca);
    const auto answer = (*issuer)->Submit(order);
    ASSERT_TRUE(answer.ok() && std::holds_alternative<Issued>(*answer)) << Told(answer);
    const auto& certificates = std::get<Issued>(*answer).certificates_der;
    ASSERT_EQ(certificates.size(), 2U) << "with its chain";
    const auto leaf = x509::Certificate::Parse(base::AsBytes(certificates.front()));
    EXPECT_THAT((*leaf)->subject_alt_name()->dns_names, ElementsAre("sps01.corp.example"));
    EXPECT_EQ((*leaf)->spki_sha256(), order.spki_sha256);
  }
  EXPECT_THAT(Told((*issuer)->Submit(order)), StartsWith("pending ")) << "the server is gone";
}

}  // namespace
}  // namespace certsweep::replacer
