#include "cli/config_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "engine/base/bytes.h"

namespace certsweep::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int64_t kNow = 1'767'323'045;  // 2026-01-02T03:04:05Z

config::Config Parsed(const std::string& text, const std::string& name = "c.toml") {
  const absl::StatusOr<config::Config> config = config::ParseConfig(text, name);
  EXPECT_TRUE(config.ok()) << config.status();
  return config.ok() ? *config : config::Config();
}

TEST(ConfigTextTest, TheTableIsAligned) {
  EXPECT_EQ(RenderConfigTable(Parsed("[policy]\nmin_rsa_bits = 3072\n\nrequired_eku = ['serverAuth']\n"), kNow),
            "KEY                           VALUE                              FROM\n"
            "policy.min_rsa_bits           3072                               c.toml:2\n"
            "policy.min_ec_bits            256                                default\n"
            "policy.allowed_key_types      off                                default\n"
            "policy.allowed_hashes         [\"SHA-256\", \"SHA-384\", \"SHA-512\"]  default\n"
            "policy.max_validity_days      off                                default\n"
            "policy.min_days_left          30                                 default\n"
            "policy.required_eku           [\"serverAuth\"]                     c.toml:4\n"
            "policy.allowed_issuers        off                                default\n"
            "policy.forbidden_spki_sha256  off                                default\n"
            "policy.forbidden_spki_files   off                                default\n"
            "trust.files                   [\"system\"]                         default\n"
            "trust.intermediates           off                                default\n"
            "trust.crls                    off                                default\n"
            "scan.targets                  off                                default\n"
            "scan.port                     off                                default\n"
            "scan.profile                  off                                default\n"
            "scan.exclude                  off                                default\n"
            "scan.skip_invalid             false                              default\n"
            "scan.identity                 \"none\"                             default\n"
            "scan.rules                    \"private\"                          default\n"
            "scan.where                    off                                default\n"
            "scan.certificate_only         false                              default\n"
            "scan.concurrency              500                                default\n"
            "scan.threads                  off                                default\n"
            "scan.rate                     0                                  default\n"
            "scan.rate_per_network         0                                  default\n"
            "scan.connect_timeout          5                                  default\n"
            "scan.handshake_timeout        15                                 default\n"
            "scan.retries                  1                                  default\n"
            "scan.record                   off                                default\n"
            "scan.include_pem              false                              default\n"
            "names.resolve                 off                                default\n"
            "replace.issuer                off                                default\n"
            "replace.template              off                                default\n"
            "replace.profile               off                                default\n"
            "replace.key_type              \"rsa:2048\"                         default\n"
            "replace.reuse_key             false                              default\n"
            "replace.work_dir              off                                default\n"
            "replace.keep_backups          3                                  default\n"
            "rollout.canary                1                                  default\n"
            "rollout.wave                  10                                 default\n"
            "rollout.growth                2.0                                default\n"
            "rollout.max_parallel          16                                 default\n"
            "rollout.max_failures          0                                  default\n"
            "rollout.window                off                                default\n"
            "rollout.change_id             off                                default\n"
            "rollout.settle_seconds        30                                 default\n"
            "ssh.user                      \"root\"                             default\n"
            "ssh.port                      22                                 default\n"
            "ssh.identity                  off                                default\n"
            "ssh.known_hosts               off                                default\n"
            "ssh.agent                     true                               default\n"
            "ssh.password_file             off                                default\n"
            "ssh.password_prompt           off                                default\n"
            "ssh.connect_timeout           10                                 default\n"
            "ssh.command_timeout           60                                 default\n"
            "\n"
            "c.toml: 2 of 56 keys are given\n");
}

TEST(ConfigTextTest, WithoutAFileAllIsDefault) {
  EXPECT_THAT(RenderConfigTable({}, kNow), HasSubstr("\n\nNo file was read: all 56 keys have their defaults.\n"));
}

TEST(ConfigTextTest, LongValuesAreCutAndKeysCounted) {
  const std::string hex = base::HexEncode(base::Sha256({}));
  const std::string table = RenderConfigTable(Parsed("[policy]\nforbidden_spki_sha256 = ['" + hex + "']"), kNow);
  EXPECT_THAT(table, HasSubstr("policy.forbidden_spki_sha256  [\"" + hex.substr(0, 51) + "...  c.toml:2\n"));
  EXPECT_THAT(table, HasSubstr("\nc.toml: 1 of 56 keys are given; 1 forbidden keys\n"));
}

TEST(ConfigTextTest, WideCharactersKeepTheColumns) {
  const std::string table =
      RenderConfigTable(Parsed("[policy]\nallowed_issuers = ['CN=K\xc3\xb6ln CA \xe2\x82\xac']"), kNow);
  EXPECT_THAT(
      table,
      HasSubstr("policy.allowed_issuers        [\"CN=K\xc3\xb6ln CA \xe2\x82\xac\"]                   c.toml:2\n"));
}

TEST(ConfigTextTest, NamesAreFitForATerminal) {
  EXPECT_THAT(RenderConfigTable(Parsed("[policy]\nmin_rsa_bits = 3072", "\x1b[2J"), kNow), Not(HasSubstr("\x1b")));
}

