// The subject that a template asks for: its distinguished_name section. Thread-safe: pure function.
#ifndef CERTSWEEP_REPLACER_REQUEST_TEMPLATE_SUBJECT_H_
#define CERTSWEEP_REPLACER_REQUEST_TEMPLATE_SUBJECT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "replacer/request/subject_attribute.h"
#include "replacer/request/template_file.h"
#include "replacer/request/template_notice.h"

namespace certsweep::replacer {

struct TemplateField {
  SubjectAttribute attribute;
  std::string text;  // with placeholders; empty: a commonName that is to be filled in
  int line = 0;
  bool joins_previous = false;  // "+OU": in one relative name with the attribute before it
};

// The fields that `section` gives values to, in order, and a commonName without one. With `prompts` (no "prompt = no"),
// values are those of NAME_default and NAME_value, for NAME is the text of a question. "0." before a name is passed
// over. Blank fields are skipped; unknown ones are left out and told. InvalidArgument, with the line, for a value that
// can't be known.
absl::StatusOr<std::vector<TemplateField>> ReadTemplateSubject(const TemplateSection& section, bool prompts,
                                                               std::vector<TemplateNotice>* notices);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REQUEST_TEMPLATE_SUBJECT_H_
