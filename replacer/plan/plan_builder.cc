#include "replacer/plan/plan_builder.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/base/host_and_port.h"
#include "engine/base/text.h"
#include "engine/pki/reference_identity.h"
#include "engine/probe/target_syntax.h"
#include "replacer/request/appliance_names.h"

namespace certsweep::replacer {
namespace {

constexpr size_t kMostNameLength = 100;

template <class Value>
void AddOnce(const Value& value, std::vector<Value>& values) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

// What one candidate says of the job that it belongs to.
struct Site {
  const Candidate* candidate = nullptr;
  const config::ProfileSection* profile = nullptr;
  std::string profile_name, ssh_host, ssh_address, pem_path;
  uint16_t ssh_port = 22;
  std::vector<std::string> problems;
};

std::string OverrideAddress(const config::Config& config, const std::string& host) {
  const auto found = config.names.resolve.find(base::AsciiLower(host));
  if (found != config.names.resolve.end()) return found->second.ToString();
  const auto address = base::IpAddress::Parse(host);
  return address ? address->ToString() : std::string();
}

ApplianceNames NamesOf(const std::string& host, const std::string& address,
                       const std::vector<std::string>& identities) {
  std::vector<pki::ReferenceIdentity> parsed;
  for (const std::string& identity : identities) {
    absl::StatusOr<pki::ReferenceIdentity> one = pki::ReferenceIdentity::Parse(identity);
    if (one.ok()) parsed.push_back(*std::move(one));
  }
  const absl::StatusOr<pki::ReferenceIdentity> name = pki::ReferenceIdentity::Parse(host);
  if (!name.ok()) return {};
  return NamesOfAppliance(*name, base::IpAddress::Parse(address), parsed);
}

// `text` with its placeholders filled in; what can't be is told, and the text stays.
void Fill(std::string_view what, const ApplianceNames& names, std::string& text, std::vector<std::string>& problems) {
  absl::StatusOr<std::string> filled = FillPlaceholders(text, names);
  if (filled.ok()) {
    text = *std::move(filled);
  } else {
    problems.push_back(absl::StrCat(base::ToAbsl(what), ": ", filled.status().message()));
  }
}

class SiteReader {
 public:
  SiteReader(const config::Config& config, const Candidate& candidate) : config_(config) {
    site_.candidate = &candidate;
  }

  Site Read() {
    ReadProfile();
    ReadSsh();
    ReadPath();
    return std::move(site_);
  }

 private:
  std::string_view Column(std::string_view name) const { return probe::Trim(site_.candidate->Column(name)); }

  void ReadProfile() {
    const std::string_view column = Column("profile");
    site_.profile_name = column.empty() ? config_.replace.profile : std::string(column);
    if (site_.profile_name.empty()) return;
    const auto found = config_.profiles.find(site_.profile_name);
    if (found != config_.profiles.end()) {
      site_.profile = &found->second;
    } else {
      site_.problems.push_back(absl::StrCat("profile ", base::DisplayText(site_.profile_name), ": there is no such"));
    }
  }

  void ReadSsh() {
    const std::string_view column = Column("ssh_host");
    const estate::EndpointKey& endpoint = site_.candidate->endpoint;
    site_.ssh_host = column.empty() ? endpoint.host : base::AsciiLower(column);
    if (!column.empty() && !pki::ReferenceIdentity::Parse(column).ok()) {
      site_.problems.push_back(absl::StrCat("ssh_host ", base::DisplayText(column), ": is neither name nor address"));
    }
    site_.ssh_address = OverrideAddress(config_, site_.ssh_host);
    // The same appliance that was scanned, whatever its name leads to by now.
    if (column.empty() && site_.ssh_address.empty()) site_.ssh_address = endpoint.address;
    site_.ssh_port = config_.ssh.port;
    const std::string_view port = Column("ssh_port");
    if (port.empty()) return;
    const absl::StatusOr<uint16_t> number = probe::ParsePort(port);
    if (number.ok()) {
      site_.ssh_port = *number;
    } else {
      site_.problems.push_back(absl::StrCat("ssh_port: ", number.status().message()));
    }
  }

  void ReadPath() {
    const std::string_view column = Column("pem_path");
    if (!column.empty()) {
      site_.pem_path = column;
    } else if (site_.profile != nullptr) {
      site_.pem_path = site_.profile->pem_path;
    }
    const Candidate& candidate = *site_.candidate;
    Fill("pem_path", NamesOf(candidate.endpoint.host, candidate.endpoint.address, candidate.identities), site_.pem_path,
         site_.problems);
    if (site_.pem_path.empty()) {
      site_.problems.push_back("where its certificate lies is not known: neither profile nor pem_path says it");
    } else if (!site_.pem_path.starts_with('/')) {
      site_.problems.push_back(absl::StrCat("pem_path ", base::DisplayText(site_.pem_path), ": is not absolute"));
    }
  }

