#include "replacer/issuer/local_issuer.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/read_file.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"
#include "engine/x509/certificate_file.h"
#include "engine/x509/certificate_request.h"
#include "engine/x509/certificate_signing.h"
#include "engine/x509/private_key.h"
#include "replacer/issuer/certificate_answer.h"

namespace certsweep::replacer {
namespace {

constexpr int kMaxDays = 3650;
constexpr int64_t kDay = 86400;
// For clocks that are behind.
constexpr int64_t kBackdated = 3600;

struct Authority {
  std::vector<x509::CertificatePtr> certificates;  // its own first, then what stands above
  x509::PrivateKey key;
};

absl::StatusOr<std::vector<x509::CertificatePtr>> LoadCertificates(const std::string& path, const std::string& key) {
  const absl::StatusOr<std::string> text = base::ReadFile(path);
  if (!text.ok()) return base::Annotate(text.status(), key);
  const std::string place = absl::StrCat(key, ": ", base::DisplayText(path));
  auto certificates = x509::ParseCertificateFile(*text);
  if (!certificates.ok()) return base::Annotate(certificates.status(), place);
  if (certificates->empty()) return absl::InvalidArgumentError(absl::StrCat(place, ": no certificate in it"));
  return certificates;
}

absl::StatusOr<x509::PrivateKey> LoadKey(const std::string& path) {
  absl::StatusOr<std::string> text = base::ReadFile(path);
  if (!text.ok()) return base::Annotate(text.status(), "ca_key");
  const base::Wiper wiper(*text);
  const std::string place = absl::StrCat("ca_key: ", base::DisplayText(path));
  absl::StatusOr<std::optional<x509::PrivateKey>> key = x509::PrivateKey::FromPem(*text);
  if (!key.ok()) return base::Annotate(key.status(), place);
  if (!*key) return absl::InvalidArgumentError(absl::StrCat(place, ": no private key in it"));
  return **std::move(key);
}

absl::StatusOr<Authority> Load(const LocalIssuerSettings& settings) {
  auto certificates = LoadCertificates(settings.ca_cert, "ca_cert");
  if (!certificates.ok()) return certificates.status();
  if (!settings.chain.empty()) {
    const auto chain = LoadCertificates(settings.chain, "chain");
    if (!chain.ok()) return chain.status();
    certificates->insert(certificates->end(), chain->begin(), chain->end());
  }
  absl::StatusOr<x509::PrivateKey> key = LoadKey(settings.ca_key);
  if (!key.ok()) return key.status();
  Authority authority{*std::move(certificates), *std::move(key)};
  if (absl::Status status = x509::CheckSigner(*authority.certificates.front(), authority.key); !status.ok()) {
    return base::Annotate(status, base::DisplayText(settings.ca_cert));
  }
  return authority;
}

// What certifies after its end would be worth nothing.
absl::Status CheckValidNow(const x509::Certificate& ca, const std::string& path, int64_t now) {
  const std::string place = absl::StrCat("ca_cert: ", base::DisplayText(path));
  if (now > ca.not_after()) {
    return absl::FailedPreconditionError(
        absl::StrCat(place, ": the CA's certificate expired at ", base::FormatRfc3339(ca.not_after())));
  }
  if (now < ca.not_before()) {
    return absl::FailedPreconditionError(
        absl::StrCat(place, ": the CA's certificate is not valid before ", base::FormatRfc3339(ca.not_before())));
  }
  return absl::OkStatus();
}

absl::StatusOr<Authority> LoadValid(const LocalIssuerSettings& settings, int64_t now) {
  absl::StatusOr<Authority> authority = Load(settings);
  if (!authority.ok()) return authority;
  absl::Status status = CheckValidNow(*authority->certificates.front(), settings.ca_cert, now);
  if (!status.ok()) return status;
  return authority;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Issuer>> LocalIssuer::Create(const LocalIssuerSettings& settings,
                                                            const base::Clock& clock) {
  if (settings.days < 1 || settings.days > kMaxDays) {
    return absl::InvalidArgumentError(absl::StrCat("days: ", settings.days, " is not between 1 and ", kMaxDays));
  }
  const absl::StatusOr<Authority> authority = LoadValid(settings, clock.NowUnixSeconds());
  if (!authority.ok()) return authority.status();
  return std::unique_ptr<Issuer>(new LocalIssuer(settings, clock));
}

LocalIssuer::LocalIssuer(LocalIssuerSettings settings, const base::Clock& clock)
    : settings_(std::move(settings)), clock_(clock) {}

absl::StatusOr<IssuerAnswer> LocalIssuer::Submit(const CertificateOrder& order) {
  const int64_t now = clock_.NowUnixSeconds();
  const absl::StatusOr<Authority> authority = LoadValid(settings_, now);
  if (!authority.ok()) return authority.status();
  const auto request = x509::CertificateRequest::FromPem(order.csr_pem);
  if (!request.ok()) return request.status();
  if (base::Sha256(request->spki_der()) != order.spki_sha256) {
    return absl::InvalidArgumentError("the CSR is for another key than the order");
  }
  const x509::Certificate& ca = *authority->certificates.front();
  const x509::SignedValidity validity = {.not_before = std::max(now - kBackdated, ca.not_before()),
                                         .not_after = std::min(now + settings_.days * kDay, ca.not_after())};
  absl::StatusOr<std::string> leaf = x509::SignCertificate(*request, ca, authority->key, validity);
  if (leaf.status().code() == absl::StatusCode::kInvalidArgument) {
    return Denied{.request_id = {}, .reason = std::string(leaf.status().message())};
  }
  if (!leaf.ok()) return leaf.status();
  Issued issued{.certificates_der = {*std::move(leaf)}, .request_id = {}};
  for (const x509::CertificatePtr& certificate : authority->certificates) {
    issued.certificates_der.emplace_back(base::AsText(certificate->der()));
  }
  return issued;
}

absl::StatusOr<IssuerAnswer> LocalIssuer::Poll(const CertificateOrder& order, const std::string& /*request_id*/) {
  return absl::FailedPreconditionError(
      absl::StrCat(base::DisplayText(order.name), ": nothing is ever pending at a CA of kind \"local\""));
}

}  // namespace certsweep::replacer
