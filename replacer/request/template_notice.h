// What is odd in a template, and what was made of it. Values and pure functions.
#ifndef CERTSWEEP_REPLACER_REQUEST_TEMPLATE_NOTICE_H_
#define CERTSWEEP_REPLACER_REQUEST_TEMPLATE_NOTICE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace certsweep::replacer {

struct TemplateNotice {
  int line = 0;  // from 1; 0: of no line
  std::string text;
};

// "line 4: the text"; the text alone where there is no line.
std::string NoticeText(const TemplateNotice& notice);

// By line, those of one line as they came.
void SortByLine(std::vector<TemplateNotice>& notices);

// InvalidArgument("line <line>: <what>").
absl::Status ErrorAtLine(int line, std::string_view what);

// Text out of a template for a message: "\"...\"", fit for a terminal.
std::string Quoted(std::string_view text);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REQUEST_TEMPLATE_NOTICE_H_
