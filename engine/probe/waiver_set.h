// WaiverSet: all waivers of a scan, found by the endpoint: those of one host by its name or address, the others one by
// one. Immutable; thread-safe.
#ifndef CERTSWEEP_ENGINE_PROBE_WAIVER_SET_H_
#define CERTSWEEP_ENGINE_PROBE_WAIVER_SET_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/pki/finding.h"
#include "engine/probe/endpoint.h"
#include "engine/probe/waiver.h"

namespace certsweep::probe {

class WaiverSet {
 public:
  WaiverSet() = default;
  explicit WaiverSet(std::vector<Waiver> waivers);

  size_t size() const { return waivers_.size(); }

  // Judges the findings of `endpoint` as of `unix_seconds`. What is `fail` or `warn` and covered by a waiver in force
  // keeps its severity and gets the reason of the first one; a waiver that has ended and would have covered some adds
  // one waiver_expired, whatever the others do.
  void Apply(const Endpoint& endpoint, int64_t unix_seconds, pki::Findings& findings) const;

 private:
  void AddCandidates(std::string_view host, std::vector<uint32_t>& candidates) const;
  // The places of the waivers that cover the endpoint, in their order.
  std::vector<uint32_t> Covering(const Endpoint& endpoint) const;

  std::vector<Waiver> waivers_;
  absl::flat_hash_map<std::string, std::vector<uint32_t>> by_host_;  // a name, or an address as text
  std::vector<uint32_t> others_;                                     // networks, ranges, columns alone
};

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_WAIVER_SET_H_
