// ReferenceIdentity: a DNS name or an IP address that a certificate must be valid for (RFC 9525).
#ifndef CERTSWEEP_ENGINE_PKI_REFERENCE_IDENTITY_H_
#define CERTSWEEP_ENGINE_PKI_REFERENCE_IDENTITY_H_

#include <string>
#include <string_view>
#include <variant>

#include "absl/status/statusor.h"
#include "engine/base/ip_address.h"
#include "engine/pki/policy.h"
#include "engine/x509/certificate.h"

namespace certsweep::pki {

class ReferenceIdentity {
 public:
  // An IP address (v4, v6, also in brackets; ::ffff:a.b.c.d is a.b.c.d) or a DNS name: A-labels or U-labels (converted
  // by IDNA 2008), underscores and single labels allowed, one trailing dot dropped, lower-cased. InvalidArgument (that
  // names the text) for: empty, a label over 63 or a name over 253 bytes, empty labels, other characters, a wildcard,
  // and a last label of digits only that is no address ("10.0.0.300").
  static absl::StatusOr<ReferenceIdentity> Parse(std::string_view text);
  explicit ReferenceIdentity(const base::IpAddress& address) : value_(address) {}

  bool is_ip() const { return std::holds_alternative<base::IpAddress>(value_); }
  const base::IpAddress& ip() const { return std::get<base::IpAddress>(value_); }
  // A-labels, lower case, no trailing dot. REQUIRES: !is_ip().
  const std::string& dns_name() const { return std::get<std::string>(value_); }
  std::string ToString() const;

  friend bool operator==(const ReferenceIdentity&, const ReferenceIdentity&) = default;

 private:
  explicit ReferenceIdentity(std::string dns_name) : value_(std::move(dns_name)) {}
  std::variant<std::string, base::IpAddress> value_;
};

// RFC 9525, 6.3 and 6.4: DNS identities against dNSName (wildcard as the whole left-most label only, one label, never
// the only one before a single label), IP identities against iPAddress only. The common name is never looked at.
// `san` null: false. Under kWebPki a wildcard right above a public suffix ("*.co.uk") matches nothing (CA/Browser Forum
// BR, 3.2.2.6).
bool Matches(const ReferenceIdentity& identity, const x509::SubjectAltName* san, Rules rules = Rules::kPrivate);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_REFERENCE_IDENTITY_H_
