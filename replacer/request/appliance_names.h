// What an appliance is called, and the placeholders that stand for it in templates, commands and paths. Values and pure
// functions.
#ifndef CERTSWEEP_REPLACER_REQUEST_APPLIANCE_NAMES_H_
#define CERTSWEEP_REPLACER_REQUEST_APPLIANCE_NAMES_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/ip_address.h"
#include "engine/pki/reference_identity.h"

namespace certsweep::replacer {

// Each is a checked name or address, or empty: it has none.
struct ApplianceNames {
  std::string host = {};        // {host}: as the inventory says it
  std::string fqdn = {};        // {fqdn}: the name with a dot in it, else the first name
  std::string ip = {};          // {ip}
  std::string short_name = {};  // {short}: the first label of the fqdn
};

// `host` is the inventory's, `address` the one it is reached at where that is known. What those do not say, the
// identities do: the first that fits.
ApplianceNames NamesOfAppliance(const pki::ReferenceIdentity& host, const std::optional<base::IpAddress>& address,
                                std::span<const pki::ReferenceIdentity> identities);

// `text` with {host}, {fqdn}, {ip} and {short} filled in. InvalidArgument for a placeholder that is none of them, and
// for one that this appliance has no value for; both are named. A brace that begins no {word} stays as it is.
absl::StatusOr<std::string> FillPlaceholders(std::string_view text, const ApplianceNames& names);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REQUEST_APPLIANCE_NAMES_H_
