#include "cli/show_options.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/option_adder.h"
#include "cli/option_values.h"
#include "engine/probe/target_syntax.h"

namespace certsweep::cli {

namespace {

constexpr const char* kUsage = "certsweep show HOST [OPTION]...";

constexpr const char* kFooter =
    "HOST is a host name or an address, with a port (host:443, [2001:db8::1]:443) or without one for\n"
    "all of them. An address also finds the hosts whose endpoints had it. Shown of each endpoint: how\n"
    "it is, what it has been from run to run, every certificate that it ever served, when a\n"
    "replacement was asked for, and what came of each. With --pem alone: these certificates, each under a line of "
    "comment.\n"
    "\n"
    "Exit codes: 0 shown; 2 usage, no record, or an unknown host; 4 our own failure; 130 interrupted,\n"
    "or its reader has gone.\n"
    "\n"
    "Examples:\n"
    "  certsweep show sps-0007.corp.example\n"
    "  certsweep show sps-0007.corp.example -f jsonl\n"
    "  certsweep show sps-0007.corp.example --pem";

}  // namespace

void AddShowOptions(CLI::App& command, ShowArguments& arguments) {
  SetHelp(command, kUsage, kFooter);
  OptionAdder add(command);
  add.Positional("HOST", "a host or an address", [&arguments](const std::string& value) {
    arguments.words.push_back(value);
    return absl::OkStatus();
  });
  add.Text("--record", "PATH", "The record (default estate.db)", arguments.record);
  add.Choice("-f,--format", "FORMAT", "table or jsonl: an object an endpoint (default table)", {"table", "jsonl"},
             arguments.format);
  add.Flag("--pem", "Every certificate as PEM, and nothing else; with jsonl: as a member", arguments.pem);
  add.Choice("--color", "WHEN", "auto, always or never (default auto)", {"auto", "always", "never"}, arguments.color);
}

absl::Status SettleShowArguments(ShowArguments& arguments) {
  if (arguments.words.size() != 1) return absl::InvalidArgumentError("name one host or address");
  const absl::StatusOr<probe::HostTarget> target = probe::ParseHostTarget(arguments.words[0]);
  if (!target.ok()) return absl::InvalidArgumentError(absl::StrCat("HOST: ", target.status().message()));
  if (target->address) {
    arguments.question.address = target->address->ToString();
  } else {
    arguments.question.host = target->host;
  }
  arguments.question.port = target->port;
  return absl::OkStatus();
}

}  // namespace certsweep::cli
