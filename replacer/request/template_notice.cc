#include "replacer/request/template_notice.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::replacer {

std::string NoticeText(const TemplateNotice& notice) {
  return notice.line == 0 ? notice.text : absl::StrCat("line ", notice.line, ": ", notice.text);
}

void SortByLine(std::vector<TemplateNotice>& notices) {
  std::stable_sort(notices.begin(), notices.end(),
                   [](const TemplateNotice& a, const TemplateNotice& b) { return a.line < b.line; });
}

absl::Status ErrorAtLine(int line, std::string_view what) {
  return absl::InvalidArgumentError(NoticeText({line, std::string(what)}));
}

std::string Quoted(std::string_view text) { return absl::StrCat("\"", base::DisplayText(text, 80), "\""); }

}  // namespace certsweep::replacer
