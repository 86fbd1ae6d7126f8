#include "tests/integration/replace_fixture.h"

#include <unistd.h>

#include <cstdint>

#include "bench/lab/appliance_programs.h"
#include "tests/support/shell_command.h"

namespace certsweep::integration {
namespace {

base::IpAddress AddressOfOurOwn() {
  const auto pid = static_cast<uint32_t>(getpid());
  return base::IpAddress::V4(0x7fc00001u | (pid & 0x3fff) << 8);
}

}  // namespace

std::string Handshake(const lab::Appliance& appliance, const std::string& root, const std::string& check) {
  return test::RunShell("echo | openssl s_client -connect " + appliance.address().ToString() + ":" +
                        std::to_string(appliance.https_port()) + " -CAfile '" + root + "' " + check +
                        " -verify_return_error")
      .output;
}

void ReplaceTest::SetUp() {
  const absl::Status there = lab::CheckAppliancePrograms();
  if (!there.ok()) GTEST_SKIP() << there;
}

void ReplaceTest::StartAppliances(int count, const std::string& key_type) {
  auto estate = lab::ApplianceEstate::Start(
      {.appliances = count, .folder = folder(), .https_port = 0, .ssh_port = 0, .first_address = AddressOfOurOwn()});
  ASSERT_TRUE(estate.ok()) << estate.status();
  estate_ = *std::move(estate);
  ReplaceInConfig("[replace]\n", "[replace]\nkey_type = \"" + key_type + "\"\n");
}

void ReplaceTest::EncryptIdentity(const std::string& passphrase) const {
  test::RunShell("ssh-keygen -q -p -P '' -N '" + passphrase + "' -f '" + Path(lab::kIdentityFile) + "'");
}

void ReplaceTest::ReplaceInConfig(const std::string& old, const std::string& text) {
  std::string config = ReadFile(Path("certsweep.toml"));
  const size_t at = config.find(old);
  ASSERT_NE(at, std::string::npos) << config;
  WriteFile(Path("certsweep.toml"), config.replace(at, old.size(), text));
}

void ReplaceTest::SignByProgram(const std::string& before, const std::string& options) {
  WriteFile(Path("ca.ext"), "subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n");
  WriteFile(Path("ca.sh"), "set -eu\nca=$(dirname \"$0\")\n" + before +
                               "\nopenssl x509 -req -in \"$1\" -CA \"$ca/lab-issuing-ca.pem\""
                               " -CAkey \"$ca/lab-issuing-ca.key\" -copy_extensions copy -extfile \"$ca/ca.ext\""
                               " -days 90 -out \"$2.new\" " +
                               options + "\ncat \"$ca/lab-issuing-ca.pem\" >>\"$2.new\"\nmv \"$2.new\" \"$2\"\n");
  ReplaceInConfig("issuer = \"lab\"\n", "issuer = \"program\"\n");
  WriteFile(Path("certsweep.toml"), ReadFile(Path("certsweep.toml")) +
                                        "\n[issuer.program]\nkind = \"command\"\ncommand = [\"sh\", \"" +
                                        Path("ca.sh") + "\", \"{csr}\", \"{cert}\", \"{host}\"]\n");
}

ProcessOptions ReplaceTest::ReplaceProcess(const Words& arguments) {
  ProcessOptions options = ScanProcess({});
  options.command.resize(1);
  options.command.push_back("replace");
  options.command.insert(options.command.end(), arguments.begin(), arguments.end());
  options.name = "replace" + std::to_string(++replaces_);
  return options;
}

ScanResult ReplaceTest::Replace(const Words& arguments) {
  Process process(ReplaceProcess(arguments));
  ScanResult result;
  result.exit_code = process.Wait(std::chrono::seconds(120));
  result.output = process.Output();
  result.errors = process.Errors();
  return result;
}

Words ReplaceTest::States() {
  Words states;
  for (const boost::json::object& job : JsonLines(Replace({"status", "--format", "jsonl"}).output)) {
    states.push_back(Text(job, "state"));
  }
  return states;
}

}  // namespace certsweep::integration
