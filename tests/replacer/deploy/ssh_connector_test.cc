#include "replacer/deploy/ssh_connector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <link.h>

#include <thread>

#include "replacer/deploy/known_hosts.h"
#include "tests/support/cutting_relay.h"
#include "tests/support/scripted_peer.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

absl::Status ConnectStatus(SshConnector& connector, const SshTarget& target) {
  return connector.Connect(target).status();
}

std::string Message(const absl::Status& status) { return std::string(status.message()); }

// --- without a server -----------------------------------------------------------------------------------------------

SshTarget Loopback(uint16_t port) {
  return {.host = "127.0.0.1",
          .address = "",
          .port = port,
          .user = "root",
          .host_key_fingerprint = "",
          .legacy_algorithms = false};
}

SshOptions Impatient() {
  SshOptions options;
  options.connect_timeout_us = 300'000;
  return options;
}

TEST(SshConnectorTest, SaysThatItWasRefused) {
  const test::Listener held = test::HoldSilentPort();
  SshConnector connector({});
  const absl::Status status = ConnectStatus(connector, Loopback(held.port));
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(Message(status), "ssh 127.0.0.1:" + std::to_string(held.port) + ": connection refused");
}

TEST(SshConnectorTest, DoesNotWaitForASilentServer) {
  const test::Listener listener = test::Listen();
  SshConnector connector(Impatient());
  EXPECT_TRUE(absl::IsDeadlineExceeded(ConnectStatus(connector, Loopback(listener.port))));
}

TEST(SshConnectorTest, DoesNotWaitForAServerThatOnlyGreets) {
  test::ScriptedPeer peer([](test::Fd& connection, int) {
    test::WriteAll(connection, "SSH-2.0-tarpit\r\n");
    test::ReadExactly(connection, size_t{1} << 20);
  });
  SshConnector connector(Impatient());
  EXPECT_TRUE(absl::IsDeadlineExceeded(ConnectStatus(connector, Loopback(peer.port()))));
}

TEST(SshConnectorTest, GarbageIsNoSsh) {
  for (const std::string& garbage :
       {std::string("HTTP/1.1 400 Bad Request\r\n\r\n"), std::string(100'000, 'x'), std::string("SSH-1.5-old\r\n"),
        std::string("\0\1\2\3\n", 5), std::string("SSH-2.0-x\r\n") + std::string(5000, '\xff')}) {
    test::ScriptedPeer peer([&](test::Fd& connection, int) { test::WriteAll(connection, garbage); });
    SshConnector connector({});
    const absl::Status status = ConnectStatus(connector, Loopback(peer.port()));
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_THAT(Message(status), HasSubstr("no SSH connection"));
  }
}

TEST(SshConnectorTest, ABannerThatNeverEndsIsLeft) {
  test::ScriptedPeer peer([](test::Fd& connection, int) {
    while (test::WriteAll(connection, "another line\r\n")) {
    }
  });
  SshOptions options;
  options.connect_timeout_us = 2'000'000;
  SshConnector connector(options);
  EXPECT_FALSE(ConnectStatus(connector, Loopback(peer.port())).ok());
}

TEST(SshConnectorTest, AServerThatHangsUpIsTold) {
  test::ScriptedPeer peer([](test::Fd&, int) {});
  SshConnector connector({});
  EXPECT_TRUE(absl::IsUnavailable(ConnectStatus(connector, Loopback(peer.port()))));
}

TEST(SshConnectorTest, TargetsThatAreNoneAreRefused) {
  SshConnector connector({});
  SshTarget target = Loopback(1);
  target.host_key_fingerprint = "MD5:00:11";
  EXPECT_THAT(Message(ConnectStatus(connector, target)), HasSubstr("no host key fingerprint"));
  target = Loopback(1);
  target.host = "";
  EXPECT_TRUE(absl::IsInvalidArgument(ConnectStatus(connector, target)));
  target = Loopback(1);
  target.user = std::string("root\0x", 6);
  EXPECT_TRUE(absl::IsInvalidArgument(ConnectStatus(connector, target)));
}

TEST(SshConnectorTest, NoOpenSslIsInTheProcess) {
  // BoringSSL is in it, and the two have functions of the same names.
  std::string libraries;
  dl_iterate_phdr(
      [](dl_phdr_info* library, size_t, void* names) {
        *static_cast<std::string*>(names) += std::string(library->dlpi_name) + "\n";
        return 0;
      },
      &libraries);
  EXPECT_THAT(libraries, HasSubstr("libssh-gcrypt"));
  EXPECT_THAT(libraries, AllOf(Not(HasSubstr("libcrypto.so")), Not(HasSubstr("libssl.so"))));
}

// --- with Debian's sshd ---------------------------------------------------------------------------------------------

class SshConnectorWithServerTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::SshServer::IsAvailable()) GTEST_SKIP() << "openssh-server is not installed";
  }
  SshOptions Options(const test::SshServer& server) const {
    SshOptions options;
    options.identity = server.identity();
    options.known_hosts = folder_.Path("known_hosts");
    return options;
  }
  static SshTarget WithoutFingerprint(const test::SshServer& server) {
    SshTarget target = server.Target();
    target.host_key_fingerprint = "";
    return target;
  }

  test::TemporaryFolder folder_;
};

