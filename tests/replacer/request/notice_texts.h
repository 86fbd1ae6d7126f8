// Notices as people read them, for tests.
#ifndef CERTSWEEP_TESTS_REPLACER_REQUEST_NOTICE_TEXTS_H_
#define CERTSWEEP_TESTS_REPLACER_REQUEST_NOTICE_TEXTS_H_

#include <string>
#include <vector>

#include "replacer/request/template_notice.h"

namespace certsweep::replacer {

inline std::vector<std::string> NoticeTexts(const std::vector<TemplateNotice>& notices) {
  std::vector<std::string> texts;
  for (const TemplateNotice& notice : notices) texts.push_back(NoticeText(notice));
  return texts;
}

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_TESTS_REPLACER_REQUEST_NOTICE_TEXTS_H_
