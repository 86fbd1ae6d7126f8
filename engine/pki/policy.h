// Policy and rules: what is asked of a certificate beside a valid path.
#ifndef CERTSWEEP_ENGINE_PKI_POLICY_H_
#define CERTSWEEP_ENGINE_PKI_POLICY_H_

#include <optional>
#include <string_view>

namespace certsweep::pki {

enum class Rules { kRfc5280, kWebPki, kPrivate };
std::optional<Rules> RulesFromName(std::string_view name);  // "rfc5280", "webpki", "private"
std::string_view RulesName(Rules rules);

struct Policy {
  int min_rsa_bits = 2048;
  int min_ec_bits = 256;
  int min_days_left = 30;                               // fewer: expiring_soon
  std::optional<int> max_validity_days = std::nullopt;  // longer: validity_too_long; off by default
};

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_POLICY_H_
