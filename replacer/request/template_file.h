// TemplateFile: an OpenSSL configuration file (config(5)), read as leniently as people's files need. Immutable,
// thread-safe.
#ifndef CERTSWEEP_REPLACER_REQUEST_TEMPLATE_FILE_H_
#define CERTSWEEP_REPLACER_REQUEST_TEMPLATE_FILE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "replacer/request/template_notice.h"
#include "replacer/request/template_value.h"

namespace certsweep::replacer {

struct TemplateEntry {
  std::string name;
  ExpandedValue value;
  int line = 0;

  // The text; InvalidArgument with line and name where it can't be known.
  absl::StatusOr<std::string> Text() const;
};

struct TemplateSection {
  std::string name;
  std::vector<TemplateEntry> entries;  // in order; of a name that is given twice the last one
};

class TemplateFile {
 public:
  // What can be read is read; what is odd and what is left out stands in notices(). InvalidArgument, with the line,
  // where too much hangs on it: what is no text, `.include`, `.pragma dollarid`, values of over 16 MiB together.
  static absl::StatusOr<TemplateFile> Parse(std::string_view text);

  // In the order in which they come first. What stands above all sections is in "default".
  const std::vector<TemplateSection>& sections() const { return sections_; }
  // nullptr where there is none.
  const TemplateSection* FindSection(std::string_view name) const;
  // The entry of the section, else of "default", as OpenSSL looks; else nullptr.
  const TemplateEntry* Find(std::string_view section, std::string_view name) const;
  const std::vector<TemplateNotice>& notices() const { return notices_; }

 private:
  friend class TemplateFileReader;
  std::vector<TemplateSection> sections_;
  std::vector<TemplateNotice> notices_;
};

// The entry of that name in `section`; nullptr where there is none.
const TemplateEntry* FindEntry(const TemplateSection& section, std::string_view name);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REQUEST_TEMPLATE_FILE_H_
