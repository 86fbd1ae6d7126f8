#include "cli/scan_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "cli/command_line.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ScanConfigTest : public testing::Test {
 protected:
  std::string InFolder(const std::string& name, const std::string& content = "") {
    test::WriteWholeFile(folder_.Path(name), content);
    return folder_.Path(name);
  }

  // `scan --config c.toml ARGUMENTS`, up to what would be scanned.
  ScanArguments Settled(const std::string& toml, const std::vector<std::string>& arguments) {
    ScanArguments settled = Parsed(toml, arguments);
    const absl::Status status = ApplyScanConfig(settled);
    EXPECT_TRUE(status.ok()) << status;
    return settled;
  }
  std::string ErrorOf(const std::string& toml, const std::vector<std::string>& arguments) {
    ScanArguments settled = Parsed(toml, arguments);
    return std::string(ApplyScanConfig(settled).message());
  }

  const test::TemporaryFolder folder_;

 private:
  ScanArguments Parsed(const std::string& toml, const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {"scan", "--config", InFolder("c.toml", toml)};
    words.insert(words.end(), arguments.begin(), arguments.end());
    Invocation invocation = ParseCommandLine(words);
    auto* parsed = std::get_if<ScanArguments>(&invocation);
    if (parsed != nullptr) return std::move(*parsed);
    ADD_FAILURE() << "not understood";
    return {};
  }
};

constexpr const char* kAll =
    "[scan]\ntargets = ['estate.csv']\nport = [4343, 8443]\nexclude = ['10.9.0.0/16']\nskip_invalid = true\n"
    "identity = 'ptr'\nrules = 'webpki'\nwhere = ['site=leeds']\ncertificate_only = true\nconcurrency = 7\nthreads = "
    "3\n"
    "rate = 1.5\nrate_per_network = 0.5\nconnect_timeout = 2\nhandshake_timeout = 0.25\nretries = 4\n"
    "record = 'nightly.db'\ninclude_pem = true\n";

