#include "cli/verify_options.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/certificate_paths.h"
#include "cli/option_adder.h"
#include "cli/option_values.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"

namespace certsweep::cli {

namespace {

constexpr const char* kUsage =
    "certsweep verify [OPTION]... FILE|DIR...\n"
    "       certsweep verify --batch [OPTION]...";

constexpr const char* kFooter =
    "FILE holds a certificate, with its chain and its private key if you like (then they must\n"
    "match): PEM, DER or PKCS#7; - is standard input. DIR: every .pem, .crt, .cer, .der, .p7b\n"
    "and .p7c in it.\n"
    "\n"
    "--batch reads a JSON object a line from standard input and answers each with a line:\n"
    "  {\"id\",\"leaf_pem\",\"intermediates_pem\":[],\"roots_pem\":[],\"name\",\"name_kind\":\"dns|ip\",\n"
    "   \"time\",\"max_depth\",\"crls_pem\":[]}  ->  {\"id\",\"trusted\",\"findings\":[...]}\n"
    "\n"
    "Exit codes: 0 all compliant; 1 some are not; 2 usage, or a file that can't be read or has\n"
    "no certificate in it (the others are judged); 4 the output could not be written;\n"
    "130 interrupted. --batch: 0 when every line was answered.\n"
    "\n"
    "Examples:\n"
    "  certsweep verify server.pem --name sps01.corp.example --trust corp-root.pem\n"
    "  certsweep verify leaf.crt --intermediates issuing-ca.crt --rules private --time 2027-01-01\n"
    "  certsweep verify --batch < cases.jsonl > answers.jsonl";

absl::Status TakeName(VerifyArguments& arguments, const std::string& value) {
  absl::StatusOr<pki::ReferenceIdentity> name = pki::ReferenceIdentity::Parse(value);
  if (!name.ok()) return absl::InvalidArgumentError(absl::StrCat("--name: ", name.status().message()));
  arguments.names.push_back(*std::move(name));
  return absl::OkStatus();
}

void AddJudging(OptionAdder& add, VerifyArguments& arguments) {
  add.Group("Judging");
  add.Repeated("--name", "NAME", "A name or address that the certificate must be valid\nfor; may be repeated",
               [&arguments](const std::string& value) { return TakeName(arguments, value); });
  add.Repeated("--trust", "FILE|DIR|system",
               "Trust anchors, PEM, DER or PKCS#7; may be repeated.\nGiven, it replaces the default, the system's",
               AppendTo("--trust", arguments.trust));
  add.Repeated("--intermediates", "FILE", "Further intermediate certificates: PEM, DER or PKCS#7",
               AppendTo("--intermediates", arguments.intermediates));
  add.Repeated("--crl", "FILE", "Certificate revocation lists, PEM or DER", AppendTo("--crl", arguments.crls));
  add.Choice("--rules", "NAME", "Path validation: rfc5280, webpki or private (default\nwebpki)",
             {"rfc5280", "webpki", "private"}, arguments.rules);
  add.Value("--min-days-left", "N", "Fewer days left are expiring_soon (default 30)",
            [&arguments](const std::string& value) {
              const absl::StatusOr<int64_t> days = ParseInteger("--min-days-left", value, 0, 36'500);
              if (days.ok()) arguments.policy.min_days_left = static_cast<int>(*days);
              arguments.min_days_left_given = true;
              return days.status();
            });
  add.Text("--config", "FILE",
           "A policy and sources of trust as TOML; options given\nhere count more. --batch takes the policy alone",
           arguments.config);
  add.Value("--time", "RFC3339", "Judge as of then, as 2026-01-02T03:04:05Z (default now)",
            [&arguments](const std::string& value) {
              const absl::StatusOr<int64_t> time = base::ParseRfc3339(value);
              if (time.ok()) arguments.time = *time;
              return time.status();
            });
}

void AddOutput(OptionAdder& add, VerifyArguments& arguments) {
  add.Group("Output");
  add.Choice("-f,--format", "FORMAT", "table or jsonl (default table)", {"table", "jsonl"}, arguments.format);
  add.Flag("--include-pem", "JSON lines carry the certificate as PEM", arguments.include_pem);
  add.Choice("--color", "WHEN", "auto, always or never (default auto; NO_COLOR counts)", {"auto", "always", "never"},
             arguments.color);
  add.Flag("--batch", "Answer cases from standard input, a JSON object a line", arguments.batch);
  add.Value("--threads", "N", "For --batch (default: one a processor)", [&arguments](const std::string& value) {
    const absl::StatusOr<int64_t> threads = ParseInteger("--threads", value, 1, 1024);
    if (threads.ok()) arguments.threads = static_cast<int>(*threads);
    return threads.status();
  });
}

}  // namespace

void AddVerifyOptions(CLI::App& command, VerifyArguments& arguments) {
  arguments.threads = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 1024u));
  SetHelp(command, kUsage, kFooter);
  OptionAdder add(command);
  add.Positional("FILE", "a certificate, or a folder of them", AppendTo("FILE", arguments.paths));
  AddJudging(add, arguments);
  AddOutput(add, arguments);
}

absl::Status SettleVerifyArguments(const VerifyArguments& arguments) {
  if (!arguments.batch) {
    if (arguments.paths.empty()) {
      return absl::InvalidArgumentError("no file given: name a certificate, or a folder of them");
    }
    if (std::count(arguments.paths.begin(), arguments.paths.end(), kStandardInput) > 1) {
      return absl::InvalidArgumentError("- was given twice, but standard input can be read once");
    }
    return absl::OkStatus();
  }
  const bool has_own = !arguments.paths.empty() || !arguments.names.empty() || !arguments.trust.empty() ||
                       !arguments.intermediates.empty() || !arguments.crls.empty();
  if (has_own) return absl::InvalidArgumentError("--batch: each case brings its own files, names and anchors");
  return absl::OkStatus();
}

}  // namespace certsweep::cli
