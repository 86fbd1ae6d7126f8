#include "engine/pki/trust_anchors.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/read_file.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"
#include "engine/x509/certificate_file.h"

namespace certsweep::pki {
namespace {

namespace fs = std::filesystem;
using Certificates = std::vector<x509::CertificatePtr>;

constexpr std::array kSystemFiles = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, RHEL
    "/etc/pki/tls/certs/ca-bundle.crt",                   // older RHEL
    "/etc/ssl/ca-bundle.pem",                             // openSUSE
    "/etc/ssl/cert.pem",                                  // Alpine
};

std::string KeyOf(const x509::Certificate& certificate) { return std::string(base::AsText(certificate.sha256())); }

absl::Status Invalid(const std::string& path, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(base::DisplayText(path), ": ", base::ToAbsl(why)));
}

absl::Status CannotRead(const std::string& path, int error_number) {
  const std::string why = std::generic_category().message(error_number);
  if (error_number == ENOENT) return absl::NotFoundError(absl::StrCat(base::DisplayText(path), ": ", why));
  return Invalid(path, why);
}

// "3f2a91bc.0": the names that c_rehash gives.
bool IsHashName(const std::string& name) {
  const size_t dot = name.find('.');
  if (dot != 8 || name.size() == 9) return false;
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::all_of(name.begin(), name.begin() + 8, is_hex) && std::all_of(name.begin() + 9, name.end(), is_digit);
}

// A file of a folder that is meant to hold a certificate; README, .gitkeep, old copies and the like are passed over.
bool IsCertificateName(const std::string& name) {
  if (name.starts_with('.')) return false;
  const std::string extension = base::AsciiLower(fs::path(name).extension().native());
  return extension == ".pem" || extension == ".crt" || extension == ".cer" || extension == ".der" || IsHashName(name);
}

void Append(Certificates& all, Certificates some) { std::move(some.begin(), some.end(), std::back_inserter(all)); }

absl::StatusOr<std::vector<std::string>> CertificateFiles(const std::string& folder) {
  std::error_code error;
  fs::directory_iterator it(folder, error);
  std::vector<std::string> paths;
  for (; !error && it != fs::directory_iterator(); it.increment(error)) {
    std::error_code ignored;
    if (it->is_directory(ignored) || !IsCertificateName(it->path().filename().native())) continue;
    paths.push_back(it->path().native());
  }
  if (error) return CannotRead(folder, error.value());
  std::sort(paths.begin(), paths.end());
  return paths;
}

absl::StatusOr<Certificates> LoadFolder(const std::string& folder) {
  const absl::StatusOr<std::vector<std::string>> paths = CertificateFiles(folder);
  if (!paths.ok()) return paths.status();
  Certificates all;
  absl::Status problems;
  for (const std::string& path : *paths) {
    absl::StatusOr<Certificates> some = LoadCertificates(path);
    problems = base::JoinProblems(problems, some.status());
    if (some.ok()) Append(all, *std::move(some));
  }
  if (!problems.ok()) return problems;
  if (all.empty()) return Invalid(folder, "no certificate in this folder (files named .pem, .crt, .cer, .der)");
  return all;
}

absl::StatusOr<Certificates> LoadSystem() {
  for (const char* path : kSystemFiles) {
    struct stat status;
    if (stat(path, &status) == 0) return LoadCertificates(path);
  }
  return absl::NotFoundError(
      absl::StrCat("system: no list of trust anchors at ", kSystemFiles.front(),
                   " or another usual place; install ca-certificates, or name a file of anchors"));
}

absl::StatusOr<Certificates> LoadSource(const std::string& source) {
  if (source == "system") return LoadSystem();
  struct stat status;
  if (stat(source.c_str(), &status) != 0) return CannotRead(source, errno);
  return S_ISDIR(status.st_mode) ? LoadFolder(source) : LoadCertificates(source);
}

}  // namespace

TrustAnchors::TrustAnchors(std::vector<x509::CertificatePtr> certificates) {
  for (x509::CertificatePtr& certificate : certificates) {
    if (!by_hash_.insert(KeyOf(*certificate)).second) continue;
    by_subject_[certificate->subject().normalized()].push_back(std::move(certificate));
  }
}

absl::StatusOr<std::shared_ptr<const TrustAnchors>> TrustAnchors::Load(const std::vector<std::string>& sources) {
  Certificates all;
  absl::Status problems;
  for (const std::string& source : sources) {
    absl::StatusOr<Certificates> some = LoadSource(source);
    problems = base::JoinProblems(problems, some.status());
    if (some.ok()) Append(all, *std::move(some));
  }
  if (!problems.ok()) return problems;
  return std::make_shared<const TrustAnchors>(std::move(all));
}

bool TrustAnchors::Contains(const x509::Certificate& certificate) const {
  return by_hash_.contains(base::ToAbsl(base::AsText(certificate.sha256())));
}

const std::vector<x509::CertificatePtr>& TrustAnchors::FindBySubject(const std::string& normalized_name) const {
  static const std::vector<x509::CertificatePtr>& none = *new std::vector<x509::CertificatePtr>;
  const auto found = by_subject_.find(normalized_name);
  return found == by_subject_.end() ? none : found->second;
}

absl::StatusOr<std::vector<x509::CertificatePtr>> LoadCertificates(const std::string& path) {
  absl::StatusOr<std::string> text = base::ReadFile(path);
  if (!text.ok()) return text.status();
  const base::Wiper wiper(*text);  // a server.pem has its key in it
  absl::StatusOr<Certificates> certificates = x509::ParseCertificateFile(*text);
  if (!certificates.ok()) return Invalid(path, base::ToStd(certificates.status().message()));
  if (certificates->empty()) return Invalid(path, text->empty() ? "an empty file" : "no certificate in it");
  return certificates;
}

}  // namespace certsweep::pki
