#include "bench/memory_estate.h"

#include <openssl/evp.h>
#include <openssl/pool.h>
#include <openssl/ssl.h>

#include <string>
#include <utility>

#include "engine/base/ip_address.h"
#include "engine/x509/pem.h"

namespace certsweep::bench {

namespace {

probe::Endpoint MakeEndpoint(size_t index) {
  probe::Endpoint endpoint;
  endpoint.host = "sps-" + std::to_string(10'001 + index) + ".lab.example";
  endpoint.address = base::IpAddress::V4(0x7f140001).Plus(index);
  endpoint.port = 4343;
  endpoint.identities = {endpoint.host, endpoint.address->ToString()};
  return endpoint;
}

lab::Credentials Share(const lab::Credentials& credentials) {
  lab::Credentials shared;
  for (const auto& certificate : credentials.chain) shared.chain.push_back(bssl::UpRef(certificate));
  shared.key = bssl::UpRef(credentials.key);
  return shared;
}

}  // namespace

MemoryEstate::MemoryEstate(lab::TlsSettings tls, std::shared_ptr<const pki::TrustAnchors> anchors)
    : tls_(std::move(tls)), anchors_(std::move(anchors)) {}

MemoryEstate::~MemoryEstate() = default;

absl::StatusOr<std::unique_ptr<MemoryEstate>> MemoryEstate::Create(LeafKey key, size_t endpoints) {
  const lab::LabKind kind = key == LeafKey::kRsa2048 ? lab::LabKind::kGoodRsa : lab::LabKind::kGoodEcdsa;
  absl::StatusOr<std::unique_ptr<lab::LabPki>> pki =
      lab::LabPki::Create(std::vector<lab::LabKind>(endpoints, kind), kEstateTime);
  if (!pki.ok()) return pki.status();
  absl::StatusOr<std::vector<x509::CertificatePtr>> roots = x509::ParsePemCertificates((*pki)->TrustPem());
  if (!roots.ok()) return roots.status();
  absl::StatusOr<lab::TlsSettings> tls = lab::TlsSettings::Create();
  if (!tls.ok()) return tls.status();
  std::unique_ptr<MemoryEstate> estate(
      new MemoryEstate(*std::move(tls), std::make_shared<const pki::TrustAnchors>(*std::move(roots))));
  for (size_t i = 0; i < endpoints; ++i) {
    const probe::Endpoint& endpoint = estate->endpoints_.emplace_back(MakeEndpoint(i));
    absl::StatusOr<lab::Credentials> credentials =
        (*pki)->CredentialsOf(static_cast<int>(i), endpoint.host, *endpoint.address);
    if (!credentials.ok()) return credentials.status();
    estate->credentials_.push_back(*std::move(credentials));
  }
  return estate;
}

base::Bytes MemoryEstate::CertificateOf(size_t index, size_t depth) const {
  const CRYPTO_BUFFER* const buffer = credentials_[index].chain[depth].get();
  return {CRYPTO_BUFFER_data(buffer), CRYPTO_BUFFER_len(buffer)};
}

std::unique_ptr<lab::Peer> MemoryEstate::Serve(size_t index, ServerVersion version) const {
  const lab::LabKind kind = version == ServerVersion::kTls12 ? lab::LabKind::kTls12Only : lab::LabKind::kGoodEcdsa;
  const lab::Credentials& credentials = credentials_[index];
  return std::make_unique<lab::TlsPeer>(tls_.ContextOf(kind), /*byte_at_a_time=*/false,
                                        [&credentials] { return Share(credentials); });
}

}  // namespace certsweep::bench
