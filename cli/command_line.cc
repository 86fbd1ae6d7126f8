#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/command_description.h"
#include "cli/completion_script.h"
#include "cli/man_page.h"
#include "cli/manual_options.h"
#include "cli/option_adder.h"
#include "engine/base/text.h"

#ifndef CERTSWEEP_VERSION
#error "CERTSWEEP_VERSION is defined by the build"
#endif

namespace certsweep::cli {

namespace {

constexpr const char* kUsage =
    "certsweep COMMAND [OPTION]...\n"
    "       certsweep help [COMMAND]";

constexpr const char* kFooter =
    "certsweep help COMMAND tells a command's options, defaults and exit codes.\n"
    "\n"
    "Examples:\n"
    "  certsweep scan www.example.com\n"
    "  certsweep scan -t estate.csv --profile sps --trust corp-root.pem -f jsonl -o run.jsonl\n"
    "  certsweep verify server.pem --name sps01.corp.example --trust corp-root.pem\n"
    "  certsweep lab --endpoints 1000 --inventory lab.csv --trust-out lab-root.pem";

constexpr const char* kHelpFooter =
    "Exit codes: 0 printed; 2 usage; 4 the output could not be written; 130 its reader has gone.\n"
    "\n"
    "Examples:\n"
    "  certsweep help scan";

// The commands with the arguments that they fill. Not movable: the options point into it.
struct Grammar {
  Grammar() {
    root.name("certsweep");
    SetHelp(root, kUsage, kFooter);
    root.set_help_flag("-h,--help", "Print this and exit");
    root.add_flag("--version", version, "Print the version and exit");
    root.require_subcommand(0, 1);
    AddScanOptions(*scan, scan_arguments);
    AddVerifyOptions(*verify, verify_arguments);
    AddReplaceOptions(*replace, replace_arguments);
    AddReportOptions(*report, report_arguments);
    AddDiffOptions(*diff, diff_arguments);
    AddRunsOptions(*runs, runs_arguments);
    AddShowOptions(*show, show_arguments);
    AddKeyOptions(*key, key_arguments);
    AddCsrOptions(*csr, csr_arguments);
    AddPemOptions(*pem, pem_arguments);
    AddConfigOptions(*config, config_arguments);
    AddLabOptions(*lab, lab_arguments);
    AddCompletionOptions(*completion, completion_arguments);
    AddManOptions(*man, man_arguments);
    SetHelp(*help, "certsweep help [COMMAND]", kHelpFooter);
    OptionAdder(*help).Argument("COMMAND", CommandNames(), help_about);
    for (CLI::App* command : root.get_subcommands([](CLI::App*) { return true; })) {
      command->group("Commands")->set_help_flag("-h,--help", "Print this and exit");
    }
  }
  Grammar(const Grammar&) = delete;
  Grammar& operator=(const Grammar&) = delete;

  std::vector<const CLI::App*> Commands() const {
    return root.get_subcommands([](const CLI::App*) { return true; });
  }

  const CLI::App* Command(const std::string& name) const {
    if (name.empty()) return &root;
    for (const CLI::App* command : Commands()) {
      if (command->get_name() == name) return command;
    }
    return nullptr;
  }

  // "scan, verify and help".
  std::string CommandNames() const {
    std::vector<std::string> names;
    for (const CLI::App* command : Commands()) names.push_back(command->get_name());
    const std::string last = std::exchange(names.back(), {});
    names.pop_back();
    return absl::StrCat(absl::StrJoin(names, ", "), " and ", last);
  }

