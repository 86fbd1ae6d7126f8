#include "cli/verify_file.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/x509/certificate_file.h"
#include "engine/x509/pem.h"
#include "engine/x509/private_key.h"

namespace certsweep::cli {

namespace {

absl::Status About(const std::string& path, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(base::DisplayText(path), ": ", status.message()));
}

bool IsPem(std::string_view content) { return content.find("-----BEGIN ") != std::string_view::npos; }

bool IsCertificateLabel(std::string_view label) { return label.ends_with("CERTIFICATE"); }

// A file may be one certificate and nothing that parses: then what is wrong with it is what the user came to hear.
absl::StatusOr<std::vector<pki::SentCertificate>> ReadPem(std::string_view content) {
  const absl::StatusOr<std::vector<x509::PemBlock>> blocks = x509::ParsePem(content);
  if (!blocks.ok()) return blocks.status();
  std::vector<pki::SentCertificate> certificates;
  for (const x509::PemBlock& block : *blocks) {
    if (!IsCertificateLabel(block.label)) continue;
    absl::StatusOr<x509::CertificatePtr> certificate = x509::Certificate::Parse(base::AsBytes(block.der));
    pki::SentCertificate sent;
    if (certificate.ok()) {
      sent.certificate = *std::move(certificate);
    } else {
      sent.parse_error = absl::StrCat("line ", block.line, ": ", certificate.status().message());
    }
    certificates.push_back(std::move(sent));
  }
  return certificates;
}

bool IssuedAnother(const x509::CertificatePtr& certificate, const std::vector<x509::CertificatePtr>& all) {
  return std::any_of(all.begin(), all.end(), [&](const x509::CertificatePtr& other) {
    return other != certificate && other->issuer() == certificate->subject();
  });
}

absl::StatusOr<std::vector<pki::SentCertificate>> ReadOther(std::string_view content) {
  absl::StatusOr<std::vector<x509::CertificatePtr>> all = x509::ParseCertificateFile(content);
  if (!all.ok()) return all.status();
  // The leaf first; the order of the others does not matter.
  std::vector<x509::CertificatePtr> ordered = *all;
  std::stable_partition(ordered.begin(), ordered.end(),
                        [&](const x509::CertificatePtr& certificate) { return !IssuedAnother(certificate, *all); });
  std::vector<pki::SentCertificate> certificates;
  for (x509::CertificatePtr& certificate : ordered) certificates.push_back({std::move(certificate), {}});
  return certificates;
}

void CheckKey(const x509::PrivateKey& key, FileJudgement* file) {
  const x509::CertificatePtr& leaf = file->certificates.front().certificate;
  if (leaf == nullptr || key.Matches(leaf->public_key())) return;
  pki::AddFinding(file->judgement.findings,
                  pki::MakeFinding(pki::FindingCode::kKeyMismatch, 0,
                                   "the private key in the file is not that of the certificate"));
  pki::SortFindings(file->judgement.findings);
}

}  // namespace

absl::StatusOr<FileJudgement> JudgeFile(const pki::ChainJudge& judge, const std::string& path, std::string_view content,
                                        std::span<const pki::ReferenceIdentity> names, int64_t unix_seconds) {
  FileJudgement file;
  file.path = path;
  absl::StatusOr<std::vector<pki::SentCertificate>> certificates =
      IsPem(content) ? ReadPem(content) : ReadOther(content);
  if (!certificates.ok()) return About(path, certificates.status());
  if (certificates->empty() && IsPem(content)) certificates = ReadOther(content);  // PKCS#7 in PEM
  if (!certificates.ok()) return About(path, certificates.status());
  if (certificates->empty()) {
    return About(path, absl::InvalidArgumentError(content.empty() ? "an empty file" : "no certificate in it"));
  }
  file.certificates = *std::move(certificates);
  file.judgement = judge.Judge(file.certificates, names, unix_seconds);
  if (IsPem(content)) {
    const absl::StatusOr<std::optional<x509::PrivateKey>> key = x509::PrivateKey::FromPem(content);
    if (!key.ok()) return About(path, key.status());
    file.has_private_key = key->has_value();
    if (file.has_private_key) CheckKey(**key, &file);
  }
  file.verdict = pki::Decide(pki::Reached::kCertificate, file.judgement.findings);
  return file;
}

}  // namespace certsweep::cli
