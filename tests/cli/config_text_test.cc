#include "cli/config_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "engine/base/bytes.h"

namespace certsweep::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

config::Config Parsed(const std::string& text, const std::string& name = "c.toml") {
  const absl::StatusOr<config::Config> config = config::ParseConfig(text, name);
  EXPECT_TRUE(config.ok()) << config.status();
  return config.ok() ? *config : config::Config();
}

TEST(ConfigTextTest, TheTableIsAligned) {
  EXPECT_EQ(RenderConfigTable(Parsed("[policy]\nmin_rsa_bits = 3072\n\nrequired_eku = ['serverAuth']\n")),
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
            "\n"
            "c.toml: 2 of 13 keys are given\n");
}

TEST(ConfigTextTest, WithoutAFileAllIsDefault) {
  EXPECT_THAT(RenderConfigTable({}), HasSubstr("\n\nNo file was read: all 13 keys have their defaults.\n"));
}

TEST(ConfigTextTest, LongValuesAreCutAndKeysCounted) {
  const std::string hex = base::HexEncode(base::Sha256({}));
  const std::string table = RenderConfigTable(Parsed("[policy]\nforbidden_spki_sha256 = ['" + hex + "']"));
  EXPECT_THAT(table, HasSubstr("policy.forbidden_spki_sha256  [\"" + hex.substr(0, 51) + "...  c.toml:2\n"));
  EXPECT_THAT(table, HasSubstr("\nc.toml: 1 of 13 keys are given; 1 forbidden keys\n"));
}

TEST(ConfigTextTest, WideCharactersKeepTheColumns) {
  const std::string table = RenderConfigTable(Parsed("[policy]\nallowed_issuers = ['CN=K\xc3\xb6ln CA \xe2\x82\xac']"));
  EXPECT_THAT(
      table,
      HasSubstr("policy.allowed_issuers        [\"CN=K\xc3\xb6ln CA \xe2\x82\xac\"]                   c.toml:2\n"));
}

TEST(ConfigTextTest, NamesAreFitForATerminal) {
  EXPECT_THAT(RenderConfigTable(Parsed("[policy]\nmin_rsa_bits = 3072", "\x1b[2J")), Not(HasSubstr("\x1b")));
}

TEST(ConfigTextTest, JsonHasALineForEveryKey) {
  const std::string json = RenderConfigJson(
      Parsed("[policy]\nmin_rsa_bits = 3072\nallowed_hashes = ['SHA-512']\nallowed_issuers = [\"CN=\\\"x\\u0001\"]"));
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
  EXPECT_EQ(lines, 13u);
}

}  // namespace
}  // namespace certsweep::cli
