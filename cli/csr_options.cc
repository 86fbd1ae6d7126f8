#include "cli/csr_options.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/option_adder.h"
#include "cli/option_values.h"

namespace certsweep::cli {

namespace {

constexpr const char* kUsage = "certsweep csr --key FILE [OPTION]...";

constexpr const char* kFooter =
    "--template takes an OpenSSL configuration file as people have it; what is odd in it is put right\n"
    "and told on standard error, with its line. {host}, {fqdn}, {short} and {ip} in it are filled in.\n"
    "The request asks for --name and --ip, then for the names of the template, each once; a blank\n"
    "commonName becomes the first name. Without --template: the names, for a TLS server.\n"
    "The passphrase of a key that is encrypted is asked for on the terminal.\n"
    "\n"
    "Exit codes: 0 written; 2 usage, or a key, template or name that will not do; 4 our own failure (a\n"
    "full disk, say); 130 the reader of its output has gone, or Ctrl-C at a question.\n"
    "\n"
    "Examples:\n"
    "  certsweep csr --key sps01.key.pem --name sps01.corp.example --ip 10.1.0.7\n"
    "  certsweep csr --template sps.cnf --key sps01.key.pem --name sps01.corp.example \\\n"
    "    --ip 10.1.0.7 -o sps01.csr";

absl::Status TakeIdentity(const char* option, const std::string& value, std::vector<pki::ReferenceIdentity>& out) {
  absl::StatusOr<pki::ReferenceIdentity> identity = pki::ReferenceIdentity::Parse(value);
  if (!identity.ok()) return absl::InvalidArgumentError(absl::StrCat(option, ": ", identity.status().message()));
  out.push_back(*std::move(identity));
  return absl::OkStatus();
}

absl::Status TakeAddress(const std::string& value, std::vector<pki::ReferenceIdentity>& out) {
  if (absl::Status status = TakeIdentity("--ip", value, out); !status.ok()) return status;
  return out.back().is_ip() ? absl::OkStatus() : BadValue("--ip", value, "is no address");
}

}  // namespace

void AddCsrOptions(CLI::App& command, CsrArguments& arguments) {
  SetHelp(command, kUsage, kFooter);
  OptionAdder add(command);
  add.Text("--key", "FILE", "The private key, PEM, of \"certsweep key\" or openssl", arguments.key);
  add.Repeated("--name", "HOST", "A name that the certificate is to be valid for; may be\nrepeated",
               [&arguments](const std::string& value) { return TakeIdentity("--name", value, arguments.names); });
  add.Repeated("--ip", "A", "An address that it is to be valid for; may be repeated",
               [&arguments](const std::string& value) { return TakeAddress(value, arguments.addresses); });
  add.Text("--template", "FILE", "An OpenSSL configuration file that says what to ask for", arguments.template_file);
  add.Text("-o,--output", "FILE|-", "Where the request goes (default standard output)", arguments.output);
  add.Flag("--force", "Overwrite the output where it is there", arguments.force);
}

absl::Status SettleCsrArguments(const CsrArguments& arguments) {
  if (arguments.key.empty())
    return absl::InvalidArgumentError("no key given: --key FILE, as \"certsweep key\" makes it");
  if (arguments.names.empty() && arguments.addresses.empty() && arguments.template_file.empty()) {
    return absl::InvalidArgumentError(
        "nothing to ask for: --name and --ip say what the certificate is to be valid for");
  }
  if (arguments.output == arguments.key || arguments.output == arguments.template_file) {
    return absl::InvalidArgumentError("--output: is an input as well");
  }
  return absl::OkStatus();
}

}  // namespace certsweep::cli
