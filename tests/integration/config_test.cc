// A policy of one's own, from the file to the exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "engine/estate/sqlite_estate.h"
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
        "[trust]\nfiles = [\"missing.pem\"]\n[colours]\n");
  Write("bad.txt", "abc\n");
  Write("cases.jsonl", "{\"id\":1}\n");
  const std::string told =
      "certsweep: bad.toml:2: policy.min_rsa_bit: no such key; did you mean 'min_rsa_bits'?\n"
      "certsweep: bad.toml:3: policy.allowed_hashes: \"SHA256\" is not known; did you mean 'SHA-256'?\n"
      "certsweep: bad.txt:1: no SHA-256 in hex: \"abc\"\n"
      "certsweep: bad.toml:6: trust.files: missing.pem: No such file or directory\n"
      "certsweep: bad.toml:7: [colours]: no such section (known: policy, trust, scan, waiver, names, replace, rollout, "
      "issuer, profile, ssh)\n";
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
  EXPECT_THAT(checked.output, HasSubstr("certsweep.toml: 30 of 56 keys are given\n"));
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

// An estate with a column of its own: the first half of the lab stands in Leeds, the rest in York.
std::map<std::string, std::string> WithSites(const std::string& lab_csv, std::string* csv) {
  std::map<std::string, std::string> sites;
  std::istringstream lines(lab_csv);
  std::string line;
  std::getline(lines, line);
  *csv = line + ",site\n";
  const auto count = std::count(lab_csv.begin(), lab_csv.end(), '\n') - 1;
  for (int i = 0; std::getline(lines, line); ++i) {
    const std::string site = i < count / 2 ? "leeds" : "york";
    sites[line.substr(0, line.find(','))] = site;
    *csv += line + "," + site + "\n";
  }
  return sites;
}

TEST_F(ConfigTest, AFileAloneSaysWhatIsScanned) {
  StartLab(8, "good-ecdsa");
  std::string csv;
  const std::map<std::string, std::string> sites = WithSites(Read("lab.csv"), &csv);
  std::filesystem::create_directory(Path("etc"));
  Write("etc/estate.csv", csv);
  std::filesystem::rename(Path("root.pem"), Path("etc/root.pem"));
  Write(
      "etc/certsweep.toml",
      "[trust]\nfiles = ['root.pem']\n[scan]\ntargets = ['estate.csv']\nwhere = ['site=leeds']\nrecord = 'nightly.db'\n"
      "concurrency = 3\nconnect_timeout = 2.5\ncertificate_only = true\n");
  const ScanResult result = Run({"scan", "--config", "etc/certsweep.toml", "-v"});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("8 lines = 4 targets + 0 duplicates + 4 excluded + 0 skipped"));
  EXPECT_THAT(result.output, HasSubstr("possession_not_proven  4  warn"));
  EXPECT_THAT(result.errors, HasSubstr("pace: 3 at once"));
  EXPECT_THAT(result.errors, HasSubstr("patience: 2.5 s for a connection"));
  EXPECT_TRUE(std::filesystem::exists(Path("etc/nightly.db")));
  EXPECT_FALSE(std::filesystem::exists(Path("estate.db")));

  const ScanResult york =
      Run({"scan", "--config", "etc/certsweep.toml", "--where", "SITE=york", "--no-record", "-f", "jsonl", "-q"});
  EXPECT_EQ(york.exit_code, 0) << york.errors;
  const std::vector<json::object> lines = JsonLines(york.output);
  EXPECT_EQ(lines.size(), 4u);
  for (const json::object& line : lines) EXPECT_EQ(sites.at(Text(line, "host")), "york");

  const ScanResult unknown = Run({"scan", "--config", "etc/certsweep.toml", "--where", "sit=leeds"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.errors, "certsweep: --where: no inventory has a column 'sit' of its own; did you mean 'site'?\n");
  EXPECT_EQ(Run({"scan", "--config", "etc/certsweep.toml", "--where", "site"}).exit_code, 2);
}

