#include "replacer/issuer/authenticated_client.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/ip_address.h"
#include "engine/base/read_file.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"
#include "engine/x509/certificate.h"
#include "engine/x509/certificate_file.h"
#include "replacer/issuer/password_source.h"

namespace certsweep::replacer {
namespace {

bool TakesPassword(HttpsAuthentication authentication) {
  return authentication == HttpsAuthentication::kBasic || authentication == HttpsAuthentication::kNtlm;
}

absl::Status CheckCertificates(const std::string& path, std::string_view key) {
  const absl::StatusOr<std::string> text = base::ReadFile(path);
  if (!text.ok()) return base::Annotate(text.status(), key);
  const auto certificates = x509::ParseCertificateFile(*text);
  if (!certificates.ok()) return base::Annotate(certificates.status(), absl::StrCat(base::ToAbsl(key), ": ", path));
  if (!certificates->empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(base::ToAbsl(key), ": ", base::DisplayText(path), " has no certificate in it"));
}

absl::Status CheckPassword(const HttpsClientOptions& options, const PasswordSource& source) {
  if (options.username.empty()) return absl::InvalidArgumentError("username: missing");
  absl::StatusOr<std::string> password = ReadPassword(source);
  if (password.ok()) base::Wipe(*password);
  return password.status();
}

absl::Status CheckResolve(const HttpsClientOptions& options) {
  for (const auto& [host, address] : options.resolve) {
    if (base::IpAddress::Parse(address)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("resolve: ", base::DisplayText(host), ": \"", base::DisplayText(address), "\" is no address"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckClient(const HttpsClientOptions& options, const PasswordSource& password) {
  if (options.timeout_ms <= 0) return absl::InvalidArgumentError("timeout: must be positive");
  absl::Status status = CheckResolve(options);
  if (status.ok() && !options.ca_bundle.empty()) status = CheckCertificates(options.ca_bundle, "ca_bundle");
  if (status.ok() && TakesPassword(options.authentication)) status = CheckPassword(options, password);
  if (options.authentication != HttpsAuthentication::kCertificate || !status.ok()) return status;
  status = CheckCertificates(options.client_cert, "client_cert");
  // That it is there; libcurl reads it.
  absl::StatusOr<std::string> key = base::ReadFile(options.client_key);
  if (key.ok()) base::Wipe(*key);
  return status.ok() ? base::Annotate(key.status(), "client_key") : status;
}

absl::StatusOr<std::unique_ptr<HttpsClient>> MakeClient(const HttpsClientOptions& options,
                                                        const PasswordSource& source) {
  if (!TakesPassword(options.authentication)) return HttpsClient::Create(options, "");
  absl::StatusOr<std::string> password = ReadPassword(source);
  if (!password.ok()) return password.status();
  const base::Wiper wiper(*password);
  return HttpsClient::Create(options, *password);
}

}  // namespace certsweep::replacer
