#include "engine/pki/checks/name_constraints.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::pki {
namespace {

using x509::DistinguishedName;
using x509::GeneralNames;
using x509::IpConstraint;
using x509::NameSubtrees;

constexpr size_t kMaxName = 253;
constexpr size_t kMaxLabel = 63;

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// Labels of letters, digits, hyphens and underscores; a trailing dot is let pass.
bool IsDnsName(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty() || name.size() > kMaxName) return false;
  size_t label = 0;
  for (const char c : name) {
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
    } else if (!IsNameCharacter(c) || ++label > kMaxLabel) {
      return false;
    }
  }
  return label > 0;
}

std::string_view WithoutTrailingDot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

// Whether `name` is `domain` or lies below it. A domain that begins with a period holds only what lies below, the
// empty one everything.
bool IsWithinDomain(std::string_view name, std::string_view domain) {
  name = WithoutTrailingDot(name);
  domain = WithoutTrailingDot(domain);
  if (domain.empty()) return true;
  if (name.size() < domain.size()) return false;
  if (!base::EqualsIgnoreAsciiCase(name.substr(name.size() - domain.size()), domain)) return false;
  if (domain.starts_with('.')) return true;  // no name begins with a period, so there is something before it
  return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
}

bool IsWildcard(std::string_view name) { return name.starts_with("*."); }

bool DnsIsReadable(const std::string& name) {
  return IsDnsName(IsWildcard(name) ? std::string_view(name).substr(2) : std::string_view(name));
}

std::string_view WithoutDots(std::string_view domain) {
  domain = WithoutTrailingDot(domain);
  if (domain.starts_with('.')) domain.remove_prefix(1);
  return domain;
}

bool DnsIsPermitted(const std::string& name, const std::string& domain) {
  if (!IsWildcard(name)) return IsWithinDomain(name, domain);
  return IsWithinDomain(std::string_view(name).substr(2), WithoutDots(domain));
}

bool DnsIsExcluded(const std::string& name, const std::string& domain) {
  if (!IsWildcard(name)) return IsWithinDomain(name, domain);
  const std::string_view parent = std::string_view(name).substr(2);
  const std::string_view bare = WithoutDots(domain);
  if (IsWithinDomain(parent, bare)) return true;
  // One label below the wildcard's parent may be the excluded domain itself. No name is longer than a label more.
  if (bare.size() > parent.size() + kMaxLabel + 1) return false;
  const size_t dot = bare.find('.');
  return dot != std::string_view::npos && base::EqualsIgnoreAsciiCase(bare.substr(dot + 1), WithoutTrailingDot(parent));
}

bool IpIsWithin(const base::IpAddress& address, const IpConstraint& range) {
  const base::Bytes octets = address.bytes();
  if (octets.size() != range.address.size()) return false;
  for (size_t i = 0; i < octets.size(); ++i) {
    const uint8_t mask = static_cast<uint8_t>(range.mask[i]);
    if ((octets[i] & mask) != (static_cast<uint8_t>(range.address[i]) & mask)) return false;
  }
  return true;
}

// local-part@host, neither empty.
bool EmailIsReadable(const std::string& address) {
  const size_t at = address.find('@');
  return at != std::string::npos && at > 0 && IsDnsName(std::string_view(address).substr(at + 1));
}

// A mailbox, a host, or a domain that begins with a period (RFC 5280, 4.2.1.10).
bool EmailIsWithin(const std::string& address, const std::string& constraint) {
  if (constraint.size() > address.size()) return false;
  const size_t at = address.rfind('@');
  const std::string_view local = std::string_view(address).substr(0, at),
                         host = std::string_view(address).substr(at + 1);
  if (const size_t wanted_at = constraint.rfind('@'); wanted_at != std::string::npos) {
    return local == std::string_view(constraint).substr(0, wanted_at) &&
           base::EqualsIgnoreAsciiCase(host, std::string_view(constraint).substr(wanted_at + 1));
  }
  if (constraint.starts_with('.')) return IsWithinDomain(host, constraint);
  return constraint.empty() || base::EqualsIgnoreAsciiCase(host, constraint);
}