  const config::Config& config_;
  Site site_;
};

// Sites of one file: by address or, without one, by name; and those that share either.
class SiteGroups {
 public:
  void Add(Site site) {
    const std::string tail = absl::StrCat(":", site.ssh_port, ":", site.pem_path);
    const size_t index = sites_.size();
    parents_.push_back(index);
    if (!site.ssh_address.empty()) Join("a" + site.ssh_address + tail, index);
    Join("h" + site.ssh_host + tail, index);
    sites_.push_back(std::move(site));
  }

  // In the order of their first sites.
  std::vector<std::vector<Site>> Take() {
    std::map<size_t, size_t> places;
    std::vector<std::vector<Site>> groups;
    for (size_t i = 0; i < sites_.size(); ++i) {
      const auto [place, is_new] = places.emplace(Root(i), groups.size());
      if (is_new) groups.emplace_back();
      groups[place->second].push_back(std::move(sites_[i]));
    }
    return groups;
  }

 private:
  size_t Root(size_t index) const {
    while (parents_[index] != index) index = parents_[index];
    return index;
  }

  void Join(const std::string& key, size_t index) {
    const auto [place, is_new] = first_.emplace(key, index);
    if (is_new) return;
    const size_t a = Root(place->second);
    const size_t b = Root(index);
    parents_[std::max(a, b)] = std::min(a, b);
  }

  std::vector<Site> sites_;
  std::vector<size_t> parents_;
  std::map<std::string, size_t> first_;
};

std::string SafeName(const JobPlan& plan) {
  std::string name;
  const estate::EndpointKey& first = plan.endpoints.front();
  for (const char c : first.host) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    name += plain ? c : '_';
  }
  if (name.size() > kMostNameLength) name.resize(kMostNameLength);
  if (name.empty() || name.front() == '.' || name.front() == '-' || name.front() == '_') name.insert(0, "x");
  return absl::StrCat(name, "-", first.port);
}

class PlanMaker {
 public:
  PlanMaker(const config::Config& config, const std::vector<Site>& sites) : config_(config), sites_(sites) {}

  JobPlan Make() {
    const Site& first = FirstChosen();
    plan_.position = first.candidate->position;
    SetAppliance(first);
    Cover();
    AddProfilePorts();
    FillCommands();
    SetRequest();
    plan_.name = SafeName(plan_);
    Complain();
    return std::move(plan_);
  }

 private:
  const Site& FirstChosen() const {
    const auto found =
        std::find_if(sites_.begin(), sites_.end(), [](const Site& site) { return site.candidate->is_chosen; });
    return *found;
  }

  void SetAppliance(const Site& first) {
    plan_.ssh_host = first.ssh_host;
    plan_.ssh_address = first.ssh_address;
    plan_.ssh_port = first.ssh_port;
    const std::string_view user = probe::Trim(first.candidate->Column("ssh_user"));
    plan_.ssh_user = user.empty() ? config_.ssh.user : std::string(user);
    plan_.ssh_host_key = probe::Trim(first.candidate->Column("ssh_host_key"));
    plan_.pem_path = first.pem_path;
    plan_.profile = first.profile_name;
    profile_ = first.profile;
    if (profile_ == nullptr) return;
    plan_.legacy_ssh = profile_->legacy_ssh;
    plan_.chain_path = profile_->chain_path;
    plan_.pem_mode = profile_->pem_mode;
    plan_.test_command = profile_->test_command;
    plan_.restart_command = profile_->restart_command;
    for (const config::DialogueStep& step : profile_->dialogue) plan_.dialogue.push_back({step.expect, step.send});
  }

  // Also what complies: it shows the same file, and has to comply afterwards.
  bool IsCovered(const Candidate& candidate) const {
    if (candidate.is_chosen || !probe::Trim(candidate.Column("pem_path")).empty()) return true;
    return profile_ != nullptr &&
           std::find(profile_->ports.begin(), profile_->ports.end(), candidate.endpoint.port) != profile_->ports.end();
  }

  void Cover() {
    std::set<std::string> codes;
    for (const Site& site : sites_) {
      const Candidate& candidate = *site.candidate;
      if (!IsCovered(candidate)) continue;
      if (!candidate.problem.empty()) AddOnce(candidate.problem, plan_.problems);
      for (const std::string& problem : site.problems) AddOnce(problem, plan_.problems);
      AddEndpoint(candidate);
      for (const std::string& identity : candidate.identities) AddOnce(identity, plan_.identities);
      for (const absl::string_view code : absl::StrSplit(candidate.codes, ',', absl::SkipEmpty())) codes.emplace(code);
      for (const std::string& code : candidate.beyond_certificate) {
        AddOnce(absl::StrCat(base::HostAndPort(candidate.endpoint.host, candidate.endpoint.port), ": ", code,
                             " is no matter of the certificate: it would not comply afterwards either"),
                plan_.problems);
      }
    }
    plan_.codes = absl::StrJoin(codes, ",");
    WarnOfShownNames();
  }