  CLI::App root{
      "certsweep looks at the certificates of a whole estate of TLS endpoints, and says\n"
      "which of them will not do, and why."};
  CLI::App* scan = root.add_subcommand("scan", "Handshake with every endpoint and judge its certificate");
  CLI::App* verify = root.add_subcommand("verify", "Judge certificate files offline, by the same rules");
  CLI::App* replace = root.add_subcommand("replace", "Give appliances that fail a new certificate");
  CLI::App* report = root.add_subcommand("report", "Tell of a run of the record: table, CSV, JSON, metrics");
  CLI::App* diff = root.add_subcommand("diff", "Tell what changed between two runs of the record");
  CLI::App* runs = root.add_subcommand("runs", "List the runs of the record, or delete old ones");
  CLI::App* show = root.add_subcommand("show", "Tell the history of a host's endpoints");
  CLI::App* key = root.add_subcommand("key", "Make a private key");
  CLI::App* csr = root.add_subcommand("csr", "Make a certificate request, out of an OpenSSL template");
  CLI::App* pem = root.add_subcommand("pem", "Put key, certificate and chain into a server.pem");
  CLI::App* config = root.add_subcommand("config", "Check a certsweep.toml, or print the default one");
  CLI::App* lab = root.add_subcommand("lab", "Bring up an estate on loopback, to try things on");
  CLI::App* completion = root.add_subcommand("completion", "Print a completion script for bash, zsh or fish");
  CLI::App* man = root.add_subcommand("man", "Print the manual page of a command");
  CLI::App* help = root.add_subcommand("help", "Print the help of a command");
  ScanArguments scan_arguments;
  VerifyArguments verify_arguments;
  ReplaceArguments replace_arguments;
  ReportArguments report_arguments;
  DiffArguments diff_arguments;
  RunsArguments runs_arguments;
  ShowArguments show_arguments;
  KeyArguments key_arguments;
  CsrArguments csr_arguments;
  PemArguments pem_arguments;
  ConfigArguments config_arguments;
  LabArguments lab_arguments;
  CompletionArguments completion_arguments;
  ManArguments man_arguments;
  std::string help_about;
  bool version = false;
};

UsageError About(std::string_view command, std::string_view message) {
  const std::string name = command.empty() ? "certsweep" : absl::StrCat("certsweep ", base::ToAbsl(command));
  return {absl::StrCat(base::ToAbsl(message), " (see ", name, " --help)")};
}

UsageError UnknownCommand(const Grammar& grammar, const std::string& name) {
  return About("",
               absl::StrCat("no such command: \"", base::DisplayText(name), "\"; there are ", grammar.CommandNames()));
}

Invocation HelpAbout(const std::string& name) {
  const Grammar grammar;  // one that has parsed nothing: CLI11 hands on to commands that were given
  const CLI::App* command = grammar.Command(name);
  if (command == nullptr) return UnknownCommand(grammar, name);
  return PrintText{command->help()};
}

WriteTexts AllManPages(const ProgramDescription& program, const std::string& folder) {
  WriteTexts pages{.folder = folder, .files = {}};
  const auto add = [&](const CommandDescription& command) {
    pages.files.push_back({ManPageName(program, command) + ".1", ManPage(program, command, CERTSWEEP_VERSION)});
  };
  add(program.program);
  for (const CommandDescription& command : program.commands) add(command);
  return pages;
}

Invocation ManPages(const Grammar& grammar) {
  const ProgramDescription program = Describe(grammar.root);
  const ManArguments& wanted = grammar.man_arguments;
  if (!wanted.folder.empty()) return AllManPages(program, wanted.folder);
  if (wanted.command.empty()) return PrintText{ManPage(program, program.program, CERTSWEEP_VERSION)};
  for (const CommandDescription& command : program.commands) {
    if (command.name == wanted.command) return PrintText{ManPage(program, command, CERTSWEEP_VERSION)};
  }
  return UnknownCommand(grammar, wanted.command);
}

// What CLI11 found nothing to do with.
std::string ComplaintAboutExtras(const Grammar& grammar) {
  for (const std::string& extra : grammar.root.remaining(true)) {
    if (extra == "--") continue;
    const bool option = extra.size() > 1 && extra[0] == '-';
    return absl::StrCat(option ? "no such option: \"" : "unexpected argument: \"", base::DisplayText(extra), "\"");
  }
  return "unexpected argument";
}

// CLI11's words in ours.
std::string Complaint(const CLI::ParseError& error, const Grammar& grammar) {
  const std::string what = error.what();
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) return ComplaintAboutExtras(grammar);
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr)
    return what.substr(what.find(": ") + 2) + ": a flag takes no value";
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    return what.substr(0, what.find(':')) + ": needs a value";
  }
  return what;
}

