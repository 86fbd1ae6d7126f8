#include "engine/pki/checks/certificate_policies.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace certsweep::pki {
namespace {

using Policies = std::set<std::string>;

// The valid_policy_tree as far as it matters: which policies its lowest level expects. That a level has no node left is
// all that 6.1.5 (g) asks about when every policy is acceptable, so the levels above need not be kept.
class PolicyState {
 public:
  explicit PolicyState(size_t certificates) {
    explicit_policy_ = inhibit_any_ = inhibit_mapping_ = static_cast<int>(certificates) + 1;
  }

  // 6.1.3 (d), (e), (f): false where a policy is demanded and none is left.
  bool Enter(const x509::Certificate& certificate, bool is_leaf) {
    const auto& policies = certificate.certificate_policies();
    if (!policies) {
      Clear();
    } else {
      Intersect(*policies, inhibit_any_ > 0 || (!is_leaf && certificate.is_self_issued()));
    }
    return explicit_policy_ > 0 || !empty();
  }

  // 6.1.4 (a), (b), (h) to (j): prepares for the next certificate.
  void Leave(const x509::Certificate& certificate) {
    Map(certificate);
    if (!certificate.is_self_issued()) {
      explicit_policy_ = std::max(0, explicit_policy_ - 1);
      inhibit_mapping_ = std::max(0, inhibit_mapping_ - 1);
      inhibit_any_ = std::max(0, inhibit_any_ - 1);
    }
    if (const auto& constraints = certificate.policy_constraints()) {
      explicit_policy_ = std::min(explicit_policy_, constraints->require_explicit_policy.value_or(explicit_policy_));
      inhibit_mapping_ = std::min(inhibit_mapping_, constraints->inhibit_policy_mapping.value_or(inhibit_mapping_));
    }
    inhibit_any_ = std::min(inhibit_any_, certificate.inhibit_any_policy().value_or(inhibit_any_));
  }

  // 6.1.5 (a), (b), (g).
  bool Finish(const x509::Certificate& leaf) {
    explicit_policy_ = std::max(0, explicit_policy_ - 1);
    const auto& constraints = leaf.policy_constraints();
    if (constraints && constraints->require_explicit_policy == 0) explicit_policy_ = 0;
    return explicit_policy_ > 0 || !empty();
  }

 private:
  bool empty() const { return !any_ && expected_.empty(); }

  void Clear() {
    any_ = false;
    expected_.clear();
  }

  void Intersect(const std::vector<std::string>& policies, bool any_counts) {
    Policies next;
    bool next_any = false;
    for (const std::string& policy : policies) {
      if (policy == x509::kAnyPolicyOid) {
        if (!any_counts) continue;
        next.insert(expected_.begin(), expected_.end());
        next_any = any_;
      } else if (any_ || expected_.contains(policy)) {
        next.insert(policy);
      }
    }
    expected_ = std::move(next);
    any_ = next_any;
  }

  void Map(const x509::Certificate& certificate) {
    Policies removed, added;
    for (const x509::PolicyMapping& mapping : certificate.policy_mappings()) {
      // Where any policy is expected, those that others are mapped to are so anyhow.
      if (!expected_.contains(mapping.issuer_domain_policy)) continue;
      removed.insert(mapping.issuer_domain_policy);
      if (inhibit_mapping_ > 0) added.insert(mapping.subject_domain_policy);
    }
    for (const std::string& policy : removed) expected_.erase(policy);
    expected_.merge(added);
  }

  int explicit_policy_, inhibit_any_, inhibit_mapping_;
  bool any_ = true;  // a node of anyPolicy is there
  Policies expected_;
};

}  // namespace

Findings CheckCertificatePolicies(std::span<const x509::Certificate* const> path) {
  PolicyState state(path.size());
  for (size_t i = path.size(); i-- > 0;) {
    const bool is_leaf = i == 0;
    bool satisfied = state.Enter(*path[i], is_leaf);
    if (is_leaf) {
      satisfied = satisfied && state.Finish(*path[i]);
    } else {
      state.Leave(*path[i]);
    }
    if (satisfied) continue;
    return {MakeFinding(FindingCode::kCertificatePolicyViolation, static_cast<int>(i),
                        "a certificate policy is demanded (policyConstraints), and none is valid for the path")};
  }
  return {};
}

}  // namespace certsweep::pki
