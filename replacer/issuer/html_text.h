// The words of an HTML page, for one that is made for people and has to be read by a program. Thread-safe: pure
// function.
#ifndef CERTSWEEP_REPLACER_ISSUER_HTML_TEXT_H_
#define CERTSWEEP_REPLACER_ISSUER_HTML_TEXT_H_

#include <string>
#include <string_view>

namespace certsweep::replacer {

// `html` without tags, comments, scripts, styles and its <title>; the few entities that matter are replaced; white
// space becomes one blank. Bytes beyond ASCII stay as they are, whatever their encoding. Linear in html.size().
std::string HtmlText(std::string_view html);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_HTML_TEXT_H_
