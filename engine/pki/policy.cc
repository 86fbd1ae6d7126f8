#include "engine/pki/policy.h"

namespace certsweep::pki {

std::optional<Rules> RulesFromName(std::string_view name) {
  for (const Rules rules : {Rules::kRfc5280, Rules::kWebPki, Rules::kPrivate}) {
    if (RulesName(rules) == name) return rules;
  }
  return std::nullopt;
}

std::string_view RulesName(Rules rules) {
  switch (rules) {
    case Rules::kRfc5280:
      return "rfc5280";
    case Rules::kWebPki:
      return "webpki";
    case Rules::kPrivate:
      return "private";
  }
  return "private";
}

}  // namespace certsweep::pki