TEST_F(SshConnectorWithServerTest, ConnectsByTheInventorysFingerprint) {
  const test::SshServer server;
  SshConnector connector(Options(server));
  EXPECT_TRUE(ConnectStatus(connector, server.Target()).ok()) << ConnectStatus(connector, server.Target());
}

TEST_F(SshConnectorWithServerTest, ConnectsByKnownHosts) {
  const test::SshServer server;
  test::WriteWholeFile(folder_.Path("known_hosts"), server.KnownHosts());
  SshConnector connector(Options(server));
  EXPECT_TRUE(ConnectStatus(connector, WithoutFingerprint(server)).ok());
}

TEST_F(SshConnectorWithServerTest, TheNameIsTheInventorysAndTheAddressAnother) {
  const test::SshServer server;
  SshTarget target = server.Target();
  target.host = "sps01.corp";
  target.address = server.address();
  SshConnector connector(Options(server));
  EXPECT_TRUE(ConnectStatus(connector, target).ok());
  // A file that has it by its address alone will do, where it says nothing of the name.
  test::WriteWholeFile(folder_.Path("known_hosts"), server.KnownHosts());
  target.host_key_fingerprint = "";
  EXPECT_TRUE(ConnectStatus(connector, target).ok()) << ConnectStatus(connector, target);
  const test::SshServer other;
  std::string of_other = other.KnownHosts();
  const std::string place = "[" + other.address() + "]:" + std::to_string(other.port());
  ASSERT_TRUE(of_other.starts_with(place)) << of_other;
  of_other.replace(0, place.size(), "[sps01.corp]:" + std::to_string(server.port()));
  test::WriteWholeFile(folder_.Path("known_hosts"), server.KnownHosts() + of_other);
  EXPECT_TRUE(absl::IsFailedPrecondition(ConnectStatus(connector, target)));
}

TEST_F(SshConnectorWithServerTest, AnUnknownHostIsSentNothingOfTheUser) {
  const test::SshServer server;
  SshOptions options = Options(server);
  options.password_source = [](SecretKind, std::string_view) -> std::optional<std::string> {
    ADD_FAILURE() << "a password was asked for";
    return std::nullopt;
  };
  SshConnector connector(options);
  const absl::Status status = ConnectStatus(connector, WithoutFingerprint(server));
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(Message(status), AllOf(HasSubstr("is not known"), HasSubstr(server.Fingerprint())));
  EXPECT_THAT(server.Log(), Not(HasSubstr("Accepted")));
  EXPECT_THAT(server.Log(), Not(HasSubstr("Failed publickey")));
}

TEST_F(SshConnectorWithServerTest, AChangedKeyIsAFailureByEitherWayOfKnowing) {
  test::SshServer server;
  const SshTarget before = server.Target();
  test::WriteWholeFile(folder_.Path("known_hosts"), server.KnownHosts());
  server.ChangeHostKeys({"ed25519"});
  SshOptions options = Options(server);
  options.accept_new_host_keys = true;  // new ones, not changed ones
  SshConnector connector(options);
  for (const SshTarget& target : {before, WithoutFingerprint(server)}) {
    const absl::Status status = ConnectStatus(connector, target);
    EXPECT_TRUE(absl::IsFailedPrecondition(status));
    EXPECT_THAT(Message(status), AllOf(HasSubstr("is not the expected one"), HasSubstr(server.Fingerprint())));
  }
  EXPECT_THAT(connector.learned(), IsEmpty());
}

TEST_F(SshConnectorWithServerTest, AKeyOfAnotherTypeIsAChange) {
  test::SshServer server;
  const SshTarget before = server.Target();
  test::WriteWholeFile(folder_.Path("known_hosts"), server.KnownHosts());
  server.ChangeHostKeys({"ecdsa:256"});
  SshOptions options = Options(server);
  options.accept_new_host_keys = true;
  SshConnector connector(options);
  for (const SshTarget& target : {before, WithoutFingerprint(server)}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(ConnectStatus(connector, target)));
  }
}

