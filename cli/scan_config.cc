#include "cli/scan_config.h"

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/config_file.h"
#include "engine/base/text.h"
#include "engine/probe/waiver_set.h"

namespace certsweep::cli {

namespace {

// Whether the command line gave one of the options.
class Given {
 public:
  explicit Given(const ScanArguments& arguments) : given_(arguments.given) {}

  bool AnyOf(std::initializer_list<std::string_view> names) const {
    return std::any_of(given_.begin(), given_.end(), [names](const GivenOption& option) {
      return std::find(names.begin(), names.end(), option.name) != names.end();
    });
  }

  // Sets `out` to what the file says, unless the option was given.
  template <class Value, class Out>
  void Default(std::string_view name, const std::optional<Value>& value, Out& out) const {
    if (value && !AnyOf({name})) out = static_cast<Out>(*value);
  }
  template <class Value>
  void Default(std::string_view name, std::vector<Value>& values, std::vector<Value>& out) const {
    if (!values.empty() && !AnyOf({name})) out = std::move(values);
  }

 private:
  const std::vector<GivenOption>& given_;
};

void ApplyTargets(config::ScanSection& section, const Given& given, scanner::TargetOptions& targets) {
  if (!given.AnyOf({"TARGET", "--targets"})) targets.files = std::move(section.targets);
  given.Default("--exclude", section.excludes, targets.excludes);
  given.Default("--skip-invalid", section.skip_invalid, targets.skip_invalid);
  given.Default("--identity", section.identity, targets.range_identity);
  given.Default("--where", section.where, targets.where);
}

// Ports count more than a profile, and the command line more than the file: a profile there more than ports here.
absl::Status ApplyPorts(config::Config& config, const Given& given, ScanArguments& arguments) {
  if (given.AnyOf({"--port", "--profile"})) return ApplyProfile(config.profiles, arguments);
  if (!config.scan.ports.empty()) {
    arguments.targets.ports = std::move(config.scan.ports);
    return absl::OkStatus();
  }
  arguments.profile = config.scan.profile;
  return ApplyProfile(config.profiles, arguments);
}

void ApplyPace(const config::ScanSection& section, const Given& given, scanner::ScanOptions& scan) {
  given.Default("--concurrency", section.concurrency, scan.concurrency);
  given.Default("--threads", section.threads, scan.threads);
  given.Default("--rate", section.rate, scan.rate);
  given.Default("--rate-per-network", section.rate_per_network, scan.rate_per_network);
  given.Default("--connect-timeout", section.connect_timeout_us, scan.connect_timeout_us);
  given.Default("--handshake-timeout", section.handshake_timeout_us, scan.handshake_timeout_us);
  given.Default("--retries", section.retries, scan.retries);
}

void ApplyRecord(const config::ScanSection& section, const Given& given, ScanArguments& arguments) {
  if (!section.record || given.AnyOf({"--record", "--no-record"})) return;
  arguments.record = *section.record;
  arguments.no_record = section.record->empty();
}

}  // namespace

std::shared_ptr<const probe::WaiverSet> MakeWaiverSet(std::vector<config::ConfiguredWaiver> configured) {
  if (configured.empty()) return nullptr;
  std::vector<probe::Waiver> waivers;
  waivers.reserve(configured.size());
  for (config::ConfiguredWaiver& one : configured) waivers.push_back(std::move(one.waiver));
  return std::make_shared<const probe::WaiverSet>(std::move(waivers));
}

absl::Status ApplyScanConfig(ScanArguments& arguments) {
  if (arguments.config.empty()) return absl::OkStatus();
  absl::StatusOr<config::Config> config = config::LoadConfig(arguments.config);
  if (!config.ok()) return config.status();
  return ApplyScanConfig(*std::move(config), arguments);
}

absl::Status ApplyScanConfig(config::Config config, ScanArguments& arguments) {
  const Given given(arguments);
  // A run that is gone on with has targets of its own.
  if (arguments.resume && NamesNoTarget(arguments)) config.scan.targets = config.scan.excludes = {};
  if (absl::Status status = ApplyPorts(config, given, arguments); !status.ok()) return status;
  ApplyTargets(config.scan, given, arguments.targets);
  ApplyPace(config.scan, given, arguments.scan);
  ApplyRecord(config.scan, given, arguments);
  given.Default("--rules", config.scan.rules, arguments.rules);
  given.Default("--certificate-only", config.scan.certificate_only, arguments.scan.certificate_only);
  given.Default("--include-pem", config.scan.include_pem, arguments.scan.include_pem);
  arguments.scan.resolve = std::move(config.names.resolve);
  arguments.scan.waivers = MakeWaiverSet(std::move(config.waivers));
  ApplyConfig(std::move(config), {arguments.policy, arguments.min_days_left_given, arguments.trust,
                                  arguments.intermediates, arguments.crls});
  if (NamesNoTarget(arguments) && !arguments.resume) {
    return absl::InvalidArgumentError(
        absl::StrCat("no target given: name hosts or networks, or a list with -t FILE or as ",
                     "`targets` in [scan] of ", base::DisplayText(arguments.config)));
  }
  return SettleScanArguments(arguments);
}

}  // namespace certsweep::cli