TEST_F(ScanConfigTest, TheFileAloneIsEnough) {
  const std::string estate = InFolder("estate.csv");
  const ScanArguments settled = Settled(kAll, {});
  EXPECT_THAT(settled.targets.files, ElementsAre(estate));
  EXPECT_THAT(settled.targets.ports, ElementsAre(4343, 8443));
  EXPECT_THAT(settled.targets.excludes, ElementsAre("10.9.0.0/16"));
  EXPECT_TRUE(settled.targets.skip_invalid);
  EXPECT_EQ(settled.targets.range_identity, scanner::RangeIdentity::kPtr);
  EXPECT_THAT(settled.targets.where, ElementsAre(base::ColumnFilter{"site", "leeds"}));
  EXPECT_EQ(settled.rules, pki::Rules::kWebPki);
  EXPECT_TRUE(settled.scan.certificate_only);
  EXPECT_EQ(settled.scan.concurrency, 7);
  EXPECT_EQ(settled.scan.threads, 3);
  EXPECT_EQ(settled.scan.rate, 1.5);
  EXPECT_EQ(settled.scan.rate_per_network, 0.5);
  EXPECT_EQ(settled.scan.connect_timeout_us, 2'000'000);
  EXPECT_EQ(settled.scan.handshake_timeout_us, 250'000);
  EXPECT_EQ(settled.scan.retries, 4);
  EXPECT_EQ(settled.record, folder_.Path("nightly.db"));
  EXPECT_TRUE(settled.scan.recording);
  EXPECT_TRUE(settled.scan.include_pem);
}

TEST_F(ScanConfigTest, WhatTheCommandLineGaveCountsMore) {
  InFolder("estate.csv");
  const ScanArguments settled = Settled(kAll, {"a.example",   "-p",
                                               "443",         "--exclude",
                                               "10.1.0.0/16", "--exclude",
                                               "10.2.0.0/16", "--identity",
                                               "none",        "--rules",
                                               "private",     "--where",
                                               "owner=ann",   "-c",
                                               "9",           "--threads",
                                               "5",           "--rate",
                                               "0",           "--rate-per-network",
                                               "9",           "--connect-timeout",
                                               "5",           "--handshake-timeout",
                                               "15",          "--retries",
                                               "1",           "--record",
                                               "mine.db"});
  EXPECT_THAT(settled.targets.arguments, ElementsAre("a.example"));
  EXPECT_THAT(settled.targets.files, IsEmpty()) << "a TARGET takes the place of the file's";
  EXPECT_THAT(settled.targets.ports, ElementsAre(443));
  EXPECT_THAT(settled.targets.excludes, ElementsAre("10.1.0.0/16", "10.2.0.0/16"));
  EXPECT_EQ(settled.targets.range_identity, scanner::RangeIdentity::kNone);
  EXPECT_EQ(settled.rules, pki::Rules::kPrivate);
  EXPECT_THAT(settled.targets.where, ElementsAre(base::ColumnFilter{"owner", "ann"}));
  EXPECT_EQ(settled.scan.concurrency, 9);
  EXPECT_EQ(settled.scan.threads, 5);
  EXPECT_EQ(settled.scan.rate, 0);
  EXPECT_EQ(settled.scan.rate_per_network, 9);
  EXPECT_EQ(settled.scan.connect_timeout_us, 5'000'000);
  EXPECT_EQ(settled.scan.handshake_timeout_us, 15'000'000);
  EXPECT_EQ(settled.scan.retries, 1);
  EXPECT_EQ(settled.record, "mine.db");
  EXPECT_TRUE(settled.scan.include_pem) << "what was not given stays the file's";
}

TEST_F(ScanConfigTest, AListTakesThePlaceOfTheFiles) {
  InFolder("estate.csv");
  EXPECT_THAT(Settled(kAll, {"-t", "other.csv"}).targets.files, ElementsAre("other.csv"));
}

TEST_F(ScanConfigTest, PortsCountMoreThanAnAppliance) {
  const auto ports = [this](const std::string& toml, std::vector<std::string> arguments) {
    arguments.emplace_back("a.example");
    return Settled("[scan]\n" + toml, arguments).targets.ports;
  };
  EXPECT_THAT(ports("profile = 'sps'", {}), ElementsAre(4343, 443));
  EXPECT_THAT(ports("profile = 'sps'\nport = 1", {}), ElementsAre(1));
  EXPECT_THAT(ports("profile = 'sps'", {"-p", "2"}), ElementsAre(2));
  EXPECT_THAT(ports("port = 1", {"--profile", "sps"}), ElementsAre(4343, 443));
  EXPECT_THAT(ports("port = 1", {"--profile", "sps", "-p", "2"}), ElementsAre(2));
  EXPECT_THAT(ports("", {}), ElementsAre(443));
}

TEST_F(ScanConfigTest, AnApplianceMayBeOneOfTheFile) {
  const std::string mine =
      "[profile.mine]\nports = [8443, 9443]\n[profile.sps]\nports = [5]\n[profile.no_ports]\n[scan]\n";
  const auto ports = [this](const std::string& toml, std::vector<std::string> arguments) {
    arguments.emplace_back("a.example");
    return Settled(toml, arguments).targets.ports;
  };
  EXPECT_THAT(ports(mine, {"--profile", "mine"}), ElementsAre(8443, 9443));
  EXPECT_THAT(ports(mine + "port = 1", {"--profile", "mine"}), ElementsAre(8443, 9443));
  EXPECT_THAT(ports(mine, {"--profile", "mine", "-p", "2"}), ElementsAre(2));
  EXPECT_THAT(ports(mine + "profile = 'mine'", {}), ElementsAre(8443, 9443));
  EXPECT_THAT(ports(mine + "profile = 'mine'", {"--profile", "nginx"}), ElementsAre(443));
  EXPECT_THAT(ports(mine, {"--profile", "sps"}), ElementsAre(5)) << "the file changes a built-in one";
  EXPECT_THAT(ports(mine, {"--profile", "no_ports"}), ElementsAre(443));
  EXPECT_THAT(
      ErrorOf(mine, {"a.example", "--profile", "toaster"}),
      HasSubstr("--profile: \"toaster\" is no known appliance (known: apache, lighttpd, mine, nginx, no_ports, sps)"));
}

// A scan needs none of them.
TEST_F(ScanConfigTest, FilesOfAReplacementNeedNotBeThere) {
  EXPECT_THAT(Settled("[replace]\ntemplate = 'none.cnf'\n[ssh]\nidentity = 'none'\n", {"a.example"}).targets.arguments,
              ElementsAre("a.example"));
}

TEST_F(ScanConfigTest, TheRecordCanBeLeftOutByEither) {
  ScanArguments settled = Settled("[scan]\nrecord = false", {"a.example"});
  EXPECT_EQ(settled.record, "");
  EXPECT_FALSE(settled.scan.recording);
  settled = Settled("[scan]\nrecord = false", {"a.example", "--record", "mine.db"});
  EXPECT_EQ(settled.record, "mine.db");
  EXPECT_TRUE(settled.scan.recording);
  settled = Settled("[scan]\nrecord = 'its.db'", {"a.example", "--no-record"});
  EXPECT_EQ(settled.record, "");
  EXPECT_FALSE(settled.scan.recording);
}

TEST_F(ScanConfigTest, WaiversComeAlong) {
  const ScanArguments settled =
      Settled("[[waiver]]\nhost = 'a.example'\ncodes = ['expired']\nreason = 'x'\nuntil = 2026-12-31\n", {"a.example"});
  ASSERT_NE(settled.scan.waivers, nullptr);
  EXPECT_EQ(settled.scan.waivers->size(), 1u);
  EXPECT_EQ(Settled("", {"a.example"}).scan.waivers, nullptr);
}

TEST_F(ScanConfigTest, SomebodyHasToNameATarget) {
  EXPECT_THAT(ErrorOf("[scan]\nrate = 5", {}), HasSubstr("no target given"));
  EXPECT_THAT(ErrorOf("[scan]\nrate = 'x'", {}), HasSubstr("c.toml:2: scan.rate: is a string"));
}

TEST_F(ScanConfigTest, PolicyAndTrustAreAppliedAsWell) {
  const std::string root = InFolder("root.pem");
  const ScanArguments settled =
      Settled("[policy]\nmin_rsa_bits = 3072\n[trust]\nfiles = ['root.pem']\n", {"a.example", "--min-days-left", "7"});
  EXPECT_EQ(settled.policy.min_rsa_bits, 3072);
  EXPECT_EQ(settled.policy.min_days_left, 7);
  EXPECT_THAT(settled.trust, ElementsAre(root));
}

TEST_F(ScanConfigTest, WithoutAFileNothingIsDone) {
  ScanArguments arguments;
  EXPECT_TRUE(ApplyScanConfig(arguments).ok());
  EXPECT_THAT(arguments.targets.files, IsEmpty());
}

}  // namespace
}  // namespace certsweep::cli