TEST_F(ConfigTest, WithoutTargetsAnywhereItIs2) {
  Write("certsweep.toml", "[scan]\nrate = 5\n");
  const ScanResult result = Run({"scan", "--config", "certsweep.toml"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.errors, HasSubstr("certsweep: no target given: "));
  Write("certsweep.toml", "[scan]\nrate = 'x'\n");
  EXPECT_EQ(Run({"scan", "--config", "certsweep.toml"}).errors,
            "certsweep: certsweep.toml:2: scan.rate: is a string and should be a number\n");
}

TEST_F(ConfigTest, WhatIsWaivedIsCompliantAndLeavesTheQueue) {
  StartLab(4, "self-signed");
  const auto scan = [this](const std::string& config) {
    Write("waivers.toml", config);
    return Scan({"-t", "lab.csv", "--trust", "root.pem", "--config", "waivers.toml"});
  };
  const auto open_requests = [this]() -> uint64_t {
    const auto estate = estate::OpenSqliteEstate(Path("estate.db"));
    EXPECT_TRUE(estate.ok()) << estate.status();
    return estate.ok() ? (*estate)->CountQueued().value_or(99) : 99;
  };
  EXPECT_EQ(scan("").exit_code, 1);
  EXPECT_EQ(open_requests(), 4u);

  const std::string host = lab().endpoints().front().host;
  const std::string waives = "codes = ['self_signed', 'name_mismatch', 'no_subject_alt_name']\nreason = 'CHG-1'\n";
  const ScanResult one = scan("[[waiver]]\nhost = '" + host + "'\n" + waives + "until = 9999-12-31\n");
  EXPECT_EQ(one.exit_code, 1);
  EXPECT_THAT(one.output, HasSubstr("compliant     1  25.0 %  (1 by waiver)"));
  EXPECT_THAT(one.output, Not(HasSubstr(host + ":")));
  EXPECT_EQ(open_requests(), 3u);

  const ScanResult all = scan("[[waiver]]\nhost = '127.0.0.0/8'\n" + waives + "until = 9999-12-31\n");
  EXPECT_EQ(all.exit_code, 0) << all.output;
  EXPECT_THAT(all.output, HasSubstr("(4 by waiver)"));
  EXPECT_EQ(open_requests(), 0u);

  const ScanResult ended = scan("[[waiver]]\nhost = '127.0.0.0/8'\n" + waives + "until = 2026-01-01\n");
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, HasSubstr("a waiver ended (2026-01-01): CHG-1"));
  EXPECT_THAT(ended.output, HasSubstr("waiver_expired  4  warn"));
  EXPECT_EQ(open_requests(), 4u);
}

TEST_F(ConfigTest, WaivedFindingsAreMarkedOnTheLineAndInTheRecord) {
  StartLab(2, "expired");
  std::string csv;
  const std::map<std::string, std::string> sites = WithSites(Read("lab.csv"), &csv);
  Write("estate.csv", csv);
  Write("waivers.toml",
        "[[waiver]]\nwhere = 'site=leeds'\ncodes = ['expired']\nreason = 'old \"rack\"'\nuntil = 2100-01-01\n");
  const ScanResult result =
      Scan({"-t", "estate.csv", "--trust", "root.pem", "--config", "waivers.toml", "-f", "jsonl"});
  EXPECT_EQ(result.exit_code, 1) << result.errors;
  for (const json::object& line : JsonLines(result.output)) {
    const bool waived = sites.at(Text(line, "host")) == "leeds";
    EXPECT_EQ(Text(line, "verdict"), waived ? "compliant" : "noncompliant");
    EXPECT_EQ(line.at("queued").as_bool(), !waived);
    EXPECT_TRUE(line.at("mendable").as_bool());
    const json::object& finding = line.at("findings").as_array().at(0).as_object();
    EXPECT_EQ(Text(finding, "severity"), "fail");
    EXPECT_EQ(finding.contains("waived"), waived);
    EXPECT_EQ(finding.contains("waiver"), waived);
    if (waived) {
      EXPECT_TRUE(finding.at("waived").as_bool());
      EXPECT_EQ(Text(finding, "waiver"), "old \"rack\"");
    }
  }
  const auto estate = estate::OpenSqliteEstate(Path("estate.db"));
  ASSERT_TRUE(estate.ok()) << estate.status();
  std::multiset<std::string> written, read;
  const absl::Status status = (*estate)->VisitResults(1, {}, [&read](const estate::ResultRow& row) {
    read.insert(row.json);
    return true;
  });
  ASSERT_TRUE(status.ok()) << status;
  std::istringstream text(result.output);
  for (std::string line; std::getline(text, line);) written.insert(line);
  EXPECT_EQ(read, written) << "byte for byte";
}

TEST_F(ConfigTest, CheckShowsWaiversAsOfNow) {
  Write("w.toml",
        "[[waiver]]\nhost = 'a.example'\ncodes = ['expired']\nreason = 'x'\nuntil = 2020-01-01\n"
        "[[waiver]]\nhost = 'b.example'\ncodes = ['expired']\nreason = 'y'\nuntil = 9999-12-31\n");
  const ScanResult table = Run({"config", "check", "w.toml"});
  EXPECT_EQ(table.exit_code, 0) << table.errors;
  EXPECT_THAT(table.output, HasSubstr("a.example  expired  x       expired 2020-01-01         w.toml:1\n"));
  EXPECT_THAT(table.output, HasSubstr("b.example  expired  y       in force until 9999-12-31  w.toml:6\n"));
  EXPECT_THAT(Run({"config", "check", "w.toml", "-f", "jsonl"}).output, HasSubstr(R"("state":"expired")"));
}

}  // namespace
}  // namespace certsweep::integration
