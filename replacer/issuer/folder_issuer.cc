#include "replacer/issuer/folder_issuer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/read_file.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/whole_file.h"
#include "engine/x509/certificate.h"
#include "replacer/issuer/certificate_answer.h"
#include "replacer/issuer/order_name.h"

namespace certsweep::replacer {
namespace {

constexpr size_t kMaxAnswerBytes = size_t{4} << 20;
constexpr std::array<std::string_view, 4> kExtensions = {".pem", ".cer", ".crt", ".p7b"};

bool IsAnswer(const std::filesystem::directory_entry& entry) {
  const std::string extension = base::AsciiLower(entry.path().extension().string());
  std::error_code ignored;
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end() &&
         entry.is_regular_file(ignored);
}

absl::Status CheckFolder(const std::string& path, std::string_view key) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return absl::OkStatus();
  const std::string place = absl::StrCat(base::ToAbsl(key), ": ", base::DisplayText(path));
  if (error) return base::ErrnoStatus(error.value(), place);
  return absl::NotFoundError(absl::StrCat(place, ": no such folder"));
}

// The best answer of those seen, and how many could not be read.
class Search {
 public:
  explicit Search(const base::Sha256Digest& spki_sha256) : spki_sha256_(spki_sha256) {}

  void Look(const std::string& path) {
    const absl::StatusOr<std::string> content = base::ReadFile(path, kMaxAnswerBytes);
    const auto certificates = content.ok() ? ReadCertificateAnswer(*content) : content.status();
    if (!certificates.ok() || certificates->empty()) {
      ++unreadable_;
      return;
    }
    std::vector<std::string> ordered = OrderedByKey(*certificates, spki_sha256_);
    if (ordered.empty()) return;
    const auto leaf = x509::Certificate::Parse(base::AsBytes(ordered.front()));
    if (!leaf.ok() || (!found_.empty() && (*leaf)->not_before() <= begins_)) return;
    found_ = std::move(ordered);
    begins_ = (*leaf)->not_before();
  }

  const std::vector<std::string>& found() const { return found_; }
  int unreadable() const { return unreadable_; }

 private:
  const base::Sha256Digest spki_sha256_;
  std::vector<std::string> found_;
  int64_t begins_ = 0;
  int unreadable_ = 0;
};

// In the order of their names, so that the same files give the same answer.
absl::StatusOr<std::vector<std::string>> AnswerFiles(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> paths;
  for (auto entry = std::filesystem::directory_iterator(folder, error); !error && entry != std::filesystem::end(entry);
       entry.increment(error)) {
    if (IsAnswer(*entry)) paths.push_back(entry->path().string());
  }
  if (error) return absl::UnavailableError(absl::StrCat("in: ", base::DisplayText(folder), ": ", error.message()));
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string WaitingFor(const std::string& folder, int unreadable) {
  const std::string detail = absl::StrCat("waits for a certificate in ", base::DisplayText(folder));
  if (unreadable == 0) return detail;
  return absl::StrCat(detail, " (", unreadable, unreadable == 1 ? " file" : " files", " there can't be read as one)");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Issuer>> FolderIssuer::Create(const FolderIssuerSettings& settings) {
  if (absl::Status status = CheckFolder(settings.out, "out"); !status.ok()) return status;
  if (absl::Status status = CheckFolder(settings.in, "in"); !status.ok()) return status;
  return std::unique_ptr<Issuer>(new FolderIssuer(settings));
}

std::string FolderIssuer::RequestPath(const CertificateOrder& order) const {
  return absl::StrCat(settings_.out, "/", order.name, ".csr");
}

absl::StatusOr<IssuerAnswer> FolderIssuer::Submit(const CertificateOrder& order) {
  if (absl::Status status = CheckOrderName(order.name); !status.ok()) return status;
  const std::string path = RequestPath(order);
  const absl::Status written = base::WriteWholeFile(path, order.csr_pem, {.is_private = false, .replace = false});
  if (absl::IsAlreadyExists(written)) {
    const absl::StatusOr<std::string> there = base::ReadFile(path, kMaxAnswerBytes);
    if (!there.ok()) return there.status();
    if (*there != order.csr_pem) return written;
  } else if (!written.ok()) {
    return base::Annotate(written, "out");
  }
  return Poll(order, order.name);
}

absl::StatusOr<IssuerAnswer> FolderIssuer::Poll(const CertificateOrder& order, const std::string& request_id) {
  const absl::StatusOr<std::vector<std::string>> paths = AnswerFiles(settings_.in);
  if (!paths.ok()) return paths.status();
  Search search(order.spki_sha256);
  for (const std::string& path : *paths) search.Look(path);
  if (!search.found().empty()) return Issued{.certificates_der = search.found(), .request_id = request_id};
  return Pending{.request_id = request_id, .detail = WaitingFor(settings_.in, search.unreadable())};
}

}  // namespace certsweep::replacer
