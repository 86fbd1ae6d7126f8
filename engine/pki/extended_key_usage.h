// Extended key usages by name and number (RFC 5280, 4.2.1.12). Thread-safe: values and pure functions.
#ifndef CERTSWEEP_ENGINE_PKI_EXTENDED_KEY_USAGE_H_
#define CERTSWEEP_ENGINE_PKI_EXTENDED_KEY_USAGE_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace certsweep::pki {

struct ExtendedKeyUsage {
  std::string name;  // "serverAuth"; the OID where it has none
  std::string oid;   // dotted

  friend bool operator==(const ExtendedKeyUsage&, const ExtendedKeyUsage&) = default;
};

// "serverAuth" or "1.3.6.1.5.5.7.3.1"; nothing for what is neither a name that RFC 5280 has nor a dotted OID.
std::optional<ExtendedKeyUsage> ParseExtendedKeyUsage(std::string_view text);

// Those that have a name.
std::span<const std::string_view> ExtendedKeyUsageNames();

// What a finding shows of an extension's OIDs: the first ten, and how many more; "none" of an empty one.
std::string UsagesText(const std::vector<std::string>& oids);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_EXTENDED_KEY_USAGE_H_
