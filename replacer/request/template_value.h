// Values of OpenSSL configuration files: quotes, backslashes and variables (config(5)). Thread-safe: pure functions.
#ifndef CERTSWEEP_REPLACER_REQUEST_TEMPLATE_VALUE_H_
#define CERTSWEEP_REPLACER_REQUEST_TEMPLATE_VALUE_H_

#include <functional>
#include <string>
#include <string_view>

namespace certsweep::replacer {

// A value that can't be known has a problem in place of its text. That costs nothing unless it is asked for: many
// files have a RANDFILE out of the environment that nobody needs.
struct ExpandedValue {
  std::string text;
  std::string problem;         // why there is no text; empty: there is
  bool is_quote_open = false;  // a quote is not closed: it goes to the end, as OpenSSL reads it
};

// The value of a variable, which was given above; nullptr where there is none. Its fallback is the section "default".
using VariableLookup = std::function<const ExpandedValue*(std::string_view section, std::string_view name)>;

// What OpenSSL makes of `raw` in `section`: '...', "...", `...` and backslashes (\n, \r, \t, \b) are undone, $name,
// ${name}, $(name) and ${section::name} replaced. A problem: a variable without a value, a brace that is not closed,
// $ENV::x (a request must not depend on who asks for it), over 64 KiB.
ExpandedValue ExpandValue(std::string_view raw, std::string_view section, const VariableLookup& lookup);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REQUEST_TEMPLATE_VALUE_H_
