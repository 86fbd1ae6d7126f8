// Real servers: lighttpd and OpenSSL's s_server, with certificates that the openssl program made. None of it shares
// code with certsweep or its lab. What they are set up like is what appliances of all ages are like.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <sstream>
#include <thread>

#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {
namespace {

using ::testing::ElementsAre;
using Words = std::vector<std::string>;

constexpr const char* kHost = "console.example";

constexpr const char* kConfiguration = R"(
[req]
distinguished_name = dn
string_mask = utf8only
[dn]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = DNS:console.example
)";

// Where `name` is installed; empty: it is not. Servers lie where not every user's PATH leads to.
std::string FindProgram(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders((path != nullptr ? std::string(path) : std::string()) + ":/usr/sbin:/usr/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string file = folder + "/" + name;
    if (!folder.empty() && access(file.c_str(), X_OK) == 0) return file;
  }
  return {};
}

sockaddr_in Loopback(const std::string& address, uint16_t port) {
  sockaddr_in socket_address{};
  socket_address.sin_family = AF_INET;
  socket_address.sin_port = htons(port);
  inet_pton(AF_INET, address.c_str(), &socket_address.sin_addr);
  return socket_address;
}

uint16_t FreePort(const std::string& address) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in bound = Loopback(address, 0);
  socklen_t size = sizeof bound;
  if (bind(descriptor, reinterpret_cast<sockaddr*>(&bound), size) != 0) bound.sin_port = 0;
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&bound), &size);
  close(descriptor);
  return ntohs(bound.sin_port);
}

