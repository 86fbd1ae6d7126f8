// A list of SHA-256 digests as a file: one in hex a line (LF, CRLF or CR), `#` begins a comment, empty lines are passed
// over.
// Thread-safe: pure function.
#ifndef CERTSWEEP_ENGINE_CONFIG_DIGEST_LIST_H_
#define CERTSWEEP_ENGINE_CONFIG_DIGEST_LIST_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"

namespace certsweep::config {

// Appends the digests of `text` to `digests`, and to `problems` a line ("<name>:<line>: ...") for what is none; of very
// many the first, and how many more. A file without any is a problem too: it is not what its owner thinks.
void ReadDigestList(std::string_view text, std::string_view name, std::vector<base::Sha256Digest>* digests,
                    std::vector<std::string>* problems);

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_DIGEST_LIST_H_
