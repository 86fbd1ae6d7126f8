#include "cli/csr_command.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/key_file.h"
#include "cli/output.h"
#include "cli/record_access.h"
#include "engine/base/bytes.h"
#include "engine/base/read_file.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/x509/certificate_request.h"
#include "engine/x509/private_key.h"
#include "engine/x509/public_key.h"
#include "replacer/request/build_request.h"

namespace certsweep::cli {

namespace {

// What stands before what is told of the template.
std::string TemplateName(const CsrArguments& arguments) {
  return arguments.template_file.empty() ? "request" : base::DisplayText(arguments.template_file);
}

absl::StatusOr<replacer::CsrTemplate> ReadTemplate(const CsrArguments& arguments, const x509::PublicKey& key) {
  if (arguments.template_file.empty()) return replacer::ParseCsrTemplate(replacer::DefaultCsrTemplate(key.type()));
  const absl::StatusOr<std::string> text = base::ReadFile(arguments.template_file);
  if (!text.ok()) return text.status();
  absl::StatusOr<replacer::CsrTemplate> read = replacer::ParseCsrTemplate(*text);
  if (!read.ok()) return base::Annotate(read.status(), TemplateName(arguments));
  return read;
}

replacer::ApplianceNames NamesIn(const CsrArguments& arguments, const std::vector<pki::ReferenceIdentity>& all) {
  std::optional<base::IpAddress> address;
  if (!arguments.addresses.empty()) address = arguments.addresses.front().ip();
  return all.empty() ? replacer::ApplianceNames() : replacer::NamesOfAppliance(all.front(), address, all);
}

absl::StatusOr<x509::CertificateRequest> MakeRequest(const CsrArguments& arguments, TerminalPrompt& prompt) {
  const absl::StatusOr<x509::PrivateKey> key = ReadKeyFile(arguments.key, prompt);
  if (!key.ok()) return key.status();
  const std::string spki = key->SpkiDer();
  const x509::PublicKey public_key = x509::PublicKey::Parse(base::AsBytes(spki));
  const absl::StatusOr<replacer::CsrTemplate> csr_template = ReadTemplate(arguments, public_key);
  if (!csr_template.ok()) return csr_template.status();
  std::vector<pki::ReferenceIdentity> all = arguments.names;
  all.insert(all.end(), arguments.addresses.begin(), arguments.addresses.end());
  const absl::StatusOr<replacer::BuiltRequest> built =
      replacer::BuildRequest(*csr_template, NamesIn(arguments, all), all, public_key);
  if (!built.ok()) return base::Annotate(built.status(), TemplateName(arguments));
  for (const replacer::TemplateNotice& notice : built->notices) {
    Complain(absl::StrCat(TemplateName(arguments), ": ", replacer::NoticeText(notice)));
  }
  return x509::CertificateRequest::Make(built->spec, *key);
}

}  // namespace

int RunCsrCommand(const CsrArguments& arguments, SignalWatcher& signals) {
  TerminalPrompt prompt(signals);
  const absl::StatusOr<x509::CertificateRequest> request = MakeRequest(arguments, prompt);
  if (!request.ok()) return FailSetup(request.status());
  const std::string pem = request->ToPem();
  if (arguments.output == "-") return ToldExitCode(WriteToStandardOutput(pem));
  const absl::Status written = WriteNewFile(arguments.output, pem, {.is_private = false, .replace = arguments.force});
  return written.ok() ? 0 : FailSetup(written);
}

}  // namespace certsweep::cli
