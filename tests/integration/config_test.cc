// A policy of one's own, from the file to the exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/integration/scan_fixture.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_certificates.h"

namespace certsweep::integration {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ConfigTest : public ScanTest {
 protected:
  void Write(const std::string& name, const std::string& content) const { test::WriteWholeFile(Path(name), content); }
  std::string Read(const std::string& name) const { return test::ReadWholeFile(Path(name)); }

  ScanResult Run(const std::vector<std::string>& arguments, const std::string& input = "/dev/null") const {
    ProcessOptions options = {.command = {CERTSWEEP_BINARY}, .folder = folder(), .input = input};
    options.command.insert(options.command.end(), arguments.begin(), arguments.end());
    Process process(options);
    ScanResult result;
    result.exit_code = process.Wait();
    result.output = process.Output();
    result.errors = process.Errors();
    return result;
  }

  // The lab's endpoints with `config` as the only other option, by host.
  std::map<std::string, json::object> ScanWith(const std::string& config, int exit_code,
                                               const std::vector<std::string>& more = {}) {
    Write("policy.toml", config);
    std::filesystem::remove(Path("run.jsonl"));
    std::vector<std::string> arguments = {"--no-record", "--config", "policy.toml", "-q"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ScanResult result = ScanLab(arguments);
    EXPECT_EQ(result.exit_code, exit_code) << result.errors;
    std::map<std::string, json::object> lines;
    for (json::object& line : JsonLines(Read("run.jsonl"))) {
      const std::string host = Text(line, "host");
      lines[host] = std::move(line);
    }
    EXPECT_EQ(lines.size(), lab().endpoints().size());
    return lines;
  }
};

// "forbidden_key 0 another key -> 77ab...": each finding with its evidence.
std::vector<std::string> Findings(const json::object& line) {
  std::vector<std::string> texts;
  for (const json::value& finding : line.at("findings").as_array()) {
    const json::object& object = finding.as_object();
    texts.push_back(Text(object, "code") + " " + Text(object, "depth") + " " + Text(object, "expected") + " -> " +
                    Text(object, "actual"));
  }
  return texts;
}

TEST_F(ConfigTest, GoodEndpointsFailAStricterPolicy) {
  StartLab(6, "good-rsa=0.5,good-ecdsa=0.5");
  for (const auto& [host, line] : ScanWith("", 0)) EXPECT_EQ(Text(line, "verdict"), "compliant") << host;

  const auto lines = ScanWith("[policy]\nmin_rsa_bits = 3072\nmin_days_left = 0\n", 1);
  for (const lab::LabEndpoint& endpoint : lab().endpoints()) {
    const json::object& line = lines.at(endpoint.host);
    const bool is_rsa = endpoint.kind == lab::LabKind::kGoodRsa;
    EXPECT_EQ(Text(line, "verdict"), is_rsa ? "noncompliant" : "compliant") << endpoint.host;
    if (is_rsa) {
      EXPECT_THAT(Findings(line), ElementsAre("weak_key 0 3072 -> 2048"));
    } else {
      EXPECT_THAT(Findings(line), ElementsAre());
    }
  }
}

TEST_F(ConfigTest, AKeyOnTheListAndAnIssuerThatIsNotAreFound) {
  StartLab(4, "good-ecdsa");
  const auto before = ScanWith("", 0);
  const std::string bad_host = lab().endpoints().front().host;
  const json::object& leaf = before.at(bad_host).at("leaf").as_object();
  const std::string key = Text(leaf, "spki_sha256");
  const json::array& path = before.at(bad_host).at("path").as_array();
  const std::string root = Text(path.back().as_object(), "subject");
  const std::string root_hash = Text(path.back().as_object(), "sha256");

  Write("weak-keys.txt", "# known keys\n" + std::string(64, '0') + "\n" + key + "  # this one\n");
  const std::string forbidding = "[policy]\nforbidden_spki_files = [\"weak-keys.txt\"]\n";
  for (const auto& [host, line] : ScanWith(forbidding + "allowed_issuers = [\"" + root + "\"]\n", 1)) {
    const bool shares_it = Text(before.at(host).at("leaf").as_object(), "spki_sha256") == key;
    EXPECT_EQ(Codes(line), shares_it ? "forbidden_key" : "") << host;
    if (host == bad_host) {
      EXPECT_THAT(Findings(line), ElementsAre("forbidden_key 0 another key -> " + key));
    }
  }
  for (const auto& [host, line] : ScanWith("[policy]\nallowed_issuers = [\"" + root_hash + "\"]\n", 0)) {
    EXPECT_EQ(Codes(line), "") << host;
  }
  for (const auto& [host, line] : ScanWith("[policy]\nallowed_issuers = [\"CN=Other\"]\n", 1)) {
    EXPECT_EQ(Codes(line), "issuer_not_allowed") << host;
  }
}

TEST_F(ConfigTest, TrustComesFromTheFileUnlessGiven) {
  StartLab(3, "good-ecdsa");
  Write("other.pem", test::CertificateBuilder("Other root").Ca().Build().Pem());
  const auto exit_code = [this](const std::string& files, const std::vector<std::string>& more) {
    Write("policy.toml", "[trust]\nfiles = [" + files + "]\n");
    std::vector<std::string> arguments = {"-t", "lab.csv", "--no-record", "-q", "--config", "policy.toml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Scan(arguments).exit_code;
  };
  EXPECT_EQ(exit_code("\"root.pem\"", {}), 0);
  EXPECT_EQ(exit_code("\"other.pem\"", {}), 1);
  EXPECT_EQ(exit_code("\"other.pem\", \"root.pem\"", {}), 0);
  EXPECT_EQ(exit_code("\"other.pem\"", {"--trust", "root.pem"}), 0);
  EXPECT_EQ(exit_code("\"root.pem\"", {"--trust", "other.pem"}), 1);
}

TEST_F(ConfigTest, TheCommandLineCountsMore) {
  StartLab(2, "expiring-soon");
  for (const auto& [host, line] : ScanWith("[policy]\nmin_days_left = 0\n", 0)) EXPECT_EQ(Codes(line), "") << host;
  for (const auto& [host, line] : ScanWith("[policy]\nmin_days_left = 0\n", 0, {"--min-days-left", "30"})) {
    EXPECT_EQ(Codes(line), "expiring_soon") << host;
  }
}

TEST_F(ConfigTest, ABadFileIs2AndEverythingIsTold) {
  Write("root.pem", test::CertificateBuilder("Root").Ca().Build().Pem());
  Write("bad.toml",
        "[policy]\nmin_rsa_bit = 3072\nallowed_hashes = [\"SHA256\"]\nforbidden_spki_files = [\"bad.txt\"]\n"
        "[trust]\nfiles = [\"missing.pem\"]\n[replace]\n");
  Write("bad.txt", "abc\n");
  Write("cases.jsonl", "{\"id\":1}\n");
  const std::string told =
      "certsweep: bad.toml:2: policy.min_rsa_bit: no such key; did you mean 'min_rsa_bits'?\n"
      "certsweep: bad.toml:3: policy.allowed_hashes: \"SHA256\" is not known; did you mean 'SHA-256'?\n"
      "certsweep: bad.txt:1: no SHA-256 in hex: \"abc\"\n"
      "certsweep: bad.toml:6: trust.files: missing.pem: No such file or directory\n"
      "certsweep: bad.toml:7: [replace]: no such section (known: policy, trust, scan, waiver)\n";
  const struct {
    std::vector<std::string> arguments;
    std::string more;
  } kCases[] = {{{"config", "check", "bad.toml"}, ""},
                {{"config", "check", "--config", "bad.toml", "-f", "jsonl"}, ""},
                {{"verify", "--batch", "--config", "bad.toml"}, ""},
                {{"verify", "a.pem", "--config", "bad.toml", "--trust", "root.pem", "--crl", "none.crl"},
                 "certsweep: none.crl: No such file or directory\n"},
                {{"scan", "-t", "none.csv", "--config", "bad.toml", "--trust", "root.pem", "-o", "run.jsonl"},
                 "certsweep: none.csv: No such file or directory\n"}};
  for (const auto& c : kCases) {
    const ScanResult result = Run(c.arguments, Path("cases.jsonl"));
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.output, "");
    EXPECT_EQ(result.errors, told + c.more);
  }
  EXPECT_FALSE(std::filesystem::exists(Path("run.jsonl")));
  EXPECT_FALSE(std::filesystem::exists(Path("estate.db")));
}

TEST_F(ConfigTest, FilesThatAreNoneAre2) {
  Write("root.pem", test::CertificateBuilder("Root").Ca().Build().Pem());
  Write("long.toml", std::string(10'000'000, '#'));
  Write("syntax.toml", "[policy]\nmin_rsa_bits == 1\n");
  for (const auto& [file, told] : std::map<std::string, std::string>{{"none.toml", "No such file or directory"},
                                                                     {".", "Is a directory"},
                                                                     {"/dev/zero", "over 1 MiB"},
                                                                     {"long.toml", "over 1 MiB"},
                                                                     {"syntax.toml", "syntax.toml:2:15: no TOML: "}}) {
    for (const std::vector<std::string>& command : {std::vector<std::string>{"config", "check", file},
                                                    {"scan", "127.0.0.1", "--trust", "root.pem", "--config", file}}) {
      const ScanResult result = Run(command);
      EXPECT_EQ(result.exit_code, 2) << file;
      EXPECT_EQ(result.output, "");
      EXPECT_THAT(result.errors, HasSubstr(told));
    }
  }
}

TEST_F(ConfigTest, CheckSaysWhatIsInForce) {
  EXPECT_EQ(Run({"config", "check"}).exit_code, 0);
  const ScanResult text = Run({"config", "default"});
  EXPECT_EQ(text.exit_code, 0);
  Write("certsweep.toml", text.output + "\n");
  EXPECT_THAT(Run({"config", "check"}).output, Not(HasSubstr("certsweep.toml"))) << "no file is read that is not named";
  const ScanResult checked = Run({"config", "check", "certsweep.toml"});
  EXPECT_EQ(checked.exit_code, 0) << checked.errors;
  EXPECT_THAT(checked.output, HasSubstr("policy.min_rsa_bits           2048"));
  EXPECT_THAT(checked.output, HasSubstr("certsweep.toml: 16 of 31 keys are given\n"));
}

TEST_F(ConfigTest, CheckReadsWhatTheFileNames) {
  Write("c.toml", "[trust]\nfiles = [\"empty.pem\"]\n");
  Write("empty.pem", "");
  const ScanResult result = Run({"config", "check", "c.toml"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.errors, "certsweep: empty.pem: an empty file\n");
}

TEST_F(ConfigTest, ThePolicyLeavesTrustOfABatchAlone) {
  StartLab(2, "good-rsa");
  Write("policy.toml", "[policy]\nmin_rsa_bits = 3072\n");
  const ScanResult scanned =
      Scan({"-t", "lab.csv", "--trust", "root.pem", "--no-record", "-f", "jsonl", "-q", "--include-pem"});
  const std::vector<json::object> lines = JsonLines(scanned.output);
  ASSERT_EQ(lines.size(), 2u);
  json::array sent;
  for (const json::value& certificate : lines[0].at("chain").as_array()) {
    sent.push_back(certificate.as_object().at("pem"));
  }
  const json::value leaf = sent.front();
  sent.erase(sent.begin());
  Write("cases.jsonl", json::serialize(json::object{{"id", 1},
                                                    {"leaf_pem", leaf},
                                                    {"intermediates_pem", sent},
                                                    {"roots_pem", json::array{json::string(Read("root.pem"))}},
                                                    {"name", Text(lines[0], "host")}}) +
                           "\n");
  for (const std::string rules : {"webpki", "private", "rfc5280"}) {
    const ScanResult plain = Run({"verify", "--batch", "--rules", rules}, Path("cases.jsonl"));
    const ScanResult strict =
        Run({"verify", "--batch", "--rules", rules, "--config", "policy.toml"}, Path("cases.jsonl"));
    const json::object before = JsonLines(plain.output).at(0), after = JsonLines(strict.output).at(0);
    EXPECT_EQ(before.at("trusted"), after.at("trusted")) << rules;
    EXPECT_THAT(Codes(before), Not(HasSubstr("weak_key")));
    EXPECT_THAT(Codes(after), HasSubstr("weak_key")) << rules;
  }
}

}  // namespace
}  // namespace certsweep::integration