TEST(ConfigTextTest, JsonHasALineForEveryKey) {
  const std::string json = RenderConfigJson(
      Parsed("[policy]\nmin_rsa_bits = 3072\nallowed_hashes = ['SHA-512']\nallowed_issuers = [\"CN=\\\"x\\u0001\"]"),
      kNow);
  EXPECT_THAT(json,
              StartsWith(R"({"key":"policy.min_rsa_bits","value":3072,"source":"c.toml:2","file":"c.toml","line":2})"
                         "\n"
                         R"({"key":"policy.min_ec_bits","value":256,"source":"default"})"
                         "\n"
                         R"({"key":"policy.allowed_key_types","value":null,"source":"default"})"
                         "\n"
                         R"({"key":"policy.allowed_hashes","value":["SHA-512"],"source":"c.toml:3",)"
                         R"("file":"c.toml","line":3})"
                         "\n"));
  size_t lines = 0;
  for (size_t start = 0, end; (end = json.find('\n', start)) != std::string::npos; start = end + 1) {
    const boost::json::value line = boost::json::parse(json.substr(start, end - start));
    EXPECT_EQ(line.at("source") == "default", line.as_object().if_contains("line") == nullptr);
    if (line.at("key") == "policy.allowed_issuers") {
      EXPECT_EQ(line.at("value"), (boost::json::array{"CN=\"x\x01"}));
    }
    ++lines;
  }
  EXPECT_EQ(lines, 56u);
}

TEST(ConfigTextTest, NamedSectionsShowWhatIsGiven) {
  const config::Config config = Parsed(
      "[names]\nresolve = { 'a.b' = '::1', c = '10.0.0.7' }\n[profile.mine]\ndialogue = [{ expect = '>', send = 'x' "
      "}]\n"
      "pem_mode = 0o640\n");
  EXPECT_THAT(RenderConfigTable(config, kNow),
              AllOf(HasSubstr("names.resolve                 { \"a.b\" = \"::1\", c = \"10.0.0.7\" }  c.toml:2\n"),
                    HasSubstr("profile.mine.pem_mode         0o640 "),
                    HasSubstr("profile.mine.dialogue         [{ expect = \">\", send = \"x\" }]     c.toml:4\n"),
                    EndsWith("c.toml: 3 of 58 keys are given\n")));
  EXPECT_THAT(RenderConfigJson(config, kNow),
              AllOf(HasSubstr(R"({"key":"names.resolve","value":{"a.b":"::1","c":"10.0.0.7"},"source":"c.toml:2",)"),
                    HasSubstr(R"({"key":"profile.mine.dialogue","value":[{"expect":">","send":"x"}],"source":)"),
                    HasSubstr(R"({"key":"profile.mine.pem_mode","value":416,)")));
}

constexpr const char* kWaivers =
    "[scan]\nrate = 2.5\n"
    "[[waiver]]\nhost = 'sps-7.example'\ncodes = ['name_mismatch', 'self_signed']\nreason = 'CHG-1'\nuntil = "
    "2026-01-02\n"
    "[[waiver]]\nhost = '10.0.0.0/24'\nwhere = 'site=leeds'\ncodes = ['expired']\nreason = \"old \\u001b rack\"\n"
    "until = 2026-01-02T03:04:04Z\n";

TEST(ConfigTextTest, WaiversAreShownWithTheirState) {
  const std::string table = RenderConfigTable(Parsed(kWaivers), kNow);
  EXPECT_THAT(table,
              EndsWith("ssh.command_timeout           60                                 default\n"
                       "\n"
                       "WAIVER                   CODES                       REASON         STATE                "
                       "         FROM\n"
                       "sps-7.example            self_signed, name_mismatch  CHG-1          in force until "
                       "2026-01-02     c.toml:3\n"
                       "10.0.0.0/24, site=leeds  expired                     old \\x1b rack  expired "
                       "2026-01-02T03:04:04Z  c.toml:8\n"
                       "\n"
                       "c.toml: 1 of 56 keys are given; 2 waivers, 1 of them expired\n"));
  EXPECT_THAT(RenderConfigTable(Parsed(kWaivers), kNow - 1), EndsWith("; 2 waivers\n")) << "the last second belongs";
  EXPECT_THAT(RenderConfigTable(Parsed(kWaivers), kNow + 86'400), EndsWith("; 2 waivers, 2 of them expired\n"));
}

TEST(ConfigTextTest, WaiversAreJsonToo) {
  EXPECT_THAT(
      RenderConfigJson(Parsed(kWaivers), kNow),
      EndsWith(
          R"({"key":"waiver","value":{"host":"sps-7.example","codes":["self_signed","name_mismatch"],)"
          R"("reason":"CHG-1","until":"2026-01-02"},"state":"in_force","source":"c.toml:3","file":"c.toml","line":3})"
          "\n"
          R"({"key":"waiver","value":{"host":"10.0.0.0/24","where":"site=leeds","codes":["expired"],)"
          R"("reason":"old \u001b rack","until":"2026-01-02T03:04:04Z"},"state":"expired","source":"c.toml:8",)"
          R"("file":"c.toml","line":8})"
          "\n"));
  EXPECT_THAT(RenderConfigJson(Parsed(kWaivers), kNow),
              HasSubstr(R"({"key":"scan.rate","value":2.5,"source":"c.toml:2","file":"c.toml","line":2})"));
}

}  // namespace
}  // namespace certsweep::cli
