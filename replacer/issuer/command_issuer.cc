#include "replacer/issuer/command_issuer.h"

#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/read_file.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/whole_file.h"
#include "replacer/issuer/certificate_answer.h"
#include "replacer/issuer/command_line_template.h"
#include "replacer/issuer/order_name.h"
#include "replacer/issuer/program_run.h"

namespace certsweep::replacer {
namespace {

constexpr int kPendingExitCode = 75;  // EX_TEMPFAIL of sysexits.h
constexpr size_t kMaxCertificateBytes = size_t{4} << 20;

// What an earlier run left is no answer to this one.
absl::Status RemoveOld(const std::string& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
  return error ? base::ErrnoStatus(error.value(), base::DisplayText(path)) : absl::OkStatus();
}

absl::Status NoAnswer(const std::string& path, std::string_view why) {
  return absl::FailedPreconditionError(
      absl::StrCat("the command ended well, but ", base::DisplayText(path), " ", base::ToAbsl(why)));
}

absl::StatusOr<IssuerAnswer> ReadAnswer(const std::string& path, const CertificateOrder& order) {
  std::error_code ignored;
  // A FIFO would be waited for.
  if (!std::filesystem::is_regular_file(path, ignored)) return NoAnswer(path, "is not there");
  const absl::StatusOr<std::string> content = base::ReadFile(path, kMaxCertificateBytes);
  if (!content.ok()) return NoAnswer(path, base::ToStd(content.status().message()));
  const auto certificates = ReadCertificateAnswer(*content);
  if (!certificates.ok()) return NoAnswer(path, base::ToStd(certificates.status().message()));
  if (certificates->empty()) return NoAnswer(path, "holds no certificate");
  std::vector<std::string> ordered = OrderedByKey(*certificates, order.spki_sha256);
  if (ordered.empty()) return NoAnswer(path, "is for another key");
  return Issued{.certificates_der = std::move(ordered), .request_id = order.name};
}

std::string Reason(const ProgramEnd& end) {
  const std::string code = absl::StrCat("exit code ", *end.exit_code);
  return end.last_error_line.empty() ? code : absl::StrCat(end.last_error_line, " (", code, ")");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Issuer>> CommandIssuer::Create(const CommandIssuerSettings& settings,
                                                              const base::Clock& clock) {
  if (absl::Status status = CheckCommand(settings.command); !status.ok()) return status;
  if (settings.timeout_s < 1) return absl::InvalidArgumentError("timeout: must be at least a second");
  return std::unique_ptr<Issuer>(new CommandIssuer(settings, clock));
}

CommandIssuer::CommandIssuer(CommandIssuerSettings settings, const base::Clock& clock)
    : settings_(std::move(settings)), clock_(clock) {}

absl::StatusOr<IssuerAnswer> CommandIssuer::Submit(const CertificateOrder& order) {
  if (absl::Status status = CheckOrderName(order.name); !status.ok()) return status;
  const std::string csr = absl::StrCat(order.folder, "/", order.name, ".csr");
  const std::string cert = absl::StrCat(order.folder, "/", order.name, ".cer");
  absl::StatusOr<std::vector<std::string>> arguments = FillCommand(settings_.command, order, csr, cert);
  if (!arguments.ok()) return arguments.status();
  absl::Status status = base::WriteWholeFile(csr, order.csr_pem, {.is_private = true, .replace = true});
  if (status.ok()) status = RemoveOld(cert);
  if (!status.ok()) return status;
  const absl::StatusOr<ProgramEnd> end = RunProgram(
      {.arguments = *std::move(arguments), .folder = order.folder, .timeout_s = settings_.timeout_s}, clock_);
  if (absl::IsDeadlineExceeded(end.status())) return absl::UnavailableError(end.status().message());
  if (!end.ok()) return end.status();
  if (!end->exit_code) return absl::UnavailableError(absl::StrCat("the command was ended by signal ", end->signal));
  if (*end->exit_code == 0) return ReadAnswer(cert, order);
  if (*end->exit_code != kPendingExitCode) return Denied{.request_id = order.name, .reason = Reason(*end)};
  return Pending{
      .request_id = order.name,
      .detail = end->last_error_line.empty() ? "the command asks to be run again later" : end->last_error_line};
}

absl::StatusOr<IssuerAnswer> CommandIssuer::Poll(const CertificateOrder& order, const std::string& /*request_id*/) {
  return Submit(order);
}

}  // namespace certsweep::replacer