bool Accepts(const std::string& address, uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in peer = Loopback(address, port);
  const bool connected = connect(descriptor, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0;
  close(descriptor);
  return connected;
}

class RealServersTest : public ScanTest {
 protected:
  // An address that no other test process uses at the time.
  RealServersTest()
      : address_("127.90." + std::to_string(getpid() / 250 % 250 + 1) + "." + std::to_string(getpid() % 250 + 1)),
        openssl_(FindProgram("openssl")) {}

  void SetUp() override {
    if (openssl_.empty()) GTEST_SKIP() << "the program openssl is not installed (Debian's package openssl)";
    WriteFile(Path("openssl.cnf"), kConfiguration);
    MakeKey("root", {"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"});
    MakeKey("issuing", {"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"});
    SelfSign("root", "ca", "/CN=Root of a test");
    Certify("issuing", "root", "ca", "/CN=Issuing CA of a test");
  }

  // Runs `openssl WORDS` to its end.
  void OpenSsl(const Words& words) {
    ProcessOptions options = {.command = {openssl_}, .folder = folder(), .name = "openssl"};
    options.command.insert(options.command.end(), words.begin(), words.end());
    options.environment = {"OPENSSL_CONF=" + Path("openssl.cnf")};
    Process process(options);
    ASSERT_EQ(process.Wait(), 0) << process.Errors();
  }

  // NAME.key. `how`: arguments of genpkey.
  void MakeKey(const std::string& name, const Words& how) {
    Words words = {"genpkey", "-out", name + ".key"};
    words.insert(words.end(), how.begin(), how.end());
    OpenSsl(words);
  }

  void MakeDsaKey(const std::string& name) {
    OpenSsl({"genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:1024", "-out", "dsa.param"});
    MakeKey(name, {"-paramfile", "dsa.param"});
  }

  // NAME.pem, for NAME.key. `extensions`: a section of the configuration.
  void SelfSign(const std::string& name, const std::string& extensions, const std::string& subject) {
    OpenSsl({"req", "-x509", "-config", "openssl.cnf", "-extensions", extensions, "-key", name + ".key", "-subj",
             subject, "-sha256", "-days", "365", "-out", name + ".pem"});
  }
  void Certify(const std::string& name, const std::string& issuer, const std::string& extensions,
               const std::string& subject) {
    OpenSsl({"req", "-x509", "-config", "openssl.cnf", "-extensions", extensions, "-key", name + ".key", "-CA",
             issuer + ".pem", "-CAkey", issuer + ".key", "-subj", subject, "-sha256", "-days", "365", "-out",
             name + ".pem"});
  }

  // leaf.key, and leaf.pem by the issuing CA.
  void MakeLeaf(const Words& key) {
    key.empty() ? MakeDsaKey("leaf") : MakeKey("leaf", key);
    Certify("leaf", "issuing", "leaf", "/CN=console");
  }
  void MakeRsaLeaf() { MakeLeaf({"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"}); }

  // `openssl s_server` with leaf.pem, its chain and `more`. It chooses the port.
  void StartSServer(const Words& more) {
    ProcessOptions options = {.command = {openssl_, "s_server", "-accept", address_ + ":0", "-www", "-cert", "leaf.pem",
                                          "-key", "leaf.key", "-cert_chain", "issuing.pem"},
                              .folder = folder(),
                              .name = "server"};
    options.command.insert(options.command.end(), more.begin(), more.end());
    options.environment = {"OPENSSL_CONF=" + Path("openssl.cnf")};
    server_.emplace(options);
    const std::string announced = "ACCEPT " + address_ + ":";
    ASSERT_TRUE(server_->WaitForOutput(announced)) << server_->Errors();
    const std::string output = server_->Output();
    port_ = static_cast<uint16_t>(std::stoi(output.substr(output.find(announced) + announced.size())));
  }

  // lighttpd with leaf.key, leaf.pem and `chain` in one server.pem, as an SPS has it.
  void StartLighttpd(const std::string& chain, const std::string& settings) {
    port_ = FreePort(address_);
    WriteFile(Path("server.pem"), ReadFile(Path("leaf.key")) + ReadFile(Path("leaf.pem")) + chain);
    WriteFile(Path("lighttpd.conf"), "server.modules = (\"mod_openssl\")\nserver.document-root = \"" + folder() +
                                         "\"\nserver.bind = \"" + address_ +
                                         "\"\nserver.port = " + std::to_string(port_) + "\nserver.errorlog = \"" +
                                         Path("lighttpd.log") + "\"\nssl.engine = \"enable\"\nssl.pemfile = \"" +
                                         Path("server.pem") + "\"\n" + settings);
    server_.emplace(ProcessOptions{.command = {FindProgram("lighttpd"), "-D", "-f", "lighttpd.conf"},
                                   .folder = folder(),
                                   .name = "server",
                                   .environment = {"OPENSSL_CONF=" + Path("openssl.cnf")}});
    for (int i = 0; i < 2000 && server_->IsRunning() && !Accepts(address_, port_); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ASSERT_TRUE(server_->IsRunning()) << server_->Errors() << ReadFile(Path("lighttpd.log"));
  }

  // Scans the server; its JSON line.
  boost::json::object ScanServer(int exit_code) {
    WriteFile(Path("estate.csv"),
              "host,port,address\n" + std::string(kHost) + "," + std::to_string(port_) + "," + address_ + "\n");
    const ScanResult result =
        Scan({"-t", "estate.csv", "--trust", "root.pem", "-f", "jsonl", "--no-record", "--retries", "0"});
    EXPECT_EQ(result.exit_code, exit_code) << result.errors;
    const std::vector<boost::json::object> lines = JsonLines(result.output);
    EXPECT_EQ(lines.size(), 1u);
    return lines.empty() ? boost::json::object() : lines[0];
  }

 private:
  const std::string address_;
  const std::string openssl_;
  uint16_t port_ = 0;
  std::optional<Process> server_;
};

// "weak_key fail at 0", "possession_not_proven warn".
std::set<std::string> Findings(const boost::json::object& line) {
  std::set<std::string> findings;
  for (const boost::json::value& value : line.at("findings").as_array()) {
    const boost::json::object& finding = value.as_object();
    const std::string depth = Text(finding, "depth");
    findings.insert(Text(finding, "code") + " " + Text(finding, "severity") + (depth.empty() ? "" : " at " + depth));
  }
  return findings;
}

std::string Part(const boost::json::object& line, std::string_view part, std::string_view key) {
  const boost::json::value* value = line.if_contains(part);
  return value == nullptr ? std::string() : Text(value->as_object(), key);
}

struct Case {
  const char* name;
  Words key;     // of the leaf, as genpkey takes it; empty: DSA
  Words server;  // more of s_server's arguments
  int exit_code;
  std::set<std::string> findings;
  const char* version;
  const char* leaf_key;  // in JSON
  bool possession_proven = true;
};

// GoogleTest prints a test's parameter.
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class SServerTest : public RealServersTest, public testing::WithParamInterface<Case> {};

TEST_P(SServerTest, IsJudgedRight) {
  const Case& expected = GetParam();
  MakeLeaf(expected.key);
  StartSServer(expected.server);
  const boost::json::object line = ScanServer(expected.exit_code);
  SCOPED_TRACE(boost::json::serialize(line).substr(0, 3000));
  EXPECT_EQ(Text(line, "verdict"), expected.exit_code == 0 ? "compliant" : "noncompliant");
  EXPECT_EQ(Findings(line), expected.findings);
  EXPECT_EQ(Part(line, "tls", "version"), expected.version);
  EXPECT_EQ(Part(line, "leaf", "key"), expected.leaf_key);
  EXPECT_EQ(Part(line, "leaf", "issuer"), "CN=Issuing CA of a test");
  EXPECT_EQ(Text(line, "proof_of_possession"), expected.possession_proven ? "true" : "false");
  EXPECT_EQ(Text(line, "attempts"), "1");
}

Words Rsa(const char* bits) { return {"-algorithm", "RSA", "-pkeyopt", std::string("rsa_keygen_bits:") + bits}; }
Words Ec(const char* curve) { return {"-algorithm", "EC", "-pkeyopt", std::string("ec_paramgen_curve:") + curve}; }

constexpr const char* kAnyCipher = "ALL:@SECLEVEL=0";
constexpr const char* kRsa2048 = R"({"type":"RSA","bits":2048})";

INSTANTIATE_TEST_SUITE_P(
    Cases, SServerTest,
    testing::Values(
        Case{"Good", Rsa("2048"), {}, 0, {}, "TLSv1.3", kRsa2048},
        Case{"Tls12Only", Rsa("2048"), {"-tls1_2"}, 0, {}, "TLSv1.2", kRsa2048},
        Case{"Tls10Only", Rsa("2048"), {"-tls1", "-cipher", kAnyCipher}, 1, {"weak_protocol fail"}, "TLSv1", kRsa2048},
        Case{"DheOnly",
             Rsa("2048"),
             {"-tls1_2", "-cipher", "DHE-RSA-AES128-SHA:DHE-RSA-AES256-SHA:@SECLEVEL=0"},
             0,
             {"possession_not_proven warn"},
             "TLSv1.2",
             kRsa2048,
             false},
        Case{"DheOnlyTls10",
             Rsa("2048"),
             {"-tls1", "-cipher", "DHE-RSA-AES128-SHA:@SECLEVEL=0"},
             1,
             {"possession_not_proven warn", "weak_protocol fail"},
             "TLSv1",
             kRsa2048,
             false},
        Case{"Dsa",
             {},
             {"-cipher", kAnyCipher},
             1,
             {"possession_not_proven warn", "weak_key fail at 0"},
             "TLSv1.2",
             R"({"type":"DSA","bits":1024})",
             false},
        Case{"ClientCertificateTls12",
             Rsa("2048"),
             {"-tls1_2", "-Verify", "1"},
             0,
             {"client_certificate_requested info", "tls_alert info"},
             "TLSv1.2",
             kRsa2048},
        Case{"ClientCertificateTls13",
             Rsa("2048"),
             {"-tls1_3", "-Verify", "1"},
             0,
             {"client_certificate_requested info"},
             "TLSv1.3",
             kRsa2048},
        Case{"RsaPss",
             {"-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"},
             {},
             0,
             {"possession_not_proven warn"},
             "TLSv1.2",
             R"({"type":"RSA-PSS","bits":2048})",
             false},
        Case{"P521", Ec("P-521"), {}, 0, {}, "TLSv1.3", R"({"type":"EC","bits":521,"curve":"P-521"})"},
        Case{"Brainpool",
             Ec("brainpoolP256r1"),
             {},
             0,
             {"possession_not_proven warn"},
             "TLSv1.2",
             R"({"type":"EC","bits":256,"curve":"brainpoolP256r1"})",
             false},
        Case{"Ed25519", {"-algorithm", "ED25519"}, {}, 0, {}, "TLSv1.3", R"({"type":"Ed25519","bits":255})"},
        Case{"Rsa512",
             Rsa("512"),
             {"-cipher", kAnyCipher},
             1,
             {"weak_key fail at 0"},
             "TLSv1.2",
             R"({"type":"RSA","bits":512})"},
        Case{"Rsa1024",
             Rsa("1024"),
             {"-cipher", kAnyCipher},
             1,
             {"weak_key fail at 0"},
             "TLSv1.3",
             R"({"type":"RSA","bits":1024})"}),
    [](const testing::TestParamInfo<Case>& test) { return std::string(test.param.name); });

class LighttpdTest : public RealServersTest {
 protected:
  void SetUp() override {
    if (FindProgram("lighttpd").empty()) {
      GTEST_SKIP() << "lighttpd is not installed (Debian's packages lighttpd and lighttpd-mod-openssl)";
    }
    RealServersTest::SetUp();
  }
};

TEST_F(LighttpdTest, AGoodChainIsCompliant) {
  MakeRsaLeaf();
  StartLighttpd(ReadFile(Path("issuing.pem")), "");
  const boost::json::object line = ScanServer(0);
  EXPECT_EQ(Text(line, "verdict"), "compliant");
  EXPECT_THAT(Findings(line), ElementsAre());
  Words path;
  for (const boost::json::value& element : line.at("path").as_array()) {
    path.push_back(Text(element.as_object(), "from") + " " + Text(element.as_object(), "subject"));
  }
  EXPECT_THAT(path, ElementsAre("sent CN=console", "sent CN=Issuing CA of a test", "anchor CN=Root of a test"));
}

TEST_F(LighttpdTest, WithoutItsIntermediateTheChainIsIncomplete) {
  MakeRsaLeaf();
  StartLighttpd("", "");
  const boost::json::object line = ScanServer(1);
  EXPECT_EQ(Text(line, "verdict"), "noncompliant");
  EXPECT_THAT(Findings(line), ElementsAre("incomplete_chain fail at 0"));
}

TEST_F(LighttpdTest, ASelfSignedCertificateIsNoncompliant) {
  MakeKey("leaf", Rsa("2048"));
  SelfSign("leaf", "leaf", "/CN=console");
  StartLighttpd("", "");
  const boost::json::object line = ScanServer(1);
  EXPECT_EQ(Text(line, "verdict"), "noncompliant");
  EXPECT_THAT(Findings(line), ElementsAre("self_signed fail at 0"));
  EXPECT_EQ(Part(line, "leaf", "self_signed"), "true");
}

TEST_F(LighttpdTest, Tls12OnlyIsCompliant) {
  MakeRsaLeaf();
  StartLighttpd(ReadFile(Path("issuing.pem")), "ssl.openssl.ssl-conf-cmd = (\"MaxProtocol\" => \"TLSv1.2\")\n");
  const boost::json::object line = ScanServer(0);
  EXPECT_THAT(Findings(line), ElementsAre());
  EXPECT_EQ(Part(line, "tls", "version"), "TLSv1.2");
}

TEST_F(LighttpdTest, ARequiredClientCertificateMakesNothingWorse) {
  MakeRsaLeaf();
  const std::string settings = "ssl.ca-file = \"" + Path("root.pem") +
                               "\"\nssl.verifyclient.activate = \"enable\"\nssl.verifyclient.enforce = \"enable\"\n";
  StartLighttpd(ReadFile(Path("issuing.pem")), settings);
  const boost::json::object line = ScanServer(0);
  EXPECT_EQ(Text(line, "verdict"), "compliant");
  EXPECT_THAT(Findings(line), ElementsAre("client_certificate_requested info"));
}

}  // namespace
}  // namespace certsweep::integration
