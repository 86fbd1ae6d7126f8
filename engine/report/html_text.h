// Text into HTML, and into the JSON that an HTML page carries: whatever it holds, it stays text. Thread-safe: pure
// functions.
#ifndef CERTSWEEP_ENGINE_REPORT_HTML_TEXT_H_
#define CERTSWEEP_ENGINE_REPORT_HTML_TEXT_H_

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace certsweep::report {

// For the content of an element and for an attribute in double quotes. What can't be seen, or would turn the text
// around, is made visible (base::DisplayText); longer than `max_bytes`: cut, and ended with "...".
std::string HtmlText(std::string_view text, size_t max_bytes = std::numeric_limits<size_t>::max());

// `text` as the value in the fragment of a link: all but letters, digits and "-._~" as %XX.
std::string UrlValue(std::string_view text);

// A JSON string, in quotes, that can't end the script element it stands in. Made visible like HtmlText.
std::string ScriptJsonString(std::string_view text);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_HTML_TEXT_H_
