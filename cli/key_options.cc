#include "cli/key_options.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/option_adder.h"

namespace certsweep::cli {

namespace {

constexpr const char* kUsage = "certsweep key -o FILE [OPTION]...";

constexpr const char* kFooter =
    "The key is written as PKCS#8 in PEM, not encrypted, into a file that only its owner can read\n"
    "(0600, whatever the umask). A file that is there already is never overwritten: it may be the only\n"
    "copy of a key.\n"
    "\n"
    "Exit codes: 0 written; 2 usage, the file is there already, or can't be made; 4 our own failure (a\n"
    "full disk, say).\n"
    "\n"
    "Examples:\n"
    "  certsweep key -o sps01.key.pem\n"
    "  certsweep key --type ec:P-256 -o sps02.key.pem";

}  // namespace

void AddKeyOptions(CLI::App& command, KeyArguments& arguments) {
  SetHelp(command, kUsage, kFooter);
  OptionAdder add(command);
  add.Text("-o,--output", "FILE", "Where the key goes", arguments.output);
  add.Value("--type", "TYPE", "rsa:2048, rsa:3072, rsa:4096, ec:P-256, ec:P-384 or\nec:P-521 (default rsa:2048)",
            [&arguments](const std::string& value) {
              const absl::StatusOr<x509::NewKeyType> type = x509::ParseNewKeyType(value);
              if (!type.ok()) return absl::InvalidArgumentError(absl::StrCat("--type: ", type.status().message()));
              arguments.type = *type;
              return absl::OkStatus();
            });
}

absl::Status SettleKeyArguments(const KeyArguments& arguments) { return CheckSecretOutput(arguments.output); }

absl::Status CheckSecretOutput(const std::string& output) {
  if (output.empty()) return absl::InvalidArgumentError("no file given: -o FILE says where it goes");
  if (output == "-") return absl::InvalidArgumentError("-o: a private key is not written to standard output");
  return absl::OkStatus();
}

}  // namespace certsweep::cli
