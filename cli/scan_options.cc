#include "cli/scan_options.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/option_adder.h"
#include "cli/option_values.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"
#include "engine/config/appliance_profile.h"
#include "engine/config/scan_values.h"

namespace certsweep::cli {

namespace {

using config::kMostConcurrency;
using config::kMostRate;
using config::kMostRetries;
using config::kMostThreads;

constexpr int64_t kMostDaysLeft = 36'500;

// Makes a TakeValue that stores what `parse` makes of a value.
template <class Parse, class Store>
TakeValue Into(Parse parse, Store store) {
  return [parse, store](const std::string& value) -> absl::Status {
    auto parsed = parse(value);
    if (!parsed.ok()) return parsed.status();
    store(*std::move(parsed));
    return absl::OkStatus();
  };
}

TakeValue Integer(std::string_view option, int64_t least, int64_t most, int& out) {
  return Into([=](const std::string& text) { return ParseInteger(option, text, least, most); },
              [&out](int64_t number) { out = static_cast<int>(number); });
}

TakeValue Rate(std::string_view option, double& out) {
  return Into([=](const std::string& text) { return ParseNumber(option, text, 0, kMostRate); },
              [&out](double number) { out = number; });
}

TakeValue Seconds(std::string_view option, int64_t& micros) {
  return Into([=](const std::string& text) { return ParseSecondsAsMicros(option, text); },
              [&micros](int64_t number) { micros = number; });
}

TakeValue Ports(ScanArguments& arguments) {
  return Into([](const std::string& text) { return ParsePorts("--port", text); },
              [&arguments](std::vector<uint16_t> ports) {
                arguments.targets.ports = std::move(ports);
                arguments.port_given = true;
              });
}

void AddTargetOptions(OptionAdder& add, ScanArguments& arguments) {
  scanner::TargetOptions& targets = arguments.targets;
  add.Positional("TARGET",
                 "host, host:port, [v6]:port, a network (10.20.0.0/22)\n"
                 "or a range (10.0.0.1-10.0.0.99)",
                 [&targets](const std::string& value) {
                   targets.arguments.push_back(value);
                   return absl::OkStatus();
                 });
  add.Group("Targets");
  add.Repeated("-t,--targets", "FILE|-",
               "A target a line with # comments, or an inventory\n"
               "(CSV: host,port,address,names); - is standard input",
               AppendTo("--targets", targets.files));
  add.Value("-p,--port", "N[,N]", "Ports where a target has none of its own (default 443)", Ports(arguments));
  add.Value(
      "--profile", "NAME",
      "Ports of an appliance: sps (4343,443), lighttpd, nginx,\n"
      "apache, or a [profile.NAME] of the configuration",
      [&arguments](const std::string& value) {
        if (value.empty()) return absl::InvalidArgumentError("--profile: is empty");
        arguments.profile = value;
        return absl::OkStatus();
      },
      KindOf(config::NamesOf(config::BuiltInProfiles())));
  add.Repeated("--exclude", "FILE|CIDR", "Leave these addresses or hosts alone; may be repeated",
               AppendTo("--exclude", targets.excludes));
  add.Repeated("--where", "COLUMN=VALUE",
               "Only lines of inventories with this value in a column\n"
               "of their own; may be repeated: all must match",
               TakeWhere(targets.where));
  add.Flag("--skip-invalid", "Count bad lines and go on without them", targets.skip_invalid);
  add.Choice("--identity", "WHAT",
             "What a certificate found in a network or range must be\n"
             "valid for: none, address or ptr (default none)",
             {config::kRangeIdentityNames.begin(), config::kRangeIdentityNames.end()}, targets.range_identity);
  add.Flag("-4", "IPv4 only", arguments.only_ipv4);
  add.Flag("-6", "IPv6 only", arguments.only_ipv6);
}

void AddJudgeOptions(OptionAdder& add, ScanArguments& arguments) {
  add.Group("Judging");
  add.Repeated("--trust", "FILE|DIR|system",
               "Trust anchors, PEM or DER; may be repeated. Given, it\n"
               "replaces the default, the system's",
               AppendTo("--trust", arguments.trust));
  add.Repeated("--intermediates", "FILE", "Further intermediate certificates, PEM or DER",
               AppendTo("--intermediates", arguments.intermediates));
  add.Repeated("--crl", "FILE", "Certificate revocation lists, PEM or DER", AppendTo("--crl", arguments.crls));
  add.Choice("--rules", "NAME", "Path validation: rfc5280, webpki or private (default\nprivate)",
             {"rfc5280", "webpki", "private"}, arguments.rules);
  add.Value("--min-days-left", "N", "Fewer days left are expiring_soon (default 30)",
            Into([](const std::string& text) { return ParseInteger("--min-days-left", text, 0, kMostDaysLeft); },
                 [&arguments](int64_t days) {
                   arguments.policy.min_days_left = static_cast<int>(days);
                   arguments.min_days_left_given = true;
                 }));
  add.Text("--config", "FILE",
           "Policy, waivers, sources of trust and what is typed each\n"
           "time, as TOML; options given here count more",
           arguments.config);
  add.Value("--time", "RFC3339", "Judge as of then, as 2026-01-02T03:04:05Z (default now)",
            Into([](const std::string& text) { return base::ParseRfc3339(text); },
                 [&arguments](int64_t seconds) { arguments.scan.judge_time = seconds; }));
  add.Flag("--certificate-only",
           "Stop at the Certificate message: cheaper, but nothing\n"
           "proves that the peer has the key",
           arguments.scan.certificate_only);
}

void AddPaceOptions(OptionAdder& add, scanner::ScanOptions& scan) {
  add.Group("Pace");
  add.Value("-c,--concurrency", "N", "Endpoints in flight at once (default 500)",
            Integer("--concurrency", 1, kMostConcurrency, scan.concurrency));
  add.Value("--threads", "N", "Worker threads (default: one a processor)",
            Integer("--threads", 1, kMostThreads, scan.threads));
  add.Value("--rate", "N", "At most N endpoints a second (default 0: no limit)", Rate("--rate", scan.rate));
  add.Value("--rate-per-network", "N", "The same for each /24 or /48 (default 0: no limit)",
            Rate("--rate-per-network", scan.rate_per_network));
  add.Value("--connect-timeout", "S", "Seconds for a TCP connection (default 5)",
            Seconds("--connect-timeout", scan.connect_timeout_us));
  add.Value("--handshake-timeout", "S", "Seconds for a TLS handshake (default 15)",
            Seconds("--handshake-timeout", scan.handshake_timeout_us));
  add.Value("--retries", "N", "Further tries, at the end, of what may be transient\n(default 1)",
            Integer("--retries", 0, kMostRetries, scan.retries));
}

void AddOutputOptions(OptionAdder& add, ScanArguments& arguments) {
  add.Group("Output");
  add.Choice("-f,--format", "FORMAT", "table, jsonl or csv (default table)", {"table", "jsonl", "csv"},
             arguments.format);
  add.Text("-o,--output", "FILE|-", "Where to (default -, standard output)", arguments.output);
  add.Value("--record", "PATH", "The record of runs and results (default estate.db)",
            [&arguments](const std::string& value) {
              if (value.empty()) return absl::InvalidArgumentError("--record: is empty");
              arguments.record = value;
              arguments.record_given = true;
              return absl::OkStatus();
            });
  add.Flag("--no-record", "Keep no record and queue nothing for replacement", arguments.no_record);
  add.Value("--resume", "RUN",
            "Go on with a run that was interrupted (latest, or its\n"
            "number): only what is missing is scanned. Without\n"
            "targets, the run's own and its options",
            [&arguments](const std::string& value) {
              absl::StatusOr<estate::RunSelector> run = estate::RunSelector::Parse(value);
              if (!run.ok()) return absl::InvalidArgumentError(absl::StrCat("--resume: ", run.status().message()));
              arguments.resume = *std::move(run);
              return absl::OkStatus();
            });
  add.Flag("--include-pem", "JSON lines carry the certificates as PEM", arguments.scan.include_pem);
  add.Flag("--all", "The table shows all rows, not the worst 50", arguments.all);
  add.Choice("--progress", "WHEN", "On standard error: auto, always or never (default auto)",
             {"auto", "always", "never"}, arguments.progress);
  add.Choice("--color", "WHEN", "auto, always or never (default auto; NO_COLOR counts)", {"auto", "always", "never"},
             arguments.color);
  add.Flag("-q,--quiet", "No summary", arguments.quiet);
  add.Flag("-v,--verbose",
           "Say on standard error what is in force, which lines were\n"
           "skipped, and of scans of at most 20 endpoints what became\n"
           "of each, step by step",
           arguments.verbose);
}

constexpr const char* kUsage = "certsweep scan [OPTION]... [TARGET]...";

constexpr const char* kFooter =
    "Exit codes: 0 all compliant; 1 some noncompliant; 2 usage or configuration, nothing\n"
    "was done; 3 none noncompliant, but some unreachable, without TLS or not judged;\n"
    "4 our own failure part-way; 130 interrupted.\n"
    "\n"
    "Examples:\n"
    "  certsweep scan www.example.com 10.20.0.7:4343\n"
    "  certsweep scan -v sps-0007.corp.example:4343\n"
    "  certsweep scan 10.20.0.0/22 --port 4343,443 --identity ptr\n"
    "  certsweep scan -t estate.csv --profile sps --trust corp-root.pem\n"
    "  certsweep scan -t estate.csv -f jsonl -o run.jsonl --rate-per-network 20\n"
    "  certsweep scan -t estate.csv --config certsweep.toml --where site=leeds\n"
    "  certsweep scan --resume latest -f jsonl -o run.jsonl";

absl::Status Conflict(const char* message) { return absl::InvalidArgumentError(message); }

bool IsUrl(const std::string& record) { return record.find("://") != std::string::npos; }

}  // namespace

void AddScanOptions(CLI::App& command, ScanArguments& arguments) {
  arguments.scan.threads = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 1024u));
  SetHelp(command, kUsage, kFooter);
  OptionAdder add(command);
  AddTargetOptions(add, arguments);
  AddJudgeOptions(add, arguments);
  AddPaceOptions(add, arguments.scan);
  AddOutputOptions(add, arguments);
}

