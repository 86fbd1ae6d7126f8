#include "engine/base/heap.h"

#include <malloc.h>

namespace certsweep::base {

void FixHeapThresholds() {
  ::mallopt(M_MMAP_THRESHOLD, 128 << 10);
  ::mallopt(M_TRIM_THRESHOLD, 128 << 10);
  ::mallopt(M_TOP_PAD, 64 << 10);
}

void TrimHeap() { ::malloc_trim(0); }

void WipeFreedMemory() { ::mallopt(M_PERTURB, 0x5a); }

}  // namespace certsweep::base