std::string CommandGiven(const Grammar& grammar) {
  const std::vector<CLI::App*> given = grammar.root.get_subcommands();
  return given.empty() ? std::string() : given.front()->get_name();
}

template <typename Settle, typename Arguments>
Invocation Settled(std::string_view command, Settle settle, Arguments& arguments) {
  const absl::Status settled = settle(arguments);
  if (!settled.ok()) return About(command, base::ToStd(settled.message()));
  return std::move(arguments);
}

Invocation Settle(Grammar& grammar) {
  if (grammar.version) return PrintText{"certsweep " CERTSWEEP_VERSION "\n"};
  if (grammar.help->parsed()) return HelpAbout(grammar.help_about);
  if (grammar.lab->parsed()) return Settled("lab", SettleLabArguments, grammar.lab_arguments);
  if (grammar.completion->parsed()) {
    const absl::Status settled = SettleCompletionArguments(grammar.completion_arguments);
    if (!settled.ok()) return About("completion", base::ToStd(settled.message()));
    return PrintText{CompletionScript(grammar.completion_arguments.shell, Describe(grammar.root))};
  }
  if (grammar.man->parsed()) {
    const absl::Status settled = SettleManArguments(grammar.man_arguments);
    if (!settled.ok()) return About("man", base::ToStd(settled.message()));
    return ManPages(grammar);
  }
  if (grammar.verify->parsed()) return Settled("verify", SettleVerifyArguments, grammar.verify_arguments);
  if (grammar.replace->parsed()) return Settled("replace", SettleReplaceArguments, grammar.replace_arguments);
  if (grammar.report->parsed()) return Settled("report", SettleReportArguments, grammar.report_arguments);
  if (grammar.diff->parsed()) return Settled("diff", SettleDiffArguments, grammar.diff_arguments);
  if (grammar.runs->parsed()) return Settled("runs", SettleRunsArguments, grammar.runs_arguments);
  if (grammar.show->parsed()) return Settled("show", SettleShowArguments, grammar.show_arguments);
  if (grammar.key->parsed()) return Settled("key", SettleKeyArguments, grammar.key_arguments);
  if (grammar.csr->parsed()) return Settled("csr", SettleCsrArguments, grammar.csr_arguments);
  if (grammar.pem->parsed()) return Settled("pem", SettlePemArguments, grammar.pem_arguments);
  if (grammar.config->parsed()) return Settled("config", SettleConfigArguments, grammar.config_arguments);
  if (!grammar.scan->parsed()) return About("", absl::StrCat("no command given; there are ", grammar.CommandNames()));
  grammar.scan_arguments.given = GivenOptions(*grammar.scan);
  return Settled("scan", SettleScanArguments, grammar.scan_arguments);
}

}  // namespace

std::string_view ProgramVersion() { return CERTSWEEP_VERSION; }

Invocation ParseCommandLine(const std::vector<std::string>& arguments) {
  Grammar grammar;
  if (!arguments.empty() && !arguments[0].starts_with('-') && grammar.Command(arguments[0]) == nullptr) {
    return UnknownCommand(grammar, arguments[0]);
  }
  try {
    grammar.root.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    return HelpAbout(CommandGiven(grammar));
  } catch (const CLI::ParseError& error) {
    return About(CommandGiven(grammar), Complaint(error, grammar));
  }
  return Settle(grammar);
}

}  // namespace certsweep::cli
