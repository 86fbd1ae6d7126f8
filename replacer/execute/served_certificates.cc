#include "replacer/execute/served_certificates.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/host_and_port.h"
#include "engine/pki/reference_identity.h"

namespace certsweep::replacer {
namespace {

constexpr int64_t kLookAgainMicros = 500'000;

std::string NamesFor(const std::string& identity) {
  const absl::StatusOr<pki::ReferenceIdentity> parsed = pki::ReferenceIdentity::Parse(identity);
  return parsed.ok() && !parsed->is_ip() ? parsed->dns_name() : std::string();
}

// The server names that a job's endpoints are asked by: each name, and none for its addresses.
std::vector<std::string> ServerNames(const JobPlan& plan) {
  std::vector<std::string> names;
  for (const std::string& identity : plan.identities) {
    const std::string name = NamesFor(identity);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (names.empty()) names.push_back(NamesFor(plan.endpoints.front().host));
  return names;
}

std::string Where(const estate::EndpointKey& endpoint, const std::string& server_name) {
  const std::string place = base::HostAndPort(endpoint.address, endpoint.port);
  return server_name.empty() ? place : absl::StrCat(place, " as ", server_name);
}

}  // namespace

absl::Status ServedCertificates::Note() {
  record_.served.clear();
  for (const estate::EndpointKey& endpoint : plan_.endpoints) {
    const std::string server_name = NamesFor(endpoint.host);
    const absl::StatusOr<Served> served = tools_.prober->Probe(endpoint, server_name, plan_.identities);
    if (!served.ok()) return served.status();
    if (served->leaf_sha256.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat(Where(endpoint, ""),
                       ": shows no certificate before anything was done to it, so that afterwards "
                       "nothing could be proved (",
                       served->problem, ")"));
    }
    record_.served.push_back({endpoint.address, endpoint.port, served->leaf_sha256});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ServedCertificates::WhatIsNotNew() {
  for (const estate::EndpointKey& endpoint : plan_.endpoints) {
    for (const std::string& server_name : ServerNames(plan_)) {
      const absl::StatusOr<Served> served = tools_.prober->Probe(endpoint, server_name, plan_.identities);
      if (!served.ok()) return served.status();
      const std::string where = Where(endpoint, server_name);
      if (served->leaf_sha256.empty()) return absl::StrCat(where, ": ", served->problem);
      if (served->leaf_sha256 != record_.leaf_sha256) return absl::StrCat(where, ": serves another certificate");
      if (!served->is_compliant) return absl::StrCat(where, ": ", served->problem);
    }
  }
  return "";
}

absl::StatusOr<std::string> ServedCertificates::WhatIsNotOld() {
  for (const ServedBefore& before : record_.served) {
    const auto endpoint = std::find_if(plan_.endpoints.begin(), plan_.endpoints.end(), [&](const auto& covered) {
      return covered.address == before.address && covered.port == before.port;
    });
    if (endpoint == plan_.endpoints.end()) continue;
    const absl::StatusOr<Served> served = tools_.prober->Probe(*endpoint, NamesFor(endpoint->host), plan_.identities);
    if (!served.ok()) return served.status();
    if (served->leaf_sha256.empty()) return absl::StrCat(Where(*endpoint, ""), ": ", served->problem);
    if (served->leaf_sha256 != before.leaf_sha256) {
      return absl::StrCat(Where(*endpoint, ""), ": does not serve its old certificate");
    }
  }
  return "";
}

absl::StatusOr<std::string> ServedCertificates::WaitUntilRight(
    const std::function<absl::StatusOr<std::string>()>& what_is_wrong) {
  const int64_t deadline = tools_.clock->MonotonicMicros() + tools_.settings.start_timeout_us;
  while (true) {
    absl::StatusOr<std::string> wrong = what_is_wrong();
    // Also where we could not look: that descriptors are short here is no fault of the appliance.
    if (wrong.ok() && wrong->empty()) return wrong;
    if (tools_.clock->MonotonicMicros() >= deadline) return wrong;
    tools_.waiter->Wait(kLookAgainMicros);
  }
}

absl::StatusOr<std::string> ServedCertificates::WaitUntilNew() {
  return WaitUntilRight([this] { return WhatIsNotNew(); });
}

absl::StatusOr<std::string> ServedCertificates::WaitUntilOld() {
  return WaitUntilRight([this] { return WhatIsNotOld(); });
}

}  // namespace certsweep::replacer
