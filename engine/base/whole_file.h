// Writes a file so that its name stands for all of it or for what was there before, whatever is killed and whenever.
// Thread-safe.
#ifndef CERTSWEEP_ENGINE_BASE_WHOLE_FILE_H_
#define CERTSWEEP_ENGINE_BASE_WHOLE_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace certsweep::base {

struct WholeFileOptions {
  // Read and written by its owner alone from its first moment, whatever the umask; else as the umask says.
  bool is_private = true;
  // The file may be there already: the new one takes its place (that of the link where it is a symbolic one).
  bool replace = false;
};

// Makes `path` hold `content`: written under another name in the same folder, created exclusively, and on disk (file
// and folder) before this returns. A process that is killed in between may leave that file, ".certsweep-*.tmp", behind.
// Errors carry the path: AlreadyExists where it is there and may not be replaced; else as ErrnoStatus has them, and
// then nothing has changed.
absl::Status WriteWholeFile(const std::string& path, std::string_view content, const WholeFileOptions& options);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_WHOLE_FILE_H_
