// Where private keys and passphrases are not, while certificates are replaced and afterwards: arguments, environments,
// memory of what has ended, outputs, the record, reports.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "tests/integration/process_watch.h"
#include "tests/integration/replace_fixture.h"
#include "tests/support/shell_command.h"

namespace certsweep::integration {
namespace {

using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kPassphrase[] = "correct horse 7 battery";
constexpr uid_t kNobody = 65534;
// Of an RSA key of 2048 bits in PKCS#8: the modulus, which is public, has ended.
constexpr size_t kFirstSecretLine = 10, kFirstSecretByte = 400;
constexpr size_t kPiece = 32;

// What may stand nowhere: lines of the key's PEM, pieces of its DER, and the numbers in it as processors keep them.
std::vector<std::string> Secrets(const std::string& key_pem) {
  std::vector<std::string> lines = absl::StrSplit(key_pem, '\n', absl::SkipEmpty());
  EXPECT_GT(lines.size(), kFirstSecretLine + 4) << "not the key of RSA that was asked for";
  lines = {lines.begin() + 1, lines.end() - 1};
  std::string base64, der;
  for (const std::string& line : lines) base64 += line;
  EXPECT_TRUE(absl::Base64Unescape(base64, &der));
  std::vector<std::string> secrets = {lines.begin() + kFirstSecretLine, lines.end() - 1};
  for (size_t at = kFirstSecretByte; at + kPiece <= der.size(); at += kPiece) {
    secrets.push_back(der.substr(at, kPiece));
    secrets.emplace_back(secrets.back().rbegin(), secrets.back().rend());
  }
  return secrets;
}

bool HasAny(const std::string& text, const std::vector<std::string>& secrets) {
  return std::any_of(secrets.begin(), secrets.end(),
                     [&text](const std::string& secret) { return text.find(secret) != std::string::npos; });
}

class ReplaceSecrecyTest : public ReplaceTest {
 protected:
  // Two appliances, and a passphrase to reach them.
  void Prepare() {
    StartAppliances(2, "rsa:2048");
    EncryptIdentity(kPassphrase);
    WriteFile(Path("secret"), std::string(kPassphrase) + "\n");
    ReplaceInConfig("agent = false\n", "agent = false\npassword_file = \"secret\"\n");
  }

  // The CA keeps the second appliance waiting, until there is a file `go`.
  void SignTheSecondLate() {
    SignByProgram("case $3 in " + Appliance(1).host() +
                  ") touch \"$2.wait\"; while [ ! -e \"$ca/go\" ]; do sleep 0.02; done;; esac");
  }

  std::vector<std::string> FilesNamed(const std::string& ending, const std::string& where) const {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(where)) {
      if (entry.is_regular_file() && entry.path().string().ends_with(ending)) paths.push_back(entry.path().string());
    }
    return paths;
  }

  std::vector<std::string> SecretsOfAllKeys() const {
    std::vector<std::string> secrets;
    for (const std::string& path : FilesNamed("/key.pem", Path("replacements"))) {
      const std::vector<std::string> more = Secrets(ReadFile(path));
      secrets.insert(secrets.end(), more.begin(), more.end());
    }
    return secrets;
  }