  void AddEndpoint(const Candidate& candidate) {
    estate::EndpointKey endpoint = candidate.endpoint;
    const std::string address = OverrideAddress(config_, endpoint.host);
    if (!address.empty()) endpoint.address = address;
    if (endpoint.address.empty()) {
      AddOnce(absl::StrCat(endpoint.host, ": did not resolve; what it serves afterwards could not be looked at"),
              plan_.problems);
    }
    AddOnce(endpoint, plan_.endpoints);
  }

  // A job is about every port of its profile, also one that no line of the inventory names.
  void AddProfilePorts() {
    if (profile_ == nullptr) return;
    const std::vector<estate::EndpointKey> known = plan_.endpoints;
    for (const estate::EndpointKey& endpoint : known) {
      for (const uint16_t port : profile_->ports) {
        const auto is_same = [&](const estate::EndpointKey& other) {
          return other.address == endpoint.address && other.port == port;
        };
        if (std::any_of(plan_.endpoints.begin(), plan_.endpoints.end(), is_same)) continue;
        plan_.endpoints.push_back({endpoint.host, endpoint.address, port});
      }
    }
  }

  void FillCommands() {
    const estate::EndpointKey& first = plan_.endpoints.front();
    ApplianceNames names = NamesOf(first.host, first.address, plan_.identities);
    Fill("chain_path", names, plan_.chain_path, plan_.problems);
    Fill("restart_command", names, plan_.restart_command, plan_.problems);
    for (PlannedDialogueStep& step : plan_.dialogue) {
      Fill("dialogue", names, step.expect, plan_.problems);
      Fill("dialogue", names, step.send, plan_.problems);
    }
    FillTestCommand(names);
  }

  // {pem} stays for the file, which has no name yet.
  void FillTestCommand(const ApplianceNames& names) {
    std::vector<std::string> parts = absl::StrSplit(plan_.test_command, "{pem}");
    for (std::string& part : parts) Fill("test_command", names, part, plan_.problems);
    plan_.test_command = absl::StrJoin(parts, "{pem}");
  }

  void SetRequest() {
    plan_.issuer = config_.replace.issuer;
    plan_.template_path = config_.replace.template_path;
    plan_.key_type = config_.replace.key_type;
    plan_.reuse_key = config_.replace.reuse_key;
  }

  void WarnOfShownNames() {
    for (const Site& site : sites_) {
      if (!IsCovered(*site.candidate)) continue;
      for (const std::string& name : site.candidate->shown_names) {
        const auto shown = base::AsciiLower(name);
        if (std::find(plan_.identities.begin(), plan_.identities.end(), shown) != plan_.identities.end()) continue;
        AddOnce(absl::StrCat("its certificate has the name ", base::DisplayText(name),
                             ", which the inventory does not: it is not asked for"),
                plan_.warnings);
      }
    }
  }

  void Complain() {
    if (plan_.issuer.empty()) plan_.problems.push_back("no issuer: [replace] issuer names none");
    const auto issuer = config_.issuers.find(plan_.issuer);
    if (!plan_.issuer.empty() && issuer == config_.issuers.end()) {
      plan_.problems.push_back(absl::StrCat("issuer ", base::DisplayText(plan_.issuer), ": there is no such"));
    }
    if (plan_.identities.empty() && plan_.template_path.empty()) {
      plan_.problems.push_back("no name to ask for: the inventory has none, and there is no template");
    }
    if (plan_.restart_command.empty() && plan_.dialogue.empty()) {
      plan_.problems.push_back(
          absl::StrCat("how its server is told of a new certificate is not known: ",
                       plan_.profile.empty() ? "it has no profile" : "its profile has no restart_command"));
    }
  }

  const config::Config& config_;
  const std::vector<Site>& sites_;
  const config::ProfileSection* profile_ = nullptr;
  JobPlan plan_;
};

}  // namespace

std::vector<JobPlan> BuildPlans(std::span<const Candidate> candidates, const config::Config& config) {
  SiteGroups groups;
  for (const Candidate& candidate : candidates) groups.Add(SiteReader(config, candidate).Read());
  std::vector<JobPlan> plans;
  for (const std::vector<Site>& sites : groups.Take()) {
    const bool is_chosen =
        std::any_of(sites.begin(), sites.end(), [](const Site& site) { return site.candidate->is_chosen; });
    if (is_chosen) plans.push_back(PlanMaker(config, sites).Make());
  }
  std::stable_sort(plans.begin(), plans.end(),
                   [](const JobPlan& a, const JobPlan& b) { return a.position < b.position; });
  return plans;
}

}  // namespace certsweep::replacer
