#include "engine/x509/certificate_file.h"

#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/pool.h>
#include <openssl/stack.h>

#include <iterator>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/x509/cbs.h"
#include "engine/x509/pem.h"

namespace certsweep::x509 {
namespace {

bool IsPkcs7Label(const std::string& label) {
  return label == "PKCS7" || label == "PKCS #7 SIGNED DATA" || label == "CMS";
}

absl::StatusOr<std::vector<CertificatePtr>> ParsePemFile(std::string_view content) {
  absl::StatusOr<std::vector<CertificatePtr>> certificates = ParsePemCertificates(content);
  if (!certificates.ok()) return certificates;
  const absl::StatusOr<std::vector<PemBlock>> blocks = ParsePem(content);
  if (!blocks.ok()) return blocks.status();
  for (const PemBlock& block : *blocks) {
    if (!IsPkcs7Label(block.label)) continue;
    absl::StatusOr<std::vector<CertificatePtr>> more = ParsePkcs7(base::AsBytes(block.der));
    if (!more.ok()) return absl::InvalidArgumentError(absl::StrCat("line ", block.line, ": ", more.status().message()));
    certificates->insert(certificates->end(), more->begin(), more->end());
  }
  return certificates;
}

// A ContentInfo begins with an OBJECT IDENTIFIER, a Certificate with a SEQUENCE. PKCS#7 may be BER, of indefinite
// length.
bool LooksLikePkcs7(std::string_view content) {
  const size_t header = content.size() < 2 || (content[1] & 0x80) == 0 ? 2 : 2 + (content[1] & 0x7f);
  return content.size() > header && content[header] == CBS_ASN1_OBJECT;
}

}  // namespace

absl::StatusOr<std::vector<CertificatePtr>> ParseCertificateFile(std::string_view content) {
  if (content.find("-----BEGIN ") != std::string_view::npos) return ParsePemFile(content);
  if (!content.starts_with('\x30')) return std::vector<CertificatePtr>();
  if (LooksLikePkcs7(content)) return ParsePkcs7(base::AsBytes(content));
  absl::StatusOr<CertificatePtr> certificate = Certificate::Parse(base::AsBytes(content));
  if (!certificate.ok()) return certificate.status();
  return std::vector<CertificatePtr>{*std::move(certificate)};
}

absl::StatusOr<std::vector<CertificatePtr>> ParsePkcs7(base::Bytes der) {
  const bssl::UniquePtr<STACK_OF(CRYPTO_BUFFER)> buffers(sk_CRYPTO_BUFFER_new_null());
  CBS cbs = ToCbs(der);
  if (buffers == nullptr || !PKCS7_get_raw_certificates(buffers.get(), &cbs, nullptr)) {
    ERR_clear_error();
    return absl::InvalidArgumentError("not a PKCS#7 bundle of certificates");
  }
  std::vector<CertificatePtr> certificates;
  for (size_t i = 0; i < sk_CRYPTO_BUFFER_num(buffers.get()); ++i) {
    const CRYPTO_BUFFER* buffer = sk_CRYPTO_BUFFER_value(buffers.get(), i);
    absl::StatusOr<CertificatePtr> certificate =
        Certificate::Parse({CRYPTO_BUFFER_data(buffer), CRYPTO_BUFFER_len(buffer)});
    if (!certificate.ok()) return certificate.status();
    certificates.push_back(*std::move(certificate));
  }
  return certificates;
}

}  // namespace certsweep::x509
