#include "cli/heap.h"

#include <malloc.h>

namespace certsweep::cli {

void GiveFreedMemoryBack() {
  ::mallopt(M_MMAP_THRESHOLD, 128 << 10);
  ::mallopt(M_TRIM_THRESHOLD, 128 << 10);
  ::mallopt(M_TOP_PAD, 64 << 10);
}

}  // namespace certsweep::cli
