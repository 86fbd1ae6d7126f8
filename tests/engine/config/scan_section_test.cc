// Each key of [scan].
#include <gmock/gmock.h>

#include "engine/config/section.h"
#include "tests/engine/config/config_texts.h"

namespace certsweep::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ScanSection Scan(std::string_view keys, std::map<std::string, std::string> files = {}) {
  return Good("[scan]\n" + std::string(keys), std::move(files)).scan;
}

std::string BadScan(std::string_view keys, std::map<std::string, std::string> files = {}) {
  return Bad("[scan]\n" + std::string(keys), std::move(files));
}

TEST(ScanSectionTest, WhatIsNotThereIsNotGiven) {
  const ScanSection scan = Scan("");
  EXPECT_THAT(scan.targets, IsEmpty());
  EXPECT_THAT(scan.ports, IsEmpty());
  EXPECT_EQ(scan.profile, "");
  EXPECT_EQ(scan.skip_invalid, std::nullopt);
  EXPECT_EQ(scan.rules, std::nullopt);
  EXPECT_EQ(scan.rate, std::nullopt);
  EXPECT_EQ(scan.record, std::nullopt);
}

TEST(ScanSectionTest, TargetsAreFilesBesideTheConfiguration) {
  EXPECT_THAT(Scan("targets = ['estate.csv', '/srv/list']", {{"etc/estate.csv", ""}, {"/srv/list", ""}}).targets,
              ElementsAre("etc/estate.csv", "/srv/list"));
  EXPECT_EQ(BadScan("targets = ['none.csv', \"a\\u0000\"]"),
            "etc/c.toml:2: scan.targets: etc/none.csv: No such file or directory\n"
            "etc/c.toml:2: scan.targets: \"a\\x00\" is no path: it has a NUL in it");
  EXPECT_EQ(BadScan("targets = 'estate.csv'"),
            "etc/c.toml:2: scan.targets: is a string and should be a list of strings: [\"...\", \"...\"]");
}

TEST(ScanSectionTest, PortsAreOneOrSeveral) {
  EXPECT_THAT(Scan("port = 4343").ports, ElementsAre(4343));
  EXPECT_THAT(Scan("port = [65535, 1]").ports, ElementsAre(65535, 1));
  EXPECT_EQ(BadScan("port = 0"), "etc/c.toml:2: scan.port: is 0 and should be from 1 to 65535");
  EXPECT_EQ(BadScan("port = [443, 65536]"), "etc/c.toml:2: scan.port: is 65536 and should be from 1 to 65535");
  EXPECT_EQ(BadScan("port = '443'"), "etc/c.toml:2: scan.port: is a string and should be a whole number");
}

TEST(ScanSectionTest, NamesAreThoseOfTheOptions) {
  EXPECT_EQ(Scan("profile = 'sps'").profile, "sps");
  EXPECT_EQ(Scan("profile = 'mine'\n[profile.mine]").profile, "mine");
  EXPECT_EQ(Scan("identity = 'ptr'").identity, 2u);
  EXPECT_EQ(Scan("rules = 'webpki'").rules, pki::Rules::kWebPki);
  EXPECT_EQ(Scan("rules = 'rfc5280'").rules, pki::Rules::kRfc5280);
  EXPECT_EQ(Scan("rules = 'private'").rules, pki::Rules::kPrivate);
  EXPECT_EQ(BadScan("profile = 'ngnix'\nidentity = 'adress'\nrules = 'strict'"),
            "etc/c.toml:2: scan.profile: \"ngnix\" is not known; did you mean 'nginx'?\n"
            "etc/c.toml:3: scan.identity: \"adress\" is not known; did you mean 'address'?\n"
            "etc/c.toml:4: scan.rules: \"strict\" is not known (known: rfc5280, webpki, private)");
}

TEST(ScanSectionTest, WhatIsExcludedIsAnAddressOrAFile) {
  EXPECT_THAT(
      Scan("exclude = ['10.9.0.0/16', '10.0.0.1-9', '::1', 'printers.txt']", {{"etc/printers.txt", ""}}).excludes,
      ElementsAre("10.9.0.0/16", "10.0.0.1-9", "::1", "etc/printers.txt"));
  EXPECT_EQ(
      BadScan("exclude = ['10.9.0.0/40',\n'none.txt']"),
      "etc/c.toml:2: scan.exclude: \"10.9.0.0/40\" is no network and no range: prefix length 40 is not in 0 to 32\n"
      "etc/c.toml:3: scan.exclude: etc/none.txt: No such file or directory");
}

