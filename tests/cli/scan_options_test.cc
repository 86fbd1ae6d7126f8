#include "cli/scan_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command_line.h"

namespace certsweep::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Invocation Parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "scan");
  return ParseCommandLine(arguments);
}

ScanArguments Good(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  if (const auto* error = std::get_if<UsageError>(&invocation)) ADD_FAILURE() << error->message;
  const auto* scan = std::get_if<ScanArguments>(&invocation);
  return scan != nullptr ? *scan : ScanArguments();
}

std::string Bad(const std::vector<std::string>& arguments) {
  const Invocation invocation = Parse(arguments);
  const auto* error = std::get_if<UsageError>(&invocation);
  return error != nullptr ? error->message : "no error";
}

TEST(ScanOptionsTest, HasTheDefaultsThatArePromised) {
  const ScanArguments arguments = Good({"host"});
  EXPECT_THAT(arguments.targets.arguments, ElementsAre("host"));
  EXPECT_THAT(arguments.targets.files, IsEmpty());
  EXPECT_THAT(arguments.targets.ports, ElementsAre(443));
  EXPECT_THAT(arguments.targets.excludes, IsEmpty());
  EXPECT_FALSE(arguments.targets.skip_invalid);
  EXPECT_EQ(arguments.targets.range_identity, scanner::RangeIdentity::kNone);
  EXPECT_TRUE(arguments.targets.ipv4 && arguments.targets.ipv6 && arguments.scan.ipv4 && arguments.scan.ipv6);
  EXPECT_EQ(arguments.rules, pki::Rules::kPrivate);
  EXPECT_THAT(arguments.trust, IsEmpty());
  EXPECT_THAT(arguments.intermediates, IsEmpty());
  EXPECT_EQ(arguments.policy.min_days_left, 30);
  EXPECT_FALSE(arguments.min_days_left_given);
  EXPECT_EQ(arguments.config, "");
  EXPECT_EQ(arguments.scan.concurrency, 500);
  EXPECT_GE(arguments.scan.threads, 1);
  EXPECT_EQ(arguments.scan.rate, 0);
  EXPECT_EQ(arguments.scan.rate_per_network, 0);
  EXPECT_EQ(arguments.scan.connect_timeout_us, 5'000'000);
  EXPECT_EQ(arguments.scan.handshake_timeout_us, 15'000'000);
  EXPECT_EQ(arguments.scan.retries, 1);
  EXPECT_FALSE(arguments.scan.certificate_only);
  EXPECT_EQ(arguments.scan.judge_time, std::nullopt);
  EXPECT_TRUE(arguments.scan.recording);
  EXPECT_EQ(arguments.format, OutputFormat::kTable);
  EXPECT_EQ(arguments.output, "-");
  EXPECT_EQ(arguments.record, "estate.db");
  EXPECT_EQ(arguments.progress, When::kAuto);
  EXPECT_EQ(arguments.color, When::kAuto);
  EXPECT_FALSE(arguments.all || arguments.quiet || arguments.verbose || arguments.scan.include_pem);
}

TEST(ScanOptionsTest, ReadsTargetOptions) {
  const ScanArguments arguments =
      Good({"a", "-t", "one.csv", "--targets", "-", "b:1", "-p", "4343,443", "--exclude", "10.0.0.0/8", "--exclude",
            "not.txt", "--skip-invalid", "--identity", "ptr", "-4"});
  EXPECT_THAT(arguments.targets.arguments, ElementsAre("a", "b:1"));
  EXPECT_THAT(arguments.targets.files, ElementsAre("one.csv", "-"));
  EXPECT_THAT(arguments.targets.ports, ElementsAre(4343, 443));
  EXPECT_THAT(arguments.targets.excludes, ElementsAre("10.0.0.0/8", "not.txt"));
  EXPECT_TRUE(arguments.targets.skip_invalid);
  EXPECT_EQ(arguments.targets.range_identity, scanner::RangeIdentity::kPtr);
  EXPECT_TRUE(arguments.targets.ipv4 && arguments.scan.ipv4);
  EXPECT_FALSE(arguments.targets.ipv6 || arguments.scan.ipv6);
}

