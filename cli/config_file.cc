#include "cli/config_file.h"

#include <utility>

#include "absl/status/statusor.h"

namespace certsweep::cli {

void ApplyConfig(config::Config config, const ConfigurableOptions& options) {
  if (options.min_days_left_given) config.policy.min_days_left = options.policy.min_days_left;
  options.policy = std::move(config.policy);
  if (options.trust.empty()) options.trust = std::move(config.trust.files);
  if (options.intermediates.empty()) options.intermediates = std::move(config.trust.intermediates);
  if (options.crls.empty()) options.crls = std::move(config.trust.crls);
}

absl::Status ApplyConfigFile(const std::string& path, const ConfigurableOptions& options) {
  if (path.empty()) return absl::OkStatus();
  absl::StatusOr<config::Config> config = config::LoadConfig(path);
  if (!config.ok()) return config.status();
  ApplyConfig(*std::move(config), options);
  return absl::OkStatus();
}

}  // namespace certsweep::cli
