// What of an order goes into file names and arguments is looked at before: it comes from an inventory. Thread-safe:
// pure functions.
#ifndef CERTSWEEP_REPLACER_ISSUER_ORDER_NAME_H_
#define CERTSWEEP_REPLACER_ISSUER_ORDER_NAME_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace certsweep::replacer {

// InvalidArgument unless `name` is 1 to 200 letters, digits and "._-", and begins with a letter or digit: no path, no
// option, no hidden file.
absl::Status CheckOrderName(const std::string& name);

// InvalidArgument unless `host` is a DNS name or an address. `what` names it in the message: "{host}".
absl::Status CheckHost(std::string_view what, const std::string& host);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_ORDER_NAME_H_