TEST_F(SshConnectorWithServerTest, AHostWithSeveralKeysIsAskedForTheKnownOne) {
  const test::SshServer server(
      {.address = "", .host_key_types = {"ed25519", "rsa:2048", "ecdsa:384"}, .force_command = ""});
  for (const char* type : {"ed25519", "rsa", "ecdsa"}) {
    SshConnector connector(Options(server));
    SshTarget target = server.Target();
    target.host_key_fingerprint = server.Fingerprint(type);
    EXPECT_TRUE(ConnectStatus(connector, target).ok()) << type << ConnectStatus(connector, target);
  }
  // known_hosts has the RSA key alone.
  const std::string all = server.KnownHosts();
  const size_t rsa = all.find('\n') + 1;
  test::WriteWholeFile(folder_.Path("known_hosts"), all.substr(rsa, all.find('\n', rsa) + 1 - rsa));
  SshConnector connector(Options(server));
  EXPECT_TRUE(ConnectStatus(connector, WithoutFingerprint(server)).ok());
}

TEST_F(SshConnectorWithServerTest, NewKeysAreLearnedWhenTheUserSaysSo) {
  test::SshServer server;
  SshOptions options = Options(server);
  options.accept_new_host_keys = true;
  SshConnector connector(options);
  EXPECT_TRUE(ConnectStatus(connector, WithoutFingerprint(server)).ok());
  EXPECT_TRUE(ConnectStatus(connector, WithoutFingerprint(server)).ok());
  ASSERT_THAT(connector.learned(), SizeIs(1));
  EXPECT_EQ(connector.learned()[0].fingerprint, server.Fingerprint());
  EXPECT_EQ(connector.learned()[0].host, server.address());
  EXPECT_EQ(test::ReadWholeFile(folder_.Path("known_hosts")), server.KnownHosts());
  server.ChangeHostKeys({"ed25519"});
  EXPECT_TRUE(absl::IsFailedPrecondition(ConnectStatus(connector, WithoutFingerprint(server))));
}

TEST_F(SshConnectorWithServerTest, ManyThreadsWorkAtOnce) {
  const test::SshServer server;
  SshOptions options = Options(server);
  options.accept_new_host_keys = true;
  SshConnector connector(options);
  const SshTarget target = WithoutFingerprint(server);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      absl::StatusOr<std::unique_ptr<RemoteHost>> host = connector.Connect(target);
      ASSERT_TRUE(host.ok()) << host.status();
      const std::string path = folder_.Path("file" + std::to_string(i));
      EXPECT_TRUE((*host)->CreateFile(path, path).ok());
      const absl::StatusOr<CommandResult> result = (*host)->Run("cat " + path);
      ASSERT_TRUE(result.ok()) << result.status();
      EXPECT_EQ(result->output, path);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(connector.learned(), SizeIs(1));
}

TEST_F(SshConnectorWithServerTest, ARevokedKeyIsRefused) {
  const test::SshServer server;
  test::WriteWholeFile(folder_.Path("known_hosts"), "@revoked " + server.KnownHosts());
  SshConnector connector(Options(server));
  EXPECT_THAT(Message(ConnectStatus(connector, server.Target())), HasSubstr("revoked"));
}

TEST_F(SshConnectorWithServerTest, OldAlgorithmsAreTakenOnlyWhereAllowed) {
  const test::SshServer server({.address = "",
                                .host_key_types = {"rsa:2048"},
                                .force_command = "",
                                .config = {"HostKeyAlgorithms ssh-rsa", "KexAlgorithms diffie-hellman-group14-sha1",
                                           "MACs hmac-sha1", "Ciphers aes128-cbc"}});
  SshConnector connector(Options(server));
  SshTarget target = server.Target();
  const absl::Status status = ConnectStatus(connector, target);
  EXPECT_TRUE(absl::IsUnimplemented(status)) << status;
  EXPECT_THAT(Message(status), HasSubstr("legacy_ssh = true"));
  target.legacy_algorithms = true;
  EXPECT_TRUE(ConnectStatus(connector, target).ok()) << ConnectStatus(connector, target);
}

TEST_F(SshConnectorWithServerTest, ACutAtAnyByteOfTheWayInIsAnError) {
  const test::SshServer server;
  size_t whole = 0;
  {
    test::CuttingRelay relay(server.address(), server.port());
    SshTarget target = server.Target();
    target.host = "127.0.0.1";
    target.port = relay.port();
    SshConnector connector(Options(server));
    ASSERT_TRUE(ConnectStatus(connector, target).ok());
    whole = relay.bytes_passed();
  }
  // Closing says goodbye, which may be cut off without harm.
  for (size_t bytes = 0; bytes + 200 < whole; bytes += 97) {
    test::CuttingRelay relay(server.address(), server.port(), bytes);
    SshTarget target = server.Target();
    target.host = "127.0.0.1";
    target.port = relay.port();
    SshConnector connector(Options(server));
    const absl::Status status = ConnectStatus(connector, target);
    EXPECT_TRUE(absl::IsUnavailable(status) || absl::IsUnauthenticated(status)) << bytes << ": " << status;
  }
}

}  // namespace
}  // namespace certsweep::replacer