TEST(ScanSectionTest, FlagsAreTrueOrFalse) {
  const ScanSection scan = Scan("skip_invalid = true\ncertificate_only = false\ninclude_pem = true");
  EXPECT_EQ(scan.skip_invalid, true);
  EXPECT_EQ(scan.certificate_only, false);
  EXPECT_EQ(scan.include_pem, true);
  EXPECT_EQ(BadScan("skip_invalid = 1\ncertificate_only = 'yes'\ninclude_pem = []"),
            "etc/c.toml:2: scan.skip_invalid: is a whole number and should be true or false\n"
            "etc/c.toml:3: scan.certificate_only: is a string and should be true or false\n"
            "etc/c.toml:4: scan.include_pem: is a list and should be true or false");
}

TEST(ScanSectionTest, ConditionsOnColumnsAreRead) {
  EXPECT_THAT(Scan("where = ['site=leeds', 'owner=']").where,
              ElementsAre(base::ColumnFilter{"site", "leeds"}, base::ColumnFilter{"owner", ""}));
  EXPECT_EQ(BadScan("where = ['site',\n'=x']"),
            "etc/c.toml:2: scan.where: \"site\" is not COLUMN=VALUE\n"
            "etc/c.toml:3: scan.where: \"=x\" names no column before its =");
}

TEST(ScanSectionTest, NumbersHaveTheBoundsOfTheOptions) {
  const ScanSection scan = Scan(
      "concurrency = 1000000\nthreads = 1024\nrate = 0.5\nrate_per_network = 1e9\nconnect_timeout = 0.001\n"
      "handshake_timeout = 86400\nretries = 0\n");
  EXPECT_EQ(scan.concurrency, 1'000'000);
  EXPECT_EQ(scan.threads, 1024);
  EXPECT_EQ(scan.rate, 0.5);
  EXPECT_EQ(scan.rate_per_network, 1e9);
  EXPECT_EQ(scan.connect_timeout_us, 1'000);
  EXPECT_EQ(scan.handshake_timeout_us, 86'400'000'000);
  EXPECT_EQ(scan.retries, 0);
  EXPECT_EQ(BadScan("concurrency = 0\nthreads = 1025\nrate = -0.1\nrate_per_network = 1e10\nconnect_timeout = 0\n"
                    "handshake_timeout = 86401\nretries = 101\n"),
            "etc/c.toml:2: scan.concurrency: is 0 and should be from 1 to 1000000\n"
            "etc/c.toml:3: scan.threads: is 1025 and should be from 1 to 1024\n"
            "etc/c.toml:4: scan.rate: is -0.1 and should be from 0 to 1000000000\n"
            "etc/c.toml:5: scan.rate_per_network: is 1e+10 and should be from 0 to 1000000000\n"
            "etc/c.toml:6: scan.connect_timeout: is 0 and should be from 0.001 to 86400\n"
            "etc/c.toml:7: scan.handshake_timeout: is 86401 and should be from 0.001 to 86400\n"
            "etc/c.toml:8: scan.retries: is 101 and should be from 0 to 100");
  EXPECT_EQ(BadScan("concurrency = 1.5\nrate = '5'"),
            "etc/c.toml:2: scan.concurrency: is a number with a fraction and should be a whole number\n"
            "etc/c.toml:3: scan.rate: is a string and should be a number");
}

TEST(ScanSectionTest, TheRecordIsAPathOrNone) {
  EXPECT_EQ(Scan("record = '../estate.db'").record, "etc/../estate.db");
  EXPECT_EQ(Scan("record = '/var/lib/estate.db'").record, "/var/lib/estate.db");
  EXPECT_EQ(Scan("record = false").record, "");
  EXPECT_EQ(BadScan("record = true"), "etc/c.toml:2: scan.record: is true and should be a path, or false for none");
  EXPECT_EQ(BadScan("record = ''"), "etc/c.toml:2: scan.record: is empty");
  EXPECT_EQ(BadScan("record = 5"), "etc/c.toml:2: scan.record: is a whole number and should be a string");
  EXPECT_EQ(BadScan("record = 'postgres://db/estate'"),
            "etc/c.toml:2: scan.record: \"postgres://db/estate\" is no path: a record is a file");
}

TEST(ScanSectionTest, AnUnknownKeyIsToldWithWhatMayBeMeant) {
  EXPECT_EQ(BadScan("target = ['a']"), "etc/c.toml:2: scan.target: no such key; did you mean 'targets'?");
  EXPECT_EQ(BadScan("conect_timeout = 5"),
            "etc/c.toml:2: scan.conect_timeout: no such key; did you mean 'connect_timeout'?");
}

}  // namespace
}  // namespace certsweep::config
