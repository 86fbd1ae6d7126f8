#include "scanner/sinks/finished_result.h"

#include <utility>

#include "engine/base/bytes.h"

namespace certsweep::scanner {
namespace {

// Assigning an empty one would keep the memory.
template <typename Container>
void Free(Container& container) {
  Container().swap(container);
}

void Store(const x509::Certificate& certificate, estate::StoredCertificate& stored) {
  stored.sha256 = certificate.sha256();
  stored.spki_sha256 = certificate.spki_sha256();
  stored.der = base::AsText(certificate.der());
}

// No key is known of what could not be parsed; what came is kept all the same.
void StoreUnparsed(std::string der, estate::StoredCertificate& stored) {
  stored.sha256 = base::Sha256(base::AsBytes(der));
  stored.spki_sha256 = {};
  stored.der = std::move(der);
}

void SlimChain(probe::EndpointResult& result, std::vector<estate::StoredCertificate>& certificates) {
  auto unparsed = result.unparsed_der.begin();
  for (pki::SentCertificate& sent : result.chain) {
    Free(sent.parse_error);
    if (sent.certificate == nullptr) {
      if (unparsed != result.unparsed_der.end()) StoreUnparsed(std::move(*unparsed++), certificates.emplace_back());
    } else if (sent.certificate.use_count() == 1) {
      Store(*sent.certificate, certificates.emplace_back());
      sent.certificate.reset();
    }
  }
  Free(result.unparsed_der);
}

}  // namespace

void Slim(FinishedResult& finished) {
  if (!finished.certificates.empty()) return;
  probe::EndpointResult& result = finished.result;
  Free(result.path);
  SlimChain(result, finished.certificates);
  for (pki::Finding& finding : result.findings) {
    Free(finding.message);
    Free(finding.expected);
    Free(finding.actual);
  }
}

void SetCertificates(const FinishedResult& finished, std::vector<estate::StoredCertificate>& certificates) {
  size_t size = 0;
  certificates.resize(finished.result.chain.size());
  auto slim = finished.certificates.begin();
  auto unparsed = finished.result.unparsed_der.begin();
  for (const pki::SentCertificate& sent : finished.result.chain) {
    if (sent.certificate != nullptr) {
      Store(*sent.certificate, certificates[size++]);
    } else if (slim != finished.certificates.end()) {
      certificates[size++] = *slim++;
    } else if (unparsed != finished.result.unparsed_der.end()) {
      StoreUnparsed(*unparsed++, certificates[size++]);
    }
  }
  certificates.resize(size);
}

size_t BytesOf(const FinishedResult& finished) {
  size_t bytes = finished.json_line.size();
  for (const estate::StoredCertificate& certificate : finished.certificates) bytes += certificate.der.size();
  for (const pki::SentCertificate& sent : finished.result.chain) {
    if (sent.certificate != nullptr) bytes += 3 * sent.certificate->der().size();  // and as it was parsed
  }
  for (const std::string& der : finished.result.unparsed_der) bytes += der.size();
  return bytes;
}

}  // namespace certsweep::scanner
