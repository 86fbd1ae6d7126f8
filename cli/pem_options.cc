#include "cli/pem_options.h"

#include "absl/strings/str_cat.h"
#include "cli/key_options.h"
#include "cli/option_adder.h"

namespace certsweep::cli {

namespace {

constexpr const char* kUsage = "certsweep pem --key FILE --cert FILE [--chain FILE]... -o FILE";

constexpr const char* kFooter =
    "Certificates may be PEM, DER or PKCS#7 (.p7b), one or more a file, in any order, with a byte order\n"
    "mark, CRLF or text around them. The leaf is the one whose key fits; its issuers follow in order.\n"
    "What does not belong to it is left out, and told; a root is left out unless --with-root asks for\n"
    "it. The file is ASCII with LF, and only its owner can read it (0600). \"certsweep verify\" judges it.\n"
    "The passphrase of a key that is encrypted is asked for on the terminal; the file has the key plain.\n"
    "\n"
    "Exit codes: 0 written; 2 usage, a file that can't be read, no certificate for the key, or the\n"
    "output is there already; 4 our own failure (a full disk, say); 130 Ctrl-C at a question.\n"
    "\n"
    "Examples:\n"
    "  certsweep pem --key sps01.key.pem --cert sps01.crt --chain issuing-ca.crt -o server.pem\n"
    "  certsweep pem --key sps01.key.pem --cert sps01.crt --chain corp-root.pem --chain issuing-ca.crt \\\n"
    "    --with-root -o server-with-root.pem";

}  // namespace

void AddPemOptions(CLI::App& command, PemArguments& arguments) {
  SetHelp(command, kUsage, kFooter);
  OptionAdder add(command);
  add.Text("--key", "FILE", "The private key, PEM", arguments.key);
  add.Repeated("--cert", "FILE", "The certificate that the CA issued", AppendTo("--cert", arguments.certificates));
  add.Repeated("--chain", "FILE", "Its intermediate certificates; may be repeated",
               AppendTo("--chain", arguments.certificates));
  add.Flag("--with-root", "Put the root at the end too", arguments.with_root);
  add.Text("-o,--output", "FILE", "Where the whole goes", arguments.output);
  add.Flag("--force", "Overwrite the output where it is there", arguments.force);
}

absl::Status SettlePemArguments(const PemArguments& arguments) {
  if (arguments.key.empty()) return absl::InvalidArgumentError("no key given: --key FILE");
  if (arguments.certificates.empty()) return absl::InvalidArgumentError("no certificate given: --cert FILE");
  if (absl::Status status = CheckSecretOutput(arguments.output); !status.ok()) return status;
  for (const std::string& input : arguments.certificates) {
    if (arguments.output == input) return absl::InvalidArgumentError("--output: is an input as well");
  }
  if (arguments.output == arguments.key) return absl::InvalidArgumentError("--output: is an input as well");
  return absl::OkStatus();
}

}  // namespace certsweep::cli