// The host of scheme://user@host:port/...; empty where there is none, or where it is an address.
std::string_view HostOfUri(std::string_view uri) {
  const size_t scheme = uri.find("://");
  if (scheme == std::string_view::npos) return {};
  std::string_view authority = uri.substr(scheme + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  const std::string_view host = authority.substr(0, authority.find(':'));
  if (!IsDnsName(host) || base::IpAddress::Parse(host)) return {};
  return host;
}

// A URI may be long, so that its host is looked for once.
struct Uri {
  std::string_view text;
  std::string_view host;
};

bool UriIsReadable(const Uri& uri) { return !uri.host.empty(); }

bool UriIsWithin(const Uri& uri, const std::string& constraint) {
  if (constraint.starts_with('.')) return IsWithinDomain(uri.host, constraint);
  return constraint.empty() ||
         base::EqualsIgnoreAsciiCase(WithoutTrailingDot(uri.host), WithoutTrailingDot(constraint));
}

// A subtree of names is a prefix of their relative names.
bool DirectoryNameIsWithin(const DistinguishedName& name, const DistinguishedName& subtree) {
  const std::vector<std::string>& names = name.normalized_rdns();
  const std::vector<std::string>& wanted = subtree.normalized_rdns();
  return wanted.size() <= names.size() && std::equal(wanted.begin(), wanted.end(), names.begin());
}

template <class T>
bool AlwaysReadable(const T&) {
  return true;
}

// What a comparison counts for: that of a name of many parts takes as long as many others.
template <class T>
int CostOfComparison(const T&) {
  return 1;
}
int CostOfComparison(const DistinguishedName& name) {
  return static_cast<int>(std::max<size_t>(1, name.normalized_rdns().size()));
}

class Checker {
 public:
  Checker(const x509::NameConstraints& constraints, int depth, NameComparisonBudget* budget)
      : constraints_(constraints), depth_(depth), budget_(budget) {}

  void CheckDns(const std::vector<std::string>& names) {
    Check(names, &NameSubtrees::dns_names, DnsIsReadable, DnsIsPermitted, DnsIsExcluded,
          [](const std::string& name) { return name; });
  }
  void CheckIp(const std::vector<base::IpAddress>& addresses) {
    Check(addresses, &NameSubtrees::ip_ranges, AlwaysReadable<base::IpAddress>, IpIsWithin, IpIsWithin,
          [](const base::IpAddress& address) { return address.ToString(); });
  }
  void CheckEmail(const std::vector<std::string>& addresses) {
    Check(addresses, &NameSubtrees::email_addresses, EmailIsReadable, EmailIsWithin, EmailIsWithin,
          [](const std::string& address) { return address; });
  }
  void CheckUri(const std::vector<std::string>& texts) {
    if (constraints_.permitted.uris.empty() && constraints_.excluded.uris.empty()) return;
    std::vector<Uri> uris;
    uris.reserve(texts.size());
    for (const std::string& text : texts) uris.push_back({text, HostOfUri(text)});
    Check(uris, &NameSubtrees::uris, UriIsReadable, UriIsWithin, UriIsWithin,
          [](const Uri& uri) { return std::string(uri.text); });
  }
  void CheckDirectoryNames(const std::vector<DistinguishedName>& names) {
    Check(names, &NameSubtrees::directory_names, AlwaysReadable<DistinguishedName>, DirectoryNameIsWithin,
          DirectoryNameIsWithin, [](const DistinguishedName& name) { return name.text(); });
  }
  void CheckOthers(int count) {
    if (count == 0) return;
    if (!constraints_.permitted.has_unsupported && !constraints_.excluded.has_unsupported) return;
    Violation("a name of a form that is constrained and can't be compared", {});
  }

  Findings TakeFindings() { return std::move(findings_); }

 private:
  template <class Name, class Subtree, class Readable, class Permits, class Excludes, class ToText>
  void Check(const std::vector<Name>& names, std::vector<Subtree> NameSubtrees::* kind, Readable readable,
             Permits permits, Excludes excludes, ToText to_text) {
    const std::vector<Subtree>& permitted = constraints_.permitted.*kind;
    const std::vector<Subtree>& excluded = constraints_.excluded.*kind;
    if (permitted.empty() && excluded.empty()) return;
    for (const Name& name : names) {
      if (!findings_.empty() || budget_->exhausted) return;
      if (!readable(name)) {
        Violation("a name that can't be compared with the constraints", to_text(name));
      } else if (Any(excluded, CostOfComparison(name),
                     [&](const Subtree& subtree) { return excludes(name, subtree); })) {
        Violation("a name within an excluded subtree", to_text(name));
      } else if (!permitted.empty() && !Any(permitted, CostOfComparison(name),
                                            [&](const Subtree& subtree) { return permits(name, subtree); })) {
        Violation("a name outside of the permitted subtrees", to_text(name));
      }
    }
  }

  template <class Subtree, class Predicate>
  bool Any(const std::vector<Subtree>& subtrees, int cost, Predicate predicate) {
    for (const Subtree& subtree : subtrees) {
      if (cost > budget_->left) {
        budget_->exhausted = true;
        return false;
      }
      budget_->left -= cost;
      if (predicate(subtree)) return true;
    }
    return false;
  }

  void Violation(const char* what, std::string name) {
    // The first one is told; the others would be more of the same.
    if (!findings_.empty()) return;
    const std::string shown = base::DisplayText(name);
    findings_.push_back(MakeFinding(FindingCode::kNameConstraintViolation, depth_,
                                    shown.empty() ? std::string(what) : absl::StrCat(what, ": ", shown), {}, shown));
  }

  const x509::NameConstraints& constraints_;
  const int depth_;
  NameComparisonBudget* const budget_;
  Findings findings_;
};

}  // namespace

Findings CheckNameConstraints(const x509::Certificate& issuer, const x509::Certificate& certificate, int depth,
                              NameComparisonBudget* budget) {
  if (!issuer.name_constraints()) return {};
  Checker checker(*issuer.name_constraints(), depth, budget);
  if (!certificate.subject().empty()) checker.CheckDirectoryNames({certificate.subject()});
  const GeneralNames none;
  const auto& san = certificate.subject_alt_name();
  const GeneralNames& names = san ? *san : none;
  checker.CheckDns(names.dns_names);
  checker.CheckIp(names.ip_addresses);
  // RFC 5280, 4.2.1.10: the subject's addresses count where subjectAltName has none.
  checker.CheckEmail(names.email_addresses.empty() ? certificate.subject().email_addresses() : names.email_addresses);
  checker.CheckUri(names.uris);
  checker.CheckDirectoryNames(names.directory_names);
  checker.CheckOthers(names.other_names);
  return checker.TakeFindings();
}

}  // namespace certsweep::pki
