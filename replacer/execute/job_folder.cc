#include "replacer/execute/job_folder.h"

#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/read_file.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/whole_file.h"
#include "engine/base/wiper.h"
#include "engine/x509/certificate_file.h"
#include "engine/x509/pem.h"

namespace certsweep::replacer {
namespace {

constexpr std::string_view kKey = "key.pem";
constexpr std::string_view kRequest = "request.csr";
constexpr std::string_view kCertificates = "certificate.pem";
constexpr std::string_view kServerPem = "server.pem";
constexpr std::string_view kChain = "chain.pem";

absl::Status MakeOneFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return absl::OkStatus();
  return base::ErrnoStatus(errno, base::DisplayText(path));
}

// Those above first. What is there stays as it is.
absl::Status MakeFolders(const std::string& path) {
  for (size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    if (absl::Status status = MakeOneFolder(path.substr(0, slash)); !status.ok()) return status;
  }
  return MakeOneFolder(path);
}

}  // namespace

absl::StatusOr<JobFolder> JobFolder::Open(std::string path) {
  if (absl::Status status = MakeFolders(path); !status.ok()) return status;
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) return base::ErrnoStatus(errno, base::DisplayText(path));
  if (!S_ISDIR(found.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(base::DisplayText(path), ": is no folder"));
  }
  if ((found.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(base::DisplayText(path), ": others than its owner may enter it; private keys are kept in it"));
  }
  return JobFolder(std::move(path));
}

std::string JobFolder::Path(std::string_view name) const { return absl::StrCat(path_, "/", base::ToAbsl(name)); }

absl::Status JobFolder::Write(std::string_view name, std::string_view content) const {
  return base::WriteWholeFile(Path(name), content, {.is_private = true, .replace = true});
}

absl::StatusOr<std::optional<x509::PrivateKey>> JobFolder::ReadKey() const {
  absl::StatusOr<std::string> pem = base::ReadFile(Path(kKey));
  if (absl::IsNotFound(pem.status())) return std::nullopt;
  if (!pem.ok()) return pem.status();
  const base::Wiper wiper(*pem);
  absl::StatusOr<std::optional<x509::PrivateKey>> key = x509::PrivateKey::FromPem(*pem);
  if (!key.ok()) return base::Annotate(key.status(), Path(kKey));
  return key;
}

absl::Status JobFolder::WriteKey(const x509::PrivateKey& key) const {
  const absl::StatusOr<base::SecretText> pem = key.ToPem();
  if (!pem.ok()) return pem.status();
  return base::WriteWholeFile(Path(kKey), pem->view(), {.is_private = true, .replace = false});
}

absl::StatusOr<std::string> JobFolder::ReadRequest() const { return base::ReadFile(Path(kRequest)); }

absl::Status JobFolder::WriteRequest(std::string_view pem) const { return Write(kRequest, pem); }

absl::StatusOr<std::vector<x509::CertificatePtr>> JobFolder::ReadCertificates() const {
  const absl::StatusOr<std::string> text = base::ReadFile(Path(kCertificates));
  if (!text.ok()) return text.status();
  absl::StatusOr<std::vector<x509::CertificatePtr>> certificates = x509::ParseCertificateFile(*text);
  if (!certificates.ok()) return base::Annotate(certificates.status(), Path(kCertificates));
  return certificates;
}

absl::Status JobFolder::WriteCertificates(const std::vector<std::string>& certificates_der) const {
  std::string text;
  for (const std::string& der : certificates_der) text += x509::EncodePem("CERTIFICATE", base::AsBytes(der));
  return Write(kCertificates, text);
}

absl::StatusOr<base::SecretText> JobFolder::ReadServerPem() const {
  absl::StatusOr<std::string> text = base::ReadFile(Path(kServerPem));
  if (!text.ok()) return text.status();
  return base::SecretText(*std::move(text));
}

absl::Status JobFolder::WriteServerPem(std::string_view bytes) const { return Write(kServerPem, bytes); }

absl::StatusOr<std::string> JobFolder::ReadChain() const { return base::ReadFile(Path(kChain)); }

absl::Status JobFolder::WriteChain(std::string_view pem) const { return Write(kChain, pem); }

}  // namespace certsweep::replacer