TEST(ScanOptionsTest, ReadsJudgingOptions) {
  const ScanArguments arguments =
      Good({"a", "--trust", "one.pem", "--trust", "system", "--intermediates", "i.pem", "--rules", "rfc5280",
            "--min-days-left", "0", "--time", "2026-01-02T03:04:05Z", "--certificate-only"});
  EXPECT_THAT(arguments.trust, ElementsAre("one.pem", "system"));
  EXPECT_THAT(arguments.intermediates, ElementsAre("i.pem"));
  EXPECT_EQ(arguments.rules, pki::Rules::kRfc5280);
  EXPECT_EQ(arguments.policy.min_days_left, 0);
  EXPECT_TRUE(arguments.min_days_left_given);
  EXPECT_EQ(Good({"a", "--config", "c.toml"}).config, "c.toml");
  EXPECT_FALSE(Good({"a", "--config", "c.toml"}).min_days_left_given);
  EXPECT_EQ(arguments.scan.judge_time, 1767323045);
  EXPECT_TRUE(arguments.scan.certificate_only);
}

TEST(ScanOptionsTest, ReadsPaceOptions) {
  const ScanArguments arguments = Good({"a", "-c", "20000", "--threads", "3", "--rate", "0.5", "--rate-per-network=20",
                                        "--connect-timeout", "1.5", "--handshake-timeout", "0.25", "--retries", "0"});
  EXPECT_EQ(arguments.scan.concurrency, 20000);
  EXPECT_EQ(arguments.scan.threads, 3);
  EXPECT_EQ(arguments.scan.rate, 0.5);
  EXPECT_EQ(arguments.scan.rate_per_network, 20);
  EXPECT_EQ(arguments.scan.connect_timeout_us, 1'500'000);
  EXPECT_EQ(arguments.scan.handshake_timeout_us, 250'000);
  EXPECT_EQ(arguments.scan.retries, 0);
}

TEST(ScanOptionsTest, ReadsOutputOptions) {
  const ScanArguments arguments = Good({"a", "-f", "jsonl", "-o", "run.jsonl", "--record", "e.db", "--include-pem",
                                        "--progress", "never", "--color", "always", "--all", "-v"});
  EXPECT_EQ(arguments.format, OutputFormat::kJsonl);
  EXPECT_EQ(arguments.output, "run.jsonl");
  EXPECT_EQ(arguments.record, "e.db");
  EXPECT_EQ(arguments.progress, When::kNever);
  EXPECT_EQ(arguments.color, When::kAlways);
  EXPECT_TRUE(arguments.scan.include_pem && arguments.all && arguments.verbose);
}

TEST(ScanOptionsTest, WithoutRecordNothingIsRecorded) {
  const ScanArguments arguments = Good({"a", "--no-record", "-q"});
  EXPECT_EQ(arguments.record, "");
  EXPECT_FALSE(arguments.scan.recording);
  EXPECT_TRUE(arguments.quiet);
}

TEST(ScanOptionsTest, TheLastOfASingleValueCounts) {
  EXPECT_EQ(Good({"a", "-c", "5", "--concurrency", "6"}).scan.concurrency, 6);
}

TEST(ScanOptionsTest, AProfileGivesPortsUnlessPortsAreGiven) {
  EXPECT_THAT(Good({"a", "--profile", "sps"}).targets.ports, ElementsAre(4343, 443));
  EXPECT_THAT(Good({"a", "--profile", "sps", "-p", "8443"}).targets.ports, ElementsAre(8443));
  EXPECT_THAT(Good({"a", "-p", "8443", "--profile", "sps"}).targets.ports, ElementsAre(8443));
  EXPECT_THAT(Bad({"a", "--profile", "toaster"}), HasSubstr("known: apache, lighttpd, nginx, sps"));
  EXPECT_THAT(Good({"a", "--profile", "nginx"}).targets.ports, ElementsAre(443));
  EXPECT_THAT(Bad({"a", "--profile", ""}), HasSubstr("--profile: is empty"));
  EXPECT_EQ(Good({"a", "--profile", "toaster", "--config", "c.toml"}).profile, "toaster") << "the file may have it";
}

TEST(ScanOptionsTest, ConditionsOnColumnsAddUp) {
  EXPECT_THAT(Good({"a", "--where", "site=leeds", "--where", "owner="}).targets.where,
              ElementsAre(base::ColumnFilter{"site", "leeds"}, base::ColumnFilter{"owner", ""}));
  EXPECT_THAT(Bad({"a", "--where", "site"}), HasSubstr("--where: \"site\" is not COLUMN=VALUE"));
  EXPECT_THAT(Bad({"a", "--where", "=leeds"}), HasSubstr("--where: \"=leeds\" names no column before its ="));
}

TEST(ScanOptionsTest, AConfigurationMayNameTheTargets) {
  EXPECT_EQ(Good({"--config", "certsweep.toml"}).config, "certsweep.toml");
}

TEST(ScanOptionsTest, TargetsAreTakenAsTheyStand) {
  EXPECT_THAT(Good({"[::1]", "[2001:db8::1]:4343", "lab", "scan", "a b", ""}).targets.arguments,
              ElementsAre("[::1]", "[2001:db8::1]:4343", "lab", "scan", "a b", ""));
  EXPECT_THAT(Good({"--", "-x", "--trust"}).targets.arguments, ElementsAre("-x", "--trust"));
}

TEST(ScanOptionsTest, ARepeatableOptionTakesOneValueEachTime) {
  const ScanArguments arguments = Good({"--trust", "a.pem", "host", "--exclude", "10.0.0.0/8", "other"});
  EXPECT_THAT(arguments.trust, ElementsAre("a.pem"));
  EXPECT_THAT(arguments.targets.arguments, ElementsAre("host", "other"));
}

TEST(ScanOptionsTest, BadValuesAreNamed) {
  const std::vector<std::vector<std::string>> cases = {
      {"-c", "0"},
      {"-c", "-5"},
      {"-c", "many"},
      {"--threads", "0"},
      {"--rate", "nan"},
      {"--rate", "-1"},
      {"--rate", "inf"},
      {"--rate-per-network", "x"},
      {"-p", "0"},
      {"-p", "70000"},
      {"-p", "443,"},
      {"--connect-timeout", "0"},
      {"--retries", "-1"},
      {"--retries", "1.5"},
      {"--time", "tomorrow"},
      {"--handshake-timeout", "-3"},
      {"-f", "xml"},
      {"--rules", "none"},
      {"--identity", "dns"},
      {"--min-days-left", "-1"},
      {"--color", "blue"},
      {"--progress", "ja"},
      {"--trust", ""},
      {"--record", ""},
      {"-o", ""},
      {"-t", ""},
      {"--nonsense", "1"},
      {"--trust"},
      {"-c"},
      {"--resume", "soon"},
  };
  for (std::vector<std::string> arguments : cases) {
    arguments.insert(arguments.begin(), "host");
    const std::string message = Bad(arguments);
    EXPECT_THAT(message, HasSubstr("--")) << arguments[1];
    EXPECT_THAT(message, HasSubstr("(see certsweep scan --help)")) << arguments[1];
    EXPECT_THAT(message, Not(HasSubstr("\n"))) << arguments[1];
  }
}

TEST(ScanOptionsTest, ConflictsAreNamed) {
  EXPECT_THAT(Bad({"a", "-4", "-6"}), HasSubstr("-4 and -6"));
  EXPECT_THAT(Bad({"a", "--record", "e.db", "--no-record"}), HasSubstr("--record and --no-record"));
  EXPECT_THAT(Bad({"a", "-q", "-v"}), HasSubstr("-q and -v"));
  EXPECT_THAT(Bad({"-t", "-", "-t", "-"}), HasSubstr("standard input"));
  EXPECT_THAT(Bad({"a", "--record", "postgresql://db/estate"}), HasSubstr("is no path"));
}

TEST(ScanOptionsTest, NothingToScanIsAnError) {
  EXPECT_THAT(Bad({}), HasSubstr("no target given"));
  EXPECT_THAT(Bad({"-q"}), HasSubstr("no target given"));
}

}  // namespace
}  // namespace certsweep::cli
