#include "cli/replace_settings.h"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "cli/scan_config.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "replacer/execute/tls_prober_runner.h"
#include "replacer/issuer/make_issuer.h"

namespace certsweep::cli {

namespace {

using config::IssuerSection;

class StoppableWaiter final : public replacer::Waiter {
 public:
  explicit StoppableWaiter(std::stop_token stop) : stop_(std::move(stop)) {}

  void Wait(int64_t micros) override { WaitFor(micros, {}); }
  bool WaitUnlessStopping(int64_t micros) override {
    WaitFor(micros, stop_);
    return !IsStopping();
  }
  bool IsStopping() const override { return stop_.stop_requested(); }

 private:
  static void WaitFor(int64_t micros, std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, std::move(stop), std::chrono::microseconds(micros), [] { return false; });
  }

  const std::stop_token stop_;
};

replacer::PasswordSource PasswordOf(const IssuerSection& section) {
  return {.file = section.password_file, .environment = section.password_env};
}

replacer::AdcsIssuerSettings AdcsSettings(const IssuerSection& section) {
  replacer::AdcsIssuerSettings settings;
  settings.url = section.url;
  settings.template_name = section.certificate_template;
  switch (section.auth) {
    case IssuerSection::Auth::kNegotiate:
      settings.authentication = replacer::AdcsAuthentication::kNegotiate;
      break;
    case IssuerSection::Auth::kBasic:
      settings.authentication = replacer::AdcsAuthentication::kBasic;
      break;
    case IssuerSection::Auth::kNone:
    case IssuerSection::Auth::kNtlm:
      settings.authentication = replacer::AdcsAuthentication::kNtlm;
      break;
  }
  settings.username = section.username;
  settings.password = PasswordOf(section);
  settings.ca_bundle = section.ca_bundle;
  return settings;
}

replacer::EstIssuerSettings EstSettings(const IssuerSection& section) {
  replacer::EstIssuerSettings settings;
  settings.url = section.url;
  settings.label = section.label;
  if (!section.client_certificate.empty()) {
    settings.authentication = replacer::EstAuthentication::kCertificate;
  } else if (section.auth == IssuerSection::Auth::kBasic) {
    settings.authentication = replacer::EstAuthentication::kBasic;
  }
  settings.username = section.username;
  settings.password = PasswordOf(section);
  settings.client_cert = section.client_certificate;
  settings.client_key = section.client_key;
  settings.ca_bundle = section.ca_bundle;
  return settings;
}

replacer::IssuerSettings SettingsOf(const IssuerSection& section, const config::NamesSection& names) {
  replacer::IssuerSettings settings;
  settings.name = section.name;
  for (const auto& [host, address] : names.resolve) settings.resolve.emplace(host, address.ToString());
  switch (section.kind) {
    case IssuerSection::Kind::kLocal:
      settings.kind = replacer::LocalIssuerSettings{.ca_cert = section.ca_cert,
                                                    .ca_key = section.ca_key,
                                                    .chain = section.chain.empty() ? "" : section.chain.front(),
                                                    .days = section.days};
      break;
    case IssuerSection::Kind::kCommand:
      settings.kind = replacer::CommandIssuerSettings{.command = section.command,
                                                      .timeout_s = static_cast<int>(section.timeout_us / 1'000'000)};
      break;
    case IssuerSection::Kind::kFolder:
      settings.kind = replacer::FolderIssuerSettings{.out = section.out, .in = section.in};
      break;
    case IssuerSection::Kind::kAdcs:
      settings.kind = AdcsSettings(section);
      break;
    case IssuerSection::Kind::kEst:
      settings.kind = EstSettings(section);
      break;
  }
  return settings;
}

absl::Status AddIssuers(const config::Config& config, const std::vector<std::string>& names, const base::Clock& clock,
                        replacer::JobTools& tools) {
  absl::Status status;
  for (const std::string& name : std::set<std::string>(names.begin(), names.end())) {
    const auto section = config.issuers.find(name);
    if (section == config.issuers.end()) continue;
    absl::StatusOr<std::unique_ptr<replacer::Issuer>> issuer =
        replacer::MakeIssuer(SettingsOf(section->second, config.names), clock);
    status = base::JoinProblems(status, issuer.status());
    if (issuer.ok()) tools.issuers.emplace(name, *std::move(issuer));
  }
  return status;
}

replacer::SshOptions SshOptionsOf(const config::SshSection& section, bool accept_new_host_keys,
                                  replacer::SecretSource secrets) {
  replacer::SshOptions options;
  options.identity = section.identity;
  options.known_hosts = section.known_hosts;
  options.use_agent = section.agent;
  options.accept_new_host_keys = accept_new_host_keys;
  options.connect_timeout_us = section.connect_timeout_us;
  options.command_timeout_us = section.command_timeout_us;
  options.password_source = std::move(secrets);
  return options;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ReplaceTools>> MakeReplaceTools(const config::Config& config,
                                                               const std::vector<std::string>& issuers,
                                                               bool accept_new_host_keys,
                                                               const SecretGatherer& gather_secrets,
                                                               const base::Clock& clock, std::stop_token stop) {
  auto made = std::make_unique<ReplaceTools>();
  JudgeSources sources;
  sources.trust = config.trust.files;
  sources.intermediates = config.trust.intermediates;
  sources.crls = config.trust.crls;
  sources.rules = config.scan.rules.value_or(pki::Rules::kPrivate);
  sources.policy = config.policy;
  absl::StatusOr<JudgeInputs> judge = ReadJudgeInputs(sources);
  const absl::Status status = base::JoinProblems(judge.status(), AddIssuers(config, issuers, clock, made->tools));
  if (!status.ok()) return status;
  absl::StatusOr<replacer::SecretSource> secrets = gather_secrets();
  if (!secrets.ok()) return secrets.status();
  made->judge = *std::move(judge);
  replacer::JobTools& tools = made->tools;
  auto connector =
      std::make_unique<replacer::SshConnector>(SshOptionsOf(config.ssh, accept_new_host_keys, *std::move(secrets)));
  made->connector = connector.get();
  tools.connector = std::move(connector);
  probe::ProbeOptions probing;
  probing.connect_timeout_us = config.scan.connect_timeout_us.value_or(probing.connect_timeout_us);
  probing.handshake_timeout_us = config.scan.handshake_timeout_us.value_or(probing.handshake_timeout_us);
  tools.prober =
      std::make_unique<replacer::TlsProber>(*made->judge.judge, MakeWaiverSet(config.waivers), probing, clock);
  tools.waiter = std::make_unique<StoppableWaiter>(std::move(stop));
  tools.judge = made->judge.judge.get();
  tools.clock = &clock;
  std::error_code error;
  tools.settings.work_dir = std::filesystem::absolute(config.replace.work_dir, error).lexically_normal().string();
  tools.settings.keep_backups = config.replace.keep_backups;
  tools.settings.settle_us = int64_t{config.rollout.settle_seconds} * 1'000'000;
  return made;
}

replacer::ReplaceOptions MakeReplaceOptions(const config::Config& config) {
  replacer::ReplaceOptions options;
  options.rollout = {.canary = config.rollout.canary,
                     .wave = config.rollout.wave,
                     .growth = config.rollout.growth,
                     .max_failures = config.rollout.max_failures};
  options.max_parallel = config.rollout.max_parallel;
  options.change_id = config.rollout.change_id;
  if (config.rollout.window) {
    options.in_window = [window = *config.rollout.window](int64_t now) { return window.Contains(now); };
  }
  return options;
}

}  // namespace certsweep::cli