bool NamesNoTarget(const ScanArguments& arguments) {
  return arguments.targets.arguments.empty() && arguments.targets.files.empty();
}

absl::Status ApplyProfile(const config::Profiles& known, ScanArguments& arguments) {
  if (arguments.profile.empty()) return absl::OkStatus();
  const auto profile = known.find(arguments.profile);
  if (profile == known.end()) {
    std::string names;
    for (const std::string_view name : config::NamesOf(known)) {
      absl::StrAppend(&names, names.empty() ? "" : ", ", base::ToAbsl(name));
    }
    return BadValue("--profile", arguments.profile, absl::StrCat("is no known appliance (known: ", names, ")"));
  }
  if (!arguments.port_given && !profile->second.ports.empty()) arguments.targets.ports = profile->second.ports;
  return absl::OkStatus();
}

absl::Status SettleScanArguments(ScanArguments& arguments) {
  if (NamesNoTarget(arguments) && arguments.config.empty() && !arguments.resume) {
    return Conflict("no target given: name hosts or networks, or a list with -t FILE");
  }
  if (std::count(arguments.targets.files.begin(), arguments.targets.files.end(), "-") > 1) {
    return Conflict("--targets: - was given twice, but standard input can be read once");
  }
  if (arguments.only_ipv4 && arguments.only_ipv6) return Conflict("-4 and -6 exclude each other");
  if (arguments.record_given && arguments.no_record) return Conflict("--record and --no-record exclude each other");
  if (arguments.resume && arguments.no_record)
    return Conflict("--resume goes on with a run of the record: not without one");
  if (arguments.resume && NamesNoTarget(arguments) && !arguments.targets.excludes.empty()) {
    return Conflict("--exclude: --resume without targets takes those of the run, with its excludes; name targets too");
  }
  if (arguments.quiet && arguments.verbose) return Conflict("-q and -v exclude each other");
  if (!arguments.no_record && IsUrl(arguments.record)) {
    return BadValue("--record", arguments.record, "is no path: a record is a file");
  }
  // One that is not built in may be of the configuration, which is not read yet.
  if (arguments.config.empty()) {
    absl::Status profile = ApplyProfile(config::BuiltInProfiles(), arguments);
    if (!profile.ok()) return profile;
  }
  if (arguments.no_record) arguments.record.clear();
  arguments.scan.recording = !arguments.no_record;
  arguments.scan.ipv4 = arguments.targets.ipv4 = !arguments.only_ipv6;
  arguments.scan.ipv6 = arguments.targets.ipv6 = !arguments.only_ipv4;
  return absl::OkStatus();
}

}  // namespace certsweep::cli
