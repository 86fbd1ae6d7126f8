#include "cli/lab_options.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "bench/lab/lab_kinds.h"
#include "cli/option_adder.h"
#include "cli/option_values.h"
#include "engine/base/ip_address.h"
#include "engine/base/text.h"

namespace certsweep::cli {

namespace {

constexpr int64_t kMostEndpoints = 10'000'000;
constexpr int64_t kMostThreads = 256;

constexpr const char* kUsage = "certsweep lab [OPTION]...";

TakeValue Integer(std::string_view option, int64_t least, int64_t most, auto& out) {
  return [=, &out](const std::string& text) {
    const absl::StatusOr<int64_t> number = ParseInteger(option, text, least, most);
    if (number.ok()) out = static_cast<std::remove_reference_t<decltype(out)>>(*number);
    return number.status();
  };
}

absl::Status TakeMix(const std::string& text, lab::LabMix& mix) {
  const absl::StatusOr<lab::LabMix> parsed = lab::ParseLabMix(text);
  if (parsed.ok()) mix = *parsed;
  return parsed.ok() ? absl::OkStatus() : absl::InvalidArgumentError(absl::StrCat("--", parsed.status().message()));
}

absl::Status TakeAddress(const std::string& text, base::IpAddress& out) {
  const std::optional<base::IpAddress> address = base::IpAddress::Parse(text);
  if (!address || address->is_v6() || address->bytes()[0] != 127) {
    return BadValue("--address", text, "is no address in 127.0.0.0/8");
  }
  out = *address;
  return absl::OkStatus();
}

// `take`, which also notes that it was given.
TakeValue Noting(bool& given, TakeValue take) {
  return [&given, take = std::move(take)](const std::string& text) {
    given = true;
    return take(text);
  };
}

void AddApplianceOptions(OptionAdder& add, LabArguments& arguments) {
  lab::ApplianceEstateOptions& estate = arguments.estate;
  add.Group("Appliances of real programs (lighttpd and sshd), in place of simulated endpoints");
  add.Value("--appliances", "N", "How many, each with a self-signed certificate",
            Integer("--appliances", 1, lab::kMostAppliances, estate.appliances));
  add.Value("--folder", "DIR",
            "Where they live, with all that scan and replace need:\na configuration, an inventory, keys (default "
            "lab-appliances)",
            Noting(arguments.appliance_given, [&estate](const std::string& text) {
              if (text.empty()) return BadValue("--folder", text, "is no folder");
              estate.folder = text;
              return absl::OkStatus();
            }));
  add.Value("--ssh-port", "N", "The port of their sshd (default 2222; 0: a free one)",
            Noting(arguments.appliance_given, Integer("--ssh-port", 0, 65535, estate.ssh_port)));
}

std::string Footer() {
  std::string text = "Kinds of endpoints for --mix:\n";
  for (const lab::LabKindInfo& info : lab::LabKinds()) {
    const std::string name(info.name);
    absl::StrAppend(&text, "  ", name, std::string(name.size() < 26 ? 26 - name.size() : 1, ' '),
                    base::ToAbsl(info.about), "\n");
  }
  return text +
         "\n"
         "Exit codes: 0 it was told to stop; 2 usage, or it can't be as asked for (the port is in use,\n"
         "say); 4 our own failure part-way.\n"
         "\n"
         "Example, in two terminals:\n"
         "  certsweep lab --endpoints 1000 --inventory lab.csv --trust-out lab-root.pem\n"
         "  certsweep scan -t lab.csv --trust lab-root.pem\n"
         "\n"
         "Appliances have certificates that can be replaced; it needs lighttpd, lighttpd-mod-openssl and\n"
         "openssh-server, and no rights of root. In two terminals, the second one in lab-appliances:\n"
         "  certsweep lab --appliances 8\n"
         "  certsweep scan -t estate.csv --config certsweep.toml\n"
         "  certsweep replace plan --config certsweep.toml\n"
         "  certsweep replace run --config certsweep.toml --yes";
}

}  // namespace

void AddLabOptions(CLI::App& command, LabArguments& arguments) {
  lab::LabOptions& options = arguments.lab;
  options.threads = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 256u));
  SetHelp(command, kUsage, Footer());
  OptionAdder add(command);
  bool& simulation = arguments.simulation_given;
  add.Value("--endpoints", "N", "How many endpoints (default 1000)",
            Noting(simulation, Integer("--endpoints", 1, kMostEndpoints, options.endpoints)));
  add.Value("--mix", "KIND=SHARE,...", "Which kinds, by share (default: all, mostly healthy)",
            Noting(simulation, [&options](const std::string& text) { return TakeMix(text, options.mix); }));
  add.Text("--inventory", "FILE|-", "Write the inventory that scan -t reads, with what is\nto be found",
           arguments.inventory);
  add.Text("--trust-out", "FILE|-", "Write the root certificate for scan --trust", arguments.trust);
  add.Value("--port", "N", "The port of all (default 4343; 0: a free one)", Integer("--port", 0, 65535, options.port));
  add.Value("--address", "A", "The first address, in 127.0.0.0/8 (default 127.20.0.1)",
            [&options](const std::string& text) { return TakeAddress(text, options.first_address); });
  add.Value("--threads", "N", "Threads that serve (default: one a processor)",
            Noting(simulation, Integer("--threads", 1, kMostThreads, options.threads)));
  add.Value("--seed", "N", "Another order of kinds (default 1)",
            Noting(simulation, Integer("--seed", 0, INT64_MAX, options.seed)));
  add.Flag("-q,--quiet", "Say nothing but that it is ready", arguments.quiet);
  AddApplianceOptions(add, arguments);
}

absl::Status SettleLabArguments(LabArguments& arguments) {
  if (arguments.estate.appliances == 0) {
    if (!arguments.appliance_given) return absl::OkStatus();
    return absl::InvalidArgumentError("--folder and --ssh-port are for --appliances");
  }
  if (arguments.simulation_given) {
    return absl::InvalidArgumentError("--endpoints, --mix, --threads and --seed are not for --appliances");
  }
  arguments.estate.https_port = arguments.lab.port;
  arguments.estate.first_address = arguments.lab.first_address;
  return absl::OkStatus();
}

}  // namespace certsweep::cli
