#include "cli/pem_command.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/judge_inputs.h"
#include "cli/key_file.h"
#include "cli/output.h"
#include "cli/record_access.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/x509/certificate.h"
#include "engine/x509/private_key.h"
#include "replacer/bundle/server_pem.h"

namespace certsweep::cli {

namespace {

absl::StatusOr<replacer::ServerPem> MakePem(const PemArguments& arguments, TerminalPrompt& prompt) {
  const absl::StatusOr<x509::PrivateKey> key = ReadKeyFile(arguments.key, prompt);
  if (absl::IsCancelled(key.status())) return key.status();
  const absl::StatusOr<std::vector<x509::CertificatePtr>> certificates = ReadCertificates(arguments.certificates);
  const absl::Status problems = base::JoinProblems(key.status(), certificates.status());
  if (!problems.ok()) return problems;
  return replacer::MakeServerPem(*key, *certificates, arguments.with_root);
}

// "server.pem: the key fits CN=sps01; 1 intermediate, ends at CN=Corp Root"
std::string Summary(const PemArguments& arguments, const replacer::OrderedCertificates& certificates) {
  const size_t count = certificates.intermediates.size();
  const x509::Certificate& last = count == 0 ? *certificates.leaf : *certificates.intermediates.back();
  std::string text =
      absl::StrCat(base::DisplayText(arguments.output), ": the key fits ", certificates.leaf->subject().text());
  if (certificates.leaf->is_self_signed()) return text + ", which is self-signed\n";
  absl::StrAppend(&text, "; ", count, count == 1 ? " intermediate" : " intermediates", ", ends at ",
                  last.issuer().text());
  return text + (certificates.root != nullptr ? ", which is in it\n" : "\n");
}

}  // namespace

int RunPemCommand(const PemArguments& arguments, SignalWatcher& signals) {
  TerminalPrompt prompt(signals);
  const absl::StatusOr<replacer::ServerPem> pem = MakePem(arguments, prompt);
  if (!pem.ok()) return FailSetup(pem.status());
  for (const std::string& notice : pem->certificates.notices) Complain(notice);
  const absl::Status written =
      WriteNewFile(arguments.output, pem->bytes.view(), {.is_private = true, .replace = arguments.force});
  if (!written.ok()) return FailSetup(written);
  return ToldExitCode(WriteToStandardOutput(Summary(arguments, pem->certificates)));
}

}  // namespace certsweep::cli
