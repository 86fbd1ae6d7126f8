#include "cli/verify_file.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/x509/certificate_file.h"
#include "engine/x509/pem.h"
#include "engine/x509/private_key.h"

namespace certsweep::cli {

namespace {

using x509::FileCertificate;

absl::Status NoCertificate(const std::string& path, std::string_view content) {
  const bool is_utf16 = content.starts_with("\xff\xfe") || content.starts_with("\xfe\xff");
  const char* why = content.empty() ? "an empty file"
                    : is_utf16      ? "no certificate in it: it is UTF-16, save it as UTF-8 or ASCII"
                                    : "no certificate in it";
  return absl::InvalidArgumentError(absl::StrCat(base::DisplayText(path), ": ", why));
}

// How far a certificate is from being a server's, where no order tells. `issued`: how many have each name as issuer.
auto DistanceFromLeaf(const x509::Certificate& certificate, const absl::flat_hash_map<std::string, int>& issued) {
  const auto found = issued.find(certificate.subject().normalized());
  const bool is_self_issued = certificate.is_self_issued();
  const bool issued_another = found != issued.end() && found->second > (is_self_issued ? 1 : 0);
  const bool is_ca = certificate.basic_constraints() && certificate.basic_constraints()->is_ca;
  return std::tuple(issued_another, is_ca, is_self_issued);
}

// The leaf to the front; the order of the others does not matter.
void PutLeafFirst(std::vector<FileCertificate>* all) {
  absl::flat_hash_map<std::string, int> issued;
  for (const FileCertificate& found : *all) {
    if (found.ordered || found.certificate == nullptr) return;
    ++issued[found.certificate->issuer().normalized()];
  }
  const auto leaf = std::min_element(all->begin(), all->end(), [&issued](const auto& a, const auto& b) {
    return DistanceFromLeaf(*a.certificate, issued) < DistanceFromLeaf(*b.certificate, issued);
  });
  if (leaf != all->end()) std::rotate(all->begin(), leaf, std::next(leaf));
}

std::vector<pki::SentCertificate> ReadCertificates(std::string_view content) {
  std::vector<FileCertificate> all = x509::ReadCertificateFile(content);
  PutLeafFirst(&all);
  std::vector<pki::SentCertificate> certificates;
  certificates.reserve(all.size());
  for (FileCertificate& found : all) certificates.push_back({std::move(found.certificate), std::move(found.problem)});
  return certificates;
}

void AddKeyMismatch(FileJudgement* file, std::string why) {
  pki::AddFinding(file->judgement.findings, pki::MakeFinding(pki::FindingCode::kKeyMismatch, 0, std::move(why)));
  pki::SortFindings(file->judgement.findings);
}

// A server takes the first private key and the first certificate of a file.
void CheckKey(const x509::PrivateKey& key, FileJudgement* file) {
  const auto is_its_own = [&key](const pki::SentCertificate& sent) {
    return sent.certificate != nullptr && key.Matches(sent.certificate->public_key());
  };
  const auto own = std::find_if(file->certificates.begin(), file->certificates.end(), is_its_own);
  if (own == file->certificates.begin()) return;
  if (own == file->certificates.end()) {
    return AddKeyMismatch(file, "the private key in the file is not that of the certificate");
  }
  AddKeyMismatch(
      file, absl::StrCat("the private key in the file is that of certificate ", own - file->certificates.begin(), " (",
                         own->certificate->subject().text(), "), not that of the first"));
}

void ReadAndCheckKey(std::string_view content, FileJudgement* file) {
  // What can't be parsed has been told of already.
  if (!x509::IsPem(content) || file->certificates.front().certificate == nullptr) return;
  const absl::StatusOr<std::optional<x509::PrivateKey>> key = x509::PrivateKey::FromPem(content);
  if (!key.ok()) {
    file->has_private_key = true;
    return AddKeyMismatch(file, absl::StrCat("whether the private key is that of the certificate can't be told: ",
                                             key.status().message()));
  }
  file->has_private_key = key->has_value();
  if (file->has_private_key) CheckKey(**key, file);
}

}  // namespace

absl::StatusOr<FileJudgement> JudgeFile(const pki::ChainJudge& judge, const std::string& path, std::string_view content,
                                        std::span<const pki::ReferenceIdentity> names, int64_t unix_seconds) {
  FileJudgement file;
  file.path = path;
  file.certificates = ReadCertificates(content);
  if (file.certificates.empty()) return NoCertificate(path, content);
  file.judgement = judge.Judge(file.certificates, names, unix_seconds);
  ReadAndCheckKey(content, &file);
  file.verdict = pki::Decide(pki::Reached::kCertificate, file.judgement.findings);
  return file;
}

}  // namespace certsweep::cli
