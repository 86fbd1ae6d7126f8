// CsrTemplate: what an OpenSSL configuration file asks a certificate for with. A value; thread-safe.
#ifndef CERTSWEEP_REPLACER_REQUEST_CSR_TEMPLATE_H_
#define CERTSWEEP_REPLACER_REQUEST_CSR_TEMPLATE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/x509/public_key.h"
#include "engine/x509/signature_algorithm.h"
#include "replacer/request/subject_attribute.h"
#include "replacer/request/template_extensions.h"
#include "replacer/request/template_notice.h"
#include "replacer/request/template_subject.h"

namespace certsweep::replacer {

struct CsrTemplate {
  int default_bits = 0;  // 0: it does not say
  int default_bits_line = 0;
  x509::HashAlgorithm hash = x509::HashAlgorithm::kSha256;  // SHA-256, SHA-384 or SHA-512
  StringMask string_mask = StringMask::kUtf8Only;
  std::vector<TemplateField> subject;
  TemplateExtensions extensions;
  std::vector<TemplateNotice> notices;  // what is odd, by line
};

// What `text` asks for: its [req] and the sections that it refers to. Odd and old things are read as they are meant and
// told (default_md = sha1 becomes SHA-256). InvalidArgument, with the line where there is one: no [req], a value that
// is needed and can't be known, and what TemplateFile::Parse refuses.
absl::StatusOr<CsrTemplate> ParseCsrTemplate(std::string_view text);

// A template for who has none, for a TLS server with a key of that type: a commonName to be filled in, no names.
std::string DefaultCsrTemplate(x509::KeyType key);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_REQUEST_CSR_TEMPLATE_H_