  // Whether `run` has come to where the CA keeps it waiting.
  bool WaitUntilHeld(Process& run, const std::string& where) const {
    for (int i = 0; i < 6000 && run.IsRunning(); ++i) {
      if (std::filesystem::exists(where) && !FilesNamed(".wait", where).empty()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  // Every file that is no key's own place.
  void ExpectInNoOtherFile(const std::vector<std::string>& secrets) const {
    int searched = 0, places = 0;
    for (const std::string& path : FilesNamed("", folder())) {
      const std::string content = ReadFile(path);
      const bool is_place = path.ends_with("/key.pem") || path.ends_with("/server.pem");
      EXPECT_TRUE(is_place || !HasAny(content, secrets)) << path;
      EXPECT_TRUE(path == Path("secret") || content.find(kPassphrase) == std::string::npos) << path;
      ++searched;
      places += is_place && HasAny(content, secrets) ? 1 : 0;
    }
    EXPECT_GE(places, 4) << "the secrets are in the keys' own places at least";
    RecordProperty("files_searched", searched);
  }
};

TEST_F(ReplaceSecrecyTest, NeitherKeysNorPassphraseAreSeenInProcessesOrFiles) {
  Prepare();
  SignByProgram("sleep 0.1");
  EXPECT_EQ(Scan({"-t", "estate.csv", "--config", "certsweep.toml", "-f", "jsonl", "-o", "scan.jsonl", "-v"}).exit_code,
            1);
  ProcessWatch watch;
  const ScanResult run = Replace({"run", "--config", "certsweep.toml", "--yes"});
  watch.Stop();
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  const std::vector<std::string> secrets = SecretsOfAllKeys();
  for (const std::set<std::string>* seen : {&watch.arguments(), &watch.environments()}) {
    for (const std::string& text : *seen) {
      EXPECT_FALSE(HasAny(text, secrets)) << text;
      EXPECT_EQ(text.find(kPassphrase), std::string::npos) << text;
    }
  }
  // It did see them: certsweep, the program that signs, and what it does on appliances.
  EXPECT_THAT(watch.arguments(), Contains(HasSubstr("certsweep.toml")));
  EXPECT_THAT(watch.arguments(), Contains(HasSubstr("ca.sh")));
  EXPECT_THAT(watch.arguments(), Contains(HasSubstr("lighttpd.conf")));
  RecordProperty("looks", watch.looks());
  RecordProperty("processes", static_cast<int>(watch.processes().size()));

  Replace({"status", "--format", "jsonl"});
  Replace({"rollback", "--config", "certsweep.toml", "--yes", Appliance().host()});
  for (const Words& words : {Words{"report", "html", "-o", "report.html"}, Words{"show", Appliance(1).host()}}) {
    ProcessOptions options = ScanProcess({});
    options.command.resize(1);
    options.command.insert(options.command.end(), words.begin(), words.end());
    options.name = words[0];
    Process process(options);
    EXPECT_EQ(process.Wait(), 0) << process.Errors();
  }
  ExpectInNoOtherFile(secrets);
}

TEST_F(ReplaceSecrecyTest, WhenAJobHasEndedItsKeyIsInNoMemoryAndInNoCore) {
  Prepare();
  SignTheSecondLate();
  EXPECT_EQ(ScanEstate().exit_code, 1);
  Process run(ReplaceProcess({"run", "--config", "certsweep.toml", "--yes"}));
  ASSERT_TRUE(WaitUntilHeld(run, Path("replacements"))) << run.Errors();
  EXPECT_THAT(States(), testing::ElementsAre("verified", "submitting"));
  EXPECT_THAT(ReadFile("/proc/" + std::to_string(run.pid()) + "/limits"),
              ContainsRegex("Max core file size +0 +0 +bytes"));
  std::vector<std::string> secrets;
  for (const std::string& path : FilesNamed("/key.pem", Path("replacements"))) {
    if (path.find(Appliance(0).host()) != std::string::npos) secrets = Secrets(ReadFile(path));
  }
  ASSERT_FALSE(secrets.empty());
  size_t read = 0;
  EXPECT_THAT(FoundInMemory(getpid(), secrets, read), testing::UnorderedElementsAreArray(secrets))
      << "found where they are";
  EXPECT_THAT(FoundInMemory(run.pid(), secrets, read), IsEmpty());
  RecordProperty("bytes_of_memory", static_cast<int>(read));
  if (read > 0) {
    EXPECT_THAT(FoundInMemory(run.pid(), {Appliance(1).host()}, read), testing::SizeIs(1));
  }
  const std::string core = Path("core." + std::to_string(run.pid()));
  test::RunShell("gcore -a -o '" + Path("core") + "' " + std::to_string(run.pid()));
  if (std::filesystem::exists(core)) {
    const std::string content = ReadFile(core);
    RecordProperty("bytes_of_core", static_cast<int>(content.size()));
    EXPECT_FALSE(HasAny(content, secrets));
    EXPECT_TRUE(HasAny(content, {Appliance(1).host()}));
  }
  WriteFile(Path("go"), "");
  EXPECT_EQ(run.Wait(), 0) << run.Errors();
  if (read == 0) GTEST_SKIP() << "this user may not read another process's memory";
}

// As a user who is not root, where this one is.
TEST_F(ReplaceSecrecyTest, NoOtherProcessOfTheSameUserMayLookIntoIt) {
  Words as_user;
  if (geteuid() == 0) {
    const std::string id = std::to_string(kNobody);
    as_user = {"/usr/bin/setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups"};
    if (!std::filesystem::exists(as_user[0])) GTEST_SKIP() << "setpriv is not installed";
  }
  Prepare();
  const std::string home = Path("home");
  SignTheSecondLate();
  ReplaceInConfig(Path("ca.sh"), home + "/ca.sh");
  std::filesystem::create_directory(home);
  for (const char* name : {"estate.csv", "certsweep.toml", "sps.cnf", "lab-root.pem", "lab-issuing-ca.pem",
                           "lab-issuing-ca.key", "id_ed25519", "known_hosts", "secret", "ca.sh", "ca.ext"}) {
    std::filesystem::copy_file(Path(name), home + "/" + name);
  }
  std::filesystem::copy_file(CERTSWEEP_BINARY, home + "/certsweep");
  std::filesystem::permissions(folder(), std::filesystem::perms(0711));
  if (geteuid() == 0) test::RunShell("chown -R 65534:65534 '" + home + "'");
  const auto as = [&](Words words, const std::string& name) {
    words.insert(words.begin(), as_user.begin(), as_user.end());
    return ProcessOptions{.command = words, .folder = home, .name = name};
  };
  const Words scan = {home + "/certsweep", "scan", "-t", "estate.csv", "--config", "certsweep.toml", "-q"};
  EXPECT_EQ(Process(as(scan, "scan")).Wait(), 1);
  Process run(as({home + "/certsweep", "replace", "run", "--config", "certsweep.toml", "--yes"}, "run"));
  ASSERT_TRUE(WaitUntilHeld(run, home + "/replacements")) << run.Errors();

  const auto look = [&](pid_t pid, const std::string& what) {
    return Process(as({"/usr/bin/head", "-c1", "/proc/" + std::to_string(pid) + "/" + what}, "look")).Wait();
  };
  for (const char* what : {"environ", "maps", "auxv"}) EXPECT_NE(look(run.pid(), what), 0) << what;
  // It is not for want of trying: its child, which has no secrets, may be looked into.
  const std::vector<pid_t> children = Children(run.pid());
  ASSERT_FALSE(children.empty());
  for (const char* what : {"environ", "maps", "auxv"}) EXPECT_EQ(look(children.front(), what), 0) << what;
  WriteFile(home + "/go", "");
  EXPECT_EQ(run.Wait(), 0) << run.Errors();
}

}  // namespace
}  // namespace certsweep::integration
