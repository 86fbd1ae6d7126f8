#include "replacer/issuer/certificate_answer.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "engine/base/text.h"
#include "engine/x509/certificate_file.h"
#include "engine/x509/pem.h"

namespace certsweep::replacer {
namespace {

using x509::CertificatePtr;

// Text that a Windows shell wrote as UTF-16 with a byte order mark; PEM and base64 are ASCII, the rest may be lost.
std::optional<std::string> FromUtf16(std::string_view content) {
  const bool little = content.starts_with("\xff\xfe");
  if (!little && !content.starts_with("\xfe\xff")) return std::nullopt;
  std::string ascii;
  for (size_t at = 2; at + 1 < content.size(); at += 2) {
    const char low = content[little ? at : at + 1];
    const char high = content[little ? at + 1 : at];
    ascii.push_back(high == '\0' ? low : '?');
  }
  return ascii;
}

bool LooksLikeDer(std::string_view content) { return content.starts_with('\x30'); }

// Base64 with line ends anywhere and nothing else, of what may be DER.
std::optional<std::string> DecodedBase64(std::string_view content) {
  std::string text(content.substr(content.starts_with("\xef\xbb\xbf") ? 3 : 0));
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n' || c == ' ' || c == '\t'; });
  std::string der;
  if (text.empty() || !absl::Base64Unescape(text, &der) || !LooksLikeDer(der)) return std::nullopt;
  return der;
}

// Blocks are read for what they hold: certutil and AD CS write PKCS#7 under CERTIFICATE, others a certificate under
// PKCS7. What says that it is a key or a request is passed over.
absl::StatusOr<std::vector<CertificatePtr>> ReadBlocks(std::string_view text) {
  absl::StatusOr<std::vector<x509::PemBlock>> blocks = x509::ParsePem(text);
  if (!blocks.ok()) return blocks.status();
  const x509::PemWiper wiper(*blocks);
  std::vector<CertificatePtr> all;
  for (const x509::PemBlock& block : *blocks) {
    if (block.label.ends_with("PRIVATE KEY") || block.label.ends_with("REQUEST")) continue;
    // "TRUSTED CERTIFICATE" has more behind the certificate, which CertificateIn leaves out.
    const std::string_view der = base::AsText(x509::CertificateIn(block).value_or(base::AsBytes(block.der)));
    absl::StatusOr<std::vector<CertificatePtr>> some = x509::ParseCertificateFile(der);
    if (!some.ok()) return some.status();
    all.insert(all.end(), some->begin(), some->end());
  }
  return all;
}

}  // namespace

absl::StatusOr<std::vector<CertificatePtr>> ReadCertificateAnswer(std::string_view content) {
  if (const std::optional<std::string> ascii = FromUtf16(content)) return ReadCertificateAnswer(*ascii);
  if (x509::IsPem(content)) return ReadBlocks(content);
  if (LooksLikeDer(content)) return x509::ParseCertificateFile(content);
  if (const std::optional<std::string> der = DecodedBase64(content)) return x509::ParseCertificateFile(*der);
  return std::vector<CertificatePtr>();
}

std::vector<std::string> OrderedByKey(const std::vector<CertificatePtr>& certificates,
                                      const base::Sha256Digest& spki_sha256) {
  CertificatePtr leaf;
  for (const CertificatePtr& certificate : certificates) {
    if (certificate->spki_sha256() != spki_sha256) continue;
    if (leaf == nullptr || certificate->not_before() > leaf->not_before()) leaf = certificate;
  }
  if (leaf == nullptr) return {};
  std::vector<std::string> ordered = {std::string(base::AsText(leaf->der()))};
  for (const CertificatePtr& certificate : certificates) {
    std::string der(base::AsText(certificate->der()));
    if (std::find(ordered.begin(), ordered.end(), der) == ordered.end()) ordered.push_back(std::move(der));
  }
  return ordered;
}

}  // namespace certsweep::replacer
