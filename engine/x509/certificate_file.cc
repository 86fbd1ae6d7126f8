#include "engine/x509/certificate_file.h"

#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/pool.h>
#include <openssl/stack.h>

#include <optional>
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

// A ContentInfo begins with an OBJECT IDENTIFIER, a Certificate with a SEQUENCE. PKCS#7 may be BER, of indefinite
// length.
bool LooksLikePkcs7(std::string_view content) {
  const size_t header = content.size() < 2 || (content[1] & 0x80) == 0 ? 2 : 2 + (content[1] & 0x7f);
  return content.size() > header && content[header] == CBS_ASN1_OBJECT;
}

// DER values one behind the other; one that is all of `der` where they can't be told apart.
std::vector<base::Bytes> SplitValues(base::Bytes der) {
  std::vector<base::Bytes> values;
  CBS rest = ToCbs(der);
  while (!IsEmpty(rest)) {
    CBS value;
    if (!CBS_get_asn1_element(&rest, &value, CBS_ASN1_SEQUENCE)) return {der};
    values.push_back(ToBytes(value));
  }
  return values;
}

// Collects what is found; `place` stands before each problem ("line 7: ").
class Collector {
 public:
  void AddCertificate(base::Bytes der, const std::string& place) {
    absl::StatusOr<CertificatePtr> certificate = Certificate::Parse(der);
    if (!certificate.ok()) return AddProblem(certificate.status(), place);
    found_.push_back({.certificate = *std::move(certificate), .problem = {}});
  }

  void AddPkcs7(base::Bytes der, const std::string& place) {
    absl::StatusOr<std::vector<CertificatePtr>> certificates = ParsePkcs7(der);
    if (!certificates.ok()) return AddProblem(certificates.status(), place);
    for (CertificatePtr& certificate : *certificates) {
      found_.push_back({.certificate = std::move(certificate), .problem = {}, .ordered = false});
    }
  }

  void AddProblem(const absl::Status& status, const std::string& place) {
    found_.push_back({.certificate = nullptr, .problem = absl::StrCat(place, status.message())});
  }

  std::vector<FileCertificate> Take() { return std::move(found_); }

 private:
  std::vector<FileCertificate> found_;
};

std::vector<FileCertificate> ReadPemFile(std::string_view content) {
  Collector collector;
  absl::StatusOr<std::vector<PemBlock>> blocks = ParsePem(content);
  if (!blocks.ok()) {
    collector.AddProblem(blocks.status(), "");  // has the line
    return collector.Take();
  }
  const PemWiper wiper(*blocks);  // a server.pem has its key beside its certificate
  for (const PemBlock& block : *blocks) {
    const std::string place = absl::StrCat("line ", block.line, ": ");
    const std::optional<base::Bytes> der = CertificateIn(block);
    if (IsPkcs7Label(block.label) || (der && LooksLikePkcs7(base::AsText(*der)))) {
      collector.AddPkcs7(base::AsBytes(block.der), place);
    } else if (der) {
      collector.AddCertificate(*der, place);
    }
  }
  return collector.Take();
}

}  // namespace

std::vector<FileCertificate> ReadCertificateFile(std::string_view content) {
  if (IsPem(content)) return ReadPemFile(content);
  Collector collector;
  if (!content.starts_with('\x30')) return {};
  if (LooksLikePkcs7(content)) {
    collector.AddPkcs7(base::AsBytes(content), "");
  } else {
    for (const base::Bytes der : SplitValues(base::AsBytes(content))) collector.AddCertificate(der, "");
  }
  return collector.Take();
}

absl::StatusOr<std::vector<CertificatePtr>> ParseCertificateFile(std::string_view content) {
  std::vector<CertificatePtr> certificates;
  for (FileCertificate& found : ReadCertificateFile(content)) {
    if (found.certificate == nullptr) return absl::InvalidArgumentError(found.problem);
    certificates.push_back(std::move(found.certificate));
  }
  return certificates;
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
