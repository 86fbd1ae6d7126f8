// How the C library's heap gives memory back to the system.
#ifndef CERTSWEEP_ENGINE_BASE_HEAP_H_
#define CERTSWEEP_ENGINE_BASE_HEAP_H_

namespace certsweep::base {

// To be called by main before any thread is started. glibc raises the size from which it maps (and so gives back) an
// allocation each time one is freed: after a long list was read, buffers of its size would stay for the rest of a scan.
// Fixed sizes keep peak memory a matter of concurrency, whatever the estate.
void FixHeapThresholds();

// Gives back what is free now, for something else is about to need memory. Thread-safe.
void TrimHeap();

// From now on a block is overwritten when it is freed (those below about 1 KiB may be kept as they are for the next
// allocation): libraries that a private key passes through do not wipe their buffers. To be called by main before any
// thread is started; costs a write of every block.
void WipeFreedMemory();

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_HEAP_H_
