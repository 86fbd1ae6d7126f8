// Whatever the text: it is either a configuration within its bounds, which says where each value comes from and can be
// shown, or everything that is wrong is told, each line with a place and fit for a terminal.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/text.h"
#include "engine/config/config.h"
#include "engine/config/scan_values.h"

namespace {

namespace base = certsweep::base;
namespace config = certsweep::config;

void Require(bool condition) {
  if (!condition) std::abort();
}

config::FileAccess FakeFiles() {
  const auto read = [](const std::string& path) -> absl::StatusOr<std::string> {
    if (path.find("none") != std::string::npos) return absl::NotFoundError("none: No such file or directory");
    return base::HexEncode(base::Sha256(base::AsBytes(path))) + "\n" + path;
  };
  return {.read = read, .check = [read](const std::string& path) { return read(path).status(); }};
}

void RequireTold(std::string_view message) {
  Require(!message.empty());
  for (size_t start = 0; start <= message.size();) {
    const size_t end = std::min(message.find('\n', start), message.size());
    const std::string_view line = message.substr(start, end - start);
    Require(line.find(':') != std::string_view::npos);
    Require(base::DisplayText(line, 1 << 20) == line);
    start = end + 1;
  }
}

void RequireReplacementWithinBounds(const config::Config& config) {
  for (const auto& [host, address] : config.names.resolve)
    Require(!host.empty() && host.find(' ') == std::string::npos);
  Require(config.replace.issuer.empty() || config.issuers.contains(config.replace.issuer));
  Require(config.replace.profile.empty() || config.profiles.contains(config.replace.profile));
  Require(config.scan.profile.empty() || config.profiles.contains(config.scan.profile));
  Require(config.rollout.wave >= 1 && config.rollout.growth >= 1 && config.rollout.max_parallel >= 1);
  if (config.rollout.window) {
    for (const auto& [begin, end] : config.rollout.window->hours)
      Require(begin >= 0 && end > begin && end <= begin + 86'400);
  }
  for (const auto& [name, issuer] : config.issuers) {
    using Kind = config::IssuerSection::Kind;
    Require(name == issuer.name && (issuer.kind != Kind::kCommand || !issuer.command.empty()));
    const bool is_web = issuer.kind == Kind::kAdcs || issuer.kind == Kind::kEst;
    Require(is_web != issuer.url.empty() && issuer.url.find('@') == std::string::npos);
  }
  for (const auto& [name, profile] : config.profiles) {
    Require(name == profile.name && (profile.pem_path.empty() || profile.pem_path.starts_with('/')));
    Require(!profile.pem_mode || (*profile.pem_mode & 07) == 0);
    for (const config::DialogueStep& step : profile.dialogue) Require(!step.expect.empty());
  }
}

void RequireWithinBounds(const config::Config& config) {
  const certsweep::pki::Policy& policy = config.policy;
  Require(policy.min_rsa_bits >= 512 && policy.min_rsa_bits <= 16384);
  Require(policy.min_ec_bits >= 160 && policy.min_ec_bits <= 521);
  Require(policy.min_days_left >= 0 && policy.min_days_left <= 36500);
  Require(!policy.max_validity_days || (*policy.max_validity_days >= 1 && *policy.max_validity_days <= 36500));
  Require(policy.allowed_issuers == nullptr || policy.allowed_issuers->size() > 0);
  Require(policy.required_usages == nullptr || !policy.required_usages->empty());
  Require(policy.forbidden_keys == nullptr || policy.forbidden_keys->size() > 0);
  const config::ScanSection& scan = config.scan;
  Require(!scan.concurrency || (*scan.concurrency >= 1 && *scan.concurrency <= config::kMostConcurrency));
  Require(!scan.rate || (*scan.rate >= 0 && *scan.rate <= config::kMostRate));
  Require(!scan.connect_timeout_us || *scan.connect_timeout_us >= 1000);
  for (const uint16_t port : scan.ports) Require(port > 0);
  for (const config::ConfiguredWaiver& configured : config.waivers) {
    const certsweep::probe::Waiver& waiver = configured.waiver;
    Require((waiver.host || waiver.where) && waiver.codes.any() && !waiver.reason.empty() &&
            !waiver.until.text.empty());
    Require(waiver.host.has_value() == !configured.host.empty());
  }
  RequireReplacementWithinBounds(config);
  size_t given = 0;
  for (const config::SettingInForce& setting : config::SettingsInForce(config)) {
    if (!setting.line) continue;
    ++given;
    const std::string shown = setting.value->ToToml();
    Require(config::ParseTomlValue(shown).ToToml() == shown);
  }
  Require(given == config.given.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<config::Config> parsed = config::ParseConfig(text, "etc/c.toml", FakeFiles());
  if (parsed.ok()) {
    RequireWithinBounds(*parsed);
  } else {
    Require(absl::IsInvalidArgument(parsed.status()));
    RequireTold(base::ToStd(parsed.status().message()));
  }
  return 0;
}
