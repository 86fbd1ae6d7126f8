// The lines of an OpenSSL configuration file as people have it: copied out of a web page, saved by an editor of
// Windows. Thread-safe: pure function.
#ifndef CERTSWEEP_REPLACER_REQUEST_TEMPLATE_LINES_H_
#define CERTSWEEP_REPLACER_REQUEST_TEMPLATE_LINES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "replacer/request/template_notice.h"

namespace certsweep::replacer {

inline constexpr size_t kMaxTemplateBytes = size_t{1} << 20;

struct TemplateLine {
  int number = 0;    // of its first line in the file, from 1
  std::string text;  // UTF-8, without blanks at its ends
};

// The lines that say something: joined where one ends in a backslash, without comments ('#' outside of quotes; a line
// that begins with ';'), read as UTF-8, or as ISO 8859-1 where a line is none. A byte order mark, CRLF, no-break and
// zero-width blanks, and typographic quotes around a value are put right and told in `notices`.
// InvalidArgument, with the line: UTF-16, a NUL, over 1 MiB.
absl::StatusOr<std::vector<TemplateLine>> ReadTemplateLines(std::string_view text,
                                                            std::vector<TemplateNotice>* notices);

// `text` without blanks at its ends.
std::string_view TrimBlanks(std::string_view text);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REQUEST_TEMPLATE_LINES_H_
