#include "bench/lab/lab_estate.h"

#include <openssl/evp.h>
#include <openssl/pool.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::lab {

namespace {

std::string HostOf(int index) {
  std::string number = std::to_string(index + 1);
  if (number.size() < 5) number.insert(0, 5 - number.size(), '0');
  return "sps-" + number + ".lab.example";
}

std::vector<LabEndpoint> MakeEndpoints(const std::vector<LabKind>& kinds, const AddressWalk& walk) {
  std::vector<LabEndpoint> endpoints(kinds.size());
  for (size_t i = 0; i < kinds.size(); ++i) {
    const int index = static_cast<int>(i);
    endpoints[i].host = HostOf(index);
    endpoints[i].address = base::IpAddress::V4(walk.At(index));
    endpoints[i].kind = kinds[i];
  }
  return endpoints;
}

}  // namespace

LabEstate::LabEstate(AddressWalk walk, TlsSettings tls, std::vector<LabEndpoint> endpoints, std::unique_ptr<LabPki> pki)
    : walk_(walk), tls_(std::move(tls)), endpoints_(std::move(endpoints)), pki_(std::move(pki)) {}

LabEstate::~LabEstate() = default;

absl::StatusOr<std::unique_ptr<LabEstate>> LabEstate::Create(const LabOptions& options, int64_t now_unix_seconds) {
  const absl::StatusOr<AddressWalk> walk = AddressWalk::Create(options.first_address, options.endpoints);
  if (!walk.ok()) return walk.status();
  absl::StatusOr<TlsSettings> tls = TlsSettings::Create();
  if (!tls.ok()) return tls.status();
  const std::vector<LabKind> kinds = AssignKinds(options.mix, options.endpoints, options.seed);
  absl::StatusOr<std::unique_ptr<LabPki>> pki = LabPki::Create(kinds, now_unix_seconds);
  if (!pki.ok()) return pki.status();
  return std::unique_ptr<LabEstate>(
      new LabEstate(*walk, *std::move(tls), MakeEndpoints(kinds, *walk), *std::move(pki)));
}

void LabEstate::SetPorts(uint16_t listening, uint16_t refusing) {
  for (LabEndpoint& endpoint : endpoints_) {
    endpoint.port = endpoint.kind == LabKind::kRefuses ? refusing : listening;
  }
}

bool LabEstate::Has(LabKind kind) const {
  return std::any_of(endpoints_.begin(), endpoints_.end(), [kind](const LabEndpoint& one) { return one.kind == kind; });
}

std::unique_ptr<Peer> LabEstate::MakePeer(uint32_t address) const {
  const std::optional<int> index = walk_.IndexOf(address);
  if (!index) return nullptr;
  const LabEndpoint& endpoint = endpoints_[static_cast<size_t>(*index)];
  if (endpoint.kind == LabKind::kRefuses) return nullptr;
  if (std::unique_ptr<Peer> plain = MakePlainPeer(endpoint.kind)) return plain;
  const auto credentials = [pki = pki_.get(), &endpoint, at = *index] {
    return pki->CredentialsOf(at, endpoint.host, endpoint.address);
  };
  const bool byte_at_a_time = endpoint.kind == LabKind::kByteAtATime;
  return std::make_unique<TlsPeer>(tls_.ContextOf(endpoint.kind), byte_at_a_time, credentials);
}

std::string LabEstate::InventoryCsv() const {
  std::string csv = "host,port,address,names,kind,expected_verdict,expected_findings\n";
  for (const LabEndpoint& endpoint : endpoints_) {
    const LabKindInfo& info = InfoOf(endpoint.kind);
    const std::string address = endpoint.address.ToString();
    absl::StrAppend(&csv, endpoint.host, ",", endpoint.port, ",", address, ",", endpoint.host, ";", address, ",");
    absl::StrAppend(&csv, base::ToAbsl(info.name), ",", base::ToAbsl(pki::VerdictName(info.verdict)), ",",
                    info.ExpectedFindingsText(), "\n");
  }
  return csv;
}

}  // namespace certsweep::lab
