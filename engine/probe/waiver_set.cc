#include "engine/probe/waiver_set.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "engine/base/text.h"

namespace certsweep::probe {

namespace {

// The host that a waiver is about; nothing where it may be about several.
const HostTarget* HostOf(const Waiver& waiver) {
  return waiver.host ? std::get_if<HostTarget>(&*waiver.host) : nullptr;
}

bool CanBeWaived(const pki::Finding& finding) { return finding.severity != pki::Severity::kInfo; }

pki::Finding Expired(const Waiver& waiver) {
  return pki::MakeFinding(pki::FindingCode::kWaiverExpired, {},
                          "a waiver ended (" + waiver.until.text + "): " + waiver.reason, {}, waiver.until.text);
}

}  // namespace

WaiverSet::WaiverSet(std::vector<Waiver> waivers) : waivers_(std::move(waivers)) {
  for (uint32_t i = 0; i < waivers_.size(); ++i) {
    const HostTarget* host = HostOf(waivers_[i]);
    (host != nullptr ? by_host_[host->host] : others_).push_back(i);
  }
}

void WaiverSet::AddCandidates(std::string_view host, std::vector<uint32_t>& candidates) const {
  const auto found = by_host_.find(base::ToAbsl(host));
  if (found != by_host_.end()) candidates.insert(candidates.end(), found->second.begin(), found->second.end());
}

std::vector<uint32_t> WaiverSet::Covering(const Endpoint& endpoint) const {
  std::vector<uint32_t> candidates = others_;
  AddCandidates(endpoint.host, candidates);
  if (endpoint.address && !by_host_.empty()) {
    const std::string address = endpoint.address->Unmapped().ToString();
    if (address != endpoint.host) AddCandidates(address, candidates);
  }
  std::erase_if(candidates, [&](uint32_t i) { return !waivers_[i].Covers(endpoint); });
  std::sort(candidates.begin(), candidates.end());
  return candidates;
}

void WaiverSet::Apply(const Endpoint& endpoint, int64_t unix_seconds, pki::Findings& findings) const {
  if (waivers_.empty() || std::none_of(findings.begin(), findings.end(), CanBeWaived)) return;
  pki::Findings expired;
  for (const uint32_t i : Covering(endpoint)) {
    const Waiver& waiver = waivers_[i];
    const bool in_force = waiver.InForce(unix_seconds);
    bool covers_some = false;
    for (pki::Finding& finding : findings) {
      if (!CanBeWaived(finding) || !waiver.Covers(finding.code)) continue;
      covers_some = true;
      if (in_force && !finding.waived()) finding.waiver = waiver.reason;
    }
    if (covers_some && !in_force) expired.push_back(Expired(waiver));
  }
  findings.insert(findings.end(), std::make_move_iterator(expired.begin()), std::make_move_iterator(expired.end()));
}

}  // namespace certsweep::probe
