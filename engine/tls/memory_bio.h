// MemoryBio: the two ends of a TLS connection in memory. Input is read where it lies, never copied or kept; output is
// held until it is taken, and holds no memory after that. Not thread-safe.
#ifndef CERTSWEEP_ENGINE_TLS_MEMORY_BIO_H_
#define CERTSWEEP_ENGINE_TLS_MEMORY_BIO_H_

#include <openssl/bio.h>

#include <string>

#include "engine/base/bytes.h"

namespace certsweep::tls {

// What a BIO reads from and writes to.
struct MemoryBioEnds {
  base::Bytes input;    // what was read is dropped from its front; when it is empty, a read says "retry"
  std::string* output;  // appended to
};

// A BIO over `ends`, which must outlive it. nullptr if memory is short.
bssl::UniquePtr<BIO> NewMemoryBio(MemoryBioEnds* ends);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_MEMORY_BIO_H_
