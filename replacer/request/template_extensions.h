// The extensions that a template asks for: its req_extensions section and the names that it refers to. Thread-safe:
// pure function.
#ifndef CERTSWEEP_REPLACER_REQUEST_TEMPLATE_EXTENSIONS_H_
#define CERTSWEEP_REPLACER_REQUEST_TEMPLATE_EXTENSIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "replacer/request/template_file.h"
#include "replacer/request/template_notice.h"

namespace certsweep::replacer {

// A name of subjectAltName, as the template writes it, with placeholders.
struct TemplateName {
  std::string text;
  bool is_ip = false;  // IP.1; else DNS.1
  int line = 0;
};

struct TemplateExtensions {
  std::vector<TemplateName> names;
  bool names_critical = false;
  uint16_t key_usage = 0;  // as in engine/x509/extensions.h
  bool key_usage_critical = false;
  std::vector<std::string> extended_key_usage;  // dotted OIDs
  bool extended_key_usage_critical = false;
  bool not_a_ca = false;
  bool not_a_ca_critical = false;
};

// What `section` of `file` asks for. Names are found in "subjectAltName = @section", in "DNS:a,IP:b", and as DNS.n and
// IP.n in `section` itself or, where the section of names is missing, in any other (the header of [alt_names] gets lost
// in copies). Blank ones are skipped. What a server's certificate is not asked for with (CA:TRUE, keyCertSign, other
// extensions and kinds of names) is left out and told. InvalidArgument, with the line, for a value that can't be known.
absl::StatusOr<TemplateExtensions> ReadTemplateExtensions(const TemplateFile& file, const TemplateSection& section,
                                                          std::vector<TemplateNotice>* notices);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REQUEST_TEMPLATE_EXTENSIONS_H_
